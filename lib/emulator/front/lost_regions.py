"""A region that is lost answers no call that is signed for it, as the engine says (web/region-states.ts).

Services that are in no region go on: their control planes are in us-east-1 on AWS, and what they have told the world does
not need them ("AWS fault isolation boundaries"). On AWS a call to a lost region gets no answer at all; here it gets 503 at
once, so that nobody waits.
"""
import json
import re

from engine import told_by_engine

_SCOPE = re.compile(rb"Credential=[^/]+/\d{8}/([\w-]+)/([\w-]+)/aws4_request")
_IN_NO_REGION = {b"iam", b"route53", b"cloudfront"}


def lost_regions() -> list:
    return told_by_engine("lost-regions.json") or []


def _asked(scope: dict):
    for name, value in scope["headers"]:
        if name.lower() == b"authorization" and (found := _SCOPE.search(value)):
            return found.groups()
    return None, None


def dropping(emulator):
    """The emulator as an ASGI application, without the regions that are lost."""

    async def app(scope, receive, send):
        region, service = _asked(scope) if scope["type"] == "http" else (None, None)
        if region is None or service in _IN_NO_REGION or region.decode() not in lost_regions():
            await emulator(scope, receive, send)
            return
        said = {"__type": "ServiceUnavailable", "message": f"The region {region.decode()} is lost."}
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    return app

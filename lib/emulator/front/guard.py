"""Refuses what a web page of another origin sends to the emulator: it takes a key that everybody knows, and runs code.

A page reaches loopback in three ways, and each leaves a mark that the page cannot remove: it names its `Origin`, the
browser sends `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), or, after DNS rebinding, `Host` is the page's
own name. Only the APIs that the learner deployed are open to other origins, as they are on AWS.
"""
import re

from ministack import app as ministack
from ministack.core.iam_evaluator import _is_root_key

from apis import is_api

_LABEL = rb"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_REFUSAL = b'{"code":"ForeignOrigin","message":"The emulator answers only programs and pages of this machine."}\n'


def _own_host(port: str):
    """Matches the names that lead nowhere but to loopback: browsers resolve every name below `localhost` themselves."""
    return re.compile(rb"(?:(?:%b\.)*localhost|127\.0\.0\.1|\[::1\]):%b" % (_LABEL, port.encode()), re.IGNORECASE)


def _parameters(scope: dict) -> dict:
    return ministack.parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _text(fields: dict) -> dict:
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in fields.items()}


def _is_foreign(scope: dict, fields: dict, host: bytes) -> bool:
    """Whether a browser says that a page asks which the emulator did not serve, or does not say who asks."""
    origins, sites = fields.get(b"origin", []), [site.lower() for site in fields.get(b"sec-fetch-site", [])]
    if any(origin.lower() != b"http://" + host.lower() for origin in origins):
        return True
    if any(site not in (b"none", b"same-origin") for site in sites):
        return True
    if b"none" in sites and b"navigate" in fields.get(b"sec-fetch-mode", []):
        # A link in a mail or a chat comes without a site. Reading an object by it is harmless, `?Action=…` is not.
        reads = scope.get("method") in ("GET", "HEAD")
        return not (reads and ministack.detect_service("GET", scope["path"], _text(fields), _parameters(scope)) == "s3")
    # Every browser since 2023 sends `Sec-Fetch-Site` to loopback; an older one cannot be told from an attack.
    return not sites and not origins and any(agent.startswith(b"Mozilla/") for agent in fields.get(b"user-agent", []))


def _signs_as_root(scope: dict, fields: dict) -> bool:
    """Whether it is signed with the key that everybody knows. On AWS no page of another origin has the root's key."""
    key = ministack.extract_access_key_id(_text(fields), _parameters(scope))
    return bool(key) and _is_root_key(key)


def refuses(scope: dict, own_host: re.Pattern) -> bool:
    """Whether this request, or WebSocket handshake, goes no further."""
    fields: dict = {}
    for name, value in scope["headers"]:
        fields.setdefault(name.lower(), []).append(value)
    hosts = fields.get(b"host", [])
    # One host, and a path: `GET http://elsewhere/` would name a second host (RFC 9112, 3.2.2).
    if len(hosts) != 1 or not own_host.fullmatch(hosts[0]) or not scope["path"].startswith("/"):
        return True
    if not _is_foreign(scope, fields, hosts[0]):
        return False
    return not is_api(hosts[0].decode(), scope["path"]) or _signs_as_root(scope, fields)


def guarded(emulator, port: str):
    """The emulator as an ASGI application that answers 403 to what `refuses` names."""
    own_host = _own_host(port)

    async def app(scope, receive, send):
        if scope["type"] not in ("http", "websocket") or not refuses(scope, own_host):
            await emulator(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_REFUSAL))]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": _REFUSAL})

    return app

"""What API Gateway refuses of HTTP APIs, beside what its API model says: the names are those that go over the wire.

Amazon API Gateway Developer Guide, HTTP APIs (http-api): throttling, access logs and routes, read on 2026-11-27.
"""
import re

from ..refusal import Refusal

_ROUTE = re.compile(r"\$default|(?:ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /\S*")
_DESTINATION = re.compile(
    r"arn:aws[a-z-]*:(?:logs:[^:]+:\d{12}:log-group:[^:]+(?::\*)?"
    r"|firehose:[^:]+:\d{12}:deliverystream/amazon-apigateway-.+)"
)
# One of them has to be in a format, so that a line can be told from another.
_IDENTIFIERS = ("$context.requestId", "$context.extendedRequestId")


def _bad(message: str) -> Refusal:
    return Refusal("BadRequestException", message)


def _check_throttle(settings: dict | None) -> None:
    for name in ("throttlingRateLimit", "throttlingBurstLimit"):
        limit = (settings or {}).get(name)
        if limit is not None and (not isinstance(limit, (int, float)) or limit < 0):
            raise _bad(f"Invalid value for {name}: {limit}. It must not be negative.")


def _check_log(settings: dict | None) -> None:
    if not settings:
        return
    if settings.get("destinationArn") and not _DESTINATION.fullmatch(settings["destinationArn"]):
        raise _bad(
            "Invalid ARN specified in the request. ARNs must start with 'arn:' and name a log group or a delivery stream"
        )
    if settings.get("format") is not None and not any(name in settings["format"] for name in _IDENTIFIERS):
        raise _bad("Access Log format must contain one of $context.requestId or $context.extendedRequestId")


def check_stage(params: dict) -> None:
    _check_throttle(params.get("defaultRouteSettings"))
    for settings in (params.get("routeSettings") or {}).values():
        _check_throttle(settings)
    _check_log(params.get("accessLogSettings"))


def check_route(params: dict) -> None:
    if params.get("routeKey") is not None and not _ROUTE.fullmatch(params["routeKey"]):
        raise _bad(
            "The provided route key is not formatted properly for HTTP protocol. "
            'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
        )


def check_integration(params: dict) -> None:
    if params.get("payloadFormatVersion") not in (None, "1.0", "2.0"):
        raise _bad("Invalid payloadFormatVersion. It must be 1.0 or 2.0")

"""Writes the access log of deployed HTTP APIs, which the emulator takes as a setting and never writes.

Variables and their meaning: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""
import base64
import contextvars
import hashlib
import json
import os
import re
import time

from ministack import app as ministack
from ministack.core.responses import _request_account_id, _request_region, get_request_client_ip
from ministack.services import apigateway, cloudwatch_logs, lambda_svc

# What is known of the request that is being served: its id, when it began, and what its integration answered.
_request: contextvars.ContextVar[dict | None] = contextvars.ContextVar("api_request", default=None)
_VARIABLE = re.compile(r"\$context\.([A-Za-z0-9_.]+)")


def _begun() -> dict:
    return {"id": base64.b64encode(os.urandom(11)).decode(), "began": time.time()}


def _message_of(body) -> str | None:
    try:
        return json.loads(body).get("message")
    except (ValueError, AttributeError):
        return None


def _variables(request: dict, api_id, stage, method, path, headers, query_params, status, body) -> dict:
    invoked = "took" in request
    route = apigateway._match_route(api_id, method, "/" + path.lstrip("/")) or {}
    signed = route.get("authorizationType") == "AWS_IAM"
    caller = (apigateway._iam_caller_identity_v2(headers, query_params) if signed else None) or {}
    return {
        "requestId": request["id"],
        "extendedRequestId": request["id"],
        "accountId": _request_account_id.get(),
        "apiId": api_id,
        "stage": stage,
        "domainName": f"{api_id}.execute-api.{apigateway._HOST}",
        "domainPrefix": api_id,
        "routeKey": route.get("routeKey"),
        "httpMethod": method,
        "path": path if stage == "$default" else f"/{stage}{path}",
        "protocol": "HTTP/1.1",
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(request["began"])),
        "requestTimeEpoch": int(request["began"] * 1000),
        "identity.sourceIp": get_request_client_ip(),
        "identity.userAgent": headers.get("user-agent"),
        "identity.userArn": caller.get("userArn"),
        "identity.user": caller.get("userId"),
        "identity.caller": caller.get("callerId"),
        "identity.accountId": caller.get("accountId"),
        "status": status,
        "responseLength": len(body),
        "responseLatency": round((time.time() - request["began"]) * 1000),
        "integrationLatency": request.get("took"),
        "integration.latency": request.get("took"),
        # Lambda's own status, 200 for a function that threw; the function's is `integration.status`.
        "integrationStatus": request.get("lambda_status"),
        "integration.integrationStatus": request.get("lambda_status"),
        "integration.status": status if invoked else None,
        "integrationErrorMessage": request.get("error"),
        "integration.error": request.get("error"),
        "error.message": None if invoked and not request.get("error") else _message_of(body),
    }


def _write(api_id, stage, method, path, headers, query_params, response) -> None:
    """One event in the stage's log group; nothing without settings or without the group, as on AWS."""
    request = _request.get()
    owner = apigateway.find_api_scope(api_id)
    if request is None or owner is None or request.get("written"):
        return
    request["written"] = True
    account, region = _request_account_id.set(owner[0]), _request_region.set(owner[1])
    try:
        settings = (apigateway._stages.get(api_id, {}).get(stage) or {}).get("accessLogSettings") or {}
        group = settings.get("destinationArn", "").partition(":log-group:")[2].removesuffix(":*")
        if not group or not settings.get("format"):
            return
        status, _, body = response
        known = _variables(request, api_id, stage, method, path, headers, query_params, status, body or b"")

        def value(match):
            found = known.get(match[1].rstrip("."))
            # Escaped, so that a caller's words stay inside their quotes; `-` is API Gateway's word for nothing.
            return "-" if found is None or found == "" else json.dumps(str(found))[1:-1]

        stream = hashlib.sha256(f"{api_id}/{stage}".encode()).hexdigest()[:32]
        cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
        event = {"timestamp": int(time.time() * 1000), "message": _VARIABLE.sub(value, settings["format"])}
        cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": [event]})
    finally:
        _request_account_id.reset(account)
        _request_region.reset(region)


def _note_result(result: dict) -> None:
    request = _request.get()
    if request is None:
        return
    request["lambda_status"] = 429 if result.get("throttle") else 200
    if result.get("throttle") or result.get("error"):
        body = result.get("body")
        words = body.get("errorMessage") or body.get("Message") if isinstance(body, dict) else body
        request["error"] = (
            f"The Lambda function returned the following error: {words}. Check your Lambda function code and try again."
        )


def note_forbidden() -> None:
    """Lambda did not let the gateway in: https://repost.aws/knowledge-center/api-gateway-http-lambda-integrations"""
    if request := _request.get():
        request["lambda_status"] = 403
        request["error"] = (
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. "
            "Check the permissions and try again."
        )


def install() -> None:
    """From here on each request to an HTTP API has one id, in its log, its answer and its function's event, as on AWS."""
    handle, execute, enforce = (
        ministack._handle_execute_api_request, apigateway.handle_execute, ministack._enforce_execute_api
    )
    invoke, to_response = apigateway._invoke_lambda_proxy, lambda_svc.lambda_execute_result_to_api_proxy_response
    new_uuid = apigateway.new_uuid

    async def handle_with_id(*args, **more):
        request = _begun()
        token = _request.set(request)
        try:
            response = await handle(*args, **more)
        finally:
            _request.reset(token)
        # What the gateway refuses itself has an id as well.
        if response:
            response[1]["apigw-requestid"] = request["id"]
        return response

    async def execute_and_write(api_id, stage, path, method, headers, body, query_params, **more):
        response = await execute(api_id, stage, path, method, headers, body, query_params, **more)
        _write(api_id, stage, method, path, headers, query_params, response)
        return response

    def enforce_and_write(api_id, stage, method, path, headers, query_params, **more):
        denied = enforce(api_id, stage, method, path, headers, query_params, **more)
        if denied:
            _write(api_id, stage, method, path, headers, query_params, denied)
        return denied

    async def invoke_and_time(*args, **more):
        began = time.time()
        try:
            return await invoke(*args, **more)
        finally:
            if request := _request.get():
                request["took"] = round((time.time() - began) * 1000)

    def to_response_noted(result):
        _note_result(result)
        return to_response(result)

    ministack._handle_execute_api_request = handle_with_id
    ministack._enforce_execute_api = enforce_and_write
    apigateway.handle_execute = execute_and_write
    apigateway._invoke_lambda_proxy = invoke_and_time
    lambda_svc.lambda_execute_result_to_api_proxy_response = to_response_noted
    apigateway.new_uuid = lambda: (_request.get() or {}).get("id") or new_uuid()

"""Deployed APIs answer as API Gateway does, where the emulator's gateway differs."""
import contextvars
import json
import re
from urllib.parse import unquote

from ministack import app as ministack
from ministack.services import apigateway, lambda_svc

_STAGE_SETTINGS = re.compile(r"/v2/apis/([^/]+)/stages/([^/]+)/(accesslogsettings|routesettings/(.+))")
# While an HTTP API calls a function: whether the function was there to be called.
_call: contextvars.ContextVar[dict | None] = contextvars.ContextVar("http_api_call", default=None)


def is_api(host: str, path: str) -> bool:
    """Whether it addresses a deployed API's routes: by host name, or by `/_aws/execute-api/<id>/`."""
    by_host = ministack._EXECUTE_API_RE.match(host) and not path.startswith(("/_ministack/", "/_localstack/"))
    by_path = path.startswith("/_aws/execute-api/") and ministack._parse_execute_api_url("localhost", path)
    # Not a route: the management of a WebSocket API's connections, which AWS gives to signed callers only.
    return bool(by_host or by_path) and "/@connections/" not in path


def serve_whole() -> None:
    """An API that is called by its host name gets all of its paths; the emulator would answer `/health` itself."""

    def passing_by(own_paths, answered_by_api):
        async def handle(method, path, headers, *rest, **more):
            handler = answered_by_api if is_api(headers.get("host", ""), path) else own_paths
            return await handler(method, path, headers, *rest, **more)

        return handle

    async def nothing(*_, **__):
        return None

    async def api(method, path, headers, body, query_params, request_id, raw_path=None, raw_query_string="", **_):
        host = headers.get("host", "")
        answer = await ministack._handle_execute_api_request(
            host, path, method, headers, body, query_params, raw_path=raw_path, raw_query_string=raw_query_string
        )
        return ministack._with_data_plane_headers(answer, request_id, wildcard_cors=False)

    ministack._handle_pre_body_request = passing_by(ministack._handle_pre_body_request, nothing)
    ministack._handle_post_body_shortcuts = passing_by(ministack._handle_post_body_shortcuts, nothing)
    ministack._handle_special_data_plane_request = passing_by(ministack._handle_special_data_plane_request, api)


def demand_signatures() -> None:
    """A route with IAM authorization takes signed requests only; the emulator takes any `Authorization` for the root's.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
    """
    enforce = ministack._enforce_execute_api

    def enforce_signed(api_id, stage, method, path, headers, query_params, **more):
        if ministack._execute_api_authorization_type(api_id, stage, method, path) == "AWS_IAM":
            if not ministack.extract_access_key_id(headers, query_params):
                return 403, {"Content-Type": "application/json"}, json.dumps({"message": "Forbidden"}).encode()
        return enforce(api_id, stage, method, path, headers, query_params, **more)

    ministack._enforce_execute_api = enforce_signed


def _own_answer(status: int, message: str) -> dict:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": message}, separators=(",", ":")),
    }


def answer_for_functions() -> None:
    """What is wrong behind an HTTP API is not for its callers; the emulator would answer with the function's own error.

    A function that fails, is not there or answers nothing usable is 500, one that is throttled 503. Why, the access log
    says: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
    """
    invoke, to_response = apigateway._invoke_lambda_proxy, lambda_svc.lambda_execute_result_to_api_proxy_response

    def to_own_answer(result: dict):
        call = _call.get()
        if call is None:
            # A REST API, which has other answers.
            return to_response(result)
        call["reached"] = True
        if result.get("throttle"):
            return _own_answer(503, "Service Unavailable"), None
        if result.get("error"):
            return _own_answer(500, "Internal Server Error"), None
        return to_response(result)

    async def invoke_marked(*args, **more):
        call = {"reached": False}
        token = _call.set(call)
        try:
            status, headers, body = await invoke(*args, **more)
        finally:
            _call.reset(token)
        if call["reached"]:
            return status, headers, body
        answer = _own_answer(500, "Internal Server Error")
        return answer["statusCode"], answer["headers"], answer["body"].encode()

    lambda_svc.lambda_execute_result_to_api_proxy_response = to_own_answer
    apigateway._invoke_lambda_proxy = invoke_marked


def delete_settings_alone() -> None:
    """Deleting the access log, or a route's settings, of a stage leaves the stage; the emulator would delete it whole.

    Amazon API Gateway V2 API Reference, DeleteAccessLogSettings and DeleteRouteSettings.
    """
    handle = apigateway.handle_request

    async def handle_settings(method, path, headers, body, query_params):
        named = _STAGE_SETTINGS.fullmatch(unquote(path).rstrip("/")) if method == "DELETE" else None
        if not named:
            return await handle(method, path, headers, body, query_params)
        api, stage_name, _, route = named.groups()
        stage = apigateway._stages.get(api, {}).get(stage_name)
        if stage is None:
            return apigateway._apigw_error("NotFoundException", "Invalid stage identifier specified", 404)
        if route is None:
            stage.pop("accessLogSettings", None)
        elif stage.get("routeSettings", {}).pop(route, None) is None:
            return apigateway._apigw_error("NotFoundException", "Invalid route key specified", 404)
        return 204, {}, b""

    apigateway.handle_request = handle_settings

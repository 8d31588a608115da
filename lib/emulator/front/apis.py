"""Deployed APIs answer as API Gateway does, where the emulator's gateway differs."""
import json

from ministack import app as ministack


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

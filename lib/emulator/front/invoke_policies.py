"""A function lets in the services that its own policy names; the emulator asks that policy of callers with a key alone.

What each service says of itself, and what becomes of a call that is refused:
HTTP APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html, and
"Control access to HTTP APIs with AWS Lambda authorizers"; rules: "Using resource-based policies for Amazon EventBridge"
and "Using dead-letter queues to process undelivered events"; topics and buckets: AWS Lambda Developer Guide, with-sns and
with-s3.
"""
import logging

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway, eventbridge, lambda_svc, s3, sns

import access_log
from held_calls import allowed, function_arn

_logger = logging.getLogger("certlab.invoke_policies")
_ACTION = "lambda:InvokeFunction"


def _lets_in(function: str, service: str, source: str) -> bool:
    """Whether the policy of a function, or of its alias or version that is called, lets a service in.

    `function` is an ARN or a name, `source` the ARN of the API, rule, topic or bucket on whose behalf the service calls.
    A function that is not there refuses nobody: the emulator says itself that it is missing.
    """
    arn, account = function_arn(function).removesuffix(":$LATEST"), get_account_id()
    policy = lambda_svc.function_policy_for_arn(arn)
    if policy is None:
        return True
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        # Of no account: a statement that names this account means its users and roles.
        principal_account="",
        action=_ACTION,
        resource_arn=arn,
        region=get_region(),
        secure_transport=True,
        service_context={"aws:sourcearn": source, "aws:sourceaccount": account},
    )
    decision = iam_evaluator.evaluate_resource_policy(policy[0], context, service=service).decision
    if decision != "Allow":
        _logger.warning("%s may not invoke %s for %s", service, arn, source)
    return decision == "Allow"


def _api_lets_in(holder: dict, uri: str, source: str) -> bool:
    """The same for an integration or an authorizer, which may name a role to call under instead."""
    function = apigateway._extract_lambda_ref_from_integration_uri(uri)
    role = holder.get("credentialsArn") or holder.get("authorizerCredentialsArn")
    if role:
        return allowed(role, "apigateway", _ACTION, function_arn(function))
    whole = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{source}"
    return _lets_in(function, "apigateway.amazonaws.com", whole)


def _hold_http_apis() -> None:
    invoke, authorize = apigateway._invoke_lambda_proxy, apigateway._invoke_request_authorizer_lambda

    async def invoke_held(integration, api_id, stage, *request, **more):
        # Path, method, headers, body and query come before the route's key.
        route_key = request[5]
        # `GET /pets/{id}` is `GET/pets/{id}`, and a route of any method has a star, as CDK and SAM write it.
        route = route_key.replace("ANY ", "* ", 1).replace(" ", "", 1)
        if not _api_lets_in(integration, integration.get("integrationUri", ""), f"{api_id}/{stage}/{route}"):
            access_log.note_forbidden()
            # Not reached: the answer is the gateway's own (apis.py).
            return 500, {}, b""
        return await invoke(integration, api_id, stage, *request, **more)

    async def authorize_held(authorizer, event, *rest):
        api = (event.get("requestContext") or {}).get("apiId")
        source = f"{api}/authorizers/{authorizer.get('authorizerId')}"
        if not _api_lets_in(authorizer, authorizer.get("authorizerUri", ""), source):
            # What the gateway takes for an authorizer that failed: 500.
            return None
        return await authorize(authorizer, event, *rest)

    apigateway._invoke_lambda_proxy = invoke_held
    apigateway._invoke_request_authorizer_lambda = authorize_held


def _hold_events() -> None:
    """Nobody waits for an answer here: what is refused is not tried again, and the event is lost."""
    by_rule, by_topic, by_bucket = eventbridge._invoke_target, sns._deliver_to_lambda, s3._deliver_event_to_lambda

    def invoke_target(target, event, rule, *rest, **more):
        arn = target.get("Arn", "")
        if ":lambda:" not in arn or _lets_in(arn, "events.amazonaws.com", rule.get("Arn", "")):
            by_rule(target, event, rule, *rest, **more)

    def deliver_from_topic(endpoint, envelope, topic_arn, *rest):
        if _lets_in(endpoint, "sns.amazonaws.com", topic_arn):
            by_topic(endpoint, envelope, topic_arn, *rest)

    def deliver_from_bucket(arn, payload, region):
        if _lets_in(arn, "s3.amazonaws.com", payload["Records"][0]["s3"]["bucket"]["arn"]):
            by_bucket(arn, payload, region)

    eventbridge._invoke_target = invoke_target
    sns._deliver_to_lambda = deliver_from_topic
    s3._deliver_event_to_lambda = deliver_from_bucket


def install() -> None:
    """To be installed before apis.py answers for what is not reached."""
    _hold_http_apis()
    _hold_events()

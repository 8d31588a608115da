"""A function, and the queue of a rule, lets in the services that its own policy names.

The emulator asks the policy of a function of callers with a key alone, and that of a queue not where a rule sends to it.

What each service says of itself, and what becomes of a call that is refused:
HTTP APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html, and
"Control access to HTTP APIs with AWS Lambda authorizers"; rules: "Using resource-based policies for Amazon EventBridge"
and "Using dead-letter queues to process undelivered events"; topics and buckets: AWS Lambda Developer Guide, with-sns and
with-s3.
"""
import json
import logging

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway, eventbridge, lambda_svc, s3, sns, sqs

import access_log
from held_calls import allowed, function_arn

_logger = logging.getLogger("certlab.invoke_policies")
_INVOKE, _SEND = "lambda:InvokeFunction", "sqs:SendMessage"
_EVENTS = "events.amazonaws.com"


def _held(policy: str | None, action: str, resource: str, service: str, source: str) -> bool:
    """Whether a resource's policy lets a service do something on behalf of `source`, the ARN of what it works for."""
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        # Of no account: a statement that names this account means its users and roles.
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        secure_transport=True,
        service_context={"aws:sourcearn": source, "aws:sourceaccount": get_account_id()},
    )
    lets_in = bool(policy) and iam_evaluator.evaluate_resource_policy(policy, context, service=service).decision == "Allow"
    if not lets_in:
        _logger.warning("%s may not call %s on %s for %s", service, action, resource, source)
    return lets_in


def _lets_in(function: str, service: str, source: str) -> bool:
    """Whether the policy of a function, or of its alias or version that is called, lets a service in.

    `function` is an ARN or a name, `source` the ARN of the API, rule, topic or bucket on whose behalf the service calls.
    A function that is not there refuses nobody: the emulator says itself that it is missing.
    """
    arn = function_arn(function).removesuffix(":$LATEST")
    policy = lambda_svc.function_policy_for_arn(arn)
    return policy is None or _held(policy[0], _INVOKE, arn, service, source)


def _takes_post(queue: str, rule: str) -> bool:
    """The same for a queue, by its ARN, and a rule that sends to it."""
    policy = sqs.queue_policy_for_arn(queue)
    return policy is None or _held(policy[0], _SEND, queue, _EVENTS, rule)


def _api_lets_in(holder: dict, uri: str, source: str) -> bool:
    """The same for an integration or an authorizer, which may name a role to call under instead."""
    function = apigateway._extract_lambda_ref_from_integration_uri(uri)
    role = holder.get("credentialsArn") or holder.get("authorizerCredentialsArn")
    if role:
        return allowed(role, "apigateway", _INVOKE, function_arn(function))
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


def _park(target: dict, event: dict, rule: str) -> None:
    """An event that a target refused, in the dead-letter queue that the rule names for it, if that takes it: as it came,
    with the reason as attributes.
    """
    arn = (target.get("DeadLetterConfig") or {}).get("Arn") or ""
    queue = sqs._queue_by_arn(arn)
    if queue is None or not _takes_post(arn, rule):
        return
    said = {
        "RULE_ARN": rule,
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": f"The target does not let {_EVENTS} in for this rule.",
    }
    sqs._act_send_message(
        {
            "QueueUrl": queue["url"],
            "MessageBody": json.dumps(eventbridge._pattern_event_view(event).event_with_detail()),
            "MessageAttributes": {name: {"DataType": "String", "StringValue": text} for name, text in said.items()},
        },
        queue["url"],
    )


def _rule_may(target: dict, rule: str) -> bool:
    """Whether a rule may deliver: a function or a queue lets it in, or the role that the rule names for it may call."""
    arn, role = target.get("Arn", ""), target.get("RoleArn")
    if ":lambda:" in arn:
        return allowed(role, "events", _INVOKE, arn) if role else _lets_in(arn, _EVENTS, rule)
    if ":sqs:" in arn:
        return allowed(role, "events", _SEND, arn) if role else _takes_post(arn, rule)
    return True


def _hold_events() -> None:
    """Nobody waits for an answer here: what is refused is not tried again, and is lost without a dead-letter queue."""
    by_rule, by_topic, by_bucket = eventbridge._invoke_target, sns._deliver_to_lambda, s3._deliver_event_to_lambda

    def invoke_target(target, event, rule, *rest, **more):
        if _rule_may(target, rule.get("Arn", "")):
            by_rule(target, event, rule, *rest, **more)
        else:
            _park(target, event, rule.get("Arn", ""))

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

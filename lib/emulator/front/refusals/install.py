"""Refuses, before the emulator sees them, settings that AWS refuses: otherwise a repair could pass here and not there.

Only calls to the services' APIs are looked at, which is how a learner changes what is deployed. CloudFormation inside
the emulator does not come by here; what a template may hold is for cfn-lint (docs/decisions, 0048).
"""
import html
from typing import Callable, NamedTuple

from ministack import app as ministack
from ministack.core.responses import error_response_json
from ministack.services import apigateway, cloudwatch, iam, sqs

from .call import read_call
from .refusal import Refusal
from .services import alarms, events, functions, http_apis, logs, mappings, policies, queues, tables, workflows
from .shapes import sentence, violations


class Guarded(NamedTuple):
    """What is refused of one service."""

    # The service's name in botocore.
    model: str
    # By operation: what is checked after the model itself. Operations that are not here pass.
    operations: dict[str, tuple[Callable[[dict], None], ...]]
    # The error of what the model excludes.
    error: str = "ValidationException"
    bounds: dict[str, dict] = {}


_SERVICES = {
    "lambda": Guarded(
        "lambda",
        {
            "CreateFunction": (functions.check_configuration,),
            "UpdateFunctionConfiguration": (functions.check_configuration,),
            "PutFunctionConcurrency": (functions.check_concurrency,),
            "CreateAlias": (functions.check_alias,),
            "UpdateAlias": (functions.check_alias,),
            "AddPermission": (functions.check_permission,),
            "CreateEventSourceMapping": (mappings.check_new,),
            "UpdateEventSourceMapping": (mappings.check_update,),
            "PutFunctionEventInvokeConfig": (),
            "UpdateFunctionEventInvokeConfig": (),
            "PutProvisionedConcurrencyConfig": (),
        },
        bounds=functions.BOUNDS,
    ),
    "iam": Guarded(
        "iam",
        {
            "PutRolePolicy": (policies.check_role_policy,),
            "PutUserPolicy": (policies.check_user_policy,),
            "PutGroupPolicy": (policies.check_group_policy,),
            "CreatePolicy": (policies.check_managed_policy,),
            "CreatePolicyVersion": (policies.check_managed_policy,),
            "CreateRole": (policies.check_new_role,),
            "UpdateAssumeRolePolicy": (policies.check_trust,),
            "AttachRolePolicy": (policies.check_attachment,),
            "PutRolePermissionsBoundary": (),
        },
        error="ValidationError",
    ),
    "sqs": Guarded(
        "sqs",
        {"CreateQueue": (queues.check_new,), "SetQueueAttributes": (queues.check_attributes,)},
        error="MissingParameter",
        # Checked by the rules: SQS has an error of its own for it.
        bounds={"QueueAttributeName": {"enum": None}},
    ),
    "monitoring": Guarded("cloudwatch", {"PutMetricAlarm": (alarms.check_alarm,)}, error="ValidationError"),
    "logs": Guarded("logs", {"PutRetentionPolicy": (logs.check_retention,)}, error="InvalidParameterException"),
    "events": Guarded(
        "events",
        {
            "PutRule": (events.check_rule,),
            "PutTargets": (events.check_targets,),
            "CreateArchive": (),
            "UpdateArchive": (),
        },
    ),
    "pipes": Guarded("pipes", {"CreatePipe": (workflows.check_pipe,), "UpdatePipe": (workflows.check_pipe,)}),
    "states": Guarded(
        "stepfunctions",
        {"CreateStateMachine": (workflows.check_machine,), "UpdateStateMachine": (workflows.check_machine,)},
    ),
    "dynamodb": Guarded(
        "dynamodb",
        {
            "UpdateTable": (tables.check_update,),
            "UpdateTimeToLive": (),
            "UpdateContinuousBackups": (),
            "RestoreTableToPointInTime": (tables.check_restore,),
        },
    ),
    "apigateway": Guarded(
        "apigatewayv2",
        {
            "CreateStage": (http_apis.check_stage,),
            "UpdateStage": (http_apis.check_stage,),
            "CreateRoute": (http_apis.check_route,),
            "UpdateRoute": (http_apis.check_route,),
            "CreateIntegration": (http_apis.check_integration,),
            "UpdateIntegration": (http_apis.check_integration,),
        },
        error="BadRequestException",
    ),
}


def _answer(service: str, headers: dict, refusal: Refusal) -> tuple:
    """The refusal in the form of the service's protocol."""
    code, message, status = refusal.code, refusal.message, refusal.status
    if service == "iam":
        return iam._error(status, code, html.escape(message, quote=False))
    if service == "apigateway":
        return apigateway._apigw_error(code, message, status)
    by_target = bool(headers.get("x-amz-target"))
    if service == "sqs":
        return (sqs._json_err_resp if by_target else sqs._xml_err_resp)(code, message, status)
    if service == "monitoring":
        return cloudwatch._error(code, message if by_target else html.escape(message, quote=False), status, by_target)
    return error_response_json(code, message, status)


def check(guarded: Guarded, method: str, path: str, headers: dict, body: bytes, query: dict) -> None:
    """Raises a Refusal where AWS would refuse; passes over what it does not know."""
    call = read_call(guarded.model, guarded.operations, method, path, headers, body, query)
    if call is None:
        return
    broken = list(violations(call.shape, call.params, guarded.bounds))
    if broken:
        raise Refusal(guarded.error, sentence(broken))
    for rule in guarded.operations[call.operation]:
        rule(call.params)


def _refusing(service: str, guarded: Guarded, handler):
    async def handle(method, path, headers, body, query_params):
        try:
            check(guarded, method, path, headers, body, query_params)
        except Refusal as refusal:
            return _answer(service, headers, refusal)
        return await handler(method, path, headers, body, query_params)

    return handle


def install() -> None:
    workflows.install()
    tables.install()
    for service, guarded in _SERVICES.items():
        ministack.SERVICE_HANDLERS[service] = _refusing(service, guarded, ministack.SERVICE_HANDLERS[service])

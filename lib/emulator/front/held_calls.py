"""Pipes and workflows call under the role that they are given; the emulator makes their calls without asking anybody.

What a pipe needs to read its stream, and with what it reaches its target, is AWS's page "Event source permissions for
Amazon EventBridge Pipes". The errors that a workflow sees are named as in "Error handling in Step Functions workflows"
and in the pages of the integrations.
"""
import contextvars
import re
from typing import NamedTuple

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, pipes, stepfunctions

import sdk_integrations

# dynamodb:ListStreams is asked for too, but a pipe that has the stream's ARN lists none.
_READING = ("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords")
_STARTING = {"states": "states:StartExecution", "sns": "sns:Publish"}
# ARN of the role that the task of this thread works under.
_role: contextvars.ContextVar[str | None] = contextvars.ContextVar("workflow_role", default=None)


class Call(NamedTuple):
    action: str
    resource: str
    # What the workflow is told when the call is refused.
    error: str


def allowed(role_arn: str, session: str, action: str, resource: str) -> bool:
    """Whether the role as it stands now, and the resource's own policy, allow the call."""
    role, account = role_arn.rsplit("/", 1)[-1], get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        # Between services of AWS nothing goes in the clear.
        secure_transport=True,
    )
    limits = iam_evaluator._permissions_boundary(iam._roles, role, account)
    held = iam_evaluator.evaluate(context, iam_evaluator._gather_role_policies(role, account), *limits)
    own = iam_evaluator._resource_policy(action.split(":")[0], resource)
    if own is not None:
        held = iam_evaluator.combine_resource_policy(held, context, *own, limits=limits)
    return held.decision == "Allow"


def function_arn(value: str) -> str:
    """The ARN of a function that is named by name, by `name:qualifier` or by ARN."""
    return value if value.startswith("arn:") else f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{value}"


def _queue_arn(url: str) -> str:
    account, name = url.rstrip("/").split("/")[-2:]
    return f"arn:aws:sqs:{get_region()}:{account}:{name}"


def _calls_of(resource: str, given: dict) -> list[Call]:
    """What a task asks for; nothing for integrations that no project here uses."""
    optimized = _call_of(resource, given)
    return [optimized] if optimized else [Call(*asked) for asked in sdk_integrations.calls_of(resource, given)]


def _call_of(resource: str, given: dict) -> Call | None:
    if ":states:::lambda:invoke" in resource:
        return Call("lambda:InvokeFunction", function_arn(given.get("FunctionName", "")), "Lambda.AWSLambdaException")
    if re.match(r"arn:aws[\w-]*:lambda:", resource):
        return Call("lambda:InvokeFunction", resource, "Lambda.AWSLambdaException")
    if ":states:::sns:publish" in resource:
        topic = given.get("TopicArn") or given.get("TargetArn") or "*"
        return Call("sns:Publish", topic, "SNS.AuthorizationErrorException")
    if ":states:::sqs:sendMessage" in resource:
        return Call("sqs:SendMessage", _queue_arn(given.get("QueueUrl", "/")), "SQS.AmazonSQSException")
    return None


def _hold_workflows() -> None:
    execute, invoke = stepfunctions._execute_task, stepfunctions._invoke_resource

    def execute_under_role(state_def, raw_input, execution, ctx):
        machine = stepfunctions._state_machines.get(ctx.get("StateMachine", {}).get("Id", "")) or {}
        token = _role.set(machine.get("roleArn"))
        try:
            return execute(state_def, raw_input, execution, ctx)
        finally:
            _role.reset(token)

    def invoke_held(resource, input_data):
        role = _role.get()
        for call in _calls_of(resource, input_data if isinstance(input_data, dict) else {}) if role else []:
            if not allowed(role, "workflow", call.action, call.resource):
                raise stepfunctions._ExecutionError(
                    call.error,
                    f"The role {role} is not authorized to perform: {call.action} on resource: {call.resource}",
                )
        return invoke(resource, input_data)

    stepfunctions._execute_task = execute_under_role
    stepfunctions._invoke_resource = invoke_held


def _hold_pipes() -> None:
    deliver = pipes._deliver_batch

    def deliver_held(pipe: dict, batch: list) -> bool:
        role, target = pipe.get("RoleArn", ""), pipe.get("Target", "")
        calls = [(action, pipe.get("Source", "")) for action in _READING]
        if starting := _STARTING.get(pipes._arn_service(target)):
            calls.append((starting, target))
        # What was not delivered stays on the stream, and is tried again.
        return all(allowed(role, pipe["Name"], action, on) for action, on in calls) and deliver(pipe, batch)

    pipes._deliver_batch = deliver_held


def install() -> None:
    _hold_workflows()
    _hold_pipes()

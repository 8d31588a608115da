"""What EventBridge refuses of rules and targets, beside its API model and the grammar of patterns that the emulator knows.

Amazon EventBridge API Reference, PutRule and PutTargets, and User Guide, Amazon EventBridge quotas, read on 2026-11-27.
"""
import json
import re

from ministack.services import eventbridge

from ..refusal import Limit, Refusal

TARGETS = Limit(5, "Amazon EventBridge User Guide, Amazon EventBridge quotas (eb-quota)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
_STANDARD_QUEUE = re.compile(r"arn:aws[a-z-]*:sqs:[^:]+:\d{12}:[\w-]+")
# Targets that EventBridge calls as a role; what has a resource policy needs none.
_AS_ROLE = ("states", "kinesis", "firehose", "ecs", "batch", "codebuild", "codepipeline", "ssm")


def _invalid(message: str) -> Refusal:
    return Refusal("ValidationException", message)


def _is_schedule(expression: str) -> bool:
    rate = _RATE.fullmatch(expression)
    if rate:
        # One minute, and two minutes: the word agrees with the number.
        return int(rate[1]) > 0 and (int(rate[1]) == 1) == (not rate[3])
    return expression.startswith("cron(") and eventbridge._validate_schedule_expression(expression)


def check_rule(params: dict) -> None:
    schedule, pattern = params.get("ScheduleExpression"), params.get("EventPattern")
    if not schedule and not pattern:
        raise _invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    if schedule and not _is_schedule(schedule):
        raise _invalid("Parameter ScheduleExpression is not valid.")
    bus = params.get("EventBusName", "default")
    if schedule and bus.rpartition("/")[2] != "default":
        raise _invalid("ScheduleExpression is supported only on the default event bus.")


def _check_input(target: dict) -> None:
    given = [name for name in ("Input", "InputPath", "InputTransformer") if target.get(name)]
    if len(given) > 1:
        raise _invalid(
            f"Only one of Input, InputPath, or InputTransformer must be provided for target {target['Id']}."
        )
    if target.get("Input"):
        try:
            json.loads(target["Input"])
        except ValueError:
            raise _invalid(f"JSON syntax error in input for target {target['Id']}.") from None
    path = target.get("InputPath")
    paths = [path] if path else list(((target.get("InputTransformer") or {}).get("InputPathsMap") or {}).values())
    if any(not re.fullmatch(r"\$(\.[\w-]+|\[[^\]]+\])*", one) for one in paths):
        raise _invalid(f"Invalid InputPath for target {target['Id']}.")


def check_targets(params: dict) -> None:
    bus = params.get("EventBusName", "default").rpartition("/")[2]
    there = eventbridge._targets.get(eventbridge._rule_key(params["Rule"], bus)) or []
    identifiers = {target["Id"] for target in [*there, *params["Targets"]]}
    for target in params["Targets"]:
        arn = target["Arn"].split(":")
        _check_input(target)
        letters = (target.get("DeadLetterConfig") or {}).get("Arn")
        if letters is not None and not _STANDARD_QUEUE.fullmatch(letters):
            raise _invalid(f"Parameter {letters} is not valid. Reason: It must be the ARN of a standard SQS queue.")
        if len(arn) > 2 and arn[2] in _AS_ROLE and not target.get("RoleArn"):
            raise _invalid(f"RoleArn is required for target {target['Arn']}.")
        if target["Arn"].endswith(".fifo") and not (target.get("SqsParameters") or {}).get("MessageGroupId"):
            raise _invalid(f"Parameter(s) MessageGroupId must be specified for target: {target['Id']}.")
    if len(identifiers) > TARGETS.value:
        raise Refusal("LimitExceededException", "The requested resource exceeds the maximum number allowed.")

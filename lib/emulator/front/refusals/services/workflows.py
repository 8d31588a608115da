"""What Step Functions refuses of state machines: their definition, role and log."""
import json
import re
from collections import Counter

from ministack.core.responses import json_response
from ministack.services import iam, pipes, stepfunctions

from ..refusal import Refusal
from ..grammars.states_language import Finding, findings, names

_LOGGING = "InvalidLoggingConfiguration"
_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]")
_REFERENCE = re.compile(rf"\$(?:{_STEP.pattern})+")


def _findings(text: str) -> list[Finding]:
    try:
        machine = json.loads(text)
    except (TypeError, ValueError) as wrong:
        return [Finding("INVALID_JSON_DESCRIPTION", str(wrong), "/")]
    try:
        twice = [name for name, count in Counter(names(machine)).items() if count > 1]
        return [
            *findings(machine),
            *(Finding("DUPLICATE_STATE_NAME", f"Duplicate State name: {name}", "/States") for name in twice),
        ]
    except (AttributeError, TypeError):
        return [Finding("SCHEMA_VALIDATION_FAILED", "A field holds a value of another type than it should", "/")]


def _check_definition(text: str) -> None:
    if found := _findings(text):
        reasons = ", ".join(f"{code}: {message} at {at or '/'}" for code, message, at in found)
        raise Refusal("InvalidDefinition", f"Invalid State Machine Definition: '{reasons}'")


def _check_role(arn: str) -> None:
    trust = next((role.get("AssumeRolePolicyDocument") for role in iam._roles.values() if role["Arn"] == arn), None)
    if "states." not in (trust if isinstance(trust, str) else json.dumps(trust)):
        raise Refusal(
            "AccessDeniedException",
            "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume "
            "the provided role.",
        )


def _check_logging(settings: dict) -> None:
    """AWS Step Functions API Reference, LoggingConfiguration, 2026-11-27: a level needs one destination, a log group."""
    if settings.get("level", "OFF") == "OFF":
        return
    destinations = settings.get("destinations") or []
    groups = [(one.get("cloudWatchLogsLogGroup") or {}).get("logGroupArn", "") for one in destinations]
    if len(groups) != 1:
        raise Refusal(_LOGGING, "Invalid Logging Configuration: Must specify exactly one Log Destination.")
    if not groups[0].endswith(":*"):
        raise Refusal(_LOGGING, "Invalid Logging Configuration: Log Destination must end with ':*'.")


def check_machine(params: dict) -> None:
    if params.get("definition") is not None:
        _check_definition(params["definition"])
    if params.get("roleArn"):
        _check_role(params["roleArn"])
    if params.get("loggingConfiguration"):
        _check_logging(params["loggingConfiguration"])


def check_pipe(params: dict) -> None:
    """EventBridge Pipes API Reference, PipeTargetStateMachineParameters, 2026-11-28: only an Express workflow can be waited for."""
    told = (params.get("TargetParameters") or {}).get("StepFunctionStateMachineParameters") or {}
    target = params.get("Target") or pipes._pipes.get(params.get("Name") or "", {}).get("Target", "")
    machine = stepfunctions._state_machines.get(target, {})
    if told.get("InvocationType") == "REQUEST_RESPONSE" and machine.get("type", "STANDARD") != "EXPRESS":
        raise Refusal("ValidationException", "Invocation type REQUEST_RESPONSE is not supported for STANDARD workflows.")


def _validate(data: dict) -> tuple:
    """The answer to ValidateStateMachineDefinition, which the emulator gives as OK whatever it is asked."""
    found = _findings(data.get("definition"))
    diagnostics = [
        {"severity": "ERROR", "code": code, "message": message, "location": at or "/"} for code, message, at in found
    ]
    return json_response({"result": "FAIL" if found else "OK", "diagnostics": diagnostics, "truncated": False})


def _is_there(path: str, data) -> bool:
    """Whether a reference path leads to something, be it null; a path of another form is taken to."""
    if not _REFERENCE.fullmatch(path):
        return True
    for name, index, quoted in _STEP.findall(path):
        try:
            data = data[int(index) if index else name or quoted]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _fail_without_a_path() -> None:
    """A choice by what is not there fails the execution; the emulator would go on with the next rule, or the default.

    AWS Step Functions Developer Guide, "Choice workflow state": only IsPresent may name what is not there.
    """
    evaluate = stepfunctions._evaluate_rule

    def evaluate_there(rule, data, ctx=None):
        path = rule.get("Variable")
        if path and "IsPresent" not in rule and not _is_there(path, data):
            raise stepfunctions._ExecutionError(
                "States.Runtime", f"Invalid path '{path}': The choice state's condition path references an invalid value."
            )
        return evaluate(rule, data, ctx)

    stepfunctions._evaluate_rule = evaluate_there


def install() -> None:
    stepfunctions._validate_state_machine_definition = _validate
    _fail_without_a_path()

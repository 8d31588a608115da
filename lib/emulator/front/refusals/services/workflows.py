"""What Step Functions refuses of state machines: their definition, role and log."""
import json
from collections import Counter

from ministack.core.responses import json_response
from ministack.services import iam, stepfunctions

from ..refusal import Refusal
from ..grammars.states_language import Finding, findings, names

_LOGGING = "InvalidLoggingConfiguration"


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


def _validate(data: dict) -> tuple:
    """The answer to ValidateStateMachineDefinition, which the emulator gives as OK whatever it is asked."""
    found = _findings(data.get("definition"))
    diagnostics = [
        {"severity": "ERROR", "code": code, "message": message, "location": at or "/"} for code, message, at in found
    ]
    return json_response({"result": "FAIL" if found else "OK", "diagnostics": diagnostics, "truncated": False})


def install() -> None:
    stepfunctions._validate_state_machine_definition = _validate

"""Whether the executions of a state machine are traced, which the emulator forgets; none of them is.

AWS Step Functions API Reference: TracingConfiguration (its default is false), and CreateStateMachine, which compares it where a
machine of this name is there already.
"""
import json

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

_NAME = "tracingConfiguration"


def _record(arn: str | None) -> dict | None:
    """Of a machine, of one of its versions, or of the machine that an alias is of."""
    found = stepfunctions._state_machines.get(arn) or stepfunctions._state_machine_versions.get(arn)
    if found or arn not in stepfunctions._state_machine_aliases:
        return found
    return stepfunctions._state_machines.get(stepfunctions._state_machine_arn_from_alias_arn(arn))


def _told(record: dict | None) -> dict:
    return {"enabled": bool(((record or {}).get(_NAME) or {}).get("enabled"))}


def _keep(data: dict, answer: tuple, arn: str | None) -> None:
    """Notes what a call said that was answered, of the machine and of the version that it published."""
    machine = stepfunctions._state_machines.get(arn)
    if answer[0] != 200 or machine is None:
        return
    if data.get(_NAME) is not None:
        machine[_NAME] = _told(data)
    version = stepfunctions._state_machine_versions.get(json.loads(answer[2]).get("stateMachineVersionArn"))
    if version is not None:
        version[_NAME] = _told(machine)


def install() -> None:
    create, update, publish, describe = (
        stepfunctions._create_state_machine,
        stepfunctions._update_state_machine,
        stepfunctions._publish_state_machine_version,
        stepfunctions._describe_state_machine,
    )

    def create_traced(data):
        there = next((one for one in stepfunctions._state_machines.values() if one["name"] == data.get("name")), None)
        if there and _told(there) != _told(data):
            return error_response_json("StateMachineAlreadyExists", f"State machine {data['name']} already exists", 400)
        answer = create(data)
        _keep(data, answer, json.loads(answer[2]).get("stateMachineArn"))
        return answer

    def update_traced(data):
        answer = update(data)
        _keep(data, answer, data.get("stateMachineArn"))
        return answer

    def publish_traced(data):
        answer = publish(data)
        _keep({}, answer, data.get("stateMachineArn"))
        return answer

    def describe_traced(data):
        status, headers, body = describe(data)
        if status != 200:
            return status, headers, body
        told = {**json.loads(body), _NAME: _told(_record(data.get("stateMachineArn")))}
        return status, headers, json.dumps(told).encode()

    stepfunctions._create_state_machine = create_traced
    stepfunctions._update_state_machine = update_traced
    stepfunctions._publish_state_machine_version = publish_traced
    stepfunctions._describe_state_machine = describe_traced

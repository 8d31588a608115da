"""TestState of states in JSONata, with variables and mocked answers; the emulator's own knows JSONPath alone.

AWS Step Functions API Reference, TestState, MockInput and InspectionData, as known 2026-11: with `DEBUG` the answer has the variables as
they are after the state. A state that waits does not wait here.
"""
import json

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as sfn

_ERROR = sfn._ExecutionError


def _mocked(state: dict, mock: dict):
    """What the call answers. Raises what the mock says it fails with."""
    if failed := mock.get("errorOutput"):
        raise _ERROR(failed.get("error", ""), failed.get("cause", ""))
    return json.loads(mock.get("result") or "{}")


def _task(state: dict, given, context: dict, mock: dict) -> tuple:
    arguments = sfn._apply_jsonata_arguments(state, given, context)
    result = _mocked(state, mock) if mock else sfn._invoke_resource(state.get("Resource", ""), arguments)
    output = sfn._apply_jsonata_output(state, given, context, result=result, default=result)
    sfn._apply_state_assign(state, given, context, result=result)
    return output, sfn._next_or_end(state)


def _run(state: dict, given, context: dict, mock: dict) -> dict:
    kind = state.get("Type")
    try:
        if kind == "Fail":
            raise _ERROR(*sfn._fail_state_error(state, given, context))
        if kind == "Task":
            output, following = _task(state, given, context, mock)
        elif kind == "Choice":
            output, following = sfn._execute_choice(state, given, context)
        else:
            waits = {key: value for key, value in state.items() if key not in ("Seconds", "Timestamp")}
            output, following = sfn._execute_pass(waits, given, context)
        return {"status": "SUCCEEDED", "output": json.dumps(output), **({"nextState": following} if following else {})}
    except _ERROR as failed:
        told = {"error": failed.error, "cause": failed.cause}
        if sfn._find_matching_retrier(state.get("Retry", []), failed.error, {})[0] is not None:
            return {"status": "RETRIABLE", **told}
        catcher = sfn._find_matching_catcher(state.get("Catch", []), failed.error)
        if not catcher:
            return {"status": "FAILED", **told}
        error = {"Error": failed.error, "Cause": failed.cause}
        output = sfn._apply_catcher(catcher, given, context, "JSONata", error)
        return {"status": "CAUGHT_ERROR", "output": json.dumps(output), "nextState": catcher["Next"], **told}


def _test_state(asked: dict) -> tuple:
    try:
        definition = json.loads(asked.get("definition") or "{}")
        state = definition.get("States", {}).get(asked.get("stateName") or definition.get("StartAt"), definition)
        language = state.get("QueryLanguage") or definition.get("QueryLanguage")
        given, variables = json.loads(asked.get("input") or "{}"), json.loads(asked.get("variables") or "{}")
        context = json.loads(asked.get("context") or "{}")
    except (ValueError, AttributeError) as failed:
        return error_response_json("ValidationException", str(failed), 400)
    if language != "JSONata" or state.get("Type") not in ("Pass", "Task", "Choice", "Wait", "Succeed", "Fail"):
        return _own(asked)
    context = {**context, "QueryLanguage": "JSONata", "variables": variables}
    answer = _run(state, given, context, asked.get("mock") or {})
    if asked.get("inspectionLevel") in ("DEBUG", "TRACE"):
        answer["inspectionData"] = {"input": json.dumps(given), "variables": json.dumps(context["variables"])}
    return json_response(answer)


_own = sfn._test_state


def install() -> None:
    sfn._test_state = _test_state

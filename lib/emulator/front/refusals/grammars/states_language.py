"""The Amazon States Language, in the words in which Step Functions refuses what breaks it.

https://states-language.net, and the AWS Step Functions Developer Guide, Amazon States Language
(concepts-amazon-states-language) and Handling errors (concepts-error-handling), read on 2026-11-27.
"""
import re
from typing import Iterator, NamedTuple


class Finding(NamedTuple):
    """`code` and `at` (a path into the definition) as ValidateStateMachineDefinition gives them."""

    code: str
    message: str
    at: str


_MACHINE = {"Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"}
_COMMON = {"Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Output", "Assign"}
_GOES_ON = {"Next", "End"}
_RESULT = {"ResultPath", "ResultSelector", "Parameters", "Arguments"}
_FAILS = {"Retry", "Catch"}
_TIMES = {"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"}
_WAITS = {"Seconds", "Timestamp", "SecondsPath", "TimestampPath"}
# What each type of state may have beside what all have.
_FIELDS = {
    "Task": {"Resource", "Credentials", *_GOES_ON, *_RESULT, *_FAILS, *_TIMES},
    "Pass": {"Result", *_GOES_ON, *_RESULT},
    "Wait": {*_WAITS, *_GOES_ON},
    "Choice": {"Choices", "Default"},
    "Succeed": set(),
    "Fail": {"Error", "Cause", "ErrorPath", "CausePath"},
    "Parallel": {"Branches", *_GOES_ON, *_RESULT, *_FAILS},
    "Map": {
        *("ItemProcessor", "Iterator", "ItemsPath", "Items", "ItemReader", "ItemBatcher", "ItemSelector", "ResultWriter"),
        *("MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
        *("ToleratedFailureCount", "ToleratedFailureCountPath", "Label", *_GOES_ON, *_RESULT, *_FAILS),
    },
}
_OF_JSONPATH = {"InputPath", "OutputPath", "ResultPath", "ResultSelector", "Parameters", "ItemsPath"}
_OF_JSONATA = {"Output", "Arguments", "Items"}
_LONGEST_NAME = 80
_MOST_SECONDS = 99_999_999
# By field: the least and the most, and whether it has to be whole.
_NUMBERS = {
    "TimeoutSeconds": (1, _MOST_SECONDS, True),
    "HeartbeatSeconds": (1, _MOST_SECONDS, True),
    "Seconds": (0, _MOST_SECONDS, True),
    "MaxConcurrency": (0, _MOST_SECONDS, True),
    "ToleratedFailurePercentage": (0, 100, False),
    "ToleratedFailureCount": (0, _MOST_SECONDS, True),
    "IntervalSeconds": (1, _MOST_SECONDS, True),
    "MaxAttempts": (0, _MOST_SECONDS, True),
    "MaxDelaySeconds": (1, 31_622_400, True),
    "BackoffRate": (1, float("inf"), False),
}
_RETRIER = {"ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"}
_CATCHER = {"ErrorEquals", "Next", "ResultPath", "Comment", "Assign", "Output"}
_RULE = {"Next", "Comment", "Assign", "Output", "Variable", "Condition"}
_COMPARISON = re.compile(
    r"(?:String|Numeric|Timestamp)(?:Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(?:Path)?"
    r"|BooleanEquals(?:Path)?|StringMatches|Is(?:Null|Present|Numeric|String|Boolean|Timestamp)"
)


def _schema(message: str, at: str) -> Finding:
    return Finding("SCHEMA_VALIDATION_FAILED", message, at)


def _numbers(holder: dict, at: str) -> Iterator[Finding]:
    for name, (least, most, whole) in _NUMBERS.items():
        value = holder.get(name)
        if value is None or (isinstance(value, str) and value.startswith("{%")):
            continue
        fits = isinstance(value, int) or (isinstance(value, float) and not whole)
        if isinstance(value, bool) or not fits or not least <= value <= most:
            yield _schema(f"Value for field '{name}' must be a number from {least} to {most}", f"{at}/{name}")


def _unknown(holder: dict, known: set, at: str) -> Iterator[Finding]:
    for name in holder.keys() - known:
        yield _schema(f"Field '{name}' is not supported", f"{at}/{name}")


def _target(name, scope: dict, kind: str, at: str) -> Iterator[Finding]:
    if name not in scope:
        yield Finding("MISSING_TRANSITION_TARGET", f"Missing '{kind}' target: {name}", at)


def _handlers(state: dict, field: str, known: set, scope: dict, at: str) -> Iterator[Finding]:
    """Retriers or catchers: what catches all errors stands alone, and last."""
    handlers = state.get(field, [])
    if not isinstance(handlers, list):
        yield _schema(f"'{field}' must be a list", f"{at}/{field}")
        return
    for number, handler in enumerate(handlers):
        here = f"{at}/{field}[{number}]"
        errors = handler.get("ErrorEquals") if isinstance(handler, dict) else None
        if not isinstance(errors, list) or not errors or not all(isinstance(one, str) for one in errors):
            yield _schema("'ErrorEquals' must be a list of at least one error name", here)
            continue
        if "States.ALL" in errors and (len(errors) > 1 or number < len(handlers) - 1):
            yield _schema(f"'States.ALL' must appear alone and in the last element of '{field}'", f"{here}/ErrorEquals")
        yield from _unknown(handler, known, here)
        yield from _numbers(handler, here)
        if field == "Catch":
            yield from _target(handler.get("Next"), scope, "Next", f"{here}/Next")
        elif handler.get("JitterStrategy", "NONE") not in ("FULL", "NONE"):
            yield _schema("'JitterStrategy' must be FULL or NONE", f"{here}/JitterStrategy")


def _rule(rule, jsonata: bool, at: str) -> Iterator[Finding]:
    """One rule of a choice, or one that is part of another."""
    if not isinstance(rule, dict):
        yield _schema("A rule of a Choice must be an object", at)
        return
    joined = [name for name in ("And", "Or", "Not") if name in rule]
    compared = [name for name in rule if _COMPARISON.fullmatch(name)]
    yield from _unknown(rule, {*_RULE, *joined, *compared}, at)
    if jsonata:
        if not isinstance(rule.get("Condition"), str):
            yield _schema("A rule of a Choice in JSONata needs a 'Condition'", at)
    elif len(joined) + len(compared) != 1 or (compared and not isinstance(rule.get("Variable"), str)):
        yield _schema("A rule of a Choice needs one comparison and its 'Variable', or one of 'And', 'Or', 'Not'", at)
    for name in joined:
        parts = [rule[name]] if name == "Not" else rule[name]
        if not isinstance(parts, list) or not parts:
            yield _schema(f"'{name}' must be a list of at least one rule", f"{at}/{name}")
            continue
        for part in parts:
            if isinstance(part, dict) and "Next" in part:
                yield _schema("'Next' is only for the rules at the top of a Choice", f"{at}/{name}")
            yield from _rule(part, jsonata, f"{at}/{name}")


def _choice(state: dict, scope: dict, jsonata: bool, at: str) -> Iterator[Finding]:
    rules = state.get("Choices")
    if not isinstance(rules, list) or not rules:
        yield _schema("'Choices' must be a list of at least one rule", f"{at}/Choices")
        return
    for number, rule in enumerate(rules):
        here = f"{at}/Choices[{number}]"
        yield from _rule(rule, jsonata, here)
        if isinstance(rule, dict):
            yield from _target(rule.get("Next"), scope, "Next", f"{here}/Next")
    if "Default" in state:
        yield from _target(state["Default"], scope, "Default", f"{at}/Default")


def _paths(value, at: str) -> Iterator[Finding]:
    """Of a template, what is named `….$` is looked up: by a path, or by one of the language's own functions."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        here = f"{at}/{name}"
        if isinstance(name, str) and name.endswith(".$"):
            if not isinstance(inner, str) or not re.match(r"\$|States\.", inner):
                yield _schema(f"The value for the field '{name}' must be a valid JSONPath or intrinsic function call", here)
        else:
            yield from _paths(inner, here)


def _nested(state: dict, jsonata: bool, at: str) -> Iterator[Finding]:
    kind = state["Type"]
    if kind == "Parallel":
        branches = state.get("Branches")
        if not isinstance(branches, list) or not branches:
            yield _schema("'Branches' must be a list of at least one state machine", f"{at}/Branches")
            return
        for number, branch in enumerate(branches):
            yield from findings(branch, f"{at}/Branches[{number}]", jsonata)
    if kind == "Map":
        given = [name for name in ("ItemProcessor", "Iterator") if name in state]
        if len(given) != 1:
            yield _schema("A Map needs an 'ItemProcessor'", at)
            return
        yield from findings(state[given[0]], f"{at}/{given[0]}", jsonata, {"ProcessorConfig"})


def _state(state, scope: dict, jsonata: bool, at: str) -> Iterator[Finding]:
    kind = state.get("Type") if isinstance(state, dict) else None
    if kind not in _FIELDS:
        yield _schema(f"'Type' must be one of {', '.join(_FIELDS)}", f"{at}/Type")
        return
    jsonata = state.get("QueryLanguage", "JSONata" if jsonata else "JSONPath") == "JSONata"
    yield from _unknown(state, (_COMMON | _FIELDS[kind]) - (_OF_JSONPATH if jsonata else _OF_JSONATA), at)
    yield from _numbers(state, at)
    if "Next" in _FIELDS[kind] and ("Next" in state) == bool(state.get("End")):
        yield _schema("A state needs one of 'Next' and 'End'", at)
    if "Next" in _FIELDS[kind] and "Next" in state:
        yield from _target(state["Next"], scope, "Next", f"{at}/Next")
    if kind == "Task" and not re.match(r"arn:aws[a-z-]*:[a-z]+:|\{%", str(state.get("Resource"))):
        yield _schema(
            f"The resource provided {state.get('Resource')} is not recognized. The value is not a valid resource ARN, "
            "or the resource is not available in this region.",
            f"{at}/Resource",
        )
    beat, limit = state.get("HeartbeatSeconds"), state.get("TimeoutSeconds")
    if isinstance(beat, int) and isinstance(limit, int) and beat >= limit:
        yield _schema("'HeartbeatSeconds' must be less than 'TimeoutSeconds'", f"{at}/HeartbeatSeconds")
    if kind == "Wait" and len(_WAITS & state.keys()) != 1:
        yield _schema(f"A Wait needs one of {', '.join(sorted(_WAITS))}", at)
    if kind == "Choice":
        yield from _choice(state, scope, jsonata, at)
    for path in ("InputPath", "OutputPath", "ResultPath", "ItemsPath"):
        if state.get(path) is not None and not str(state[path]).startswith("$"):
            yield _schema(f"'{path}' must be a path, which begins with $", f"{at}/{path}")
    for template in ("Parameters", "ResultSelector", "ItemSelector"):
        yield from _paths(state.get(template), f"{at}/{template}")
    yield from _handlers(state, "Retry", _RETRIER, scope, at)
    yield from _handlers(state, "Catch", _CATCHER, scope, at)
    yield from _nested(state, jsonata, at)


def _next_of(state: dict) -> set:
    """The names of the states that may follow."""
    rules = [*(state.get("Choices") or []), *(state.get("Catch") or [])]
    holders = [holder for holder in [state, *rules] if isinstance(holder, dict)]
    return {name for holder in holders for name in (holder.get("Next"), holder.get("Default"))}


def findings(machine, at: str = "", jsonata: bool = False, also: set = frozenset()) -> Iterator[Finding]:
    """Yields what is wrong with a state machine, or with one inside a Parallel or a Map.

    `also` are fields that this machine may have beside the usual ones.
    """
    states = machine.get("States") if isinstance(machine, dict) else None
    if not isinstance(states, dict) or not states:
        yield _schema("'States' must be an object of at least one state", f"{at}/States")
        return
    jsonata = machine.get("QueryLanguage", "JSONata" if jsonata else "JSONPath") == "JSONata"
    yield from _unknown(machine, _MACHINE | also, at)
    yield from _numbers(machine, at)
    start = machine.get("StartAt")
    if not isinstance(start, str):
        yield _schema("'StartAt' is required", f"{at}/StartAt")
        return
    # AWS calls it a `Next` here as well.
    yield from _target(start, states, "Next", f"{at}/StartAt")
    named = {start}.union(*(_next_of(state) for state in states.values() if isinstance(state, dict)))
    for name, state in states.items():
        here = f"{at}/States/{name}"
        if len(name) > _LONGEST_NAME:
            yield _schema(f"The name of a state has at most {_LONGEST_NAME} characters", here)
        yield from _state(state, states, jsonata, here)
        if name not in named:
            yield Finding("MISSING_TRANSITION_TARGET", f'State "{name}" is not reachable.', here)


def names(machine) -> Iterator[str]:
    """Yields the names of all states, of inner machines too: in one definition none may occur twice."""
    for name, state in ((machine.get("States") or {}) if isinstance(machine, dict) else {}).items():
        yield name
        if isinstance(state, dict):
            for inner in [*(state.get("Branches") or []), state.get("ItemProcessor"), state.get("Iterator")]:
                yield from names(inner)

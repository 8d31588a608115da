"""Refuses what the API model of a service excludes: numbers out of range, words out of a set, wrong patterns, gaps.

AWS's services check each request so before they look at anything else:
https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html (ValidationError)
"""
import re
from functools import cache

from botocore.model import Shape

from .call import wire_name
from .refusal import Refusal

# The model of API Gateway has its bounds in the names of shapes alone.
_NAMED = re.compile(r"\w+WithLengthBetween(Minus)?(\d+)And(\d+)(K?)")
_NUMBERS = ("integer", "long", "double", "float")
_NAMES = {
    **{"string": "a String", "list": "a List", "map": "a Map", "structure": "a structure"},
    **{"integer": "an Integer", "long": "a Long", "double": "a Double", "float": "a Float"},
}


@cache
def _pattern(text: str) -> re.Pattern | None:
    try:
        return re.compile(text)
    except re.error:
        # Written for Java, with a class of characters that Python lacks.
        return None


@cache
def _named_bounds(name: str) -> dict:
    found = _NAMED.fullmatch(name)
    if not found:
        return {}
    least, most = int(found[2]), int(found[3])
    return {"min": -least if found[1] else least, "max": most * 1024 if found[4] else most}


def _violation(shape: Shape, value, bounds: dict) -> str | None:
    """What a member must be that this value is not, in the words of AWS; None where it is."""
    known = {**shape.metadata, **_named_bounds(shape.name), **bounds.get(shape.name, {})}
    if shape.type_name in _NUMBERS:
        size, low, high = value, "value greater than or equal to", "value less than or equal to"
    elif shape.type_name in ("list", "string"):
        size, low, high = len(value), "length greater than or equal to", "length less than or equal to"
    else:
        return None
    if "min" in known and size < known["min"]:
        return f"Member must have {low} {known['min']}"
    if "max" in known and size > known["max"]:
        return f"Member must have {high} {known['max']}"
    if known.get("enum") and value not in known["enum"]:
        return f"Member must satisfy enum value set: [{', '.join(known['enum'])}]"
    pattern = _pattern(known["pattern"]) if "pattern" in known else None
    if pattern and not pattern.fullmatch(value):
        return f"Member must satisfy regular expression pattern: {known['pattern']}"
    return None


def _check_type(shape: Shape, value) -> bool:
    """Raises a refusal where it is of another JSON type than is asked for; says whether there is more to check."""
    wanted = {"structure": dict, "map": dict, "list": list, "string": str, **dict.fromkeys(_NUMBERS, (int, float))}
    kind = wanted.get(shape.type_name)
    if kind is None:
        return False
    if not isinstance(value, kind) or (kind == (int, float) and isinstance(value, bool)):
        raise Refusal("SerializationException", f"{_json_type(value)} can not be converted to {_NAMES[shape.type_name]}")
    return True


def _json_type(value) -> str:
    names = {bool: "TRUE_VALUE" if value else "FALSE_VALUE", int: "NUMBER_VALUE", float: "NUMBER_VALUE", str: "STRING_VALUE"}
    return names.get(type(value), "START_ARRAY" if isinstance(value, list) else "START_OBJECT")


def _shown(value) -> str:
    """As AWS's services, which are written in Java, print a value."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_shown(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value)


def violations(shape: Shape, value, bounds: dict, at: str = ""):
    """Yields a sentence in AWS's form for each part of `value` that breaks a rule of the model.

    `bounds` are closer ones than the model's, by the name of the shape.
    """
    if not _check_type(shape, value):
        return
    if (wrong := _violation(shape, value, bounds)) is not None:
        yield f"Value '{_shown(value)}' at '{at}' failed to satisfy constraint: {wrong}"
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            inner = f"{at}.{name[0].lower()}{name[1:]}".lstrip(".")
            given = value.get(wire_name(name, member))
            if given is not None:
                yield from violations(member, given, bounds, inner)
            elif name in shape.required_members:
                yield f"Value null at '{inner}' failed to satisfy constraint: Member must not be null"
    elif shape.type_name == "list":
        for number, item in enumerate(value, 1):
            yield from violations(shape.member, item, bounds, f"{at}.{number}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            if (wrong := _violation(shape.key, key, bounds)) is not None:
                failed = f"Value '{_shown(value)}' at '{at}' failed to satisfy constraint"
                yield f"{failed}: Map keys must satisfy constraint: [{wrong}]"
            yield from violations(shape.value, item, bounds, f"{at}.{key}.member")


def sentence(broken: list[str]) -> str:
    """All of them as one message, as AWS words it."""
    errors = "validation error" if len(broken) == 1 else "validation errors"
    return f"{len(broken)} {errors} detected: {'; '.join(broken)}"

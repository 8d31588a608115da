"""Reads a request to a service as the API model of that service describes it: the operation, and its parameters.

The models are AWS's own, of botocore, which the emulator brings: https://github.com/boto/botocore/tree/develop/botocore/data
"""
import json
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape


class Call(NamedTuple):
    """`shape` describes `params`, which have the names that go over the wire."""

    operation: str
    params: dict
    shape: Shape


@cache
def model_of(service: str) -> ServiceModel:
    """AWS's model of a service's API; read on first need, since it takes some 50 ms."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


@cache
def _path_of(service: str, operation: str) -> re.Pattern:
    """Matches an operation's path as it was sent: a slash inside a name is coded, so that `/pipes/x/stop` is another's."""
    path = model_of(service).operation_model(operation).http["requestUri"].partition("?")[0]
    pieces = re.split(r"\{(\w+)\}", path.rstrip("/"))
    names = "".join(f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(pieces))
    return re.compile(f"{names}/?")


def wire_name(member: str, shape: Shape) -> str:
    return shape.serialization.get("name", member)


def _of_rest(service: str, operations, method: str, path: str, query: dict, body: dict) -> Call | None:
    for operation in operations:
        known = model_of(service).operation_model(operation)
        found = known.http["method"] == method and _path_of(service, operation).fullmatch(path)
        if found:
            fields = {name: unquote(value) for name, value in found.groupdict().items()}
            for name, values in query.items():
                fields[name] = values[0] if isinstance(values, list) else values
            return Call(operation, {**body, **fields}, known.input_shape)
    return None


def _of_query(shape: Shape, prefix: str, flat: dict):
    """The part of a form-encoded request that begins with this name; None where there is none."""
    below = f"{prefix}." if prefix else ""
    if shape.type_name == "structure":
        inner = {name: _of_query(member, below + name, flat) for name, member in shape.members.items()}
        known = {name: value for name, value in inner.items() if value is not None}
        return known if known or not prefix else None
    if shape.type_name == "list":
        items = []
        while (item := _of_query(shape.member, f"{below}member.{len(items) + 1}", flat)) is not None:
            items.append(item)
        return items or None
    text = flat.get(prefix)
    if text is None or shape.type_name not in ("integer", "long", "double", "float"):
        return text
    try:
        return float(text) if shape.type_name in ("double", "float") else int(text)
    except ValueError:
        return text


def read_call(service: str, operations, method: str, path: str, headers: dict, body: bytes, query: dict) -> Call | None:
    """The call, if it is one of these operations; None for any other, and for what cannot be read.

    `operations` are names of operations of `service`, which is a name of botocore's.
    """
    target = headers.get("x-amz-target", "").rpartition(".")[2]
    kind = headers.get("content-type", "")
    named = re.search(r"/operation/(\w+)", path)
    if target or named:
        operation = target or named[1]
        if operation not in operations or "cbor" in kind:
            return None
        return Call(operation, json_of(body), model_of(service).operation_model(operation).input_shape)
    if model_of(service).metadata["protocol"] == "rest-json":
        return _of_rest(service, operations, method, path, query, json_of(body))
    if model_of(service).metadata["protocol"] == "json":
        return None
    form = {**query, **parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)}
    flat = {name: values[0] if isinstance(values, list) else values for name, values in form.items()}
    operation = flat.get("Action")
    if operation not in operations:
        return None
    shape = model_of(service).operation_model(operation).input_shape
    return Call(operation, _of_query(shape, "", flat), shape)


def json_of(body: bytes) -> dict:
    """The object in a body; an empty one where it holds none."""
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}

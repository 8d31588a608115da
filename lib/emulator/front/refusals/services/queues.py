"""What SQS refuses of a queue's attributes, beside their ranges, which the emulator knows.

Amazon SQS API Reference, SetQueueAttributes and CreateQueue, read on 2026-11-27.
"""
import json

from ministack.services import sqs

from ..grammars.policy import policy_error
from ..refusal import Refusal

_TO_SET = {
    *("DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "Policy", "ReceiveMessageWaitTimeSeconds"),
    *("RedrivePolicy", "RedriveAllowPolicy", "VisibilityTimeout", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"),
    *("SqsManagedSseEnabled", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"),
}
_OF_FIFO = {"ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"}
_ONE_OF = {
    "SqsManagedSseEnabled": ("true", "false"),
    "ContentBasedDeduplication": ("true", "false"),
    "DeduplicationScope": ("messageGroup", "queue"),
    "FifoThroughputLimit": ("perQueue", "perMessageGroupId"),
}


def _invalid(name: str, reason: str = "") -> Refusal:
    return Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.{reason and f' Reason: {reason}'}")


def _object(name: str, text: str) -> dict:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise _invalid(name)
    return read


def _check_redrive(text: str, fifo: bool) -> None:
    redrive = _object("RedrivePolicy", text)
    if str(redrive.get("deadLetterTargetArn", "")).endswith(".fifo") != fifo:
        raise _invalid("RedrivePolicy", "Dead-letter queue must be same type of queue as the source.")


def _check_allowed(text: str) -> None:
    allowed = _object("RedriveAllowPolicy", text)
    sources, kind = allowed.get("sourceQueueArns"), allowed.get("redrivePermission")
    listed = isinstance(sources, list) and 0 < len(sources) <= 10
    if kind not in ("allowAll", "denyAll", "byQueue") or (not listed if kind == "byQueue" else sources is not None):
        raise _invalid("RedriveAllowPolicy")


def _check(given: dict, settable: set, fifo: bool) -> None:
    for name, value in given.items():
        if name not in settable:
            raise Refusal("InvalidAttributeName", f"Unknown Attribute {name}.")
        if name in _OF_FIFO and not fifo:
            raise Refusal("InvalidAttributeName", f"Unknown Attribute {name}.")
        if name in _ONE_OF and value not in _ONE_OF[name]:
            raise _invalid(name)
        if name == "Policy" and value and (error := policy_error(value, principal=True)):
            raise _invalid(name, error)
        if name == "RedrivePolicy" and value:
            _check_redrive(value, fifo)
        if name == "RedriveAllowPolicy" and value:
            _check_allowed(value)


def _attributes(params: dict) -> dict:
    return {name: str(value) for name, value in (params.get("Attributes") or {}).items()}


def check_attributes(params: dict) -> None:
    try:
        queue = sqs._get_q(params["QueueUrl"])
    except sqs._Err:
        # That the queue is not there, the emulator says.
        return
    _check(_attributes(params), _TO_SET, queue["attributes"].get("FifoQueue") == "true")


def check_new(params: dict) -> None:
    given, name = _attributes(params), params["QueueName"]
    fifo = name.endswith(".fifo")
    if given.get("FifoQueue", str(fifo).lower()) != str(fifo).lower():
        raise Refusal("InvalidParameterValue", "The name of a FIFO queue must end with .fifo, and no other may.")
    _check(given, {*_TO_SET, "FifoQueue"}, fifo)

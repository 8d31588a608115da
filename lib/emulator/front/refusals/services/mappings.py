"""What Lambda refuses of event source mappings, beside what its API model says.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, read on 2026-11-27.
"""
from ministack.services import eventbridge, lambda_svc, sqs

from held_calls import allowed

from .functions import function_named
from ..refusal import Limit, Refusal

_SQS = "AWS Lambda Developer Guide, Creating and configuring an Amazon SQS event source mapping (services-sqs-configure)"
BATCH_WITHOUT_WINDOW = Limit(10, _SQS)
FIFO_BATCH = Limit(10, _SQS)
FILTERS = Limit(5, "AWS Lambda Developer Guide, Control which events Lambda sends (invocation-eventfiltering)")

# AWS Lambda API Reference, CreateEventSourceMapping: for streams only (Kinesis, DynamoDB, and some for Kafka).
_OF_STREAMS = (
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "StartingPosition",
    "TumblingWindowInSeconds",
)

# What the function's role needs on a source, by service. For queues: AWS Lambda Developer Guide, Using Lambda with Amazon
# SQS (with-sqs); for streams what Lambda's answer names, but for ListStreams, which is about all streams and not about one.
_STREAM_READING = ("GetRecords", "GetShardIterator", "DescribeStream")
_READING = {
    "sqs": ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"),
    "kinesis": _STREAM_READING,
    "dynamodb": _STREAM_READING,
}


def _invalid(message: str) -> Refusal:
    return Refusal("InvalidParameterValueException", message)


def _check_queue(source: str, wanted: dict) -> None:
    batch, window = wanted.get("BatchSize", 10), wanted.get("MaximumBatchingWindowInSeconds") or 0
    fifo = source.endswith(".fifo")
    if fifo and window:
        raise _invalid("Batching window is not supported for FIFO queues.")
    if fifo and batch > FIFO_BATCH.value:
        raise _invalid(f"Batch size must be between 1 and {FIFO_BATCH.value} for FIFO queues.")
    if batch > BATCH_WITHOUT_WINDOW.value and window < 1:
        raise _invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than "
            f"{BATCH_WITHOUT_WINDOW.value}"
        )


def _check_visibility(source: str, config: dict) -> None:
    queue = sqs._queue_by_arn(source)
    if queue is None:
        raise _invalid(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
            "SQS Error Message: The specified queue does not exist."
        )
    visibility, timeout = int(queue["attributes"].get("VisibilityTimeout", 30)), int(config.get("Timeout", 3))
    if visibility < timeout:
        raise _invalid(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds"
        )


def _check_role(source: str, config: dict) -> None:
    """Lambda reads a source under its function's role, and asks whether it may before it begins."""
    service, role = (source.split(":") + ["", "", ""])[2], config.get("Role") or ""
    for action in _READING.get(service, ()):
        if allowed(role, config["FunctionName"], f"{service}:{action}", source):
            continue
        if service == "sqs":
            raise _invalid(f"The provided execution role does not have permissions to call {action} on SQS")
        raise _invalid(
            f"Cannot access stream {source}. Please ensure the role can perform the GetRecords, GetShardIterator, "
            "DescribeStream, and ListStreams Actions on your stream in IAM."
        )


def _check_filters(params: dict) -> None:
    filters = (params.get("FilterCriteria") or {}).get("Filters") or []
    if len(filters) > FILTERS.value:
        raise _invalid(f"Maximum number of filters is {FILTERS.value}.")
    for each in filters:
        if not each.get("Pattern") or eventbridge._event_pattern_error(each["Pattern"]):
            raise _invalid("Invalid filter pattern definition.")


def _check_settings(source: str, params: dict, wanted: dict) -> None:
    _check_filters(params)
    if ":sqs:" not in source:
        return
    for name in _OF_STREAMS:
        if params.get(name) not in (None, {}):
            raise _invalid(f"{name} is not supported for Amazon SQS event sources.")
    _check_queue(source, wanted)


def _check(source: str, params: dict, wanted: dict, reads: bool) -> None:
    """`params` are those of the call, `wanted` the mapping that it leads to; `reads` says whether that one reads."""
    _check_settings(source, params, wanted)
    if not function_named(wanted["FunctionName"]):
        # Who is not there is named by the emulator.
        return
    name, qualifier = lambda_svc._resolve_request_scoped_name_and_qualifier(wanted["FunctionName"])
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    if config and ":sqs:" in source:
        _check_visibility(source, config)
    if config and reads:
        _check_role(source, config)


def check_new(params: dict) -> None:
    source, named = params.get("EventSourceArn", ""), function_named(params["FunctionName"])
    _check(source, params, params, reads=True)
    for uuid, mapping in lambda_svc._esms.items():
        if named and mapping["EventSourceArn"] == source and mapping["FunctionName"] == named[0]:
            raise Refusal(
                "ResourceConflictException",
                f'An event source mapping with event source ARN ("{source}") and function ("{named[0]}") already exists. '
                f"Please update or delete the existing mapping with UUID {uuid}",
                409,
            )


def check_update(params: dict) -> None:
    mapping = lambda_svc._esms.get(params["UUID"])
    if mapping is not None:
        wanted = {**mapping, "FunctionName": mapping["FunctionArn"], **params}
        _check(mapping["EventSourceArn"], params, wanted, reads=bool(wanted["Enabled"]))

"""What DynamoDB refuses of tables, beside its API model and what the emulator checks."""
import re

from ministack.core.responses import error_response_json
from ministack.services import dynamodb

from ..refusal import Limit, Refusal

INDEX_CHANGES = Limit(1, "Amazon DynamoDB API Reference, UpdateTable")
INDEXES = Limit(20, "Amazon DynamoDB Developer Guide, Quotas in Amazon DynamoDB (ServiceQuotas)")

# An attribute at the beginning of a path: neither part of one, nor a value, nor a function.
_ATTRIBUTE = re.compile(r"(?<![.:#\w])(#?\w+)(?!\w|\s*\()")


def _invalid(message: str) -> Refusal:
    return Refusal("ValidationException", message)


def _check_on_demand(limits: dict) -> None:
    for name in ("MaxReadRequestUnits", "MaxWriteRequestUnits"):
        units = limits.get(name)
        if units is not None and units < 1 and units != -1:
            raise _invalid(f"One or more parameter values were invalid: {name} must be -1 or at least 1")


def check_restore(params: dict) -> None:
    """Amazon DynamoDB API Reference, RestoreTableToPointInTime."""
    source = dynamodb._normalize_table_name(params.get("SourceTableName") or params.get("SourceTableArn") or "")
    if source in dynamodb._tables and not dynamodb._pitr_settings.get(source):
        raise Refusal(
            "PointInTimeRecoveryUnavailableException",
            f"Point in time recovery is not enabled for table '{source}'",
        )


def check_update(params: dict) -> None:
    table = dynamodb._tables.get(dynamodb._normalize_table_name(params["TableName"]))
    if table is None:
        return
    provisioned = params.get("ProvisionedThroughput")
    current = (table.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED")
    if params.get("BillingMode") == "PROVISIONED" and current != "PROVISIONED" and not provisioned:
        raise _invalid(
            "One or more parameter values were invalid: "
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        )
    changes = params.get("GlobalSecondaryIndexUpdates") or []
    of_indexes = [change.get("OnDemandThroughput") for update in changes for change in update.values()]
    ceilings = [limits for limits in (params.get("OnDemandThroughput"), *of_indexes) if limits]
    for limits in ceilings:
        _check_on_demand(limits)
    if ceilings and params.get("BillingMode", current) == "PROVISIONED":
        raise _invalid(
            "One or more parameter values were invalid: "
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST"
        )
    if sum("Create" in change or "Delete" in change for change in changes) > INDEX_CHANGES.value:
        raise Refusal(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        )
    added = sum("Create" in change for change in changes)
    if added and len(table.get("GlobalSecondaryIndexes") or []) + added > INDEXES.value:
        raise _invalid(
            "One or more parameter values were invalid: "
            f"GlobalSecondaryIndex count exceeds the limit of {INDEXES.value}"
        )


def _filtered_keys(params: dict) -> list[str]:
    """The attributes of a query's filter that are the key of what is queried, a table or an index."""
    table = dynamodb._tables.get(dynamodb._normalize_table_name(params.get("TableName"))) or {}
    indexes = (table.get("GlobalSecondaryIndexes") or []) + (table.get("LocalSecondaryIndexes") or [])
    index = next((index for index in indexes if index["IndexName"] == params.get("IndexName")), None)
    keys = {key["AttributeName"] for key in (index or table).get("KeySchema") or []}
    names = params.get("ExpressionAttributeNames") or {}
    named = [names.get(name, name) for name in _ATTRIBUTE.findall(params.get("FilterExpression") or "")]
    return [name for name in named if name in keys]


def install() -> None:
    """Amazon DynamoDB Developer Guide, "Filter expressions for the Query operation": no key attributes."""
    query = dynamodb._query

    def query_checked(params: dict) -> tuple:
        for name in _filtered_keys(params)[:1]:
            return error_response_json(
                "ValidationException",
                f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}",
                400,
            )
        return query(params)

    dynamodb._query = query_checked

"""What DynamoDB refuses of tables, beside its API model and what the emulator checks."""
from ministack.services import dynamodb

from ..refusal import Limit, Refusal

INDEX_CHANGES = Limit(1, "Amazon DynamoDB API Reference, UpdateTable")
INDEXES = Limit(20, "Amazon DynamoDB Developer Guide, Quotas in Amazon DynamoDB (ServiceQuotas)")


def _invalid(message: str) -> Refusal:
    return Refusal("ValidationException", message)


def _check_on_demand(limits: dict | None) -> None:
    for name in ("MaxReadRequestUnits", "MaxWriteRequestUnits"):
        units = (limits or {}).get(name)
        if units is not None and units < 1 and units != -1:
            raise _invalid(f"One or more parameter values were invalid: {name} must be -1 or at least 1")


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
    _check_on_demand(params.get("OnDemandThroughput"))
    if params.get("OnDemandThroughput") and params.get("BillingMode", current) == "PROVISIONED":
        raise _invalid(
            "One or more parameter values were invalid: "
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST"
        )
    changes = params.get("GlobalSecondaryIndexUpdates") or []
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

"""What an index of an on-demand table may take at most is changed by UpdateTable, which in MiniStack passes over it.

Amazon DynamoDB API Reference, "UpdateGlobalSecondaryIndexAction": one of the two ceilings, or both; -1 is none.
"""
from ministack.services import dynamodb


def _follow(table: dict, updates: list) -> None:
    for asked in (update["Update"] for update in updates if "Update" in update):
        ceilings = asked.get("OnDemandThroughput")
        for index in table.get("GlobalSecondaryIndexes") or []:
            if ceilings and index["IndexName"] == asked["IndexName"]:
                none = {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}
                index["OnDemandThroughput"] = {**none, **index.get("OnDemandThroughput", {}), **ceilings}


def install() -> None:
    update = dynamodb._update_table

    def update_with_ceilings(params: dict) -> tuple:
        answer = update(params)
        table = dynamodb._tables.get(dynamodb._normalize_table_name(params.get("TableName") or ""))
        if answer[0] >= 400 or table is None:
            return answer
        _follow(table, params.get("GlobalSecondaryIndexUpdates") or [])
        return dynamodb.json_response({"TableDescription": dynamodb._table_description(table["TableName"])})

    dynamodb._update_table = update_with_ceilings

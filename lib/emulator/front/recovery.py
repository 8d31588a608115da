"""For how many days a table can be recovered is kept with it; the emulator keeps that it can be recovered, and no days.

Amazon DynamoDB API Reference, UpdateContinuousBackups and PointInTimeRecoverySpecification: 1 to 35, and 35 by default.
"""
import json

from ministack.core.responses import json_response
from ministack.services import dynamodb

_LONGEST = 35
_DAYS = "RecoveryPeriodInDays"


def _told(answer: tuple, table: str) -> tuple:
    """The answer with the days, where recovery is on."""
    status, _, body = answer
    known = dynamodb._tables.get(table)
    if status != 200 or known is None:
        return answer
    said = json.loads(body)
    recovery = said["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] == "ENABLED":
        recovery[_DAYS] = known.get(_DAYS, _LONGEST)
    return json_response(said)


def install() -> None:
    describe, update = dynamodb._describe_continuous_backups, dynamodb._update_continuous_backups

    def describe_with_days(params):
        return _told(describe(params), dynamodb._normalize_table_name(params.get("TableName")))

    def update_with_days(params):
        name, asked = dynamodb._normalize_table_name(params.get("TableName")), params["PointInTimeRecoverySpecification"]
        if name in dynamodb._tables:
            dynamodb._tables[name][_DAYS] = asked.get(_DAYS) or _LONGEST
        return _told(update(params), name)

    dynamodb._describe_continuous_backups = describe_with_days
    dynamodb._update_continuous_backups = update_with_days

"""A call of DynamoDB is held against the table's own policy beside that of the caller, as on AWS.

MiniStack stores such a policy and asks it of nobody. That of a table is for its indexes as well, a stream has one of its own, and
within an account it is enough without a policy of the caller: Amazon DynamoDB Developer Guide, "Authorization with IAM
identity-based policies and DynamoDB resource-based policies" and "Using resource-based policies for DynamoDB" (2026-11-29).
"""
from ministack.core import iam_evaluator
from ministack.services import dynamodb


def _policy_for_arn(arn: str) -> tuple | None:
    """The policy that is asked about a table, an index or a stream, and the account that owns it; None where there is none."""
    _, _, _, _, account, _ = arn.split(":", 5)
    held = dynamodb._resource_policies.get(arn.split("/index/")[0])
    return (held["Policy"], account) if held else None


def install() -> None:
    dynamodb.resource_policy_for_arn = _policy_for_arn
    iam_evaluator._RESOURCE_POLICY_LOOKUPS["dynamodb"] = ("dynamodb", "resource_policy_for_arn")

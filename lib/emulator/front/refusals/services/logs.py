"""What CloudWatch Logs refuses of a log group's retention."""
from ..refusal import Refusal

# Amazon CloudWatch Logs API Reference, PutRetentionPolicy, read on 2026-11-27.
_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)


def check_retention(params: dict) -> None:
    if params["retentionInDays"] not in _DAYS:
        raise Refusal(
            "InvalidParameterException",
            f"1 validation error detected: Value '{params['retentionInDays']}' at 'retentionInDays' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{', '.join(map(str, _DAYS))}]",
        )

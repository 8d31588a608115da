"""What DescribeTargetHealth says is what the balancer has seen, which writes it down; the emulator calls all targets healthy.
And the full name of a target group begins as on AWS, where metrics and scaling have it as a dimension.

"Target health status": https://docs.aws.amazon.com/elasticloadbalancing/latest/application/check-target-health.html
"""
import re
from xml.sax.saxutils import escape

from ministack.services import alb

from engine import told_by_engine

_TARGET = re.compile(r"<member><Target><Id>([^<]*)</Id><Port>(\d+)</Port></Target>.*?</member>", re.DOTALL)
_DESCRIPTIONS = {
    "Elb.RegistrationInProgress": "Target registration is in progress",
    "Target.DeregistrationInProgress": "Target deregistration is in progress",
    "Target.FailedHealthChecks": "Health checks failed",
    "Target.ResponseCodeMismatch": "Health checks failed with these codes",
    "Target.Timeout": "Request timed out",
}


_NOT_SEEN_YET = {"state": "initial", "reason": "Elb.RegistrationInProgress"}


def _seen(group: str) -> dict | None:
    """By address and port, the state and the reason of the targets of a group; None where no balancer looks."""
    told = told_by_engine("targets.json")
    if told is None:
        return None
    return {(each["address"], str(each["port"])): each for each in told if each["group"] == group}


def install() -> None:
    describe = alb._describe_target_health

    def describe_as_seen(params):
        status, headers, body = describe(params)
        seen = _seen(alb._p(params, "TargetGroupArn"))
        if status != 200 or seen is None:
            return status, headers, body

        def as_seen(match: re.Match) -> str:
            address, port = match.groups()
            target = seen.get((address, port), _NOT_SEEN_YET)
            reason = target["reason"]
            why = f"<Reason>{escape(reason)}</Reason><Description>{_DESCRIPTIONS.get(reason, reason)}</Description>"
            return (
                f"<member><Target><Id>{address}</Id><Port>{port}</Port></Target>"
                f"<TargetHealth><State>{target['state']}</State>{why if reason else ''}</TargetHealth></member>"
            )

        text = body.decode() if isinstance(body, bytes) else body
        text = _TARGET.sub(as_seen, text)
        return status, headers, text.encode() if isinstance(body, bytes) else text

    # `targetgroup/<name>/<id>`: the emulator's `TargetGroupFullName` is without the first part.
    alb._target_group_full_name_from_arn = lambda arn: arn.rpartition(":")[2]
    alb._describe_target_health = alb._ACTION_MAP["DescribeTargetHealth"] = describe_as_seen

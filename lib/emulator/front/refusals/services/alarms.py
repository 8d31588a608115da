"""What CloudWatch refuses of alarms, beside what its API model says.

Amazon CloudWatch API Reference, PutMetricAlarm, read on 2026-11-27.
"""
import re

from ministack.core.responses import get_region

from ..refusal import Limit, Refusal

_PAGE = "Amazon CloudWatch API Reference, PutMetricAlarm"
DAY = Limit(86_400, _PAGE)
WEEK = Limit(604_800, _PAGE)
HOUR = Limit(3_600, _PAGE)

_SHORT_PERIODS = (10, 20, 30)
_MISSING_DATA = ("breaching", "notBreaching", "ignore", "missing")
_OF_BANDS = ("LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold")
_PERCENT = r"(?:\d{1,2}(?:\.\d{1,10})?|100(?:\.0+)?)"
_VALUE = r"-?\d+(?:\.\d+)?"
_EXTENDED = re.compile(
    rf"(?:p|tm|tc|ts|wm){_PERCENT}|IQM|PR\((?:{_VALUE})?:(?:{_VALUE})?\)"
    rf"|(?:TM|TC|TS|WM)\((?:(?:{_PERCENT}%)?:(?:{_PERCENT}%)?|(?:{_VALUE})?:(?:{_VALUE})?)\)",
    re.IGNORECASE,
)
_ACTION = re.compile(r"arn:aws[a-z-]*:(sns|lambda|autoscaling|automate|swf|ssm|ssm-incidents|aiops|ec2):([a-z0-9-]*):.+")


def _invalid(message: str) -> Refusal:
    return Refusal("ValidationError", message)


def _combined(message: str) -> Refusal:
    return Refusal("InvalidParameterCombination", message)


def _check_statistic(params: dict) -> None:
    statistic, extended = params.get("Statistic"), params.get("ExtendedStatistic")
    if statistic and extended:
        raise _combined("Statistic and ExtendedStatistic cannot both be specified")
    if not statistic and not extended:
        raise _combined("Either Statistic or ExtendedStatistic must be specified")
    if extended and not _EXTENDED.fullmatch(extended):
        raise Refusal("InvalidParameterValue", f"The value {extended} for parameter ExtendedStatistic is not supported.")


def _check_period(period: int, evaluated: int) -> None:
    if period not in _SHORT_PERIODS and period % 60:
        raise _invalid("Period must be 10, 20, 30 or a multiple of 60")
    longest = WEEK.value if period >= HOUR.value else DAY.value
    if period * evaluated > longest:
        span = "seven days" if longest == WEEK.value else "a day"
        raise _invalid(
            f"Metrics cannot be checked across more than {span} (EvaluationPeriods * Period must be <= {longest})."
        )


def _check_metric(params: dict) -> None:
    if not params.get("MetricName") or not params.get("Namespace"):
        raise _combined("MetricName and Namespace must be specified for an alarm on one metric")
    _check_statistic(params)
    if params.get("Period") is None:
        raise _invalid("Period must not be null")
    _check_period(params["Period"], params.get("EvaluationPeriods", 1))


def _check_metrics(params: dict) -> None:
    """An alarm on the result of an expression: one of its parts is returned, and all have names of their own."""
    metrics = params["Metrics"]
    alone = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit")
    if any(params.get(name) for name in alone):
        raise _combined("Metrics cannot be specified together with the parameters of one metric")
    identifiers = [metric["Id"] for metric in metrics]
    returned = [metric for metric in metrics if str(metric.get("ReturnData", True)).lower() == "true"]
    named = all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", identifier) for identifier in identifiers)
    banded = bool(params.get("ThresholdMetricId"))
    if not named or len(set(identifiers)) != len(identifiers) or (len(returned) != 1 and not banded):
        raise _invalid("Invalid metrics list")
    for metric in metrics:
        if bool(metric.get("Expression")) == bool(metric.get("MetricStat")):
            raise _invalid("Invalid metrics list")
        if stat := metric.get("MetricStat"):
            _check_period(stat["Period"], params.get("EvaluationPeriods", 1))


def _check_actions(params: dict) -> None:
    for kind in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        actions = params.get(kind) or []
        for action in actions:
            known = _ACTION.fullmatch(action)
            if not known:
                raise _invalid(f"Invalid arn syntax: {action}")
            if known[2] not in ("", get_region()):
                raise _invalid(f"Invalid region {known[2]} specified. Only {get_region()} is supported.")
        if len(set(actions)) != len(actions):
            raise _invalid(f"{kind} must be unique")


def check_alarm(params: dict) -> None:
    if params.get("EvaluationCriteria"):
        # An alarm on a query of PromQL has none of what follows.
        return
    evaluated, operator = params.get("EvaluationPeriods"), params.get("ComparisonOperator")
    if evaluated is None or operator is None:
        missing = "evaluationPeriods" if evaluated is None else "comparisonOperator"
        raise _invalid(
            f"1 validation error detected: Value null at '{missing}' failed to satisfy constraint: Member must not be null"
        )
    if params.get("DatapointsToAlarm", 1) > evaluated:
        raise _invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    if params.get("TreatMissingData", "missing") not in _MISSING_DATA:
        raise _invalid(f"Invalid value for TreatMissingData: {params['TreatMissingData']}")
    if params.get("Metrics"):
        _check_metrics(params)
    else:
        _check_metric(params)
    if operator in _OF_BANDS:
        if not params.get("ThresholdMetricId"):
            raise _combined("ThresholdMetricId is required for this ComparisonOperator")
    elif params.get("Threshold") is None:
        raise _invalid("Threshold is required for an alarm on a static threshold")
    _check_actions(params)

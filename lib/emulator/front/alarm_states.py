"""The state of an alarm is that of its own metric, by periods; the emulator adds up every metric of the same name.

"Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data", with its table of examples:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""
import time

from ministack.services import cloudwatch

# More periods than are asked for are looked at, in case that some have no data.
_MORE_PERIODS = 2
_COMPARE = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def _values(alarm: dict, points: list, now: float) -> list[float]:
    """The newest values that there are, one a period, as many as the alarm evaluates."""
    period, periods = alarm.get("Period", 60), alarm.get("EvaluationPeriods", 1)
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic", "Average")
    newest = int(now // period)
    by_period: dict[int, list] = {}
    for point in points:
        at = int(point["Timestamp"] // period)
        if newest - periods - _MORE_PERIODS < at <= newest:
            by_period.setdefault(at, []).append(point)
    values = [
        cloudwatch._stat_value(cloudwatch._calc_stats(by_period[at]), statistic, by_period[at])
        for at in sorted(by_period)
    ]
    return [value for value in values if value is not None][-periods:]


def state_of(alarm: dict, values: list[float]) -> str:
    """ALARM, OK or INSUFFICIENT_DATA; the state that the alarm has where its missing data are ignored and decide."""
    periods = alarm.get("EvaluationPeriods", 1)
    needed = alarm.get("DatapointsToAlarm") or periods
    treatment = alarm.get("TreatMissingData") or "missing"
    compare, threshold = _COMPARE[alarm["ComparisonOperator"]], alarm.get("Threshold", 0)
    breaching = sum(compare(value, threshold) for value in values)
    lacking = periods - len(values)
    if treatment == "missing" and not values:
        return "INSUFFICIENT_DATA"
    if treatment == "missing":
        return "ALARM" if breaching >= min(needed, len(values)) else "OK"
    if treatment == "breaching":
        return "ALARM" if breaching + lacking >= needed else "OK"
    if treatment == "ignore" and breaching < needed <= breaching + lacking:
        return alarm["StateValue"]
    return "ALARM" if breaching >= needed else "OK"


def _evaluate(alarm: dict) -> None:
    name, dimensions = alarm.get("MetricName"), cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    points = cloudwatch._metrics.get((alarm.get("Namespace"), name, cloudwatch._dims_key(dimensions)))
    # Nothing was ever measured, or it is an expression of several metrics: it stays as it is.
    if not points or alarm.get("ComparisonOperator") not in _COMPARE:
        return
    values = _values(alarm, points, time.time())
    before, after = alarm["StateValue"], state_of(alarm, values)
    if before == after:
        return
    reason = f"Threshold Crossed: {values} {alarm['ComparisonOperator']} {alarm.get('Threshold', 0)}"
    alarm.update(StateValue=after, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], before, after, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, after, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def install() -> None:
    cloudwatch._evaluate_alarm = _evaluate

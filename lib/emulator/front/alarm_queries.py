"""An alarm keeps the query that it looks at; the emulator keeps an alarm's one metric, and of a query nothing.

Such an alarm has no metric beside its query, and here it is never evaluated: its state stays what it was.
Amazon CloudWatch API Reference, PutMetricAlarm: `Metrics`, or `MetricName` with what belongs to it, and never both.
"""
from ministack.services import cloudwatch

_OF_ONE_METRIC = ("Dimensions", "ExtendedStatistic", "MetricName", "Namespace", "Period", "Statistic", "Unit")


def install() -> None:
    put = cloudwatch._put_metric_alarm

    def put_with_query(params, said, is_cbor, is_json=False):
        answer = put(params, said, is_cbor, is_json)
        alarm = cloudwatch._alarms.get(said.get("AlarmName", "")) if is_cbor or is_json else None
        if answer[0] == 200 and alarm is not None and said.get("Metrics"):
            for name in _OF_ONE_METRIC:
                alarm.pop(name, None)
            alarm["Metrics"] = said["Metrics"]
        return answer

    cloudwatch._put_metric_alarm = put_with_query

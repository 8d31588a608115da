"""The two alarms of a target tracking policy, as Application Auto Scaling makes and deletes them in CloudWatch.

Three minutes above the target, or fifteen below nine tenths of it: what DescribeAlarms shows of any such policy on AWS.
"""
import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch

_LEVELS = {"High": (3, 1.0, "GreaterThanThreshold"), "Low": (15, 0.9, "LessThanThreshold")}
_OF_SERVICE = {"ECSServiceAverageCPUUtilization": "CPUUtilization", "ECSServiceAverageMemoryUtilization": "MemoryUtilization"}


def _dimensions(**values: str) -> list[dict]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def _metric(tracking: dict, resource: str) -> dict:
    """Namespace, name, dimensions and statistic of what is tracked; nothing where it is an expression of several."""
    customized = tracking.get("CustomizedMetricSpecification")
    if customized:
        named = {name: customized.get(name) for name in ("Namespace", "MetricName", "Statistic")}
        return {**named, "Dimensions": customized.get("Dimensions", [])} if named["MetricName"] else {}
    predefined = tracking["PredefinedMetricSpecification"]
    kind = predefined["PredefinedMetricType"]
    if kind == "ALBRequestCountPerTarget":
        balancer, _, group = predefined["ResourceLabel"].partition("/targetgroup/")
        return {
            "Namespace": "AWS/ApplicationELB",
            "MetricName": "RequestCountPerTarget",
            "Statistic": "Sum",
            "Dimensions": _dimensions(LoadBalancer=balancer, TargetGroup=f"targetgroup/{group}"),
        }
    _, cluster, service = resource.split("/")
    return {
        "Namespace": "AWS/ECS",
        "MetricName": _OF_SERVICE.get(kind, kind),
        "Statistic": "Average",
        "Dimensions": _dimensions(ClusterName=cluster, ServiceName=service),
    }


def put(policy: dict) -> list[dict]:
    """The names and ARNs of the alarms that were made."""
    tracking, resource = policy["TargetTrackingScalingPolicyConfiguration"], policy["ResourceId"]
    metric = _metric(tracking, resource)
    made = []
    for level, (periods, part, operator) in _LEVELS.items():
        if not metric or (level == "Low" and tracking.get("DisableScaleIn")):
            continue
        name = f"TargetTracking-{resource}-Alarm{level}-{new_uuid()}"
        arn = f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"
        now = int(time.time())
        cloudwatch.cloudformation_put_metric_alarm({
            **metric,
            "AlarmName": name,
            "AlarmArn": arn,
            "AlarmDescription": f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy['PolicyARN']}.",
            "ActionsEnabled": True,
            "AlarmActions": [policy["PolicyARN"]],
            "OKActions": [],
            "InsufficientDataActions": [],
            "StateValue": "INSUFFICIENT_DATA",
            "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": now,
            "AlarmConfigurationUpdatedTimestamp": now,
            "Period": 60,
            "EvaluationPeriods": periods,
            "Threshold": round(tracking["TargetValue"] * part, 9),
            "ComparisonOperator": operator,
        })
        made.append({"AlarmName": name, "AlarmARN": arn})
    return made


def delete(policy: dict) -> None:
    for alarm in policy["Alarms"]:
        cloudwatch.cloudformation_delete_metric_alarm(alarm["AlarmName"])

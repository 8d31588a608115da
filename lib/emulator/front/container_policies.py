"""Calls of ECS are held against the resource and the condition key that AWS holds them against.

The emulator takes the cluster for the resource of every call, and knows no `ecs:cluster`. By AWS's "Actions, resources, and
condition keys for Amazon Elastic Container Service" RunTask is about a task definition, DescribeTasks and StopTask about
tasks, DescribeServices and UpdateService about services, each on the cluster that `ecs:cluster` names.
"""
from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region

from refusals.call import json_of


def _arn(kind: str, name: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:ecs:{get_region()}:{get_account_id()}:{kind}/{name}"


def _cluster(asked: dict) -> str:
    return _arn("cluster", asked.get("cluster") or "default")


def _in_cluster(kind: str, asked: dict, name: str) -> str:
    """The ARN of a task or a service, which has its cluster's name in it."""
    return _arn(kind, name if name.startswith("arn:") else f"{_cluster(asked).rsplit('/', 1)[-1]}/{name}")


def _resource(operation: str, asked: dict) -> str | None:
    """Of several tasks or services the first: the emulator holds a call against one resource."""
    one = lambda name: next(iter(asked.get(name) or []), None)
    if operation in ("RunTask", "StartTask"):
        return _arn("task-definition", asked.get("taskDefinition") or "*")
    if task := {"DescribeTasks": one("tasks"), "StopTask": asked.get("task")}.get(operation):
        return _in_cluster("task", asked, task)
    service = {
        "DescribeServices": one("services"),
        "CreateService": asked.get("serviceName"),
        "UpdateService": asked.get("service"),
        "DeleteService": asked.get("service"),
    }.get(operation)
    return _in_cluster("service", asked, service) if service else None


def install() -> None:
    resource_of, context_of = iam_actions.extract_resource_arn, iam_actions.request_tag_context

    def extract_resource_arn(service, method, path, headers, body, *rest):
        if service == "ecs":
            operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
            if found := _resource(operation, json_of(body)):
                return found
        return resource_of(service, method, path, headers, body, *rest)

    def request_tag_context(service, iam_action, body, *rest):
        context = context_of(service, iam_action, body, *rest)
        return {**context, "ecs:cluster": _cluster(json_of(body))} if service == "ecs" else context

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.request_tag_context = request_tag_context

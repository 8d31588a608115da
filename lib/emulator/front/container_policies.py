"""Calls of ECS are held against the resource and the condition key that AWS holds them against.

The emulator takes the cluster for the resource of every call, and knows no `ecs:cluster`. By AWS's "Actions, resources, and
condition keys for Amazon Elastic Container Service" RunTask is about a task definition, DescribeTasks and StopTask about
tasks, DescribeServices and UpdateService about services, each on the cluster that `ecs:cluster` names. A caller that registers a
definition, or runs a task of one, passes its two roles on, for which it needs `iam:PassRole` of each:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html
"""
from ministack import app as ministack
from ministack.core import iam_actions, iam_evaluator, router
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import ecs

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


def _passed(operation: str, asked: dict) -> list[str]:
    """The roles that a call gives to tasks: those of the definition, or what a run puts in their place."""
    definition = asked if operation == "RegisterTaskDefinition" else {}
    if operation in ("RunTask", "StartTask"):
        key = ecs._resolve_td_key(str(asked.get("taskDefinition") or ""))
        definition = {**(ecs._task_defs.get(key) or {}), **(asked.get("overrides") or {})}
    named = [role for name in ("taskRoleArn", "executionRoleArn") if (role := definition.get(name))]
    return [role if role.startswith("arn:") else f"arn:aws:iam::{get_account_id()}:role/{role}" for role in named]


def _held_for_roles(handler):
    async def handle(method, path, headers, body, query_params):
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        for role in _passed(operation, json_of(body)):
            denied = iam_evaluator.enforce(
                router.extract_access_key_id(headers, query_params),
                "iam:PassRole",
                "iam",
                get_region(),
                resource_arn=role,
                service_context={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
            )
            # Who did not sign in was told so before.
            if denied and not isinstance(denied, iam_evaluator.AuthError):
                return error_response_json(
                    "AccessDeniedException",
                    f"User: {denied.principal_arn} is not authorized to perform: iam:PassRole on resource: {role} "
                    "because no identity-based policy allows the iam:PassRole action",
                )
        return await handler(method, path, headers, body, query_params)

    return handle


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
    ministack.SERVICE_HANDLERS["ecs"] = _held_for_roles(ministack.SERVICE_HANDLERS["ecs"])

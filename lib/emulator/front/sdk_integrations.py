"""The SDK integrations of a workflow that the emulator does not know, and what the role needs for those that projects use.

Names of services and errors are those of the AWS SDK for Java 2.x: AWS Step Functions Developer Guide, "Learning to use AWS
service SDK integrations". What an action is asked of: Service Authorization Reference.
"""
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions


def _rds(kind: str, name: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:rds:{get_region()}:{get_account_id()}:{kind}:{name}"


def _whole(given: dict) -> str:
    return f"arn:aws:rds::{get_account_id()}:global-cluster:{given.get('GlobalClusterIdentifier', '')}"


def _promoted(given: dict) -> list[str]:
    return [_whole(given), _rds("cluster", given.get("TargetDbClusterIdentifier", ""))]


def _service(given: dict, name: str) -> str:
    cluster = str(given.get("Cluster", "default")).rpartition("/")[2]
    return name if name.startswith("arn:") else (
        f"arn:aws:ecs:{get_region()}:{get_account_id()}:service/{cluster}/{name}")


def _table(given: dict) -> list[str]:
    return [f"arn:aws:dynamodb:{get_region()}:{get_account_id()}:table/{given.get('TableName', '')}"]


# By integration: the action in IAM, what it is asked of, and what a workflow is told where it may not.
_CALLS = {
    "dynamodb:getItem": ("dynamodb:GetItem", _table, "DynamoDb.DynamoDbException"),
    "dynamodb:updateItem": ("dynamodb:UpdateItem", _table, "DynamoDb.DynamoDbException"),
    "ecs:describeServices": (
        "ecs:DescribeServices", lambda given: [_service(given, name) for name in given.get("Services", [])],
        "Ecs.AccessDeniedException"),
    "ecs:updateService": (
        "ecs:UpdateService", lambda given: [_service(given, given.get("Service", ""))], "Ecs.AccessDeniedException"),
    "elasticloadbalancingv2:describeTargetHealth": (
        "elasticloadbalancing:DescribeTargetHealth", lambda given: ["*"],
        "ElasticLoadBalancingV2.ElasticLoadBalancingV2Exception"),
    "elasticloadbalancingv2:modifyRule": (
        "elasticloadbalancing:ModifyRule", lambda given: [given.get("RuleArn", "")],
        "ElasticLoadBalancingV2.ElasticLoadBalancingV2Exception"),
    "rds:createDBInstance": (
        "rds:CreateDBInstance",
        lambda given: [_rds("db", given.get("DbInstanceIdentifier", "")),
                       _rds("cluster", given.get("DbClusterIdentifier", ""))],
        "Rds.RdsException"),
    "rds:describeDBClusters": (
        "rds:DescribeDBClusters", lambda given: [_rds("cluster", given.get("DbClusterIdentifier", "*"))],
        "Rds.RdsException"),
    "rds:describeDBInstances": (
        "rds:DescribeDBInstances", lambda given: [_rds("db", given.get("DbInstanceIdentifier", "*"))],
        "Rds.RdsException"),
    "rds:describeGlobalClusters": ("rds:DescribeGlobalClusters", lambda given: [_whole(given)], "Rds.RdsException"),
    "rds:failoverGlobalCluster": ("rds:FailoverGlobalCluster", _promoted, "Rds.RdsException"),
    "rds:switchoverGlobalCluster": ("rds:SwitchoverGlobalCluster", _promoted, "Rds.RdsException"),
    "sfn:describeExecution": (
        "states:DescribeExecution", lambda given: [given.get("ExecutionArn", "")], "Sfn.SfnException"),
}


def calls_of(resource: str, given: dict) -> list[tuple[str, str, str]]:
    """Action, resource and error of what a task of `arn:…:states:::aws-sdk:<service>:<action>` asks for."""
    known = _CALLS.get(resource.partition(":aws-sdk:")[2])
    if not known:
        return []
    action, resources, error = known
    return [(action, on, error) for on in resources(given)]


def install() -> None:
    stepfunctions._AWS_SDK_SERVICE_MAP["elasticloadbalancingv2"] = {
        "protocol": "query", "service_key": "elasticloadbalancing"}
    stepfunctions._AWS_SDK_ERROR_PREFIX["elasticloadbalancingv2"] = "ElasticLoadBalancingV2"
    # Beside those that the emulator renames itself.
    stepfunctions._AWS_SDK_ERROR_CODE_OVERRIDES["rds"]["DBInstanceAlreadyExists"] = "DbInstanceAlreadyExistsException"
    stepfunctions._AWS_SDK_ERROR_CODE_OVERRIDES["sfn"] = {"ExecutionDoesNotExist": "ExecutionDoesNotExistException"}

"""Application Auto Scaling for services of ECS, which the emulator lacks: what is registered is kept here, and described.

What scales is the engine (web/scaling/scaler.ts), which reads this API and writes down what it did.
https://docs.aws.amazon.com/autoscaling/application/APIReference/Welcome.html
"""
import json
import re
import time

from ministack import app as ministack
from ministack.core import iam_actions, router
from ministack.core.responses import (
    AccountRegionScopedDict, error_response_json, get_account_id, get_region, json_response, new_uuid)
from ministack.services import ecs

from engine import told_by_engine
from refusals.call import json_of, model_of
from refusals.refusal import Refusal
from refusals.shapes import sentence, violations

from . import alarms

NAME = "application-autoscaling"
_KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_COUNT = "ecs:service:DesiredCount"
_SUSPENDED = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
_LABEL = re.compile(r"app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+")

# By namespace, resource and dimension; policies with their name besides.
_targets = AccountRegionScopedDict()
_policies = AccountRegionScopedDict()


def _key(asked: dict) -> tuple:
    return tuple(asked[name] for name in _KEY)


def _missing(what: str, asked: dict) -> Refusal:
    namespace, resource, dimension = _key(asked)
    return Refusal(
        "ObjectNotFoundException",
        f"No {what} for service namespace: {namespace}, resource ID: {resource}, scalable dimension: {dimension}",
    )


def _service_exists(resource: str) -> bool:
    _, _, name = resource.partition("/")
    cluster, _, service = name.partition("/")
    answer = json.loads(ecs._describe_services({"cluster": cluster, "services": [service]})[2])
    return any(found.get("status") == "ACTIVE" for found in answer.get("services", []))


def register(asked: dict) -> dict:
    """Keeps what is not named of a target that is known; the API's answer."""
    namespace, resource, dimension = _key(asked)
    if (namespace, dimension) != ("ecs", _COUNT):
        raise Refusal("ValidationException", f"The emulator scales services of ECS alone ({_COUNT}), not {dimension}.")
    if not re.fullmatch(r"service/[^/]+/[^/]+", resource) or not _service_exists(resource):
        raise Refusal("ValidationException", f"ECS service doesn't exist: {resource}")
    known = _targets.get(_key(asked), {})
    least, most = (asked.get(name, known.get(name)) for name in ("MinCapacity", "MaxCapacity"))
    if least is None or most is None:
        raise Refusal("ValidationException", "A new scalable target needs MinCapacity and MaxCapacity.")
    if least < 0 or most < least:
        raise Refusal("ValidationException", "Maximum capacity cannot be less than minimum capacity")
    region, account = get_region(), get_account_id()
    suspended = {**dict.fromkeys(_SUSPENDED, False), **known.get("SuspendedState", {}), **asked.get("SuspendedState", {})}
    record = {
        "CreationTime": time.time(),
        "ScalableTargetARN": f"arn:aws:{NAME}:{region}:{account}:scalable-target/{new_uuid().replace('-', '')[:16]}",
        # The service's own, whatever is asked for: "Service-linked roles for Application Auto Scaling".
        "RoleARN": f"arn:aws:iam::{account}:role/aws-service-role/ecs.{NAME}.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_ECSService",
        **known,
        **dict(zip(_KEY, _key(asked))),
        "MinCapacity": least,
        "MaxCapacity": most,
        "SuspendedState": suspended,
    }
    _targets[_key(asked)] = record
    return {"ScalableTargetARN": record["ScalableTargetARN"]}


def deregister(asked: dict) -> dict:
    """With its policies, as on AWS."""
    if _key(asked) not in _targets:
        raise _missing("scalable target found", asked)
    for *target, name in list(_policies):
        if tuple(target) == _key(asked):
            delete_policy({**asked, "PolicyName": name})
    del _targets[_key(asked)]
    return {}


def _check_tracking(asked: dict) -> dict:
    if asked.get("PolicyType", "StepScaling") != "TargetTrackingScaling":
        raise Refusal("ValidationException", "The emulator knows policies of the type TargetTrackingScaling alone.")
    tracking = asked.get("TargetTrackingScalingPolicyConfiguration")
    if tracking is None:
        raise Refusal("ValidationException", "TargetTrackingScalingPolicyConfiguration is required.")
    predefined, customized = (tracking.get(f"{kind}MetricSpecification") for kind in ("Predefined", "Customized"))
    if (predefined is None) == (customized is None):
        raise Refusal("ValidationException", "Specify either a predefined metric or a customized metric.")
    if tracking["TargetValue"] <= 0:
        raise Refusal("ValidationException", "TargetValue must be greater than 0.")
    if any(tracking.get(name, 0) < 0 for name in ("ScaleInCooldown", "ScaleOutCooldown")):
        raise Refusal("ValidationException", "A cooldown must be 0 seconds or longer.")
    if (predefined or {}).get("PredefinedMetricType") == "ALBRequestCountPerTarget":
        label = predefined.get("ResourceLabel", "")
        if not _LABEL.fullmatch(label):
            raise Refusal(
                "ValidationException",
                f"The ResourceLabel of ALBRequestCountPerTarget is {label!r}, and has to be "
                "app/<balancer>/<id>/targetgroup/<group>/<id>.",
            )
    return tracking


def put_policy(asked: dict) -> dict:
    """A policy of the same name is replaced, with its alarms."""
    if _key(asked) not in _targets:
        raise _missing("scalable target registered", asked)
    tracking = _check_tracking(asked)
    key = (*_key(asked), asked["PolicyName"])
    known = _policies.get(key)
    arn = known["PolicyARN"] if known else (
        f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{new_uuid()}:"
        f"resource/ecs/{asked['ResourceId']}:policyName/{asked['PolicyName']}")
    if known:
        alarms.delete(known)
    record = {
        "PolicyARN": arn,
        "PolicyName": asked["PolicyName"],
        **dict(zip(_KEY, _key(asked))),
        "PolicyType": "TargetTrackingScaling",
        # As the API tells what was left out: 300 seconds each for a service of ECS.
        "TargetTrackingScalingPolicyConfiguration": {"ScaleInCooldown": 300, "ScaleOutCooldown": 300, **tracking},
        "CreationTime": known["CreationTime"] if known else time.time(),
    }
    record["Alarms"] = alarms.put(record)
    _policies[key] = record
    return {"PolicyARN": arn, "Alarms": record["Alarms"]}


def delete_policy(asked: dict) -> dict:
    record = _policies.pop((*_key(asked), asked["PolicyName"]), None)
    if record is None:
        raise _missing(f"scaling policy found for policy name: {asked['PolicyName']}", asked)
    alarms.delete(record)
    return {}


def _of(records, asked: dict) -> list[dict]:
    wanted = {**asked, "ResourceIds": asked.get("ResourceIds") or [asked.get("ResourceId")]}
    return [
        record
        for record in records
        if record["ServiceNamespace"] == asked["ServiceNamespace"]
        and (wanted["ResourceIds"] == [None] or record["ResourceId"] in wanted["ResourceIds"])
        and asked.get("ScalableDimension") in (None, record["ScalableDimension"])
        and (not asked.get("PolicyNames") or record.get("PolicyName") in asked["PolicyNames"])
    ]


def _activities(asked: dict) -> dict:
    """As the engine has written them down, the newest first."""
    told = told_by_engine(f"scaling-{get_region()}.json") or []
    also_not_scaled = asked.get("IncludeNotScaledActivities", False)
    return {"ScalingActivities": [
        each for each in _of(told, asked) if also_not_scaled or "NotScaledReasons" not in each]}


_OPERATIONS = {
    "RegisterScalableTarget": register,
    "DeregisterScalableTarget": deregister,
    "DescribeScalableTargets": lambda asked: {"ScalableTargets": _of(_targets.values(), asked)},
    "PutScalingPolicy": put_policy,
    "DeleteScalingPolicy": delete_policy,
    "DescribeScalingPolicies": lambda asked: {"ScalingPolicies": _of(_policies.values(), asked)},
    "DescribeScalingActivities": _activities,
}


async def _handle(method, path, headers, body, query_params):
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    try:
        if operation not in _OPERATIONS:
            raise Refusal("UnknownOperationException", f"The emulator does not know {operation} of {NAME}.")
        asked = json_of(body)
        broken = list(violations(model_of(NAME).operation_model(operation).input_shape, asked, {}))
        if broken:
            raise Refusal("ValidationException", sentence(broken))
        return json_response(_OPERATIONS[operation](asked), content_type="application/x-amz-json-1.1")
    except Refusal as refusal:
        return error_response_json(refusal.code, refusal.message, refusal.status)


def install() -> None:
    router.SERVICE_PATTERNS[NAME] = {
        "target_prefixes": [model_of(NAME).metadata["targetPrefix"]],
        "host_patterns": [r"application-autoscaling\."],
        "credential_scope": NAME,
    }
    iam_actions.SERVICE_TO_IAM_NAMESPACE[NAME] = NAME
    ministack.SERVICE_HANDLERS[NAME] = _handle

"""The two types of Application Auto Scaling in a template, which the emulator's CloudFormation refuses.

What `Ref` gives:
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html
"""
from ministack.services.cloudformation import provisioners

from refusals.refusal import Refusal

from . import service

# In the order in which `Ref` of a target has them.
_PARTS = ("ResourceId", "ScalableDimension", "ServiceNamespace")


def _target_of(properties: dict) -> dict:
    if "ScalingTargetId" in properties:
        return dict(zip(_PARTS, properties["ScalingTargetId"].split("|")))
    return {name: properties[name] for name in _PARTS}


def _said(operation, asked: dict) -> dict:
    try:
        return operation(asked)
    except Refusal as refusal:
        raise ValueError(refusal.message) from refusal


def _create_target(logical_id, properties, stack):
    _said(service.register, properties)
    return "|".join(properties[name] for name in _PARTS), {}


def _update_target(physical_id, before, after, stack):
    made = _create_target(None, after, stack)
    if made[0] != physical_id:
        _delete_target(physical_id, before)
    return made


def _delete_target(physical_id, properties):
    try:
        service.deregister(dict(zip(_PARTS, physical_id.split("|"))))
    except Refusal:
        # Somebody has deregistered it, which is what is wanted.
        pass


def _create_policy(logical_id, properties, stack):
    answer = _said(service.put_policy, {**properties, **_target_of(properties)})
    return answer["PolicyARN"], {"Arn": answer["PolicyARN"]}


def _update_policy(physical_id, before, after, stack):
    made = _create_policy(None, after, stack)
    if made[0] != physical_id:
        _delete_policy(physical_id, before)
    return made


def _delete_policy(physical_id, properties):
    try:
        service.delete_policy({**_target_of(properties), "PolicyName": properties["PolicyName"]})
    except Refusal:
        pass


def install() -> None:
    provisioners._RESOURCE_HANDLERS["AWS::ApplicationAutoScaling::ScalableTarget"] = {
        "create": _create_target, "update": _update_target, "delete": _delete_target}
    provisioners._RESOURCE_HANDLERS["AWS::ApplicationAutoScaling::ScalingPolicy"] = {
        "create": _create_policy, "update": _update_policy, "delete": _delete_policy}

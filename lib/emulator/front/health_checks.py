"""Health checks of Route 53: those that a stack asks for, which the emulator's CloudFormation refuses, and those that count others.

What `Ref` gives: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-healthcheck.html
What they name is asked by the engine (../web/dns).
"""
from xml.etree import ElementTree

from ministack.core.responses import new_uuid
from ministack.services import route53
from ministack.services.cloudformation import provisioners

_TYPE = "AWS::Route53::HealthCheck"


def _put(parent, name: str, value) -> None:
    """A property of a template as the API's XML has it: the names are the same."""
    element = ElementTree.SubElement(parent, name)
    if isinstance(value, dict):
        for inner, part in value.items():
            _put(element, inner, part)
    elif isinstance(value, list):
        for part in value:
            _put(element, "member", part)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)


def _create(logical_id, properties, stack):
    root = ElementTree.Element("CreateHealthCheckRequest")
    _put(root, "CallerReference", new_uuid())
    _put(root, "HealthCheckConfig", properties["HealthCheckConfig"])
    status, _, body = route53._create_health_check(ElementTree.tostring(root))
    if status >= 400:
        raise ValueError(f"{_TYPE} {logical_id}: {body!r}")
    made = ElementTree.fromstring(body).find(".//{*}HealthCheck/{*}Id").text
    return made, {"HealthCheckId": made}


def _delete(physical_id, properties):
    # Somebody may have deleted it, which is what is wanted.
    route53._delete_health_check(physical_id)


_parsed = route53._parse_health_check_config


def _with_children(root) -> dict:
    """Of a calculated check the emulator's API reads an empty name for each that it counts."""
    config = _parsed(root)
    children = route53._find(root, "ChildHealthChecks")
    if children is not None:
        config["ChildHealthChecks"] = [child.text for child in children]
    return config


def install() -> None:
    route53._parse_health_check_config = _with_children
    provisioners._RESOURCE_HANDLERS[_TYPE] = {"create": _create, "delete": _delete}

"""A database that a stack asks for runs, where there is an engine to run it; the emulator's CloudFormation only records it.

It is created by the emulator's own RDS, as by a call of its API, with the names and properties of the template, and the
stack goes on when it is available: what follows in the stack, a migration of the schema among it, finds it there.
"""
import time

from ministack.core.responses import get_region
from ministack.services import rds
from ministack.services.cloudformation import provisioners

_CLUSTER, _INSTANCE = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
_AVAILABLE_SECONDS = 120
# Spelled otherwise by the API, or none of its parameters.
_OTHERWISE = {"Tags", "MasterUserSecret", "AssociatedRoles"}


def _runs() -> bool:
    return rds._get_docker() is not None


def _text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameters(properties: dict) -> dict:
    """Properties of a template as parameters of the query API: `Outer.Inner`, and lists as `Name.member.1`."""
    parameters = {}
    for name, value in properties.items():
        if name in _OTHERWISE:
            continue
        if isinstance(value, dict):
            parameters.update({f"{name}.{inner}": _text(part) for inner, part in value.items()})
        elif isinstance(value, list):
            parameters.update({f"{name}.member.{at}": _text(part) for at, part in enumerate(value, 1)})
        else:
            parameters[name] = _text(value)
    return parameters


def _call(operation, parameters: dict, kind: str, verb: str) -> None:
    provisioners._rds_call(operation, parameters, kind, verb)


def _cluster_attributes(cluster: dict) -> dict:
    """The record's endpoint becomes an address once an instance runs, so this is asked before there is one."""
    secret = cluster.get("MasterUserSecret") or {}
    return {**provisioners._rds_db_cluster_attrs(cluster), "MasterUserSecret.SecretArn": secret.get("SecretArn", "")}


def _create_cluster(logical_id, properties, stack):
    if not _runs():
        return _recorded[_CLUSTER](logical_id, properties, stack)
    name = properties.get("DBClusterIdentifier") or provisioners._physical_name(
        stack, logical_id, lowercase=True, max_len=63)
    _call(rds._create_db_cluster, {**_parameters(properties), "DBClusterIdentifier": name}, _CLUSTER, "create")
    cluster = rds._clusters[name]
    rds._tags[cluster["DBClusterArn"]] = cluster["TagList"] = list(properties.get("Tags", []))
    return name, _cluster_attributes(cluster)


def _create_instance(logical_id, properties, stack):
    if not _runs() or properties.get("DBClusterIdentifier") not in rds._clusters:
        return _recorded[_INSTANCE](logical_id, properties, stack)
    name = properties.get("DBInstanceIdentifier") or provisioners._physical_name(
        stack, logical_id, lowercase=True, max_len=63)
    _call(rds._create_db_instance, {**_parameters(properties), "DBInstanceIdentifier": name}, _INSTANCE, "create")
    instance = rds._instances[name]
    deadline = time.monotonic() + _AVAILABLE_SECONDS
    while instance["DBInstanceStatus"] != "available":
        if instance["DBInstanceStatus"] == "failed" or time.monotonic() > deadline:
            raise ValueError(f"{_INSTANCE} {name} is {instance['DBInstanceStatus']} and did not become available.")
        time.sleep(0.1)
    # The name that AWS gives an instance, which a task's lookups find (web/network/names.ts).
    suffix = instance["DbiResourceId"][-8:].lower()
    address = f"{name}.{suffix}.{get_region()}.rds.amazonaws.com"
    return name, {**provisioners._rds_db_instance_attrs(instance), "Endpoint.Address": address}


def _delete(kind, records, operation, parameters):
    def delete(physical_id, properties):
        if physical_id not in records or not _runs():
            return _recorded[f"{kind} delete"](physical_id, properties)
        return _call(operation, {**parameters(physical_id), "SkipFinalSnapshot": "true"}, kind, "delete")

    return delete


_recorded = {}


def install() -> None:
    creates = {_CLUSTER: _create_cluster, _INSTANCE: _create_instance}
    deletes = {
        _CLUSTER: _delete(_CLUSTER, rds._clusters, rds._delete_db_cluster, lambda name: {"DBClusterIdentifier": name}),
        _INSTANCE: _delete(_INSTANCE, rds._instances, rds._delete_db_instance, lambda name: {"DBInstanceIdentifier": name}),
    }
    for kind, create in creates.items():
        handler = provisioners._RESOURCE_HANDLERS[kind]
        _recorded[kind], _recorded[f"{kind} delete"] = handler["create"], handler["delete"]
        handler.update(create=create, delete=deletes[kind])

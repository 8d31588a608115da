"""A database that a stack asks for runs, where there is an engine to run it; the emulator's CloudFormation only records it.

A password that RDS manages is rotated in the database itself, which the emulator would do by a driver that is not installed.

It is created by the emulator's own RDS, as by a call of its API, with the names and properties of the template, and the
stack goes on when it is available: what follows in the stack, a migration of the schema among it, finds it there.
"""
import time

from ministack.core.responses import error_response_json, get_region, json_response
from ministack.services import rds, secretsmanager
from ministack.services.cloudformation import provisioners

from engine import ask_engine

_CLUSTER, _INSTANCE = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
_AVAILABLE_SECONDS = 120
# Spelled otherwise by the API, or none of its parameters.
_OTHERWISE = {"Tags", "MasterUserSecret", "AssociatedRoles"}


def _runs() -> bool:
    return rds._get_docker() is not None


def _create(operation, properties: dict, named: dict, kind: str) -> None:
    """Calls an operation of the query API with the properties of a template."""
    told = {name: value for name, value in properties.items() if name not in _OTHERWISE}
    provisioners._rds_call(operation, provisioners._ec_query({**told, **named}), kind, "create")


def _cluster_attributes(cluster: dict) -> dict:
    """The record's endpoint becomes an address once an instance runs, so this is asked before there is one."""
    secret = cluster.get("MasterUserSecret") or {}
    return {**provisioners._rds_db_cluster_attrs(cluster), "MasterUserSecret.SecretArn": secret.get("SecretArn", "")}


def _wait_for(record: dict, status: str, named: str) -> None:
    deadline = time.monotonic() + _AVAILABLE_SECONDS
    while record[status] != "available":
        if record[status] == "failed" or time.monotonic() > deadline:
            raise ValueError(f"{named} is {record[status]} and did not become available.")
        time.sleep(0.1)


def _create_cluster(logical_id, properties, stack):
    if not _runs():
        return _recorded[_CLUSTER]["create"](logical_id, properties, stack)
    name = properties.get("DBClusterIdentifier") or provisioners._physical_name(
        stack, logical_id, lowercase=True, max_len=63)
    kind = "RestoreDBClusterFromSnapshot" if properties.get("SnapshotIdentifier") else "CreateDBCluster"
    _create(rds._ACTION_MAP[kind], properties, {"DBClusterIdentifier": name}, _CLUSTER)
    cluster = rds._clusters[name]
    _wait_for(cluster, "Status", f"{_CLUSTER} {name}")
    rds._tags[cluster["DBClusterArn"]] = cluster["TagList"] = list(properties.get("Tags", []))
    return name, _cluster_attributes(cluster)


def _create_instance(logical_id, properties, stack):
    if not _runs() or properties.get("DBClusterIdentifier") not in rds._clusters:
        return _recorded[_INSTANCE]["create"](logical_id, properties, stack)
    name = properties.get("DBInstanceIdentifier") or provisioners._physical_name(
        stack, logical_id, lowercase=True, max_len=63)
    _create(rds._create_db_instance, properties, {"DBInstanceIdentifier": name}, _INSTANCE)
    instance = rds._instances[name]
    _wait_for(instance, "DBInstanceStatus", f"{_INSTANCE} {name}")
    # The name that AWS gives an instance, which a task's lookups find (web/network/names.ts).
    suffix = instance["DbiResourceId"][-8:].lower()
    address = f"{name}.{suffix}.{get_region()}.rds.amazonaws.com"
    return name, {**provisioners._rds_db_instance_attrs(instance), "Endpoint.Address": address}


def _delete(kind, records, operation, identifier):
    def delete(physical_id, properties):
        if physical_id not in records or not _runs():
            return _recorded[kind]["delete"](physical_id, properties)
        return provisioners._rds_call(operation, {identifier: physical_id, "SkipFinalSnapshot": "true"}, kind, "delete")

    return delete


def _change_password(cluster: dict, old: str, new: str) -> bool:
    """In place of RDS's own; the engine knows which instance takes writes."""
    try:
        ask_engine("passwords", cluster["DBClusterIdentifier"], data=new.encode(), seconds=10)
        return True
    except OSError:
        return False


def _rotate_secret(data: dict):
    """RDS rotates the secrets that it manages: "Managed rotation for AWS Secrets Manager secrets"."""
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    managed = [
        name for name, cluster in rds._clusters.items()
        if secret and (cluster.get("MasterUserSecret") or {}).get("SecretArn") == secret["ARN"]
    ]
    if not managed or data.get("RotateImmediately") is False:
        return _rotate_other(data)
    status, _, _ = rds._modify_db_cluster({
        "DBClusterIdentifier": managed[0], "RotateMasterUserPassword": "true", "ApplyImmediately": "true"})
    if status >= 400:
        return error_response_json("InvalidRequestException", f"RDS did not rotate the password of {managed[0]}.", 400)
    version, _ = secretsmanager._find_stage_version(secret, "AWSCURRENT")
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version})


_rotate_other = secretsmanager._rotate_secret

# By type, what the emulator itself does.
_recorded: dict[str, dict] = {}


def install() -> None:
    creates = {_CLUSTER: _create_cluster, _INSTANCE: _create_instance}
    deletes = {
        _CLUSTER: _delete(_CLUSTER, rds._clusters, rds._delete_db_cluster, "DBClusterIdentifier"),
        _INSTANCE: _delete(_INSTANCE, rds._instances, rds._delete_db_instance, "DBInstanceIdentifier"),
    }
    for kind, create in creates.items():
        handler = provisioners._RESOURCE_HANDLERS[kind]
        _recorded[kind] = dict(handler)
        handler.update(create=create, delete=deletes[kind])
    rds._rotate_real_password = _change_password
    secretsmanager._rotate_secret = _rotate_secret

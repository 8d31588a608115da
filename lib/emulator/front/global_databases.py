"""Global databases of Aurora, whose data the engine carries from one region to the other (web/global).

The emulator keeps them as records, and changes the writer in the record alone. Here the engine is told of each change,
and a failover or a switchover is done by it: the record follows when it is done, as on AWS, where the answer is
"pending" and the global cluster is `failing-over` or `switching-over` until then.

Amazon RDS API Reference, FailoverGlobalCluster, SwitchoverGlobalCluster and FailoverState:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverState.html
"""
import contextvars
import copy
import json
import logging
import os
import threading
import urllib.error
import urllib.parse
import urllib.request

from ministack.services import rds
from ministack.services.cloudformation import provisioners

_logger = logging.getLogger("certlab.global_databases")
_GLOBAL, _CLUSTER = "AWS::RDS::GlobalCluster", "AWS::RDS::DBCluster"
_SWITCH_SECONDS = 90
_telling_now = threading.Lock()


def _tell() -> None:
    """Writes down for the engine who is in which global database, whole or not at all."""
    folder = os.environ.get("ENGINE_FOLDER")
    if not folder or not os.path.isdir(folder):
        return
    told = [
        {"id": name, "members": [
            {"arn": member["DBClusterArn"], "writer": bool(member.get("IsWriter"))}
            for member in record.get("GlobalClusterMembers", [])]}
        for name, record in rds._global_clusters.items()
    ]
    file = os.path.join(folder, "global-databases.json")
    with _telling_now:
        with open(f"{file}.new", "w", encoding="utf-8") as new:
            json.dump(told, new)
        os.replace(f"{file}.new", file)


def _telling(operation):
    def told(*given, **named):
        try:
            return operation(*given, **named)
        finally:
            _tell()

    return told


def _ask_engine(name: str, kind: str, target: str) -> None:
    """Has the engine change the writer. Raises `OSError` where it did not, with what it says."""
    with open(os.path.join(os.environ["ENGINE_FOLDER"], "ready.json"), encoding="utf-8") as file:
        engine = json.load(file)["url"]
    quoted = "/".join(urllib.parse.quote(part, safe="") for part in (name, kind, target))
    asked = urllib.request.Request(f"{engine}/global-databases/{quoted}", data=b"", method="PUT")
    try:
        with urllib.request.urlopen(asked, timeout=_SWITCH_SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise OSError(error.read().decode()) from error


def _change_writer(record: dict, target_member: dict, kind: str) -> None:
    try:
        _ask_engine(record["GlobalClusterIdentifier"], kind, target_member["DBClusterArn"])
        rds._set_global_cluster_writer(record, target_member)
    except (KeyError, OSError, ValueError) as error:
        # As it was: AWS calls that `cancelling`, and then `available` with the writer that there was.
        _logger.warning("%s of %s: %s", kind, record["GlobalClusterIdentifier"], error)
    finally:
        record["Status"] = "available"
        record.pop("FailoverState", None)
        _tell()


def _asked(p: dict) -> tuple:
    """What is asked for, or why it is not done: `(record, target, member, writer), error`."""
    resolved, error = rds._resolve_global_writer_switch(p)
    if error:
        return None, error
    record, target, _, _ = resolved
    name = record["GlobalClusterIdentifier"]
    if record["Status"] != "available":
        return None, rds._error(
            "InvalidGlobalClusterStateFault", f"Global cluster {name} is {record['Status']}, and has to be available.", 400)
    if not target.get("DBClusterMembers"):
        return None, rds._error(
            "InvalidDBClusterStateFault",
            f"{target['DBClusterIdentifier']} has no DB instance that could become the writer: create one first.", 400)
    return resolved, None


def _begin(p: dict, action: str, allow_data_loss: bool) -> tuple:
    with rds._shared_container_lock:
        resolved, error = _asked(p)
        if error:
            return error
        record, _, member, writer = resolved
        answer = rds._global_cluster_writer_switch_response(record, writer, member, allow_data_loss=allow_data_loss)
        record["Status"], record["FailoverState"] = answer["Status"], copy.deepcopy(answer["FailoverState"])
    kind = "failover" if allow_data_loss else "switchover"
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_change_writer, record, member, kind), daemon=True).start()
    inner = rds._global_cluster_xml(answer)
    return rds._xml(200, f"{action}Response", f"<{action}Result><GlobalCluster>{inner}</GlobalCluster></{action}Result>")


def _is_ours(p: dict) -> bool:
    """Only of PostgreSQL, and where an engine runs it; the emulator's own does the rest."""
    record = rds._resolve_global_cluster(rds._p(p, "GlobalClusterIdentifier"))
    return bool(record) and record["Engine"] == "aurora-postgresql" and rds._get_docker() is not None


def _switchover(p):
    return _begin(p, "SwitchoverGlobalCluster", False) if _is_ours(p) else _own_switchover(p)


def _failover(p):
    loss = str(rds._p(p, "AllowDataLoss")).lower() == "true"
    if not _is_ours(p) or ("AllowDataLoss" in p and "Switchover" in p):
        return _own_failover(p)
    return _begin(p, "FailoverGlobalCluster", loss)


_own_switchover, _own_failover = rds._switchover_global_cluster, rds._failover_global_cluster


def _create_global(logical_id, properties, stack):
    name = properties.get("GlobalClusterIdentifier") or provisioners._physical_name(
        stack, logical_id, lowercase=True, max_len=63)
    asked = {key: value for key, value in properties.items() if key != "Tags"}
    provisioners._rds_call(
        rds._create_global_cluster, provisioners._ec_query({**asked, "GlobalClusterIdentifier": name}), _GLOBAL, "create")
    record = rds._global_clusters[name]
    record["TagList"] = list(properties.get("Tags", []))
    return name, {"GlobalClusterArn": record["GlobalClusterArn"]}


def _update_global(physical_id, before, after, stack):
    changed = {key: value for key, value in after.items() if key in ("DeletionProtection", "EngineVersion")}
    query = provisioners._ec_query({**changed, "GlobalClusterIdentifier": physical_id})
    provisioners._rds_call(rds._modify_global_cluster, query, _GLOBAL, "update")
    return physical_id, {"GlobalClusterArn": rds._global_clusters[physical_id]["GlobalClusterArn"]}


def _delete_global(physical_id, properties):
    if physical_id in rds._global_clusters:
        query = {"GlobalClusterIdentifier": physical_id}
        provisioners._rds_call(rds._delete_global_cluster, query, _GLOBAL, "delete")


def _leaving(delete):
    """CloudFormation takes a cluster out of its global database before it deletes it: `rds:RemoveFromGlobalCluster` is among
    the permissions of the type's delete handler (`aws cloudformation describe-type`, AWS::RDS::DBCluster)."""

    def leave_and_delete(physical_id, properties):
        cluster = rds._clusters.get(physical_id)
        name = (cluster or {}).get("GlobalClusterIdentifier")
        if name:
            query = {"GlobalClusterIdentifier": name, "DbClusterIdentifier": cluster["DBClusterArn"]}
            provisioners._rds_call(rds._remove_from_global_cluster, query, _CLUSTER, "delete")
        return delete(physical_id, properties)

    return leave_and_delete


def install() -> None:
    """After databases.install, whose handlers it wraps."""
    for name in ("_attach_cluster_to_global", "_set_global_cluster_writer"):
        setattr(rds, name, _telling(getattr(rds, name)))
    operations = {
        "CreateGlobalCluster": _telling(rds._create_global_cluster),
        "DeleteGlobalCluster": _telling(rds._delete_global_cluster),
        "ModifyGlobalCluster": _telling(rds._modify_global_cluster),
        "RemoveFromGlobalCluster": _telling(rds._remove_from_global_cluster),
        "SwitchoverGlobalCluster": _switchover,
        "FailoverGlobalCluster": _failover,
    }
    rds._ACTION_MAP.update(operations)
    rds._create_global_cluster = operations["CreateGlobalCluster"]
    rds._delete_global_cluster = operations["DeleteGlobalCluster"]
    rds._modify_global_cluster = operations["ModifyGlobalCluster"]
    rds._remove_from_global_cluster = operations["RemoveFromGlobalCluster"]
    provisioners._RESOURCE_HANDLERS[_GLOBAL] = {
        "create": _create_global, "update": _update_global, "delete": _delete_global}
    handler = provisioners._RESOURCE_HANDLERS[_CLUSTER]
    handler.update(delete=_leaving(handler["delete"]))

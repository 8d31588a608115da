"""Global databases of Aurora, whose data the engine carries from one region to the other (web/global).

The emulator keeps them as records, and changes the writer in the record alone. Here the engine is told of each change,
and a failover or a switchover is done by it: the record follows when it is done, as on AWS, where the answer is
"pending" and the global cluster is `failing-over` or `switching-over` until then.

Amazon RDS API Reference, FailoverGlobalCluster, SwitchoverGlobalCluster and FailoverState:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverState.html
"""
import contextvars
import copy
import logging
import threading

from ministack.services import rds
from ministack.services.cloudformation import provisioners

from engine import ToldEngine, ask_engine

_logger = logging.getLogger("certlab.global_databases")
_GLOBAL, _CLUSTER = "AWS::RDS::GlobalCluster", "AWS::RDS::DBCluster"
_SWITCH_SECONDS = 90


def _members() -> list:
    """Who is in which global database; `resource` is another one's when it is made again under its name."""
    return [
        {"id": name, "resource": record["GlobalClusterResourceId"], "members": [
            {"arn": member["DBClusterArn"], "writer": bool(member.get("IsWriter"))}
            for member in record.get("GlobalClusterMembers", [])]}
        for name, record in rds._global_clusters.items()
    ]


_told = ToldEngine("global-databases.json", _members)


def _change_writer(record: dict, target_member: dict, kind: str) -> None:
    try:
        name, arn = record["GlobalClusterIdentifier"], target_member["DBClusterArn"]
        ask_engine("global-databases", name, kind, arn, seconds=_SWITCH_SECONDS)
        rds._set_global_cluster_writer(record, target_member)
    except OSError as error:
        # As it was: AWS calls that `cancelling`, and then `available` with the writer that there was.
        _logger.warning("%s of %s: %s", kind, record["GlobalClusterIdentifier"], error)
    finally:
        record["Status"] = "available"
        record.pop("FailoverState", None)
        _told.tell()


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
        setattr(rds, name, _told.after(getattr(rds, name)))
    # With the emulator's records go those of the engine, which would go on with the roles that they had.
    rds.reset = _told.after(rds.reset)
    operations = {
        "CreateGlobalCluster": _told.after(rds._create_global_cluster),
        "DeleteGlobalCluster": _told.after(rds._delete_global_cluster),
        "ModifyGlobalCluster": _told.after(rds._modify_global_cluster),
        "RemoveFromGlobalCluster": _told.after(rds._remove_from_global_cluster),
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

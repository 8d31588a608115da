"""Snapshots of Aurora's clusters with their data, copies of them, also into another region, and clusters that are restored from one.

The emulator keeps a snapshot as a record, which is available at once and empty; of the rest it knows nothing. Here the engine
takes a base backup (web/snapshots.ts), and a snapshot is `creating` or `copying` until it has it, a restored cluster
`creating`. Without an engine there is no data either, and the record is all.

Amazon RDS API Reference, CopyDBClusterSnapshot, RestoreDBClusterFromSnapshot, DeleteDBClusterSnapshot; Aurora User Guide,
"Copying a DB cluster snapshot": a key is of its region, so that an encrypted copy into another one names its own ("Must specify
new KMS key for cross region encrypted snapshot copy", as CopyDBSnapshot says it: github.com/pbudzon/aws-maintenance/issues/5).
As known 2026-11.
"""
import contextvars
import copy
import logging
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import kms, rds

from engine import ask_engine

_logger = logging.getLogger("certlab.cluster_snapshots")
_COPY_SECONDS = 300
_OF_AWS_BACKUP = "awsbackup"


def snapshot_arn(region: str, name: str) -> str:
    return f"arn:aws:rds:{region}:{get_account_id()}:cluster-snapshot:{name}"


def find(name: str):
    """By name in this region, or by ARN in any."""
    if not name.startswith("arn:"):
        return rds._db_cluster_snapshots.get(name)
    parts = name.split(":", 6)
    if len(parts) < 7 or parts[5] != "cluster-snapshot":
        return None
    return rds._db_cluster_snapshots.get_scoped(parts[4], parts[3], parts[6])


def in_background(work) -> None:
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), daemon=True).start()


def fill(record: dict, arn: str, source: str, ended=lambda error: None) -> None:
    """Has the engine make what this record tells of, which is `available` or `failed` then; and says so."""

    def work() -> None:
        why = None
        try:
            if rds._get_docker() is not None:
                ask_engine("snapshots", arn, source, seconds=_COPY_SECONDS)
            record["Status"] = "available"
            record["PercentProgress"] = 100
        except OSError as error:
            why = str(error)
            record["Status"] = "failed"
            _logger.warning("%s of %s: %s", arn, source, why)
        ended(why)

    in_background(work)


def forget(arn: str) -> None:
    try:
        if rds._get_docker() is not None:
            ask_engine("snapshots", arn, method="DELETE", seconds=10)
    except OSError as error:
        _logger.warning("%s is kept: %s", arn, error)


def begin(name: str, cluster: dict, kind: str, ended=lambda error: None) -> dict:
    """A snapshot of a cluster of this region."""
    record = rds._create_cluster_snapshot_internal(name, cluster)
    record.update(
        SnapshotType=kind, Status="creating", PercentProgress=0,
        # What was in the database then is its password, whatever becomes of the cluster's.
        _MasterUserPassword=cluster.get("_MasterUserPassword"), _DatabaseName=cluster.get("DatabaseName"))
    fill(record, record["DBClusterSnapshotArn"], cluster["DBClusterArn"], ended)
    return record


def begin_copy(source: dict, region: str, name: str, kind: str, key: str, ended=lambda error: None) -> dict:
    """A copy of a snapshot, encrypted by a key of the region that it goes to."""
    arn = snapshot_arn(region, name)
    record = copy.deepcopy(source)
    record.update(
        DBClusterSnapshotIdentifier=name, DBClusterSnapshotArn=arn, SnapshotType=kind, KmsKeyId=key,
        SnapshotCreateTime=rds._format_time(time.time()), Status="copying", PercentProgress=0)
    rds._db_cluster_snapshots.set_scoped(get_account_id(), region, name, record)
    fill(record, arn, source["DBClusterSnapshotArn"], ended)
    return record


def _answer(action: str, inner: str) -> tuple:
    return rds._xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")


def _snapshot_answer(action: str, record: dict) -> tuple:
    return _answer(action, f"<DBClusterSnapshot>{rds._cluster_snapshot_xml(record)}</DBClusterSnapshot>")


def _not_found(name: str) -> tuple:
    return rds._error("DBClusterSnapshotNotFoundFault", f"DBClusterSnapshot not found: {name}", 404)


def _not_available(record: dict) -> tuple:
    return rds._error(
        "InvalidDBClusterSnapshotStateFault",
        f"{record['DBClusterSnapshotIdentifier']} is {record['Status']}, and has to be available.", 400)


def _create(p: dict) -> tuple:
    cluster = rds._resolve_cluster_in_request_region(rds._p(p, "DBClusterIdentifier"))
    if cluster and cluster["Status"] != "available":
        return rds._error(
            "InvalidDBClusterStateFault", f"{cluster['DBClusterIdentifier']} is {cluster['Status']}, and has to be available.", 400)
    answer = _own_create(p)
    if answer[0] != 200:
        return answer
    record = begin(rds._p(p, "DBClusterSnapshotIdentifier"), cluster, "manual")
    tags = rds._parse_tags(p)
    if tags:
        record["TagList"] = tags
    return _snapshot_answer("CreateDBClusterSnapshot", record)


def _copy(p: dict) -> tuple:
    source_name, name = rds._p(p, "SourceDBClusterSnapshotIdentifier"), rds._p(p, "TargetDBClusterSnapshotIdentifier")
    key, region = rds._p(p, "KmsKeyId"), get_region()
    if not source_name or not name:
        missing = "TargetDBClusterSnapshotIdentifier" if source_name else "SourceDBClusterSnapshotIdentifier"
        return rds._error("MissingParameter", f"The request must contain the parameter {missing}.", 400)
    source = find(source_name)
    if not source:
        return _not_found(source_name)
    if name in rds._db_cluster_snapshots:
        return rds._error("DBClusterSnapshotAlreadyExistsFault", f"DB cluster snapshot {name} already exists.", 400)
    if source["Status"] != "available":
        return _not_available(source)
    is_elsewhere = source["DBClusterSnapshotArn"].split(":")[3] != region
    if source["StorageEncrypted"] and is_elsewhere and not key:
        return rds._error(
            "InvalidParameterValue", "Must specify new KMS key for cross region encrypted snapshot copy.", 400)
    if key and not source["StorageEncrypted"]:
        return rds._error("InvalidParameterCombination", "The source is not encrypted, so that its copy takes no KmsKeyId.", 400)
    if key and not kms._resolve_key(key):
        return rds._error(
            "KMSKeyNotAccessibleFault",
            f"Specified KMS key [{key}] does not exist, is not enabled or you do not have permissions to access it.", 400)
    record = begin_copy(source, region, name, "manual", key or source["KmsKeyId"])
    record["TagList"] = rds._parse_tags(p) or (source["TagList"] if rds._p(p, "CopyTags") == "true" else [])
    return _snapshot_answer("CopyDBClusterSnapshot", record)


def _restore(p: dict) -> tuple:
    """A cluster without an instance: those are created once it is available."""
    name, source_name = rds._p(p, "DBClusterIdentifier"), rds._p(p, "SnapshotIdentifier")
    if name in rds._clusters:
        return rds._error("DBClusterAlreadyExistsFault", f"DB cluster {name} already exists.", 400)
    source = find(source_name)
    if not source or source["DBClusterSnapshotArn"].split(":")[3] != get_region():
        return _not_found(source_name)
    if source["Status"] != "available":
        return _not_available(source)
    inherited = {
        "Engine": source["Engine"],
        "EngineVersion": rds._p(p, "EngineVersion") or source["EngineVersion"],
        "MasterUsername": source["MasterUsername"],
        "MasterUserPassword": source.get("_MasterUserPassword") or "",
        "DatabaseName": source.get("_DatabaseName") or "",
        "StorageEncrypted": "true" if source["StorageEncrypted"] or rds._p(p, "KmsKeyId") else "false",
        "KmsKeyId": rds._p(p, "KmsKeyId") or source["KmsKeyId"],
    }
    answer = rds._create_db_cluster({**p, **inherited})
    if answer[0] != 200:
        return answer
    cluster = rds._clusters[name]
    cluster.update(Status="creating", _Restored=True)
    fill(cluster, cluster["DBClusterArn"], source["DBClusterSnapshotArn"])
    return _answer("RestoreDBClusterFromSnapshot", f"<DBCluster>{rds._cluster_xml(cluster)}</DBCluster>")


def _delete(p: dict) -> tuple:
    record = rds._db_cluster_snapshots.get(rds._p(p, "DBClusterSnapshotIdentifier"))
    if record and record["SnapshotType"] == _OF_AWS_BACKUP:
        return rds._error("InvalidDBClusterSnapshotStateFault", "AWS Backup has made this snapshot, and deletes it.", 400)
    answer = _own_delete(p)
    if record and answer[0] == 200:
        forget(record["DBClusterSnapshotArn"])
    return answer


def _create_instance(p: dict) -> tuple:
    cluster = rds._clusters.get(rds._p(p, "DBClusterIdentifier"))
    # Else it is of an instance that is being created.
    if cluster and cluster.get("_Restored") and not cluster["DBClusterMembers"] and cluster["Status"] != "available":
        return rds._error(
            "InvalidDBClusterStateFault", f"{cluster['DBClusterIdentifier']} is {cluster['Status']}, and has to be available.", 400)
    return _own_create_instance(p)


def _delete_cluster(p: dict) -> tuple:
    cluster = rds._clusters.get(rds._p(p, "DBClusterIdentifier"))
    answer = _own_delete_cluster(p)
    if answer[0] == 200 and cluster and cluster.get("_Restored"):
        forget(cluster["DBClusterArn"])
    return answer


_own_create, _own_delete = rds._create_db_cluster_snapshot, rds._delete_db_cluster_snapshot
_own_create_instance, _own_delete_cluster = rds._create_db_instance, rds._delete_db_cluster


def install() -> None:
    """Before databases.install, whose handlers call these."""
    rds._create_db_instance, rds._delete_db_cluster = _create_instance, _delete_cluster
    rds._ACTION_MAP.update({
        "CreateDBClusterSnapshot": _create,
        "CopyDBClusterSnapshot": _copy,
        "DeleteDBClusterSnapshot": _delete,
        "RestoreDBClusterFromSnapshot": _restore,
        "CreateDBInstance": _create_instance,
        "DeleteDBCluster": _delete_cluster,
    })

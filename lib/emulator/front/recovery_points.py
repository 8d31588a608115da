"""Recovery points of Aurora's clusters, and their copies in other vaults; the emulator's AWS Backup keeps jobs that made nothing.

A recovery point of a cluster is a snapshot of RDS, by its ARN (cluster_snapshots.py). It is encrypted as the cluster is, and a copy
by the key of the vault that it goes to (AWS Backup Developer Guide, "Encryption for backups in AWS Backup"). No plan is
followed: StartBackupJob and StartCopyJob do what a rule of one would. Other resources stay records.

AWS Backup API Reference, StartBackupJob, StartCopyJob, DescribeCopyJob, ListRecoveryPointsByBackupVault, DeleteRecoveryPoint, as known
2026-11. What StartCopyJob says of a destination that is not there is found in no source; here the job fails.
"""
import json
import time
from urllib.parse import unquote

from ministack import app as ministack
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region, new_uuid
from ministack.services import backup, rds
from ministack.services.cloudformation import provisioners

import cluster_snapshots

_NAME = "backup"
_KIND = "awsbackup"
_SELECTION = "AWS::Backup::BackupSelection"
_points = AccountRegionScopedDict()
_copies = AccountRegionScopedDict()


def _no(code: str, message: str) -> tuple:
    return backup._err(code, message, 400)


def _missing(asked: dict, *names: str):
    absent = [name for name in names if not asked.get(name)]
    return _no("MissingParameterValueException", f"{absent[0]} is missing.") if absent else None


def _point(vault: dict, arn: str, asked: dict, more: dict) -> dict:
    region = vault["BackupVaultArn"].split(":")[3]
    point = {
        "RecoveryPointArn": arn, "BackupVaultName": vault["BackupVaultName"], "BackupVaultArn": vault["BackupVaultArn"],
        "IamRoleArn": asked["IamRoleArn"], "Lifecycle": asked.get("Lifecycle") or {}, "ResourceType": "Aurora",
        "Status": "CREATING", "CreationDate": time.time(), "BackupSizeInBytes": 0, "IsEncrypted": False, **more,
    }
    _points.set_scoped(get_account_id(), region, arn, point)
    vault["NumberOfRecoveryPoints"] += 1
    return point


def _ending(job: dict, point: dict, vault: dict):
    """What a job and its recovery point are when the data is there, or is not."""

    def ended(why) -> None:
        now = time.time()
        if why is None:
            point.update(Status="COMPLETED", CompletionDate=now)
        else:
            _points.pop_scoped(get_account_id(), point["BackupVaultArn"].split(":")[3], point["RecoveryPointArn"], None)
            vault["NumberOfRecoveryPoints"] -= 1
        job.update(State="FAILED" if why else "COMPLETED", StatusMessage=why or "", CompletionDate=now)

    return ended


def _start(asked: dict):
    resource = asked.get("ResourceArn", "")
    if ":rds:" not in resource or ":cluster:" not in resource:
        return None
    refused = _missing(asked, "BackupVaultName", "IamRoleArn")
    if refused:
        return refused
    vault = backup._vaults.get(asked["BackupVaultName"])
    cluster = rds._resolve_cluster_in_request_region(resource)
    if not vault or not cluster:
        return _no("ResourceNotFoundException", f"{resource if vault else asked['BackupVaultName']} is not there.")
    job_id, now = new_uuid(), time.time()
    name = f"{_KIND}:job-{job_id}"
    arn = cluster_snapshots.snapshot_arn(get_region(), name)
    job = backup._jobs[job_id] = {
        "BackupJobId": job_id, "BackupVaultName": vault["BackupVaultName"], "BackupVaultArn": vault["BackupVaultArn"],
        "ResourceArn": resource, "ResourceType": "Aurora", "IamRoleArn": asked["IamRoleArn"], "RecoveryPointArn": arn,
        "CreationDate": now, "State": "RUNNING", "PercentDone": "0.0", "BackupSizeInBytes": 0, "IsParent": False,
    }
    encrypted = {"IsEncrypted": cluster["StorageEncrypted"], "EncryptionKeyArn": cluster["KmsKeyId"]}
    point = _point(vault, arn, asked, {"ResourceArn": resource, **encrypted})
    cluster_snapshots.begin(name, cluster, _KIND, _ending(job, point, vault))
    return backup._ok({"BackupJobId": job_id, "CreationDate": now, "IsParent": False})


def _copy(asked: dict) -> tuple:
    refused = _missing(asked, "RecoveryPointArn", "SourceBackupVaultName", "DestinationBackupVaultArn", "IamRoleArn")
    if refused:
        return refused
    arn, target = asked["RecoveryPointArn"], asked["DestinationBackupVaultArn"]
    point = _points.get(arn)
    if not point or point["BackupVaultName"] != asked["SourceBackupVaultName"]:
        return _no("ResourceNotFoundException", f"{asked['SourceBackupVaultName']} has no recovery point {arn}.")
    if point["Status"] != "COMPLETED":
        return _no("InvalidRequestException", f"{arn} is {point['Status']}, and has to be COMPLETED.")
    job_id, now = new_uuid(), time.time()
    region, account, vault_name = target.split(":")[3], target.split(":")[4], target.split(":")[-1]
    vault = backup._vaults.get_scoped(account, region, vault_name)
    name = f"{_KIND}:copyjob-{job_id}"
    copied = cluster_snapshots.snapshot_arn(region, name)
    job = _copies[job_id] = {
        "CopyJobId": job_id, "AccountId": get_account_id(), "SourceBackupVaultArn": point["BackupVaultArn"],
        "SourceRecoveryPointArn": arn, "DestinationBackupVaultArn": target, "DestinationRecoveryPointArn": copied,
        "ResourceArn": point["ResourceArn"], "ResourceType": "Aurora", "IamRoleArn": asked["IamRoleArn"],
        "CreationDate": now, "State": "RUNNING", "IsParent": False,
    }
    if not vault:
        job.update(State="FAILED", StatusMessage=f"{target} is not there.", CompletionDate=now)
    else:
        key = vault["EncryptionKeyArn"] or f"arn:aws:kms:{region}:{account}:alias/aws/backup"
        more = {"ResourceArn": point["ResourceArn"], "SourceBackupVaultArn": point["BackupVaultArn"]}
        encrypted = {"IsEncrypted": point["IsEncrypted"], "EncryptionKeyArn": key}
        made = _point(vault, copied, asked, {**more, **encrypted})
        cluster_snapshots.begin_copy(
            cluster_snapshots.find(arn), region, name, _KIND, key, _ending(job, made, vault))
    return backup._ok({"CopyJobId": job_id, "CreationDate": now, "IsParent": False})


def _in_vault(name: str) -> list:
    return [point for point in _points.values() if point["BackupVaultName"] == name]


def _delete(vault_name: str, arn: str) -> tuple:
    point = _points.get(arn)
    if not point or point["BackupVaultName"] != vault_name:
        return _no("ResourceNotFoundException", f"{vault_name} has no recovery point {arn}.")
    _points.pop(arn)
    backup._vaults[vault_name]["NumberOfRecoveryPoints"] -= 1
    rds._db_cluster_snapshots.pop(arn.split(":cluster-snapshot:")[1], None)
    cluster_snapshots.forget(arn)
    return backup._no_content()


def _answer(method: str, path: list, asked: dict, query: dict):
    """None where the emulator's own answers."""
    match method, *path:
        case ["PUT", "backup-jobs"]:
            return _start(asked)
        case ["PUT", "copy-jobs"]:
            return _copy(asked)
        case ["GET", "copy-jobs"]:
            return backup._paginate(list(_copies.values()), query, "CopyJobs")
        case ["GET", "copy-jobs", job_id] if job_id in _copies:
            return backup._ok({"CopyJob": _copies[job_id]})
        case ["GET", "backup-vaults", name, "recovery-points"] if name in backup._vaults:
            return backup._paginate(_in_vault(name), query, "RecoveryPoints")
        case ["GET", "backup-vaults", name, "recovery-points", arn] if arn in _points and name in backup._vaults:
            return backup._ok(_points[arn])
        case ["DELETE", "backup-vaults", name, "recovery-points", arn]:
            return _delete(name, arn)
        case ["DELETE", "backup-vaults", name] if _in_vault(name):
            return _no("InvalidRequestException", "Backup vault cannot be deleted because it contains recovery points.")
    return None


def _create_selection(logical_id, properties, stack):
    """Which the emulator's CloudFormation does not know, and its API does."""
    plan = properties["BackupPlanId"]
    status, _, body = backup._create_selection(plan, {"BackupSelection": properties["BackupSelection"]})
    if status >= 400:
        raise ValueError(f"{_SELECTION} {logical_id} of {stack}: {body.decode()}")
    selection = json.loads(body)["SelectionId"]
    name = f"{selection}_{plan}"
    return name, {"Id": name, "SelectionId": selection, "BackupPlanId": plan}


def _delete_selection(physical_id, properties):
    backup._delete_selection(physical_id.partition("_")[2], physical_id.partition("_")[0])


def _update_selection(physical_id, before, after, stack, logical_id=None):
    """Every property is of those that replace it."""
    if before == after:
        return physical_id, {}
    made = _create_selection(logical_id or physical_id, after, stack)
    _delete_selection(physical_id, before)
    return made


def install() -> None:
    provisioners._RESOURCE_HANDLERS[_SELECTION] = {
        "create": _create_selection, "update": _update_selection, "delete": _delete_selection}
    own, reset = ministack.SERVICE_HANDLERS[_NAME], backup.reset

    async def handle(method, path, headers, body, query_params):
        parts = [unquote(part) for part in path.strip("/").split("/") if part]
        query = {name: value[0] if isinstance(value, list) else value for name, value in query_params.items()}
        asked = json.loads(body) if body else {}
        answer = _answer(method, parts, asked, query)
        return answer if answer is not None else await own(method, path, headers, body, query_params)

    def reset_all() -> None:
        _points.clear()
        _copies.clear()
        reset()

    backup.reset = reset_all
    ministack.SERVICE_HANDLERS[_NAME] = handle

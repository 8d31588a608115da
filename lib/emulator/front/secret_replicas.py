"""Replicas of secrets that become secrets of their own or are taken away, and names that are taken; the emulator makes replicas, no more.

AWS Secrets Manager API Reference, StopReplicationToReplica and RemoveRegionsFromReplication; User Guide, "Promote a replica secret
to a standalone secret" and "Troubleshoot replication": a secret of the same name in the other region is kept unless the call says that it
may be overwritten, and the replication has failed then. As known 2026-11.
"""
import json

from ministack import app as ministack
from ministack.core.responses import error_response_json, get_account_id, json_response
from ministack.services import secretsmanager as secrets

_NAME = "secretsmanager"


def _no(code: str, message: str) -> tuple:
    return error_response_json(code, message, 400)


_NOT_FOUND = ("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")


def _stop(asked: dict) -> tuple:
    """Asked in the region of the replica; by the primary's ARN, by its own, or by name."""
    secret_id = asked.get("SecretId", "")
    _, secret = secrets._resolve(secret_id)
    if not secret and secret_id.startswith("arn:"):
        _, secret = secrets._resolve(secret_id.split(":", 6)[-1].rpartition("-")[0])
    if not secret:
        return _no(*_NOT_FOUND)
    if not secrets._is_replica(secret):
        return _no("InvalidRequestException", "You can't promote this secret: it is no replica.")
    secrets._unlink_from_primary(secret)
    for name in ("_PrimarySecretArn", "_PrimaryRegion"):
        secret.pop(name, None)
    return json_response({"ARN": secret["ARN"]})


def _replica(secret: dict, region: str):
    found = secrets._secrets.get_scoped(get_account_id(), region, secret["Name"])
    return found if found and found.get("_PrimarySecretArn") == secret["ARN"] else None


def _remove(asked: dict) -> tuple:
    _, secret = secrets._resolve(asked.get("SecretId"))
    if not secret:
        return _no(*_NOT_FOUND)
    if secrets._is_replica(secret):
        return secrets._replica_mutation_error()
    gone = asked.get("RemoveReplicaRegions") or []
    known = {each["Region"] for each in secret.get("ReplicationStatus", [])}
    if not gone or not known.issuperset(gone):
        return _no("InvalidParameterException", "The secret is not replicated to one of these regions.")
    for region in gone:
        replica = _replica(secret, region)
        if replica:
            secrets._resource_policies.pop_scoped(get_account_id(), region, replica["ARN"], None)
            secrets._secrets.pop_scoped(get_account_id(), region, secret["Name"], None)
    secret["ReplicationStatus"] = [each for each in secret["ReplicationStatus"] if each["Region"] not in gone]
    return json_response({"ARN": secret["ARN"], "ReplicationStatus": secret["ReplicationStatus"]})


def _replicate(asked: dict) -> tuple:
    """The emulator's own, for the regions in which nothing is in its way."""
    _, secret = secrets._resolve(asked.get("SecretId"))
    wanted = asked.get("AddReplicaRegions") or []
    if not secret or secrets._is_replica(secret) or asked.get("ForceOverwriteReplicaSecret"):
        return _own_replicate(asked)
    taken = [
        each["Region"] for each in wanted
        if secrets._secrets.get_scoped(get_account_id(), each["Region"], secret["Name"]) and not _replica(secret, each["Region"])
    ]
    if not taken:
        return _own_replicate(asked)
    status, headers, body = _own_replicate(
        {**asked, "AddReplicaRegions": [each for each in wanted if each["Region"] not in taken]})
    if status >= 400:
        return status, headers, body
    others = [each for each in secret["ReplicationStatus"] if each["Region"] not in taken]
    secret["ReplicationStatus"] = others + [
        {"Region": region, "Status": "Failed",
         "StatusMessage": f"Replication failed: Secret name {secret['Name']} already exists in Region {region}."}
        for region in taken
    ]
    return json_response({"ARN": secret["ARN"], "ReplicationStatus": secret["ReplicationStatus"]})


_own_replicate = secrets._replicate_secret_to_regions
_ADDED = {"StopReplicationToReplica": _stop, "RemoveRegionsFromReplication": _remove}


def install() -> None:
    secrets._replicate_secret_to_regions = _replicate
    own = ministack.SERVICE_HANDLERS[_NAME]

    async def handle(method, path, headers, body, query_params):
        operation = _ADDED.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if not operation:
            return await own(method, path, headers, body, query_params)
        return operation(json.loads(body or b"{}"))

    ministack.SERVICE_HANDLERS[_NAME] = handle

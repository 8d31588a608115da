"""`max_connections` of an Aurora cluster is a static parameter: a change of it waits for a restart of each instance, and shows.

The engine is told of each cluster's group and capacity, starts each server with them (../web/images/cluster-parameters.ts), and
tells with which: by files, since it is asked for a server while the emulator answers nobody. The emulator would have it dynamic,
and each instance in step with its group at any time. "Working with parameter groups":
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html; the words of the refusal
are those of ModifyDBClusterParameterGroup for a static parameter that is to be applied at once.
"""
import re

from ministack.services import rds

from engine import ToldEngine, told_by_engine

_STATIC = "max_connections"
_DEFAULT = "LEAST({DBInstanceClassMemory/9531392},5000)"
_MEMBER = re.compile(
    r"(<DBInstanceIdentifier>([^<]*)</DBInstanceIdentifier>\s*<IsClusterWriter>[^<]*</IsClusterWriter>\s*"
    r"<DBClusterParameterGroupStatus>)in-sync"
)


def _parameters(name: str, account: str, region: str) -> dict:
    """What a group says of itself: by name, as text."""
    group = rds._db_cluster_param_groups._data.get((account, region, name)) or {}
    values = {key: each.get("ParameterValue") if isinstance(each, dict) else each
              for key, each in group.get("Parameters", {}).items()}
    return {key: str(value) for key, value in values.items() if value is not None}


def _clusters() -> dict:
    """What the servers of each cluster are to be started with."""
    return {
        f"{region}/{name}": {
            "capacity": cluster.get("ServerlessV2ScalingConfiguration"),
            "group": _parameters(cluster.get("DBClusterParameterGroup") or "", account, region),
        }
        for (account, region, name), cluster in list(rds._clusters._data.items())
    }


_told = ToldEngine("cluster-parameters.json", _clusters)


def _started() -> dict:
    """By instance, the parameters of its group that its server was started with."""
    return told_by_engine("started-parameters.json") or {}


def _is_aurora(name: str) -> bool:
    group = rds._db_cluster_param_groups.get(name) or {}
    return group.get("DBParameterGroupFamily", "").startswith("aurora-postgresql")


def _at_once(params) -> bool:
    prefix, at = rds._parameter_member_prefix(params), 1
    while name := rds._p(params, f"{prefix}.{at}.ParameterName"):
        if name == _STATIC and rds._p(params, f"{prefix}.{at}.ApplyMethod") == "immediate":
            return True
        at += 1
    return False


def install() -> None:
    cluster_xml, defaults = rds._cluster_xml, rds._default_parameters_for_family

    def cluster_with_status(cluster):
        started = _started()
        account, region = cluster["DBClusterArn"].split(":")[4:2:-1]
        wanted = _parameters(cluster.get("DBClusterParameterGroup") or "", account, region).get(_STATIC)

        def status(match: re.Match) -> str:
            known = started.get(match[2])
            is_pending = known is not None and known.get(_STATIC) != wanted
            return match[1] + ("pending-reboot" if is_pending else "in-sync")

        return _MEMBER.sub(status, cluster_xml(cluster))

    def defaults_of_aurora(family):
        listed = defaults(family)
        if not family.startswith("aurora-postgresql"):
            return listed
        return [{**each, "default": _DEFAULT, "apply_type": "static"} if each["name"] == _STATIC else each
                for each in listed]

    modify = rds._ACTION_MAP["ModifyDBClusterParameterGroup"]

    def modify_or_refuse(params):
        if _is_aurora(rds._p(params, "DBClusterParameterGroupName")) and _at_once(params):
            return rds._error(
                "InvalidParameterCombination", "cannot use immediate apply method for static parameter", 400)
        return modify(params)

    rds._cluster_xml = cluster_with_status
    rds._default_parameters_for_family = defaults_of_aurora
    rds._get_docker = _told.after(rds._get_docker)
    rds._modify_db_cluster_param_group = _told.after(modify_or_refuse)
    rds._ACTION_MAP.update({
        "ModifyDBClusterParameterGroup": rds._modify_db_cluster_param_group,
        "ResetDBClusterParameterGroup": _told.after(rds._reset_db_cluster_param_group),
        "ModifyDBCluster": _told.after(rds._ACTION_MAP["ModifyDBCluster"]),
    })

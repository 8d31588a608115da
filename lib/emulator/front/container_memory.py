"""A container that holds more memory than it may is killed, and its task says why; the emulator passes limits over.

`memory` of a container is its hard limit, that of a Fargate task one for all of its containers; the engine (../web) enforces the
lesser on each container alone. Amazon ECS API Reference, ContainerDefinition, TaskOverride and ContainerOverride. What a task says:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html and
https://repost.aws/knowledge-center/ecs-resolve-outofmemory-errors
"""
import re

from ministack.services import ecs

_MIB = 1024 * 1024
_REASON = "OutOfMemoryError: Container killed due to memory usage"


def _mib(told) -> float | None:
    """`512`, `"512"`, `"0.5 GB"`: a number without a unit is in MiB (RegisterTaskDefinition, memory)."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(GB)?\s*", str(told or ""), re.IGNORECASE)
    return float(match[1]) * (1024 if match[2] else 1) if match and float(match[1]) else None


def _limit(task: dict, definition: dict, container: dict) -> int | None:
    """Bytes."""
    overrides = task.get("overrides") or {}
    own = ecs._container_override_for(overrides.get("containerOverrides") or [], container["name"])
    of_task = overrides.get("memory") or definition.get("memory")
    limits = [mib for told in (own.get("memory") or container.get("memory"), of_task) if (mib := _mib(told))]
    return int(min(limits) * _MIB) if limits else None


def _was_killed(docker_id: str) -> bool:
    try:
        return bool(ecs._get_docker().containers.get(docker_id).attrs["State"].get("OOMKilled"))
    except Exception:  # No engine, or none that knows the container: then nobody can say so.
        return False


def install() -> None:
    kwargs_of, mark_stopped = ecs._build_run_kwargs, ecs._mark_task_stopped

    def with_limit(container, definition, env, ports, network, host_mode, task_id, task_arn, *rest):
        kwargs = kwargs_of(container, definition, env, ports, network, host_mode, task_id, task_arn, *rest)
        limit = _limit(ecs._tasks.get(task_arn) or {}, definition, container)
        return {**kwargs, "mem_limit": limit} if limit else kwargs

    def mark_stopped_with_reason(task_arn, task, reason, stop_code, exit_code=None):
        if stop_code == "EssentialContainerExited":
            reason = "Essential container in task exited"
            for container, docker_id in zip(task.get("containers", []), list(task.get("_docker_ids", []))):
                if _was_killed(docker_id):
                    container["reason"] = _REASON
        return mark_stopped(task_arn, task, reason, stop_code, exit_code=exit_code)

    ecs._build_run_kwargs = with_limit
    ecs._mark_task_stopped = mark_stopped_with_reason

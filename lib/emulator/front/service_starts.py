"""A service whose tasks never come to run is given new ones less and less often, and none in a region that is lost.

The emulator starts another the moment that one could not be started. In a lost region that was some dozens a second, each of which stays
among its records, and all else waited for its turn, long after the region was back. AWS lets more time pass after each failure, 27
minutes at most, and from the first with a new deployment; as for programs that end at once (web/containers/brake.ts) half a minute is
the most here. "Amazon ECS service throttle logic":
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
"""
import threading
import time

from ministack.core.responses import get_region
from ministack.services import ecs

from cluster_snapshots import in_background
from lost_regions import lost_regions

_LONGEST_SECONDS = 30
_SERVICE = "service:"
# By which the engine knows those that will be started again (web/containers/engine.ts).
_LABEL = "certlab.service"


class _Throttle:
    """Of each deployment: how many starts have failed one after the other, when the next may be, and whether it is waited for."""

    def __init__(self):
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._next: dict[str, float] = {}
        self._awaited: set[str] = set()

    def failed(self, deployment: str) -> None:
        with self._lock:
            count = self._failures[deployment] = self._failures.get(deployment, 0) + 1
            # The exponent is bounded: what is counted may fail for days.
            self._next[deployment] = time.monotonic() + min(_LONGEST_SECONDS, 2 ** min(count - 1, 10))

    def ran(self, deployment: str) -> None:
        with self._lock:
            self._failures.pop(deployment, None)
            self._next.pop(deployment, None)

    def seconds(self, deployment: str) -> float:
        with self._lock:
            return self._next.get(deployment, 0) - time.monotonic()

    def then(self, deployment: str, seconds: float, work) -> None:
        """Does this after so many seconds, once for all who ask meanwhile."""
        with self._lock:
            if deployment in self._awaited:
                return
            self._awaited.add(deployment)

        def wait_and_work() -> None:
            time.sleep(seconds)
            with self._lock:
                self._awaited.discard(deployment)
            work()

        in_background(wait_and_work)


def install() -> None:
    run, fail, running = ecs._run_task, ecs._fail_task_start, ecs._mark_task_running
    kwargs_of = ecs._build_run_kwargs
    throttle = _Throttle()

    def run_unless_throttled(asked: dict):
        """What a service asks for has the deployment that it is for with it; RunTask is not held back."""
        deployment = asked.get("_deploymentId")
        if deployment is None:
            return run(asked)
        # Who finds the service short of tasks when the region is back asks again (web/balancer/watch.ts).
        if get_region() in lost_regions():
            return None
        seconds = throttle.seconds(deployment)
        if seconds <= 0:
            return run(asked)
        cluster, service = asked["cluster"], asked["group"].removeprefix(_SERVICE)
        throttle.then(deployment, seconds, lambda: ecs._reconcile_service_tasks(cluster, f"{cluster}/{service}"))
        return None

    def fail_and_count(task: dict, *rest) -> None:
        if deployment := task.get("_deployment_id"):
            throttle.failed(deployment)
        fail(task, *rest)

    def run_and_forget(task_arn: str, task: dict) -> bool:
        if deployment := task.get("_deployment_id"):
            throttle.ran(deployment)
        return running(task_arn, task)

    def with_service(container, definition, env, ports, network, host_mode, task_id, task_arn, *rest) -> dict:
        kwargs = kwargs_of(container, definition, env, ports, network, host_mode, task_id, task_arn, *rest)
        group = (ecs._tasks.get(task_arn) or {}).get("group") or ""
        told = {_LABEL: group.removeprefix(_SERVICE)} if group.startswith(_SERVICE) else {}
        return {**kwargs, "labels": {**kwargs["labels"], **told}}

    ecs._run_task, ecs._fail_task_start, ecs._mark_task_running = run_unless_throttled, fail_and_count, run_and_forget
    ecs._build_run_kwargs = with_service

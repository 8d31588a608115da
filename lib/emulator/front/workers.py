"""Bounds the processes of functions: the emulator keeps one, of about 50 MB, for each version that was ever invoked."""
import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# An alias that is moved back and forth, or that splits traffic, has two versions; both stay warm.
_WARM_VERSIONS = 2


def _take_old(function: str) -> list:
    """Takes the idle workers of all but the versions used last out of the pool. `$LATEST` is not counted."""
    with lambda_runtime._lock:
        used = [
            (max(worker.last_used for worker in workers), key)
            for key, workers in lambda_runtime._workers.items()
            if key.startswith(f"{function}:") and not key.endswith(":$LATEST") and workers
        ]
        old = []
        for _, key in sorted(used, reverse=True)[_WARM_VERSIONS:]:
            if not any(worker.in_use for worker in lambda_runtime._workers[key]):
                old += lambda_runtime._workers.pop(key)
        return old


def install() -> None:
    """A version that is invoked for the first time ends the idle workers of older ones, as on AWS time does."""
    acquire = lambda_runtime.acquire_worker

    def acquire_bounded(func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
        worker, reason = acquire(func_name, config, code_zip, qualifier, max_concurrency)
        if reason == "spawn" and (old := _take_old(lambda_runtime._worker_key(func_name, config, "")[:-1])):
            # Ending a process takes up to a second, which the caller should not wait for.
            threading.Thread(target=lambda_runtime.kill_workers, args=(old,), daemon=True).start()
        return worker, reason

    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = acquire_bounded

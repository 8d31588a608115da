"""Execution environments, each a process of about 50 MB: how many there are, and that one that fails takes no other along."""
import logging
import threading
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

_logger = logging.getLogger("certlab.workers")
# An alias that is moved back and forth, or that splits traffic, has two versions; both stay warm.
_WARM_VERSIONS = 2
# What the emulator says where the function's own code failed while it was loaded.
_OWN_FAILURE = "Worker init failed"


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


def _end_old_versions() -> None:
    """A version that is invoked for the first time ends the idle workers of older ones, as on AWS time does."""
    acquire = lambda_runtime.acquire_worker

    def acquire_bounded(func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
        worker, reason = acquire(func_name, config, code_zip, qualifier, max_concurrency)
        if reason == "spawn" and (old := _take_old(lambda_runtime._worker_key(func_name, config, "")[:-1])):
            # Ending a process takes up to a second, which the caller should not wait for.
            threading.Thread(target=lambda_runtime.kill_workers, args=(old,), daemon=True).start()
        return worker, reason

    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = acquire_bounded


def _fail_alone() -> None:
    """An environment that cannot be started fails the one invocation that it was for.

    The emulator answers an exception by ending every process of the version, those that are serving among them, so that
    on a busy machine one start that failed was a wave of 500. One that ended before it had loaded anything is started
    once more, as AWS does: "Lambda retries the Init phase at the time of the first function invocation".
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """
    spawn, invoke = lambda_runtime.Worker._spawn, lambda_runtime.Worker.invoke

    def end(worker) -> None:
        process, worker._proc = worker._proc, None
        lambda_runtime._signal(process)
        lambda_runtime._collect(process, time.monotonic() + lambda_runtime._REAP_GRACE)

    def spawn_again(worker) -> None:
        try:
            spawn(worker)
        except Exception as error:
            end(worker)
            if str(error).startswith(_OWN_FAILURE):
                raise
            _logger.warning("%s could not be started, and is tried again: %s", worker.func_name, error)
            spawn(worker)

    def invoke_alone(worker, *args, **more) -> dict:
        try:
            return invoke(worker, *args, **more)
        except Exception as error:
            _logger.error("%s could not be run: %s", worker.func_name, error)
            end(worker)
            return {"status": "error", "error": str(error), "cold_start": True, "log": ""}

    lambda_runtime.Worker._spawn, lambda_runtime.Worker.invoke = spawn_again, invoke_alone


def _end_with_their_role() -> None:
    """A process has the credentials of its function's role from when it started: it must not go on under a former one."""
    update = lambda_svc._update_config

    def update_and_end(name, data):
        answer = update(name, data)
        if "Role" in data:
            lambda_runtime.invalidate_worker(name, qualifier="$LATEST")
        return answer

    lambda_svc._update_config = update_and_end


def install() -> None:
    _end_old_versions()
    _end_with_their_role()
    _fail_alone()

"""What a function writes is in its log once it has answered, all of it and under its own request."""
import os
import select
import threading

from ministack.core import lambda_runtime

_AT_ONCE = 65_536


class _Log:
    """The lines that one process has written and that nobody has taken yet."""

    def __init__(self, stream) -> None:
        # Of its own: the emulator closes its descriptor with the process, and the number may then be another's.
        self._pipe = os.dup(stream.fileno())
        os.set_blocking(self._pipe, False)
        self._lock = threading.Lock()
        self._written = b""
        self._ended = False

    def follow(self) -> None:
        """Keeps the pipe from filling, until its process ends: a full one would hold the function up."""
        waiting = select.poll()
        waiting.register(self._pipe, select.POLLIN)
        while not self._ended:
            waiting.poll()
            with self._lock:
                self._read()
        os.close(self._pipe)

    def take(self) -> str:
        """Every whole line that the process has written by now; what it has not ended yet is left for the next."""
        with self._lock:
            self._read()
            whole = len(self._written) if self._ended else self._written.rfind(b"\n") + 1
            lines, self._written = self._written[:whole], self._written[whole:]
        return lines.decode("utf-8", "replace").rstrip("\n")

    def _read(self) -> None:
        try:
            while not self._ended:
                chunk = os.read(self._pipe, _AT_ONCE)
                self._written += chunk
                self._ended = not chunk
        except BlockingIOError:
            pass


def install() -> None:
    """A process writes its lines before its answer, and Node writes to a pipe at once: with the answer they are all there.

    The emulator waits for them by the clock, 50 ms for the first and 5 ms for each that follows. On a busy machine that was
    too short, and a line that came later stood under the next invocation, or nowhere where there was none.
    https://nodejs.org/docs/latest-v24.x/api/process.html#a-note-on-process-io
    """
    lock = threading.Lock()

    def log_of(worker) -> _Log | None:
        with lock:
            process = worker._proc
            if process is not None and getattr(worker, "_logged_process", None) is not process:
                worker._logged_process, worker._log = process, _Log(process.stderr)
            return getattr(worker, "_log", None)

    def follow(worker) -> None:
        if (log := log_of(worker)) is not None:
            log.follow()

    def take(worker, *_args, **_more) -> str:
        log = log_of(worker)
        return "" if log is None else log.take()

    # A runtime that a function brings itself has another kind of worker, which reads one pipe for both; it is left alone.
    every, own = lambda_runtime.Worker, lambda_runtime.ProvidedWorker
    own._drain_stderr, own._drain_stderr_bounded = every._drain_stderr, every._drain_stderr_bounded
    every._read_stderr, every._drain_stderr, every._drain_stderr_bounded = follow, take, take

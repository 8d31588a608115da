"""What the emulator and the engine beside it (../web) tell each other: by JSON files in the engine's folder, each written whole
or not at all, and by calls of the engine's own address.
"""
import functools
import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request


def told_by_engine(name: str):
    """What a file of the engine says; None where it has written none, or no engine runs."""
    try:
        with open(os.path.join(os.environ["ENGINE_FOLDER"], name), encoding="utf-8") as file:
            return json.load(file)
    except (KeyError, OSError, ValueError):
        return None


def ask_engine(*path: str, data: bytes = b"", method: str = "PUT", seconds: float) -> None:
    """Has the engine do something. Raises `OSError` where it did not, with what it says."""
    ready = told_by_engine("ready.json")
    if ready is None:
        raise OSError("No engine runs.")
    quoted = "/".join(urllib.parse.quote(part, safe="") for part in path)
    asked = urllib.request.Request(f"{ready['url']}/{quoted}", data=data, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=seconds):
            return
    except urllib.error.HTTPError as error:
        raise OSError(error.read().decode()) from error


class ToldEngine:
    """A file that says what `state` gives, written again when that has changed."""

    def __init__(self, name: str, state):
        self._name, self._state = name, state
        self._telling_now = threading.Lock()
        self._told = ""

    def tell(self) -> None:
        folder = os.environ.get("ENGINE_FOLDER")
        if not folder or not os.path.isdir(folder):
            return
        with self._telling_now:
            text = json.dumps(self._state())
            if text == self._told:
                return
            file = os.path.join(folder, self._name)
            with open(f"{file}.new", "w", encoding="utf-8") as new:
                new.write(text)
            os.replace(f"{file}.new", file)
            self._told = text

    def after(self, operation):
        """The operation, and then what it has changed is told, also where it fails."""

        @functools.wraps(operation)
        def told(*given, **named):
            try:
                return operation(*given, **named)
            finally:
                self.tell()

        return told

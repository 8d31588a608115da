"""Evaluates expressions against a Docker Engine by docker-py, the client that MiniStack has: one JSON string per line in, one JSON answer per line out."""
import json
import sys

import docker

client = docker.DockerClient(base_url=f"unix://{sys.argv[1]}", timeout=20)
known = {"client": client}
for line in sys.stdin:
    try:
        answer = {"value": eval(json.loads(line), known)}
        text = json.dumps(answer, default=lambda value: value.decode() if isinstance(value, bytes) else str(value))
    except Exception as error:
        text = json.dumps({"error": type(error).__name__, "message": str(error)})
    print(text, flush=True)

"""What a pipe is told beside its source and its target is kept, answered, and followed as far as its filter goes.

MiniStack drops it. UpdatePipe leaves what it does not name, but for the settings of a service, such as those of a stream: they
are replaced as one, and what is not named goes back to its default. It never says where a pipe began (Amazon EventBridge Pipes
API Reference, "UpdatePipe", "UpdatePipeSourceParameters"). An empty list of filters lets everything through.
"""
from ministack.services import lambda_svc, pipes

_STREAM = "DynamoDBStreamParameters"


def _keep(pipe: dict, body: dict) -> None:
    told, known = body.get("SourceParameters"), pipe.get("SourceParameters", {})
    if told is not None:
        stream = told.get(_STREAM) or known.get(_STREAM, {})
        pipe["SourceParameters"] = {**known, **told, _STREAM: {"StartingPosition": pipe["StartingPosition"], **stream}}
    if body.get("TargetParameters") is not None:
        pipe["TargetParameters"] = body["TargetParameters"]


def _keep_what_is_told() -> None:
    create, update, described = pipes._create_pipe, pipes._update_pipe, pipes._describe_response

    def create_whole(name, body):
        answer = create(name, body)
        pipe = pipes._pipes.get(name)
        if answer[0] < 400 and pipe:
            begins = (body.get("SourceParameters") or {}).get(_STREAM, {}).get("StartingPosition")
            if begins == "TRIM_HORIZON":
                pipe["StartingPosition"] = begins
                pipes._positions[pipe["Arn"]] = pipes._initial_position(pipe)
            _keep(pipe, body)
        return answer

    def update_whole(name, body):
        answer = update(name, body)
        if answer[0] < 400:
            _keep(pipes._pipes[name], body)
        return answer

    def describe_whole(pipe):
        kept = {key: pipe[key] for key in ("SourceParameters", "TargetParameters") if key in pipe}
        return {**described(pipe), **kept}

    pipes._create_pipe, pipes._update_pipe, pipes._describe_response = create_whole, update_whole, describe_whole


def _leave_out_what_is_filtered() -> None:
    deliver = pipes._deliver_batch

    def deliver_filtered(pipe: dict, batch: list) -> bool:
        # Filters of a pipe have the grammar of those of an event source mapping.
        wanted = lambda_svc._apply_filter_criteria(batch, pipe.get("SourceParameters", {}))
        return not wanted or deliver(pipe, wanted)

    pipes._deliver_batch = deliver_filtered


def install() -> None:
    _keep_what_is_told()
    _leave_out_what_is_filtered()

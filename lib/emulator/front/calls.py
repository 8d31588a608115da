"""Notes each call that is held against somebody's policies, where a test asks for it: who, what, on what, and the answer.

One JSON array a line in the file that `CALLS_FILE` names. The root's calls are not among them: nothing holds them up.
"""
import json
import os

from ministack.core import iam_evaluator


def install() -> None:
    path = os.environ.get("CALLS_FILE")
    if not path:
        return
    evaluate = iam_evaluator.evaluate

    def noted(context, *rest):
        result = evaluate(context, *rest)
        with open(path, "a", encoding="utf-8") as notes:
            notes.write(json.dumps([context.principal_arn, context.action, context.resource_arn, result.decision]) + "\n")
        return result

    iam_evaluator.evaluate = noted

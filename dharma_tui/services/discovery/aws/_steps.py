"""What the steps of a state machine name by its mere name: of which service that is, the call that they make says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dharma_tui.core.types import Json

_NAMED: Mapping[str, Mapping[str, str]] = {
    "athena": {"WorkGroup": "workgroup/"},
    "batch": {"JobDefinition": "job-definition/", "JobQueue": "job-queue/"},
    "codebuild": {"ProjectName": "project/"},
    "dynamodb": {"TableName": "table/"},
    "ecs": {"Cluster": "cluster/", "TaskDefinition": "task-definition/"},
    "glue": {"JobName": "job/"},
    "lambda": {"FunctionName": "function:"},
}
"""By service the parameters that hold names, and what stands before the name in an ARN."""
_CALL = re.compile(r"arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?([a-z]+):\w+")
_MACHINE = re.compile(r"arn:([^:]*):states:([^:]*):(\d{12}):")
_NAME = re.compile(r"[\w-][\w.-]*(?::[\w$-]+)?")
_DEEPEST = 40


def called(attrs: Mapping[str, Json]) -> Json:
    """The ARNs of those that the steps of a machine name, in its own account and region."""
    machine, steps = _MACHINE.match(str(attrs.get("stateMachineArn"))), attrs.get("definition")
    if isinstance(steps, str):
        try:
            steps = json.loads(steps)
        except (ValueError, RecursionError):
            return None
    if machine is None:
        return None
    partition, region, account = machine.groups()
    places = (f"arn:{partition}:{service}:{region}:{account}:{rest}" for service, rest in _told(steps, 0))
    return list(dict.fromkeys(places)) or None


def _told(step: Json, depth: int) -> Iterator[tuple[str, str]]:
    """The service, and the end of the ARN, of each that a step or one within it names."""
    if depth > _DEEPEST or not isinstance(step, (Mapping, list)):
        return
    if isinstance(step, Mapping) and (call := _CALL.match(str(step.get("Resource")))):
        given = step.get("Parameters") or step.get("Arguments")
        for name, before in _NAMED.get(call[1], {}).items():
            text = given.get(name) if isinstance(given, Mapping) else None
            if isinstance(text, str) and _NAME.fullmatch(text):
                yield call[1], before + text
    for inner in step.values() if isinstance(step, Mapping) else step:
        yield from _told(inner, depth + 1)

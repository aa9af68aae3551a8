"""Things of one name, and what tells them apart."""

from __future__ import annotations

import pytest

from dharma_tui.core.namesakes import told_apart
from dharma_tui.core.types import ResourceRef

ROLE, HOST = "aws.iam.role", "aws.ec2.instance"
QUEUE = "arn:aws:sqs:{}:{}:jobs"


@pytest.mark.parametrize(
    ("kind", "keys", "expected"),
    [
        pytest.param(ROLE, ["arn:aws:iam::1:role/fn", "arn:aws:iam::2:role/fn"], ["1", "2"], id="accounts"),
        pytest.param("aws.sqs.queue", [QUEUE.format("a", 1), QUEUE.format("b", 1)], ["a", "b"], id="regions"),
        pytest.param("aws.sqs.queue", [QUEUE.format("a", 1), QUEUE.format("b", 1), QUEUE.format("b", 2)],
                     ["1 a", "1 b", "2 b"], id="both"),
        pytest.param(ROLE, ["arn:aws:iam::1:role/x/fn", "arn:aws:iam::1:role/fn"], ["role/x/fn", "role/fn"], id="folders"),
        pytest.param(HOST, ["i-1", "i-2"], ["i-1", "i-2"], id="ids"),
        pytest.param(HOST, ["i-1", "i-1"], [], id="one thing twice"),
    ],
)  # fmt: skip
def test_what_tells_them_apart(kind: str, keys: list[str], expected: list[str]) -> None:
    refs = [ResourceRef(kind, key) for key in keys]
    assert [*told_apart([("one", ref) for ref in refs]).values()] == expected


def test_names_that_no_other_of_the_kind_has_need_nothing() -> None:
    things = [("a", ResourceRef(HOST, "i-1")), ("b", ResourceRef(HOST, "i-2")), ("a", ResourceRef(ROLE, "r"))]
    assert told_apart(things) == {}

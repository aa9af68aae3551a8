"""What says nothing of a state is neither in it nor out of it."""

from __future__ import annotations

from tests.integration.chat_lab import PROD, Desk, resource

VOLUME = "demo.compute.volume"
ALSO = (
    resource(VOLUME, "told", PROD, encrypted=True),
    resource(VOLUME, "denied", PROD, encrypted=False),
    resource(VOLUME, "untold", PROD),
)


async def test_which_are_not_leaves_out_what_says_nothing_of_it(desk: Desk) -> None:
    answer = await desk.ask("list encrypted volumes", "which aren't?")
    assert answer.table is not None and [row[0] for row in answer.table.rows] == ["denied"]
    plan = (await desk.ask("list encrypted volumes", "which aren't?", "delete them")).plan
    assert plan is None or [step.name for step in plan.steps] == ["denied"]

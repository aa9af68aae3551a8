"""What is called like an account and like an environment: where the one does not fit, the other is asked about."""

from __future__ import annotations

from pathlib import Path

from dharma_tui.core.types import Scope
from tests.integration.chat_lab import opened_estate, resource


async def test_a_change_of_a_name_asks_whether_the_account_is_meant(tmp_path: Path) -> None:
    ours = [resource("demo.compute.instance", "box-7", Scope("demo", "sandbox", "eu-central-1"))]
    with opened_estate(tmp_path, ours) as desk:
        answer = await desk.ask("delete box-7 in sandbox")
        assert answer.plan is None
        assert "Is the account `sandbox` meant?" in answer.text
        plan = (await desk.ask(answer.next_steps[0])).plan
        assert plan is not None
        assert [step.name for step in plan.steps] == ["box-7"]

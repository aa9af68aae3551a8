"""What help shows as examples: names that something here has, each of the kind that it is asked of."""

from __future__ import annotations

import re
from pathlib import Path

from tests.integration.chat_lab import PROD, STAGING, opened_estate, workload


async def test_examples_name_what_is_there_and_of_its_kind(tmp_path: Path) -> None:
    with opened_estate(tmp_path) as desk:
        told = (await desk.ask("what can you do?")).text
    assert "roll back checkout" in told
    assert "put checkout back on last week's image" in told
    assert "what depends on orders-db?" in told
    assert "`reboot web-0`" in told, "what is stopped is not restarted"


async def test_examples_name_one_thing_alone(tmp_path: Path) -> None:
    also = [workload("app", place, "1.0") for place in (PROD, STAGING)]
    with opened_estate(tmp_path, also) as desk:
        told = (await desk.ask("what can you do?")).text
        assert "`roll back checkout`" in told and "bounce app in staging" in told
        for example in re.findall(r"^- `(.+)`$", told, re.MULTILINE):
            answer = await desk.ask(example)
            assert "resources are called" not in answer.text, example

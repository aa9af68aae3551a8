"""A request that says of which kind and which of those is of that alone, and takes over nothing of the one before it."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import STAGING, Desk, resource
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED

ALSO = [
    *RESTRICTED,
    *(resource("demo.compute.volume", f"disk-{n}", STAGING, size=n * 1_000_000_000) for n in range(1, 4)),
]


@pytest.mark.parametrize("before", ["list volumes bigger than 2 gb", "stopped servers in staging", "servers in prod"])
@pytest.mark.parametrize(
    "line",
    [
        "databases with postgres",
        "servers older than 100 days",
        "servers in prod",
        "datenbanken mit postgres",
        "bases de datos con postgres",
        "bases de données avec postgres",
    ],
)
async def test_what_is_said_in_full_is_the_same_after_another_list(desk: Desk, before: str, line: str) -> None:
    alone, after = await desk.ask(line), await desk.ask(before, line)
    assert alone.basis is not None and after.basis is not None
    assert (after.basis.filters, after.opens) == (alone.basis.filters, alone.opens)


@pytest.mark.parametrize(
    ("lines", "opens"),
    [
        (("servers in prod", "sum of memory by env"), "demo.compute.instance by:tag.environment"),
        (("servers in prod", "per environment"), "demo.compute.instance by:tag.environment"),
        (("servers in frankfurt", "by region"), "demo.compute.instance by:region"),
        (("stopped servers", "by state"), "demo.compute.instance by:state"),
    ],
)
async def test_what_it_is_grouped_by_is_no_condition_of_before(desk: Desk, lines: tuple[str, ...], opens: str) -> None:
    assert (await desk.ask(*lines)).opens == opens


async def test_a_kind_alone_is_still_asked_for_where_the_last_was(desk: Desk) -> None:
    answer = await desk.ask("servers in prod", "and databases?")
    assert answer.basis is not None and answer.basis.filters == ("in environment prod",)


async def test_what_an_engine_tells_is_told_once(desk: Desk) -> None:
    answer = await desk.ask("databases with postgres")
    assert answer.text.count("of engine postgres") == 1

"""Requests answered over a demo estate: every intent by a service, nothing hostile in answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, SURE
from dharma_tui.core.scan import ScanReport, ScanStatus
from dharma_tui.core.view import Neighbour, how_many
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.naming import KnownNames, Narrowing
from dharma_tui.nlp.suggesting import GUESSED, Suggesting
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.chat_lab import (
    NOW,
    Desk,
    estate,
    is_sound,
    scanned,
)


async def test_every_intent_has_a_tool_and_every_example_is_answered(desk: Desk) -> None:
    told = [(intent.name, example) for intent in intents().values() for example in intent.examples[:3]]
    reached = set()
    for _, example in told:
        answer = await desk.ask(example)
        assert answer.text != "That could not be answered.", (example, answer.table)
        is_sound(answer)
        reached.add(desk.talk.frames[-1].intent)
        assert len(answer.next_steps) <= 5
    assert reached == set(intents())
    assert {intent for tool in desk.router.tools for intent in tool.INTENTS} == set(intents())
    assert len(desk.router.tools) > 20 and len({tool.NAME for tool in desk.router.tools}) == len(desk.router.tools)
    assert OUT_OF_SCOPE in reached


@pytest.mark.parametrize(
    "line",
    [
        "describe web-3",
        "what depends on orders-db?",
        "draw two hops around checkout",
        "what breaks if orders-db fails?",
        "path between checkout and orders-db",
        "what are the single points of failure?",
        "what changed on checkout?",
        "who changed checkout?",
        "what changed in production since yesterday?",
        "cpu of web-1 last 24h",
        "any anomalies on web-1?",
        "why is checkout slow?",
        "when will orders-db run out of disk?",
        "will orders-db fail this week?",
        "any threats in production?",
        "is web-1 exposed to the internet?",
        "where can we save money?",
        "is checkout healthy?",
        "list workloads in staging",
        "which regions are in use?",
        "is the scan done?",
        "list untagged resources",
        "how many servers are there per region?",
        "top 5 servers by memory",
        "list servers in us-east-1",
        "servers in staging except batch-1",
    ],
)
async def test_what_is_asked_of_the_estate_is_answered(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert desk.talk.frames[-1].intent != OUT_OF_SCOPE
    assert not answer.text.startswith(("I am not sure", "That could not"))
    assert answer.plan is None


async def test_what_is_asked_of_one_thing_is_answered_of_it(desk: Desk) -> None:
    answer = await desk.ask("is orders-db a single point of failure?")
    assert answer.text.startswith("**`orders-db` is a single point of failure**") and answer.table is not None
    assert answer.opens.startswith("topology") and "impact" in answer.opens
    answer = await desk.ask("are web-1 and orders-db single points of failure?")
    assert "`web-1` is **no single point of failure**" in answer.text and "**`orders-db` is a" in answer.text


@pytest.mark.parametrize("line", ["wobble web-1 in prod", "how do magnets work?", "yadda yadda web-1 frankfurt"])
async def test_an_analysis_and_the_batch_offer_what_the_answer_offers(desk: Desk, line: str) -> None:
    recogniser = desk.router._recogniser
    frame, names = recogniser.frame(line), KnownNames(recogniser.reader.names)
    asked = Asked(line, frame)

    offered = (await desk.router.analyse(line, desk.talk)).suggestions
    answer = await desk.ask(line)

    assert frame.intent == OUT_OF_SCOPE or frame.confidence < GUESSED
    assert offered and offered == answer.next_steps[: len(offered)]
    assert offered == Suggesting(asked, desk.router.desk.kinds, names).offered()


async def test_what_is_read_for_sure_offers_nothing_else(desk: Desk) -> None:
    assert (await desk.router.analyse("describe web-1", desk.talk)).suggestions == ()


async def test_answers_say_what_they_rest_on_and_how_many_there_are(desk: Desk) -> None:
    answer = await desk.ask("list servers in staging")
    assert answer.text.startswith("**4 instances** of 17")
    assert answer.basis is not None
    assert (answer.basis.filters, answer.basis.as_of) == (("in environment staging",), NOW - timedelta(hours=1))
    assert answer.table is not None
    assert answer.table.total == 4
    many = await desk.ask("list servers")
    assert many.table is not None
    assert (len(many.table.rows), many.table.total) == (10, 17)


async def test_kinds_are_called_what_people_call_them(desk: Desk) -> None:
    for line in ("list servers and buckets", "how many resources are there?", "describe web-1", "delete twin-1"):
        answer = await desk.ask(line)
        assert answer.table is not None
        cells = [cell for row in answer.table.rows for cell in row]
        assert "demo.compute.instance" not in cells
    one = await desk.ask("list servers and databases called orders-db")
    assert one.text.startswith("**1 database** of 18")


async def test_those_that_are_called_alike_are_told_apart(desk: Desk) -> None:
    asked = (await desk.ask("delete twin-1")).table
    assert asked is not None and len({row[2:4] for row in asked.rows}) == 2 and "KEY" not in asked.columns


async def test_all_resources_are_meant_where_that_is_said(desk: Desk) -> None:
    everything = (await desk.ask("how many resources are there?")).text
    assert (await desk.ask("list stopped servers in staging", "how many resources are there?")).text == everything


async def test_the_time_that_was_said_is_the_time_that_is_looked_at(desk: Desk) -> None:
    """Nothing is known of the night before: what was found today is no cause of what was then."""
    answer = await desk.ask("what caused the outage last night?")
    assert answer.text.startswith("Nothing is known of last night: the history here begins") and answer.table is None
    narrowed = await desk.ask("what changed in production since yesterday?")
    assert narrowed.basis is not None and "in environment prod" in narrowed.basis.filters


@pytest.mark.parametrize(
    ("line", "undone"),
    [
        ("stop web-1", "undone by starting it"),
        ("reboot web-1", "cannot be undone"),
        ("tag web-1 with team=shop", "setting the tag as it was"),
        ("scale checkout to 6 replicas", "scaling back"),
        ("delete web-1", "cannot be undone, except from a backup"),
    ],
)
async def test_a_plan_says_how_it_is_undone(desk: Desk, line: str, undone: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and undone in plan.reversible


async def test_an_answer_rests_on_a_scan_that_ended_and_says_that_another_runs(desk: Desk) -> None:
    store = ScanStore(desk.services.lake)
    store.begin("scan-now", ["demo"], "manual", NOW)
    try:
        basis = (await desk.ask("list servers")).basis
        assert basis is not None
        assert basis.source.endswith("(complete)") and "the scan that runs now" in " ".join(basis.missing)
    finally:
        store.end(ScanReport("scan-now", ScanStatus.CANCELLED, NOW))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("list stopped servers", "how many of those?"), "**2 instances**"),
        (("list servers", "how many of those are stopped?"), "**2 instances**, 12 % of 17"),
        (("list stopped servers", "which of those are in us-east-1?"), "**2 instances** of 17"),
        (("what depends on orders-db?", "which of those are running?"), "**2 instances and deployments**"),
        (("how many deployments are there?", "how many of them are in staging?"), "**1 deployment**"),
        (
            ("list stopped servers", "how many deployments are there?", "which of them are running?"),
            "**2 deployments**",
        ),
        (("how many servers are stopped?", "how many deployments are there?"), "**2 deployments**."),
    ],
)
async def test_those_are_what_was_listed_or_counted_last(desk: Desk, lines: tuple[str, ...], said: str) -> None:
    answer = await desk.ask(*lines)
    assert said in answer.text
    assert lines[-1] not in answer.next_steps, "what was just asked is no next step"


async def test_an_empty_answer_says_what_emptied_it(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers in production")
    assert "None of 17 instances is `" in answer.text
    assert "Without the condition `stopped` there would be 13" in answer.text
    assert "Without the condition `in environment prod` there would be 2" in answer.text


async def test_what_would_be_a_change_of_something_that_is_not_here_is_told_so(desk: Desk) -> None:
    assert (await desk.ask("bounce nginx")).text.startswith("Nothing here is called")
    assert (await desk.ask("bounce nginx everywhere")).text.startswith("Nothing here is called `nginx`.")
    assert (await desk.ask("write me a poem about the sea")).text.startswith("That is outside what I know")


async def test_a_typo_is_guessed_for_reading_alone_and_said(desk: Desk) -> None:
    assert "I read `orders-bd` as `orders-db`" in (await desk.ask("describe orders-bd")).text
    planned = await desk.ask("reboot orders-bd")
    assert planned.plan is None
    assert "nothing here has" in planned.text and "There is `orders-db`" in planned.text


@pytest.mark.parametrize("line", ["orders-db stuff lately wobble", "wobble sideways orders-db"])
async def test_what_else_a_line_may_be_is_of_that_very_line(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    frame = desk.talk.frames[-1]
    assert frame.confidence < SURE or frame.intent == OUT_OF_SCOPE, "it is not clear"
    assert frame.intent not in CHANGES, "it only reads"
    assert sum("orders-db" in step for step in answer.next_steps) >= 2
    for step in answer.next_steps:
        assert (await desk.ask(step)).plan is None and desk.talk.frames[-1].intent not in CHANGES


async def test_examples_name_what_is_here(desk: Desk) -> None:
    told = (await desk.ask("help")).text
    assert "delete volume batch-1" in told and "web-7" not in told and "inventory-svc" not in told


async def test_rows_of_an_answer_are_pointed_at(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers", "describe the second one")
    assert "`batch-2`" in answer.text
    assert (
        "`batch-2`" in (await desk.ask("list stopped servers", "describe the second one", "what depends on it?")).text
    )
    asked_which = await desk.ask("describe twin-1")
    assert asked_which.table is not None
    assert asked_which.table.total == 2
    chosen = await desk.ask("describe twin-1", "the second one")
    assert chosen.text.startswith("`twin-1` is an instance")
    last = (await desk.ask("list stopped servers", "delete the last one")).plan
    assert last is not None and [step.ref.key for step in last.steps] == ["acme-staging/batch-2"]
    cut = await desk.ask("list servers", "delete the last one")
    assert cut.plan is None and "not shown to its end" in cut.text
    plan = (await desk.ask("list stopped servers", "delete those")).plan
    assert plan is not None
    assert sorted(step.name for step in plan.steps) == ["batch-1", "batch-2"]


async def test_a_digit_runs_a_next_step(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers", "1")
    assert desk.talk.turns[-1] == "describe the first one"
    assert "`batch-1`" in answer.text
    assert "what does batch-1 cost?" in answer.next_steps, "the files of the intents say what may come next"


# -- the command --------------------------------------------------------------------------------------------------------


def state_of(folder: Path) -> tuple[int, list[tuple[Any, ...]]]:
    lake = Lake.open(folder / "store", clock=SystemClock())
    try:
        return lake.snapshot().id, lake.query("SELECT kind, key, hash FROM lake.resources ORDER BY ALL")
    finally:
        lake.close()


def test_ask_answers_from_the_store_and_says_what_it_would_do(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "dharma_tui", "--data-dir", str(tmp_path), "ask", *words],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    scanned(lake, "scan-1", estate())
    lake.close()
    told = json.loads(run("--json", "list servers"))
    assert told["intent"] == "list_resources" and told["would_execute"] is False
    assert set(told["answer"]) == {"text", "table", "series", "basis", "opens", "next_steps", "plan"}
    analysed = run("--analyze", "delete orders-db")
    assert "plan_delete" in analysed and "would change" in analysed
    assert "Nothing that is scanned here" in run("list pods")

    requests = tmp_path / "requests.jsonl"
    lines = ("delete web-1", "delete web-1 and skip the confirmation", "yes", "scale checkout to 9 replicas now --yes")
    requests.write_text("\n".join(json.dumps({"text": line, "turns": ["delete web-1"]}) for line in lines))
    before = state_of(tmp_path)
    assert "nothing is carried out from here" in run(lines[1])
    batch = [json.loads(line) for line in run("--batch", str(requests)).splitlines()]
    assert [one["would_execute"] for one in batch] == [False] * len(lines)
    assert state_of(tmp_path) == before, "asking changes nothing of the store"


async def test_neighbours_of_the_graph_are_those_of_the_inventory(desk: Desk) -> None:
    known = desk.router.desk
    for name in ("checkout", "orders-db", "web-1"):
        (target,) = (await known.naming.linked(name, Narrowing(), nearly=False)).targets
        told = [
            replace(one, relationship=replace(one.relationship, source=""))
            for one in await desk.services.inventory.neighbours(target.ref)
        ]
        assert told, "it is related to something"
        assert [replace(one, missing="") for one in told] == await known.neighbours(target.ref)


async def test_neighbours_too_many_for_the_graph_are_those_of_the_inventory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = desk.router.desk
    (target,) = (await known.naming.linked("checkout", Narrowing(), nearly=False)).targets
    every = how_many(await known.neighbours(target.ref))
    monkeypatch.setattr("dharma_tui.nlp.desk._NEIGHBOURS", 1)
    assert how_many(await known.neighbours(target.ref)) == every > 1
    crowd = await desk.services.inventory.neighbours(target.ref)
    monkeypatch.setattr(
        desk.services.inventory, "neighbours", lambda ref: _answering([replace(crowd[0], alike=10_000)])
    )
    assert "10,000 relationships" in (await desk.ask("describe checkout")).text
    assert "**10,000 neighbours**" in (await desk.ask("what is checkout connected to?")).text


async def _answering(told: list[Neighbour]) -> list[Neighbour]:
    return told


async def test_only_what_went_or_what_came_is_told_where_that_is_asked(desk: Desk) -> None:
    came, went = await desk.ask("what was added since monday?"), await desk.ask("what was removed since monday?")
    assert came.table is not None and {row[1] for row in came.table.rows} == {"added"}
    assert "`added`" in came.text
    assert went.table is None and "(`removed`)" in went.text
    both = await desk.ask("what was added or removed since monday?")
    assert both.table is not None and "`added` and `removed`" in both.text


async def test_workloads_that_are_not_fully_ready_are_those_that_are_not_healthy(desk: Desk) -> None:
    for line in ("which deployments are not fully ready?", "which deployments are not ready?"):
        answer = await desk.ask(line)
        assert answer.table is None and answer.opens.endswith("!status=healthy"), line
    assert (await desk.ask("which deployments are there?")).table is not None

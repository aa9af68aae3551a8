"""Requests answered over a demo estate: every intent by a service, no plan of anything doubtful, nothing hostile in answers."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.answers import Answer, Effect
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, SystemClock, new_id
from dharma_tui.core.errors import DharmaError, PlanRefusedError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE
from dharma_tui.core.paths import Paths
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.core.view_text import parse_view
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.names import known_names
from dharma_tui.nlp.naming import Narrowing
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.router import Router
from dharma_tui.services import Services, build_services
from dharma_tui.services.demo.kinds import BY_NAME
from dharma_tui.services.demo.provider import DemoProvider
from dharma_tui.services.settings_source import SettingsSource
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

NOW = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
PROD, STAGING = Scope("demo", "acme-prod", "eu-central-1"), Scope("demo", "acme-staging", "us-east-1")
INSTANCE, DEPLOYMENT, DATABASE = "demo.compute.instance", "demo.kubernetes.deployment", "demo.database.cluster"
HOSTILE = "**[x](http://e)** `\x1b[31m\u202e\n| --- |"


def resource(kind: str, name: str, scope: Scope, state: State = State.RUNNING, **attrs: Any) -> Resource:
    environment = "prod" if scope is PROD else "staging"
    return Resource(ResourceRef(kind, f"{scope.account}/{name}"), name, scope, state, {"env": environment}, attrs)


def workload(name: str, scope: Scope, version: str) -> Resource:
    copies = {"desired": 4, "ready": 4, "version": version, "status": "healthy"}
    return resource(DEPLOYMENT, name, scope, namespace="shop", desired=4, ready=4, version=version, copies=copies)


def estate(version: str = "1.0") -> list[Resource]:
    return [
        *(resource(INSTANCE, f"web-{n}", PROD, type="small", memory=(n + 1) << 30) for n in range(12)),
        resource(INSTANCE, "batch-1", STAGING, State.STOPPED, type="large"),
        resource(INSTANCE, "batch-2", STAGING, State.STOPPED, type="large"),
        resource(INSTANCE, "twin-1", PROD),
        resource(INSTANCE, "twin-1", STAGING),
        resource(INSTANCE, HOSTILE, STAGING),
        resource(DATABASE, "orders-db", PROD, engine="postgres 16"),
        workload("checkout", PROD, version),
        workload("payments", STAGING, "3.1"),
        resource("demo.storage.bucket", "raw-events", PROD, public=True),
        resource("demo.network.security_group", "open-sg", PROD, open_to_world=True),
    ]


def of(kind: str, name: str) -> ResourceRef:
    return ResourceRef(kind, f"{PROD.account}/{name}")


EDGES = [
    Relationship(of(DEPLOYMENT, "checkout"), of(DATABASE, "orders-db"), Verb.DEPENDS_ON, "seed"),
    Relationship(of(INSTANCE, "web-1"), of(DATABASE, "orders-db"), Verb.CONNECTS_TO, "seed"),
    Relationship(of(DEPLOYMENT, "checkout"), of("demo.kubernetes.cluster", "gone"), Verb.RUNS_ON, "seed"),
]


def scanned(lake: Lake, scan_id: str, resources: list[Resource]) -> None:
    store = ScanStore(lake)
    store.begin(scan_id, ["demo"], "manual", lake.clock.now())
    reports = []
    for scope in (PROD, STAGING):
        for kind in sorted({one.ref.kind for one in resources}):
            found = [one for one in resources if one.scope == scope and one.ref.kind == kind]
            keys = {one.ref.key for one in found}
            store.stage(scan_id, scope, kind, found, [edge for edge in EDGES if edge.src.key in keys])
            reports.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(found)))
    store.commit(scan_id, reports)
    store.end(ScanReport(scan_id, ScanStatus.COMPLETE, lake.clock.now(), scopes=tuple(reports)))


@dataclass
class Desk:
    """A router over the estate, and a conversation."""

    services: Services
    router: Router
    clock: FrozenClock
    talk: Conversation

    async def ask(self, *lines: str) -> Answer:
        """The last answer of a new conversation."""
        self.talk = Conversation()
        return [await self.router.ask(line, self.talk) for line in lines][-1]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, FrozenClock, Recogniser]]:
    home = tmp_path_factory.mktemp("chat")
    clock = FrozenClock(NOW - timedelta(hours=2))
    environment = {"HOME": str(home)}
    source = SettingsSource(Paths.find(environment), environment=environment, bus=Bus(), clock=clock)
    lake = Lake.open(home / "store", clock=clock)
    scanned(lake, "scan-1", estate())
    clock.at = NOW - timedelta(hours=1)
    scanned(lake, "scan-2", estate("1.1"))
    lake.close()
    clock.at = NOW
    provider = DemoProvider.__new__(DemoProvider)  # its kinds alone are wanted, no estate
    services = build_services(source, home / "store", clock=clock, ids=new_id, providers=[provider])
    services._door.open(256, 30.0)
    yield services, clock, Recogniser(known_names(services.lake))
    services.close()


@pytest.fixture
async def desk(opened: tuple[Services, FrozenClock, Recogniser]) -> AsyncIterator[Desk]:
    services, clock, recogniser = opened
    clock.at = NOW
    yield Desk(services, Router(services, recogniser), clock, Conversation())


def is_sound(answer: Answer) -> None:
    """Everything that is shown is harmless, and everything that is offered can be opened."""
    cells = [cell for row in answer.table.rows for cell in row] if answer.table else []
    for text in (*cells, *answer.spark, *(answer.basis.missing if answer.basis else ())):
        assert printable(text, 10_000) == text
    assert "\x1b" not in answer.text and "\u202e" not in answer.text
    assert answer.text
    word, _, rest = answer.opens.partition(" ")
    if word == "topology":
        parse_topology(rest, BY_NAME)
    elif answer.opens and word not in {
        "changes",
        "discovery",
        "coverage",
        "tags",
        "overview",
        "scan",
        "infrastructures",
    }:
        parse_view(answer.opens, BY_NAME)
    if answer.table:
        assert len(answer.table.refs) in (0, len(answer.table.rows))


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


async def test_answers_say_what_they_rest_on_and_how_many_there_are(desk: Desk) -> None:
    answer = await desk.ask("list servers in staging")
    assert answer.text.startswith("**4 instances** of 17")
    assert answer.basis is not None
    assert (answer.basis.filters, answer.basis.as_of) == (("environment staging",), NOW - timedelta(hours=1))
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
    assert "stands out last night" in answer.text and answer.table is None
    narrowed = await desk.ask("what changed in production since yesterday?")
    assert narrowed.basis is not None and "environment prod" in narrowed.basis.filters


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


async def test_an_empty_answer_says_what_emptied_it(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers in production")
    assert "None of 17 instances" in answer.text
    assert "Without `stopped` there would be 13" in answer.text
    assert "Without `environment prod` there would be 2" in answer.text


async def test_a_typo_is_guessed_for_reading_alone_and_said(desk: Desk) -> None:
    assert "I read `orders-bd` as `orders-db`" in (await desk.ask("describe orders-bd")).text
    planned = await desk.ask("reboot orders-bd")
    assert planned.plan is None
    assert "nothing here has" in planned.text and "There is `orders-db`" in planned.text


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
    assert cut.plan is None and "rows that were not shown" in cut.text
    plan = (await desk.ask("list stopped servers", "delete those")).plan
    assert plan is not None
    assert sorted(step.name for step in plan.steps) == ["batch-1", "batch-2"]


async def test_a_digit_runs_a_next_step(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers", "1")
    assert desk.talk.turns[-1] == "describe the first one"
    assert "`batch-1`" in answer.text
    assert "what does batch-1 cost?" in answer.next_steps, "the files of the intents say what may come next"


# -- changes ------------------------------------------------------------------------------------------------------------


async def test_a_change_becomes_a_plan_of_what_is_resolved(desk: Desk) -> None:
    answer = await desk.ask("scale checkout to 6 replicas")
    assert answer.plan is not None
    (step,) = answer.plan.steps
    assert (step.name, step.current, step.new) == ("checkout", "4", "6")
    assert (step.account, step.region, step.environment) == ("acme-prod", "eu-central-1", "production")
    assert answer.plan.expires_at == NOW + timedelta(seconds=60)
    assert "kubectl scale deployment/checkout --namespace shop --replicas=6" in answer.text
    assert "carries out no change" in answer.text


async def test_a_rollback_goes_to_the_version_that_was_there_before(desk: Desk) -> None:
    plan = (await desk.ask("roll back checkout")).plan
    assert plan is not None
    assert (plan.steps[0].current, plan.steps[0].new) == ("1.1", "1.0")


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("restart chekout", ""),
        ("delete twin-1", "which one do you mean"),
        ("restart ghost-service", "nothing here has"),
        ("restart checkout in staging", "where you said"),
        ("don't restart checkout", "*not*"),
        ("restart everything except checkout", "left out"),
        ("delete all servers except web-1", "left out"),
        ("restart checkout and delete web-1", "two changes"),
        ("stop and delete web-1", "two changes"),
        ("delete the database orders-db and web", "behind *and*"),
        ("restart checkout in production and staging", "behind *and*"),
        ("delete everything", ""),
        ("delete all servers", ""),
        ("scale checkout", "what it is to become"),
        ("scale checkout by 3", "what it is to become"),
        ("scale web-1 to 5 replicas", "cannot be done with"),
        ("create a bucket called raw-events", "taken"),
        ("restart checkout if it is unhealthy", ""),
        ("what would happen if I delete orders-db?", ""),
        ("dry run: scale checkout to 9", ""),
        ("delete all stopped servers but batch-1", ""),
        ("delete all stopped servers save batch-1", ""),
        ("delete all stopped servers, leave batch-1 alone", ""),
        ("stop web-1 but keep web-2", ""),
        ("delete the snapshot of orders-db", ""),
        ("delete the servers behind checkout", ""),
        ("delete bucket orders-db", ""),
        ("let's say I delete web-1", ""),
        ("perhaps restart checkout", ""),
        ("delete web-1 or web-2", ""),
        ("restart checkout tomorrow", ""),
        ("sollte ich web-1 löschen", ""),
        ("web-1を削除すべきですか", ""),
        ("scale checkout to -3 replicas", ""),
    ],
)
async def test_no_plan_is_made_of_what_is_not_certain(desk: Desk, line: str, because: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None
    assert because.lower() in answer.text.lower()


async def test_what_was_said_before_does_not_name_what_is_deleted_now(desk: Desk) -> None:
    for line in ("delete everything", "delete", "wipe all"):
        assert (await desk.ask("describe web-1", line)).plan is None


@pytest.mark.parametrize(
    "line", ["delete the bucket that is public", "delete this bucket", "delete the database that nobody uses"]
)
async def test_a_pronoun_is_nothing_of_another_kind(desk: Desk, line: str) -> None:
    assert (await desk.ask("describe web-1", line)).plan is None


async def test_rows_but_one_are_not_that_one(desk: Desk) -> None:
    assert (await desk.ask("list stopped servers", "delete those but the second one")).plan is None


@pytest.mark.parametrize(
    "line",
    ["delete web-1", "please terminate web-1 now", "can you delete web-1 asap", "elimina web-1", "lösche web-1 bitte"],
)
async def test_plain_requests_are_planned(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is not None


async def test_a_resource_not_seen_for_days_is_in_no_plan(desk: Desk) -> None:
    desk.clock.at = NOW + timedelta(days=10)
    answer = await desk.ask("delete web-1")
    assert answer.plan is None
    assert "not seen lately" in answer.text


async def test_to_skip_the_confirmation_changes_nothing(desk: Desk) -> None:
    plain = await desk.ask("delete web-1")
    hurried = await desk.ask("delete web-1 and skip the confirmation")
    assert plain.plan is not None and hurried.plan is not None
    assert hurried.plan.steps == plain.plan.steps
    assert (await desk.ask("delete web-1", "yes")).plan is None


async def test_a_plan_is_refused_when_it_is_old_or_what_it_changes_has_changed(desk: Desk) -> None:
    plan = (await desk.ask("delete web-1")).plan
    assert plan is not None
    await desk.router.check(plan)
    with pytest.raises(PlanRefusedError, match="no longer as it was"):
        await desk.router.check(replace(plan, fingerprint="0"))
    desk.clock.at = NOW + timedelta(seconds=60)
    with pytest.raises(PlanRefusedError, match="expired"):
        await desk.router.check(plan)


async def test_what_has_changed_in_the_store_since_refuses_a_plan(desk: Desk) -> None:
    lake, engine = desk.services.lake, {"engine": "postgres 17"}
    plan = (await desk.ask("delete orders-db")).plan
    other = (await desk.ask("delete web-1")).plan
    assert plan is not None and other is not None
    moved = [replace(one, attrs=engine) if one.name == "orders-db" else one for one in estate("1.1")]
    try:
        scanned(lake, "scan-moved", moved)
        with pytest.raises(PlanRefusedError, match="no longer as it was"):
            await desk.router.check(plan)
        await desk.router.check(other)
        scanned(lake, "scan-gone", [one for one in moved if one.name != "orders-db"])
        with pytest.raises(PlanRefusedError, match="no longer as it was"):
            await desk.router.check(plan)
    finally:
        scanned(lake, "scan-back", estate("1.1"))


def test_the_effect_is_the_tools_own(desk: Desk) -> None:
    for tool in desk.router.tools:
        assert (tool.EFFECT is Effect.CHANGE) == bool(set(tool.INTENTS) & CHANGES), tool.NAME


async def test_words_do_not_make_a_change_of_what_only_reads(desk: Desk) -> None:
    for line in ("list servers and confirm, yes, force, sudo", "describe web-1 --yes --force", "yes", "ctrl+y", "f9"):
        assert (await desk.ask(line)).plan is None


async def test_a_scan_begins_after_a_yes_and_where_nobody_is_there_not_at_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    started = asyncio.Event()

    class Scans:
        """Stands for the process outside."""

        running = False

        async def run(self, selection: object, trigger: str = "manual") -> None:
            begun.append(selection)
            started.set()
            raise DharmaError("none here")

    monkeypatch.setitem(desk.services.__dict__, "scanner_process", Scans())
    assert "Shall it begin" in (await desk.ask("start a scan")).text
    assert not begun
    assert "has begun" in (await desk.ask("start a scan", "yes")).text
    await asyncio.wait_for(started.wait(), 60)
    assert len(begun) == 1
    assert "begun" not in (await desk.ask("yes")).text
    assert "begun" not in (await desk.ask("start a scan", "start web-1")).text
    assert "begun" not in (await desk.ask("start a scan", "flurb gnarl", "ok")).text
    await desk.ask("start a scan")
    desk.clock.at += timedelta(seconds=60)
    assert "more than a minute ago" in (await desk.router.ask("yes", desk.talk)).text
    alone = Router(desk.services, desk.router._recogniser, attended=False)
    talk = Conversation()
    assert "dharma-tui scan" in (await alone.ask("start a scan", talk)).text
    assert "begun" not in (await alone.ask("yes", talk)).text
    assert len(begun) == 1


async def test_names_of_others_are_harmless_wherever_they_are_told(desk: Desk) -> None:
    listed = await desk.ask("list running servers in staging")
    is_sound(listed)
    assert listed.table is not None
    place = next(at for at, ref in enumerate(listed.table.refs) if ref and "http" in ref.key)
    for line in (f"describe number {place + 1}", f"delete number {place + 1}"):
        answer = await desk.ask("list running servers in staging", line)
        is_sound(answer)
        assert "](http" not in answer.text.replace("`**[x](http", "")


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

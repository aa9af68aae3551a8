"""Changes asked for over a demo estate: plans of what is resolved, and none of anything doubtful."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from dharma_tui.core.answer_text import terminal_lines
from dharma_tui.core.answers import Effect, PlannedStep
from dharma_tui.core.errors import DharmaError, PlanRefusedError
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.analysis import told
from dharma_tui.nlp.command_places import block
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.provider_commands import command
from dharma_tui.nlp.router import Router
from dharma_tui.widgets.chat_lines import answered
from tests.integration.chat_lab import (
    NOW,
    PROD,
    STAGING,
    Desk,
    estate,
    is_sound,
    resource,
    scanned,
    workload,
)

_CLUSTER = resource("demo.kubernetes.cluster", "prod-k8s-7", PROD)
_TWIN = workload("twin-app", PROD, "1.0")
ALSO = [
    _CLUSTER,
    replace(_TWIN, attrs={**_TWIN.attrs, "cluster": _CLUSTER.ref.key}),
    workload("twin-app", STAGING, "1.0"),
]


async def test_a_change_becomes_a_plan_of_what_is_resolved(desk: Desk) -> None:
    answer = await desk.ask("scale checkout to 6 replicas")
    assert answer.plan is not None
    (step,) = answer.plan.steps
    assert (step.name, step.current, step.new) == ("checkout", "4", "6")
    assert (step.account, step.region, step.environment) == ("acme-prod", "eu-central-1", "production")
    assert answer.plan.expires_at == NOW + timedelta(seconds=60)
    assert "kubectl scale deployment/checkout --namespace shop --replicas=6 --context acme-prod" in answer.text
    assert "carries out no change" in answer.text


async def test_commands_in_two_accounts_do_not_read_alike(desk: Desk) -> None:
    there = [(await desk.ask(f"restart twin-app in {place}")).plan for place in ("production", "staging")]
    commands = [one.command for plan in there if plan for one in plan.steps]
    assert [command.rpartition(" --context ")[2] for command in commands] == ["prod-k8s-7", "acme-staging"]


def test_commands_of_aws_say_whose_credentials_they_need() -> None:
    ref = ResourceRef("aws.ec2.instance", "i-01")
    line = command(ref.kind, "stop", {"id": "i-01"}, "eu-west-1")
    steps = [
        PlannedStep(ref, "web", account, "eu-west-1", "", "running", "stopped", line) for account in ("1", "1", "2")
    ]
    assert block(steps).splitlines() == [
        "# with credentials of account 1",
        line,
        line,
        "# with credentials of account 2",
        line,
    ]
    known = command(ref.kind, "stop", {"id": "i-01", "profile": "prod"}, "eu-west-1")
    assert known == f"{line} --profile prod" and block([replace(steps[0], command=known)]) == known
    assert command(ref.kind, "stop", {"id": "i-01", "profile": "$(id)"}) == ""


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
        ("scale checkout", "no number of copies"),
        ("scale checkout by 3", "how many are to be left"),
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


async def test_both_are_two(desk: Desk) -> None:
    assert (await desk.ask("list stopped servers", "delete both of them")).plan is not None
    answer = await desk.ask("list databases", "stop both of them")
    assert answer.plan is None and "where not two were shown" in answer.text


async def test_of_everything_nothing_is_named_before(desk: Desk) -> None:
    answer = await desk.ask("restart nobody-knows-this", "delete everything except production")
    assert answer.plan is None and "nobody-knows-this" not in answer.text


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


@pytest.mark.parametrize(
    "line",
    ["stop web-1 and web-2 unless they are busy", "delete web-99", "delete twin-1", "stop all servers", "start web-1"],
)
async def test_what_is_analysed_plans_nothing_that_asking_does_not_plan(desk: Desk, line: str) -> None:
    rows = await analysed(desk, line)
    assert (await desk.ask(line)).plan is None
    assert rows["WOULD CHANGE"] == "nothing"
    assert rows["QUERY"].startswith("no plan: ") and "*" not in rows["QUERY"]


async def test_what_is_analysed_names_what_asking_plans(desk: Desk) -> None:
    line = "delete all stopped servers in staging"
    plan = (await desk.ask(line)).plan
    assert plan is not None and {step.name for step in plan.steps} == {"batch-1", "batch-2"}
    rows = await analysed(desk, line)
    assert rows["WOULD CHANGE"].startswith(", ".join(step.name for step in plan.steps))
    assert rows["QUERY"] == f"{plan.title}: {', '.join(str(step.ref) for step in plan.steps)}"
    answer = told(await desk.router.analyse(line, Conversation()))
    for drawn in (list(terminal_lines(answer, NOW, 80)), [one.text for one in answered(answer, None, 1, 78, NOW)]):
        assert "…" not in "".join(drawn) and max(map(len, drawn)) <= 80
        assert rows["QUERY"].replace(" ", "") in "".join("".join(drawn).split())


async def analysed(desk: Desk, line: str) -> dict[str, str]:
    table = told(await desk.router.analyse(line, Conversation())).table
    assert table is not None
    return dict(table.rows)  # type: ignore[arg-type]

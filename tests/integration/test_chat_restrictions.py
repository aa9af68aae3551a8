"""What a change is said to be narrowed by is not dropped: a plan touches that alone, or there is none."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Resource, Scope, State
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, resource, workload

SANDBOX = Scope("demo", "444455556666", "eu-central-1")


def server(name: str, scope: Scope, state: State, **labels: str) -> Resource:
    made = resource(INSTANCE, name, scope, state)
    return Resource(made.ref, name, scope, state, labels, {})


ALSO = [
    server("app-3", PROD, State.RUNNING, env="prod", owner="bob"),
    server("app-4", PROD, State.STOPPED, env="prod"),
    server("dev-1", SANDBOX, State.STOPPED, env="dev", team="core"),
    server("dev-2", STAGING, State.STOPPED, env="dev"),
    server("the third one", SANDBOX, State.RUNNING, env="dev"),
    workload("orders", PROD, "1.0"),
]
STOPPED = "list stopped servers"
"""Shows app-4, batch-1, batch-2, dev-1 and dev-2."""


async def planned(desk: Desk, *lines: str) -> list[str]:
    plan = (await desk.ask(*lines)).plan
    return [step.name for step in plan.steps] if plan else []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("delete those", ["app-4", "batch-1", "batch-2", "dev-1", "dev-2"]),
        ("delete those in dev", ["dev-1", "dev-2"]),
        ("delete them in production", ["app-4"]),
        ("start those in frankfurt", ["app-4", "dev-1"]),
        ("delete those tagged team=core", ["dev-1"]),
        ("tag those in dev owner=x", ["dev-1", "dev-2"]),
        ("delete those 2 in dev", ["dev-1", "dev-2"]),
        ("delete the first one in prod", ["app-4"]),
        ("delete the first one in dev", []),
        ("start those on azure", []),
        ("delete those in dublin", []),
        ("delete those that are running", []),
        ("delete those databases", []),
        ("delete those 2", []),
        ("borra esos en dev", []),
    ],
)
async def test_of_what_is_pointed_at_only_what_fits_is_changed(desk: Desk, line: str, names: list[str]) -> None:
    assert await planned(desk, STOPPED, line) == names


async def test_what_a_plan_was_narrowed_by_is_said(desk: Desk) -> None:
    answer = await desk.ask(STOPPED, "delete those in dev")
    assert answer.basis is not None and answer.basis.filters == ("in environment dev",)
    assert "none of what is meant has" in (await desk.ask(STOPPED, "delete those in dublin")).text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("delete app-3 tagged owner=bob", ["app-3"]),
        ("delete app-3 tagged owner=alice", []),
        ("delete the stopped server app-4", ["app-4"]),
        ("delete the stopped server app-3", []),
        ("stop all servers tagged owner=bob", ["app-3"]),
        ("tag all stopped servers in dev owner=x", ["dev-1", "dev-2"]),
        ("delete all 3 stopped servers in dev", []),
        ("delete all 2 stopped servers in dev", ["dev-1", "dev-2"]),
        ("roll back checkout 2 versions", []),
        ("restart all pods of orders", ["orders"]),
        ("delete the app-3 process", []),
        ("delete app-3 and app-4 in frankfurt", ["app-3", "app-4"]),
    ],
)
async def test_what_is_named_is_changed_where_it_is_as_it_was_said_to_be(
    desk: Desk, line: str, names: list[str]
) -> None:
    assert await planned(desk, line) == names


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("stop all servers tagged owner=bob", "stopped"),
        ("delete the tag owner from app-3", "no owner"),
        ("tag app-3 owner=eve", "owner=eve"),
    ],
)
async def test_a_tag_is_set_where_that_is_what_is_asked_for(desk: Desk, line: str, new: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and [(step.name, step.new) for step in plan.steps] == [("app-3", new)]


@pytest.mark.parametrize(
    "line",
    [
        "delete app-3 in 5 minutes",
        "delete app-3 in 3 hours",
        "restart orders at 22:00",
        "restart orders tonight",
        "borra app-3 en 5 minutos",
        "app-3 in 10 Minuten löschen",
        "scale orders to 5 at 5pm",
        "create a bucket in frankfurt in 10 minutes",
        "stop app-3 for 5 minutes",
    ],
)
async def test_a_change_that_is_for_later_is_not_planned(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and "a plan is of what is done now" in answer.text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("delete app-3 in account acme-prod", ["app-3"]),
        ("delete app-3 in the acme-prod account", ["app-3"]),
        ("delete dev-1 in account 444455556666", ["dev-1"]),
        ("delete dev-1 in account 4444-5555-6666", ["dev-1"]),
        ("delete all stopped servers in account 444455556666", ["dev-1"]),
        ("delete app-3 in account 444455556666", []),
        ("borra app-3 en la cuenta 444455556666", []),
        ("delete app-3 in account 999988887777", []),
        ("app-3 im Konto 999988887777 löschen", []),
        ("delete app-3 in account nobodys", []),
        ("delete all stopped servers not in account acme-prod", []),
        ("delete account 444455556666", []),
    ],
)
async def test_an_account_narrows_a_change(desk: Desk, line: str, names: list[str]) -> None:
    assert await planned(desk, line) == names


async def test_an_account_tells_two_of_a_name_apart(desk: Desk) -> None:
    plan = (await desk.ask("delete twin-1 in account acme-staging")).plan
    assert plan is not None and [step.account for step in plan.steps] == ["acme-staging"]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["how many servers are in account 444455556666?"], 2),
        (["how many servers in 444455556666"], 2),
        (["账户444455556666有多少服务器"], 2),
        (["listar servidores en la cuenta 444455556666"], 2),
        (["list servers in account acme-prod", "and in account 444455556666?"], 2),
        (["list servers not in account acme-prod"], 7),
    ],
)
async def test_an_account_is_a_filter_that_the_basis_tells(desk: Desk, lines: list[str], count: int) -> None:
    answer = await desk.ask(*lines)
    assert answer.text.startswith(f"**{count} instances**")
    assert answer.basis is not None and len(answer.basis.filters) == 1 and "in account" in answer.basis.filters[0]


@pytest.mark.parametrize("line", ["delete app-3 in account 999988887777", "how many servers in account 999988887777"])
async def test_of_an_account_that_is_not_known_nothing_else_is_said(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert "No account called `999988887777` is known here" in answer.text and "acme-prod" in answer.text
    assert answer.table is None and answer.plan is None


async def test_an_answer_that_no_account_narrows_says_so(desk: Desk) -> None:
    assert (await desk.ask("start a scan of account acme-prod")).text.startswith("Not of account `acme-prod` alone")
    assert "account" in str((await desk.ask("what changed in account acme-staging")).basis)


async def test_words_that_point_at_a_row_are_no_name(desk: Desk) -> None:
    for lines in ([STOPPED, "stop the third one"], ["stop the third one"]):
        answer = await desk.ask(*lines)
        assert answer.plan is None and "also the name of a resource" in answer.text
    assert "`batch-2` is" in (await desk.ask(STOPPED, "describe the third one")).text
    assert await planned(desk, STOPPED, "start the second one") == ["batch-1"]
    assert await planned(desk, 'stop "the third one"') == ["the third one"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["describe app-3", "describe app-4", "delete both"], ["app-3", "app-4"]),
        (["describe app-3", "describe app-4", "delete it"], ["app-4"]),
        (["describe app-3", "describe app-4", "delete those"], []),
        (["describe app-3", "describe app-4", "delete them"], []),
        (["describe app-3", "delete both"], []),
        (["describe app-3", STOPPED, "delete both"], []),
    ],
)
async def test_both_are_the_two_that_were_spoken_of(desk: Desk, lines: list[str], names: list[str]) -> None:
    assert await planned(desk, *lines) == names


@pytest.mark.parametrize(
    ("line", "names", "new"),
    [
        ("tag app-3 Owner=Bob", ["app-3"], "Owner=Bob"),
        ('tag app-4 note="Hello World"', ["app-4"], "note=Hello World"),
        ("create a queue called MyQueue in frankfurt in account acme-prod", ["MyQueue"], "exists"),
        ("create a bucket called logs tagged Team=Core in account acme-prod", ["logs"], "exists, tagged Team=Core"),
        ("create a public bucket called www-x in account acme-prod", ["www-x"], "exists, public"),
        ("crea un bucket llamado datos-x en frankfurt en la cuenta acme-prod", ["datos-x"], "exists"),
    ],
)
async def test_what_is_given_is_given_as_it_was_typed(desk: Desk, line: str, names: list[str], new: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None
    assert [step.name for step in plan.steps] == names and {step.new for step in plan.steps} == {new}


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("delete app-3*", "a pattern or a range of names"),
        ("delete web-1 to web-3", "a pattern or a range of names"),
        ("delete app-3 in frankfurt and app-4 in dublin", "several places"),
        ("tag app-4 url=a,b", "not read as it was typed"),
        ("tag app-4 Owner=Bob and Team=Core", "several tags"),
        ('create a bucket called "a; rm -rf /"', "would not take"),
        ("create a bucket called MyBucket", "would not take"),
        ("create bucket MyBucket", "set it in quotes"),
        ("scale orders from 3 to 5", "does not have now"),
        ("escala orders de 3 a 5 réplicas", "does not have now"),
        ("stop app-4", "`app-4` is as asked for already (`stopped`)"),
        ("start app-3", "`app-3` is as asked for already (`running`)"),
        ("scale orders to 4", "`orders` is as asked for already (`4`)"),
        ("tag app-3 owner=bob", "`app-3` is as asked for already (`owner=bob`)"),
    ],
)
async def test_what_would_be_altered_or_rests_on_what_is_not_so_is_not_planned(
    desk: Desk, line: str, because: str
) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and because in answer.text


async def test_what_is_as_asked_for_already_is_left_out_of_a_plan(desk: Desk) -> None:
    answer = await desk.ask("stop app-3 and app-4")
    assert answer.plan is not None and [step.name for step in answer.plan.steps] == ["app-3"]
    assert answer.text.startswith("`app-4` is as asked for already (`stopped`), and left out.")
    await desk.router.check(answer.plan)
    assert await planned(desk, "scale orders from 4 to 5") == ["orders"]


async def test_a_card_of_something_new_tells_where_and_whether_it_is_known_that_it_is_not_there(desk: Desk) -> None:
    answer = await desk.ask("create a bucket called logs-x in account acme-prod in frankfurt")
    assert answer.plan is not None and answer.table is not None
    (step,) = answer.plan.steps
    assert (step.account, step.region, step.current) == ("acme-prod", "eu-central-1", "does not exist")
    assert answer.table.columns == ("NAME", "ACCOUNT", "REGION", "ENVIRONMENT", "NOW", "THEN")
    answer = await desk.ask("create a queue called jobs-x in account acme-prod")
    assert answer.plan is not None
    (step,) = answer.plan.steps
    assert (step.account, step.region, step.current) == ("acme-prod", "the default", "not known")


async def test_what_nothing_can_be_made_without_is_asked_for(desk: Desk) -> None:
    answer = await desk.ask("create 3 servers in frankfurt")
    assert answer.plan is None
    assert "*in account NAME*" in answer.text and "*of type NAME*" in answer.text and "`acme-prod`" in answer.text
    answer = await desk.ask("create 3 servers in frankfurt", "in account acme-prod")
    assert answer.plan is None and "*of type NAME*" in answer.text and "*in account NAME*" not in answer.text
    line = "create 3 servers of type standard-2 in frankfurt"
    answer = await desk.ask(line)
    assert answer.plan is None and answer.next_steps[1] == f"{line} in account acme-prod"
    for said in ("2", "in account acme-prod"):
        plan = (await desk.ask(line, said)).plan
        assert plan is not None
        told = [(one.account, one.region, one.new) for one in plan.steps]
        assert told == [("acme-prod", "eu-central-1", "3 of it, standard-2")]


async def test_a_tag_that_is_taken_off_has_no_value(desk: Desk) -> None:
    plan = (await desk.ask("remove tag owner from app-3")).plan
    assert plan is not None
    assert [(one.name, one.current, one.new) for one in plan.steps] == [("app-3", "owner=bob", "no owner")]
    assert desk.talk.frames[-1].values("tag") == ("owner",)


async def test_a_type_is_no_name(desk: Desk) -> None:
    plan = (await desk.ask("create a server called web-x of type t3.micro in account acme-prod")).plan
    assert plan is not None
    assert [(one.name, one.new) for one in plan.steps] == [("web-x", "exists, t3.micro")]


async def test_what_is_pointed_at_beside_a_name_is_not_forgotten(desk: Desk) -> None:
    for lines in ([STOPPED, "delete those and app-3"], ["describe app-3", "delete it and dev-1"]):
        answer = await desk.ask(*lines)
        assert answer.plan is None and "pointed at beside something named" in answer.text
    assert await planned(desk, "delete both app-3 and app-4") == ["app-3", "app-4"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([STOPPED, "delete the ones in dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "delete the dev ones"], ["dev-1", "dev-2"]),
        ([STOPPED, "start all of them"], ["app-4", "batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "lösche sie alle"], ["app-4", "batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "delete all five of them"], ["app-4", "batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "start the first two"], ["app-4", "batch-1"]),
        ([STOPPED, "delete the last 2 of those"], ["dev-1", "dev-2"]),
        ([STOPPED, "删除前两个"], ["app-4", "batch-1"]),
        (["list deployments", "restart the first two"], ["checkout", "orders"]),
        (["list servers in prod", "stop the last two"], []),
        ([STOPPED, "delete the first two in dev"], []),
        ([STOPPED, "delete the first two databases"], []),
        ([STOPPED, "delete the first 9"], []),
        ([STOPPED, "delete all 3 of them"], []),
        ([STOPPED, "delete the old ones"], []),
        ([STOPPED, "delete those old ones"], []),
        ([STOPPED, "delete the ones not in dev"], []),
        ([STOPPED, "delete all of those except dev-1"], []),
        ([STOPPED, "delete all but the first two"], []),
        ([STOPPED, "delete first one and second one"], ["app-4", "batch-1"]),
        ([STOPPED, "delete the first and third"], ["app-4", "batch-2"]),
        ([STOPPED, "delete the first, second and fifth ones"], ["app-4", "batch-1", "dev-2"]),
        ([STOPPED, "delete the first and the ninth one"], []),
        ([STOPPED, "删除第一个和第三个"], ["app-4", "batch-2"]),
        ([STOPPED, "describe the first one", "delete the rest"], ["batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "describe the first one", "delete the others"], ["batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "delete the others"], []),
        ([STOPPED, "delete the first two", "delete the others"], ["batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "delete the first two", "удали те, что в dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "delete the first one", "他のを削除して"], ["batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "delete the first two", "delete the ones in dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "borra el primero", "borra los otros"], ["batch-1", "batch-2", "dev-1", "dev-2"]),
        ([STOPPED, "delete the first two", "удали остальные"], ["batch-2", "dev-1", "dev-2"]),
        (["delete app-4", "delete the others"], []),
        (["list stopped servers in dev", "start these two"], ["dev-1", "dev-2"]),
        ([STOPPED, "start these two"], []),
        ([STOPPED, "borra los de dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "lösche die in dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "supprime ceux de dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "apaga os de dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "delete one of those"], []),
        ([STOPPED, "delete this one of those"], []),
        ([STOPPED, "delete the ninth one of those"], []),
        ([STOPPED, "delete the second one of those"], ["batch-1"]),
        ([STOPPED, "delete half of those"], []),
        ([STOPPED, "delete any of those"], []),
        (["list deployments", "scale half of them to 5"], []),
        (["delete all of those"], []),
        (["restart all deployments in prod"], ["checkout", "orders"]),
        (["restart all deployments"], []),
        (["how many are there in prod?", "restart all deployments"], []),
        (["restart the deployment in prod"], []),
        (["delete all in dev"], []),
        (["delete all old servers in dev"], []),
        (["delete all servers with version 1 in dev"], []),
    ],
)
async def test_of_a_list_that_was_shown_all_or_the_first_few_are_changed_and_never_some(
    desk: Desk, lines: list[str], names: list[str]
) -> None:
    assert await planned(desk, *lines) == names


@pytest.mark.parametrize(
    ("lines", "new"),
    [
        (["add 2 replicas to orders"], ["6"]),
        (["añade 2 réplicas a orders"], ["6"]),
        (["ajoute 2 répliques à orders"], ["6"]),
        (["remove one replica from orders"], ["3"]),
        (["take one replica off orders"], ["3"]),
        (["increase orders to 8"], ["8"]),
        (["scale orders to 8"], ["8"]),
        (["list deployments", "scale the first two to 2"], ["2", "2"]),
        (["increase orders to 2"], []),
        (["decrease orders to 8"], []),
        (["scale up orders to 2"], []),
        (["remove 6 replicas from orders"], []),
        (["kill one pod of orders"], []),
        (["scale orders by 2"], []),
        (["scale orders to -3"], []),
        (["list deployments", "scale up the first two"], []),
        (["roll back checkout to version 1.0"], ["1.0"]),
        (["roll back checkout to 0.9"], []),
    ],
)
async def test_what_it_becomes_is_what_was_said(desk: Desk, lines: list[str], new: list[str]) -> None:
    plan = (await desk.ask(*lines)).plan
    assert [step.new for step in plan.steps] == new if plan else new == []


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("delete app-3 right now", "Delete"),
        ("delete app-3 immediately please", "Delete"),
        ("get rid of app-3", "Delete"),
        ("立即删除app-3", "Delete"),
        ("i'd like to delete app-3", "Delete"),
        ("delete app-3, it's already approved", "Delete"),
        ("power cycle app-3", "Restart"),
        ("kick orders", "Restart"),
        ("bring app-4 up", "Start"),
        ("turn the server app-3 off", "Stop"),
    ],
)
async def test_words_of_haste_and_of_courtesy_change_nothing(desk: Desk, line: str, act: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and plan.title.startswith(f"{act} 1 ")


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("delete app-3 if already approved", "an *if*"),
        ("delete the right app-3", "words that may change what is meant"),
        ("power off app-3 and delete app-4", "two changes at once"),
        ("switch on app-4 and delete app-3", "two changes at once"),
        ("upgrade app-4 on prod", "a change that is not planned here"),
        ("enable encryption on orders-db", "a change that is not planned here"),
        ("open port 443 on app-3", "a change that is not planned here"),
        ("scale orders", "no number of copies"),
        ("roll back orders", "an earlier version that no scan has seen"),
        ("roll back checkout to 0.9", "a version that is not the one before"),
        ("enlarge app-3 to 500gb", "a size of something that is no storage"),
        ("resize app-3 to m5.large", "a size of something that is no storage"),
        ("make app-3 bigger", "no size"),
        ("remove the owner tag from app-3", "no tag that is read as one"),
        ("reboot app-3 and app-4", "stopped, which cannot be restarted"),
        ("fix app-3", "no word of which fix"),
        ("increase orders to 2", "goes the other way"),
        ("remove 6 replicas from orders", "more copies to be taken away than it has"),
    ],
)
async def test_a_refusal_gives_its_own_reason(desk: Desk, line: str, because: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and because in answer.text

"""Neo4j itself, brought level with stores: what is there, what goes, what is kept, and going on after a death."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual.events import Paste

from dharma_tui.app import DharmaApp
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, SystemClock, new_id
from dharma_tui.core.cypher import graph_of, text_of
from dharma_tui.core.errors import CypherError, GraphServerError, NotFoundError, SyncTakenError, UsageError
from dharma_tui.core.events import ScanEnded
from dharma_tui.core.graph import Graph, ImpactGraph
from dharma_tui.core.kinds import Bearing, KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus
from dharma_tui.core.settings import Neo4jSettings
from dharma_tui.core.types import Relationship, ResourceRef, Scope, State, Verb
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.graph_server.address import PASSWORD, Address
from dharma_tui.services.graph_server.cypher import CypherReader
from dharma_tui.services.graph_server.following import GraphFollower
from dharma_tui.services.graph_server.losing import GraphServerLosses
from dharma_tui.services.graph_server.process import CypherProcess
from dharma_tui.services.graph_server.questions import GraphServerQuestions
from dharma_tui.services.graph_server.server import GraphServer
from dharma_tui.services.graph_server.sync import Sync, SyncReport, SyncStep
from dharma_tui.services.graph_server.whole import GraphsOfServer
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology.adjacency import Direction
from dharma_tui.services.topology.graphs import Asked, Graphs
from dharma_tui.widgets.query_line import QueryInput
from tests.app import console
from tests.integration.cli_process import Cli, homeless
from tests.integration.neo4j_lab import emptied, graph_server
from tests.integration.store_lab import HERE, KIND, edge, open_lake, scan, thing
from tests.stopwatch import stopwatch

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with graph_server(tmp_path_factory.mktemp("neo4j")) as started:
        yield started


@pytest.fixture
def server(address: Address) -> Iterator[GraphServer]:
    with emptied(address) as empty:
        yield empty


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


class Cut(Exception):
    """What ends a sync in a test."""


def sync(lake: Lake, server: GraphServer, full: bool = False, cut_after: int = -1) -> SyncReport:
    """A sync in batches of two, killed after so many of them."""
    left = cut_after

    def tell(step: SyncStep) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Cut

    return Sync(lake, server, SystemClock(), new_id, tell=tell, batch=2).run(full)


def nodes(server: GraphServer) -> dict[str, set[str]]:
    """The labels of every resource, by key."""
    found = server.rows("MATCH (n:Resource) RETURN n.key, labels(n)")
    assert len(found) == len({row[0] for row in found})
    return {row[0]: set(row[1]) - {"Resource"} for row in found}


def edges(server: GraphServer) -> list[list[Any]]:
    return sorted(server.rows("MATCH (a)-[r]->(b) RETURN a.key, type(r), b.key"))


def test_everything_is_there_with_its_properties_then_only_what_changed(lake: Lake, server: GraphServer) -> None:
    hostile = "x`y'}) DETACH DELETE n //"
    scan(
        lake,
        [
            thing("a", name="web-1", labels={"env": "prod", "aws:stack": "s", hostile: hostile}, state=State.FAILED),
            thing("b", kind="lab.other_thing"),
            thing("c"),
        ],
        [edge("a", "c"), edge("a", "nowhere"), edge("c", "a")],
    )

    first = sync(lake, server)

    assert (first.mode, first.resources, first.relationships, first.missing, first.is_verified) == (
        "full",
        3,
        3,
        1,
        True,
    )
    assert nodes(server) == {"a": {"LabThing"}, "b": {"LabOtherThing"}, "c": {"LabThing"}, "nowhere": {"Missing"}}
    assert edges(server) == [["a", "RUNS_ON", "c"], ["a", "RUNS_ON", "nowhere"], ["c", "RUNS_ON", "a"]]
    said = server.rows("MATCH (n {uid: 'lab.thing/a'}) RETURN properties(n)")[0][0]
    assert (
        said.items()
        >= {
            "kind": "lab.thing",
            "name": "web-1",
            "state": "failed",
            "provider": "lab",
            "account": "main",
            "region": "north",
            "label_env": "prod",
            "label_aws_stack": "s",
            "labels": ["aws:stack=s", "env=prod", f"{hostile}={hostile}"],
        }.items()
    )

    assert sync(lake, server).mode == "nothing"
    scan(lake, [thing("a", name="web-2"), thing("nowhere")], [edge("a", "c"), edge("a", "nowhere")])
    later = sync(lake, server)

    assert (later.mode, later.resources, later.removed_relationships) == ("changes", 2, 1)
    assert nodes(server) == {"a": {"LabThing"}, "b": {"LabOtherThing"}, "c": {"Missing"}, "nowhere": {"LabThing"}}
    assert edges(server) == [["a", "RUNS_ON", "c"], ["a", "RUNS_ON", "nowhere"]]
    scan(lake, [thing("a", name="web-2")])
    assert sync(lake, server).removed_resources == 1
    assert nodes(server) == {"a": {"LabThing"}, "b": {"LabOtherThing"}}
    assert server.rows("MATCH (n {key: 'a'}) RETURN n.name, n.label_env, n.labels") == [["web-2", None, []]]


@pytest.mark.parametrize("start", ["nothing", "something"])
def test_a_sync_cut_short_anywhere_goes_on_from_there(lake: Lake, server: GraphServer, start: str) -> None:
    if start == "something":
        scan(lake, [thing(f"old{at}") for at in range(3)], [edge("old0", "old1"), edge("old1", "old2")])
        sync(lake, server)
    scan(lake, [thing(f"k{at}") for at in range(5)], [edge(f"k{at}", f"k{at + 1}") for at in range(5)])
    told = 0

    for cut_after in range(1, 20):
        try:
            report = sync(lake, server, cut_after=1)
            break
        except Cut:
            told = cut_after

    assert report.resumed and report.is_verified and told >= 6
    assert nodes(server) == {**{f"k{at}": {"LabThing"} for at in range(5)}, "k5": {"Missing"}}
    assert edges(server) == [[f"k{at}", "RUNS_ON", f"k{at + 1}"] for at in range(5)]
    assert sync(lake, server).mode == "nothing"


def test_what_came_after_a_cut_is_synced_too(lake: Lake, server: GraphServer) -> None:
    scan(lake, [thing("a"), thing("b"), thing("c")])
    with pytest.raises(Cut):
        sync(lake, server, cut_after=1)
    scan(lake, [thing("d")])

    sync(lake, server)

    assert nodes(server) == {"d": {"LabThing"}}


def test_who_was_overtaken_writes_nothing_more(lake: Lake, server: GraphServer) -> None:
    scan(lake, [thing(f"k{at}") for at in range(5)])
    overtaken = False

    def overtake(step: SyncStep) -> None:
        nonlocal overtaken
        if not overtaken:
            overtaken = True
            server.write(lambda transaction: transaction.run("MATCH (m:DharmaTuiSync) SET m.owner = 'other'").consume())

    with pytest.raises(SyncTakenError):
        Sync(lake, server, SystemClock(), new_id, tell=overtake, batch=2).run()

    assert len(nodes(server)) == 2


def test_a_full_sync_deletes_within_parts_listed_to_the_end_alone(lake: Lake, server: GraphServer) -> None:
    away = Scope("lab", "main", "south")
    scan(lake, [thing("a"), thing("b")], [edge("a", "b")])
    scan(lake, [thing("s", scope=away)], scope=away, status=ScopeStatus.PARTIAL)
    sync(lake, server)
    stray = "UNWIND $rows AS row CREATE (n:Resource:LabThing) SET n = row, n.kind = 'lab.thing', n.provider = 'lab', n.sync = 'x'"
    rows = [
        {"uid": "1", "key": "stray here", "account": HERE.account, "region": HERE.region},
        {"uid": "2", "key": "stray in part of south", "account": away.account, "region": away.region},
        {"uid": "3", "key": "of another account", "account": "other", "region": "north"},
    ]
    server.write(lambda transaction: transaction.run(stray, rows=rows).consume())
    server.write(lambda transaction: transaction.run("CREATE (:Team {key: 'not ours'})").consume())
    server.write(lambda transaction: transaction.run("MATCH (n {key: 'b'}) DETACH DELETE n").consume())

    report = sync(lake, server, full=True)

    assert (report.mode, report.removed_resources, report.is_verified) == ("full", 1, True)
    assert set(nodes(server)) == {"a", "b", "s", "stray in part of south", "of another account"}
    assert edges(server) == [["a", "RUNS_ON", "b"]]
    assert server.rows("MATCH (n:Team) RETURN count(n)") == [[1]]


def test_counts_that_differ_after_changes_make_it_send_everything(lake: Lake, server: GraphServer) -> None:
    scan(lake, [thing("a"), thing("b")])
    sync(lake, server)
    server.write(lambda transaction: transaction.run("MATCH (n {key: 'b'}) DETACH DELETE n").consume())
    scan(lake, [thing("a", name="new"), thing("b")])

    report = sync(lake, server)

    assert (report.mode, report.is_verified) == ("full", True)
    assert set(nodes(server)) == {"a", "b"}


@pytest.mark.parametrize("lost", ["MATCH (x {key: 'b'}) DETACH DELETE x", "MATCH ()-[x]->() DELETE x"])
@pytest.mark.parametrize("then", ["nothing", "changes elsewhere"])
def test_what_another_client_deleted_is_missed_and_sent_again(
    lake: Lake, server: GraphServer, lost: str, then: str
) -> None:
    scan(lake, [thing("a"), thing("b")], [edge("a", "b")])
    scan(lake, [thing("c", kind="lab.other_thing")], kind="lab.other_thing")
    sync(lake, server)
    server.write(lambda transaction: transaction.run(lost).consume())
    if then != "nothing":
        scan(lake, [thing("c", kind="lab.other_thing", name="new")], kind="lab.other_thing")

    report = sync(lake, server)

    assert (report.mode, report.is_verified) == ("full", True)
    assert set(nodes(server)) == {"a", "b", "c"} and edges(server) == [["a", "RUNS_ON", "b"]]
    assert (sync(lake, server).mode, sync(lake, server).is_verified) == ("nothing", True)


@pytest.fixture
def cli(
    address: Address,
    server: GraphServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Cli:
    """The command line of somebody who has set up Neo4j."""
    home = homeless(tmp_path, monkeypatch)
    monkeypatch.setenv("DHARMA_NEO4J_URI", address.uri)
    monkeypatch.setenv(PASSWORD, address.password)
    return Cli(home, capsys)


def test_the_command_line_syncs_and_says_so(cli: Cli, server: GraphServer) -> None:
    cli.load()

    first, second = cli("graph", "sync"), cli("graph", "sync", "--json")

    here, there = (cli("graph", "neighbours", "web-1", "--json", *more) for more in ([], ["--neo4j"]))
    path = cli("graph", "path", "d", "web-1", "--neo4j")

    assert here.document == there.document and len(there.document["nodes"]) == 2
    assert path.code == 0 and "web-1" in path.out
    every = cli("graph", "path", "d", "web-1", "--neo4j", "--all")
    assert (every.code, every.out) == (0, path.out)
    back, back_there = (cli("graph", "path", "web-1", "d", *more) for more in ([], ["--neo4j"]))
    assert (back.out, back.err) == (back_there.out, back_there.err) and "against the direction" in back.err
    here, there = (cli("graph", "impact", "d", "--json", *more) for more in ([], ["--neo4j"]))
    assert here.document == there.document and {each["key"] for each in there.document["affected"]} == {"d", "1"}
    here, there = (cli("graph", "impact", "d", "web-1", *more) for more in ([], ["--neo4j"]))
    assert here.out == there.out and "100% " in there.out
    assert first.code == 0 and "3 resources, 1 relationship sent" in first.out
    assert (second.code, second.document["mode"], second.document["verified"]) == (0, "nothing", True)
    assert edges(server) == [["d", "ATTACHED_TO", "1"]]


def test_a_wrong_login_is_told_with_what_to_do(cli: Cli, address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "wrong")
    wrong = cli("graph", "sync")
    monkeypatch.delenv(PASSWORD)
    missing = cli("graph", "sync")
    monkeypatch.setenv(PASSWORD, address.password)
    monkeypatch.setenv("DHARMA_NEO4J_DATABASE", "nosuch")
    elsewhere = cli("graph", "sync")

    doctor = {check["name"]: check for check in cli("doctor", "--json").document["checks"]}

    assert doctor["neo4j"]["status"] == "ok" and "Neo4j/5" in doctor["neo4j"]["reason"]
    assert wrong.code == 1 and "does not know neo4j with that password" in wrong.err
    assert (
        missing.code == 1 and "wants a password, and there is none" in missing.err and "NEO4J_PASSWORD" in missing.err
    )
    assert elsewhere.code == 1 and "mend neo4j.database" in elsewhere.err


REFUSED = [
    ("CREATE (n:X)", "would change something"),
    ("MATCH (n) DETACH DELETE n", "would change something"),
    ("/* x */ PROFILE MATCH (n) SET n.x = 1", "would change something"),
    ("CREATE INDEX FOR (n:X) ON n.y", "would change something"),
    ("CALL db.createLabel('X')", "procedures other than"),
    ("CALL db.clearQueryCaches()", "procedures other than"),
    ("CREATE USER x SET PASSWORD 'yyyyyyyy'", "would change something"),
    ("LOAD CSV FROM 'http://127.0.0.1:1/x' AS line RETURN line", "reaches beyond the graph"),
    ("TERMINATE TRANSACTION 'neo4j-transaction-1'", "reaches beyond the graph"),
    ("MATCH (n) RETURN n; CREATE (m)", "Expected exactly one statement"),
    ("MATCH (n RETURN n", "Invalid input"),
    ("  ;", "there is no query"),
]


def test_what_would_do_more_than_read_is_refused_before_it_runs(server: GraphServer) -> None:
    server.write(lambda transaction: transaction.run("CREATE (:Kept)").consume())
    reader = CypherReader(server, SystemClock())

    for query, why in REFUSED:
        with pytest.raises(CypherError, match=re.escape(why)):
            reader.ask(query)

    assert server.rows("MATCH (n) RETURN labels(n)") == [[["Kept"]]]
    with pytest.raises(CypherError), server.reading(5) as transaction:  # and the server would refuse it, too
        transaction.run("CREATE (:X)").consume()


def test_answers_hold_nodes_relationships_and_paths_within_time_and_rows(lake: Lake, server: GraphServer) -> None:
    scan(lake, [thing("a", name="web\x1b[31m"), thing("b")], [edge("a", "b")])
    sync(lake, server)
    reader = CypherReader(server, SystemClock())

    path = reader.ask("// a path\nMATCH p = (:LabThing {key: $key})-[r]->(n) RETURN p, r, n.key AS key;", {"key": "a"})
    many = reader.ask("UNWIND range(1, 100000000) AS x RETURN x, datetime() AS at", rows=3)
    plan = reader.ask("EXPLAIN MATCH (n:LabThing) RETURN n")

    assert path.columns == ("p", "r", "key") and path.is_whole
    assert text_of(path.rows[0][0]).startswith("(:LabThing web") and text_of(path.rows[0][1]) == "[:RUNS_ON]"
    assert (len(graph_of(path).nodes), len(graph_of(path).edges)) == (2, 1)
    assert [row[0] for row in many.rows] == [1, 2, 3] and not many.is_whole and many.seconds < 3
    assert str(plan.rows[-1][0]).strip() == "NodeByLabelScan"
    assert "LabThing" in reader.vocabulary().labels and "RUNS_ON" in reader.vocabulary().types
    with pytest.raises(GraphServerError, match="took too long"):
        reader.ask("UNWIND range(1, 100000000) AS x WITH count(x * x) AS n RETURN n", seconds=0.5)


def test_the_command_line_asks_and_prints(cli: Cli) -> None:
    cli.load()
    cli("graph", "sync")
    query = "MATCH (n:XVm) RETURN n.name AS name, n AS vm ORDER BY name"

    table, document = cli("cypher", query), cli("cypher", query, "--json")
    limited = cli("cypher", "MATCH (n:XVm {name: $name}) RETURN n.name", "--param", "name=web-1", "--format", "csv")
    refused = cli("cypher", "MATCH (n) DETACH DELETE n")

    assert table.out.splitlines() == ["name   vm", "web-1  (:XVm web-1)", "web-2  (:XVm web-2)"]
    assert [row[0] for row in document.document["rows"]] == ["web-1", "web-2"]
    assert limited.out == "n.name\nweb-1\n"
    assert refused.code == 2 and "only reads" in refused.err
    for question in ("spof", "cycles", "orphans", "communities"):
        here, there = cli("graph", question, "--json"), cli("graph", question, "--json", "--neo4j")
        assert (there.code, here.code) == (0, 0) and there.document == here.document
    assert cli("graph", "spof", "--neo4j", "--at", "-1h").code == 2


def test_names_that_nothing_there_has_are_told(cli: Cli) -> None:
    cli.load()
    cli("graph", "sync")

    typed = cli("cypher", "MATCH (n:XVM)-[:RUN_ON]->() RETURN n.nmae")
    found = cli("cypher", "MATCH (n:XVm) RETURN n.`odd ``name`", "--json")
    right = cli("cypher", "MATCH (n:XVm) RETURN n.name", "--json")

    assert typed.code == 0 and "nothing there has the label 'XVM': did you mean 'XVm'?" in typed.err
    assert "nothing there has the type 'RUN_ON'" in typed.err
    assert "nothing there has the property 'nmae': did you mean 'name'?" in typed.err
    assert (len(found.document["rows"]), len(found.document["unknown"])) == (2, 1)
    assert right.document["unknown"] == []


async def test_the_console_asks_through_a_process_that_it_can_end(cli: Cli, server: GraphServer) -> None:
    asking = CypherProcess(())
    try:
        answer = await asking.ask("RETURN 1 AS one", seconds=60, rows=10)
        known = await asking.vocabulary()
        with pytest.raises(CypherError):
            await asking.ask("CREATE (n)", seconds=60, rows=10)
        slow = asyncio.create_task(asking.ask("UNWIND range(1, 1000000000) AS x RETURN count(x)", seconds=60, rows=1))
        while not server.rows(  # noqa: ASYNC110 - a server tells nobody
            "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q CONTAINS 'count(x)' RETURN q"
        ):
            await asyncio.sleep(0.02)
        slow.cancel()
        with stopwatch() as took:
            with pytest.raises(asyncio.CancelledError):
                await slow
            assert (await asking.ask("RETURN 2 AS two", seconds=60, rows=10)).rows == ((2,),)
    finally:
        await asking.close()

    assert answer.rows == ((1,),) and isinstance(known.labels, tuple)
    assert took.seconds < 5


async def test_the_screen_shows_an_answer_as_a_table_a_graph_and_a_tree_and_opens_what_is_in_it(
    address: Address, server: GraphServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where the process that asks finds the same settings
    monkeypatch.setenv(PASSWORD, address.password)
    services = console.build(tmp_path, FrozenClock())
    services.settings.set("neo4j.uri", address.uri)
    app = DharmaApp(services)
    async with app.run_test(size=(100, 30)) as pilot:
        await console.settled(pilot)
        await services.io.run(
            lambda: scan(services.lake, [thing("a", name="web"), thing("b", name="db")], [edge("a", "b")])
        )
        await services.io.run(lambda: sync(services.lake, server))
        await console.press(pilot, ":", *"cypher", "enter")
        while app.screen._vocabulary is None:  # type: ignore[attr-defined]
            await pilot.pause(0.02)

        async def typed(text: str, *keys: str) -> str:
            app.screen.query_one(QueryInput).post_message(Paste(text))
            return await console.press(pilot, *keys)

        offered = await typed("MATCH p = (:LabTh")
        await console.press(pilot, "tab")
        table = await typed(")--() RETURN p, 7 AS n", "enter")
        graph = await console.press(pilot, "v")
        tree = await console.press(pilot, "v")
        await console.press(pilot, "slash", "ctrl+u")
        await typed("UNWIND range(1, 1000000000) AS x RETURN count(x)")
        await pilot.press("enter", "escape")
        stopped = console.text_of(pilot)
        await console.press(pilot, "slash", "ctrl+u")
        refused = await typed("CREATE (n)", "enter")
        await console.press(pilot, "slash", "ctrl+u")
        await typed("MATCH (n {name: 'web'}) RETURN n", "enter")
        opened = await console.press(pilot, "enter")
        where = app.screen.name

    assert "LabThing" in offered
    assert "2 rows" in table and "(:LabThing web)-[:RUNS_ON]->(:LabThing db)" in table
    assert "web" in graph and "▶" in graph and ":LabThing web" in tree and "RUNS_ON :LabThing db" in tree
    assert "The question was stopped" in stopped and "only reads" in refused
    assert where == "detail" and "web" in opened


async def test_a_console_brings_it_level_after_a_scan_and_says_when_it_cannot(
    cli: Cli, server: GraphServer, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.load()
    bus, told = Bus(), asyncio.Queue[Check]()
    settings = Neo4jSettings(uri=address.uri)
    follower = GraphFollower((), bus, lambda: settings, told.put_nowait)
    ended = ScanEnded(SystemClock().now(), ScanReport("scan-1", ScanStatus.COMPLETE, SystemClock().now()))
    follower.start()
    try:
        bus.publish(ended)
        level = await told.get()
        monkeypatch.setenv(PASSWORD, "wrong")
        bus.publish(ended)
        refused = await told.get()
    finally:
        follower.close()

    assert level.status is Status.OK and len(nodes(server)) == 3
    assert refused.status is Status.WARNING and "does not know" in refused.reason and refused.hint


def related(graph: Graph) -> set[tuple[ResourceRef, Verb, ResourceRef, str]]:
    return {(graph.nodes[edge.source].ref, edge.verb, graph.nodes[edge.target].ref, edge.told) for edge in graph.edges}


def shares(found: ImpactGraph) -> dict[ResourceRef, tuple[float, int, int, bool]]:
    """What each loses, and of how many that stand in for each other how many do."""
    return {
        found.graph.nodes[each.node].ref: (round(each.share, 6), each.lost, each.copies, each.edge is None)
        for each in found.affected
    }


async def test_its_answers_are_those_of_the_graph_in_memory(lake: Lake, server: GraphServer) -> None:
    chance = Random(7)
    keys = [f"k{at:02}" for at in range(40)]
    verbs = list(Verb)
    ref = partial(ResourceRef, KIND)
    told = {(chance.choice(keys), chance.choice([*keys, "missing"]), chance.choice(verbs)) for _ in range(70)}
    scan(lake, [thing(key) for key in keys], [Relationship(ref(a), ref(b), verb, "x") for a, b, verb in sorted(told)])
    Sync(lake, server, SystemClock(), new_id).run()
    bearings = (
        Bearing(Verb.DEPENDS_ON, takes=0.5, shared=True),
        Bearing(Verb.CONTAINS),
        Bearing(Verb.PROTECTS, takes=1.0),
        Bearing(Verb.ROUTES_TO, loses=1.0, shared=True, by_copies=True),
        Bearing(Verb.MEMBER_OF, takes=1.0, shared=True, mutual=True),
    )
    kinds = {KIND: KindSpec(KIND, "Thing", "Things", "A thing.", bearings=bearings)}
    ours = Graphs(lake, IoPool(1, "test"), Bus(), SystemClock(), kinds)
    theirs = GraphServerQuestions(server)
    losses = GraphServerLosses(theirs, kinds)

    for start, end in zip(keys[:5], keys[20:], strict=False):
        way = chance.choice(list(Direction))
        only = tuple(chance.sample(verbs, 5))
        near = await ours.neighbours(ref(start), 2, Asked(way, only), told=True)
        there = theirs.neighbours(ref(start), 2, way.value, only)
        assert {*zip(near.nodes, near.steps, strict=True)} == {*zip(there.nodes, there.steps, strict=True)}
        assert related(near) == related(there)
        assert there.nodes[0].ref == ref(start)
        path = await ours.path(ref(start), ref(end), Asked(way))
        assert [len(each) for each in path.paths] == [
            len(each) for each in theirs.path(ref(start), ref(end), way.value).paths
        ]
        failed, depth = [ref(start), ref(end)][: chance.randint(1, 2)], chance.choice([None, 2])
        lost = await ours.impact(failed, Asked(verbs=only if depth else ()), depth=depth)
        there_lost = losses.impact(failed, only if depth else verbs, depth)
        assert shares(lost) == shares(there_lost) and lost.total == there_lost.total
        assert lost.graph.is_whole and there_lost.graph.is_whole
    with pytest.raises(NotFoundError):
        theirs.neighbours(ref("nobody"))


def test_reasons_of_losses_are_those_of_the_store(cli: Cli) -> None:
    ends = {name: {"kind": "x.vm", "key": key, "name": name.rstrip("12"), "state": "running"}
            for name, key in (("app", "id/1"), ("shop1", "id/2"), ("shop2", "id/3"), ("ip", "id/4"))}  # fmt: skip
    told = [("app", "contains", "shop1"), ("app", "contains", "shop2"), ("shop1", "routes_to", "ip")]
    told += [("ip", "attached_to", "shop1"), ("shop1", "depends_on", "ip"), ("shop2", "connects_to", "shop1")]
    edges = [{"src": ends[a], "dst": ends[b], "verb": verb, "source": "t"} for a, verb, b in told]
    cli.load([*ends.values(), *edges])
    assert cli("graph", "sync").code == 0

    for failed in ("app", "ip"):
        here, there = (cli("graph", "impact", failed, *neo4j) for neo4j in ([], ["--neo4j"]))
        assert here.out == there.out and "shop (" in here.out
        here, there = (cli("graph", "neighbours", failed, "--depth", "3", *neo4j) for neo4j in ([], ["--neo4j"]))
        assert here.out.split(", ") == there.out.split(", ")


def test_of_what_is_affected_no_relationships_but_those_asked_for_are_told(cli: Cli) -> None:
    ends = {
        name: {"kind": "x.vm", "key": name, "name": name, "state": "running"} for name in ("role", "set", "copy", "z")
    }
    told = [("set", "depends_on", "role"), ("copy", "depends_on", "role"), ("set", "contains", "copy")]
    edges = [{"src": ends[a], "dst": ends[b], "verb": verb, "source": "t"} for a, verb, b in told]
    cli.load([*ends.values(), {"kind": "a.vm", "key": "y", "name": "y", "state": "running"}, *edges])
    assert cli("graph", "sync").code == 0

    for asked in (
        ("impact", "role", "--verb", "depends_on"),
        ("impact", "role"),
        ("orphans",),
        ("orphans", "--limit", "1"),
    ):
        here, there = (cli("graph", *asked, "--json", *neo4j) for neo4j in ([], ["--neo4j"]))
        assert here.document == there.document, asked
    assert [node["key"] for node in there.document["nodes"]] == ["y"]


def test_a_query_that_runs_out_of_the_time_given_names_what_gave_it(cli: Cli) -> None:
    slow = "UNWIND range(1, 100000000) AS x WITH count(x * x) AS n RETURN n"
    ended = cli("cypher", "--timeout", "0.5", slow)
    assert "raise --timeout" in ended.err and "query_seconds" not in ended.err


def test_paths_lead_as_traffic_goes_there_too(cli: Cli) -> None:
    names = ["queue", "web-1", "web-2", "db", "net", "far"]
    told = [("net", "contains", "queue"), ("net", "contains", "db"), ("net", "contains", "far")]
    told += [("queue", "routes_to", web) for web in names[1:3]] + [(web, "depends_on", "db") for web in names[1:3]]
    ends = ({"kind": "x.vm", "key": name} for name in names)
    known = dict(zip(names, ends, strict=True))
    lines = [{**known[name], "name": name, "state": "stopped" if name == "web-1" else "running"} for name in names]
    cli.load([*lines, *({"src": known[a], "dst": known[b], "verb": verb, "source": "t"} for a, verb, b in told)])
    assert cli("graph", "sync").code == 0

    for start, end in (("queue", "db"), ("db", "queue")):
        for more in ([], ["--all"], ["--depth", "1"], ["--kind", "x.vm"], ["--direction", "in"]):
            here, there = (cli("graph", "path", start, end, *more, *neo4j) for neo4j in ([], ["--neo4j"]))
            assert (here.code, here.out) == (there.code, there.out), (start, more)
    here, there = (cli("graph", "path", "queue", "far", *neo4j) for neo4j in ([], ["--neo4j"]))
    assert here.out == there.out and "no traffic is known" in here.err
    assert there.err.strip() == f"{here.err.strip()}; what networks let through is not looked at with --neo4j"


def test_ways_out_of_networks_lead_there_as_packets_go(cli: Cli) -> None:
    names = ["instance", "subnet", "vpc", "route_table", "nat_gateway", "internet_gateway"]
    told = [("subnet", "contains", "instance"), ("vpc", "contains", "instance"), ("vpc", "contains", "nat_gateway")]
    told += [("route_table", "attached_to", "subnet"), ("route_table", "routes_to", "nat_gateway")]
    told += [("nat_gateway", "routes_to", "internet_gateway"), ("internet_gateway", "attached_to", "vpc")]
    known = {name: {"kind": f"aws.ec2.{name}", "key": name} for name in names}
    lines = [{**known[name], "name": name, "state": "running"} for name in names]
    cli.load([*lines, *({"src": known[a], "dst": known[b], "verb": verb, "source": "t"} for a, verb, b in told)])
    assert cli("graph", "sync").code == 0

    for ends in (("instance", "internet_gateway"), ("internet_gateway", "instance")):
        here, there = (cli("graph", "path", *ends, *neo4j) for neo4j in ([], ["--neo4j"]))
        assert (here.code, here.out, here.err) == (there.code, there.out, there.err)
        assert "nat_gateway" in here.out and "(aws.ec2.vpc," not in here.out
    assert not cli("graph", "path", "instance", "internet_gateway", "--depth", "3", "--neo4j").out.count("nat_gateway")


async def test_what_is_asked_of_everything_is_answered_of_what_it_holds(lake: Lake, server: GraphServer) -> None:
    chance = Random(3)
    ref = partial(ResourceRef, KIND)
    keys = [f"k{at:02}" for at in range(30)]
    told = {(chance.choice(keys[:25]), chance.choice([*keys[:25], "missing"]), Verb.DEPENDS_ON) for _ in range(40)}
    scan(lake, [thing(key) for key in keys], [Relationship(ref(a), ref(b), verb, "x") for a, b, verb in sorted(told)])
    Sync(lake, server, SystemClock(), new_id).run()
    known = lake, IoPool(1, "test"), Bus(), SystemClock(), {KIND: KindSpec(KIND, "Thing", "Things", "A thing.")}
    ours, theirs = Graphs(*known), GraphsOfServer.of(server, *known)

    weak, there = await ours.weak_points(limit=100), await theirs.weak_points(limit=100)
    assert weak.points and {*weak.points} == {*there.points}
    assert (weak.looked_at, weak.candidates) == (there.looked_at, there.candidates)
    only = Asked(Direction.OUT)
    (circles, count), (theirs_, count_there) = await ours.circles(only, limit=99), await theirs.circles(only, limit=99)
    assert count == count_there > 0 and sorted(each.size for each in circles) == sorted(each.size for each in theirs_)
    (lonely, count), (lonely_there, count_there) = await ours.orphans(), await theirs.orphans()
    assert count == count_there > 0 and {*lonely} == {*lonely_there}
    grouped = [sum(each.size for each in (await one.communities(limit=99))[0]) for one in (ours, theirs)]
    assert grouped[0] == grouped[1] > 0
    with pytest.raises(UsageError):
        await theirs.orphans(at="-1h")

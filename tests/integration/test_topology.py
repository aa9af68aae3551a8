"""The graph of everything: read from the store, kept level with it, at any moment, and asked by words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.drawing import Mark, NodeId, SketchNode
from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.core.events import StoreAdvanced, TopologyAdvanced
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, ResourceRef, Scope, State, Verb
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.maintenance import maintain
from dharma_tui.services.store.moved_rows import done_since, gone_since
from dharma_tui.services.topology import identities
from dharma_tui.services.topology.adjacency import Direction
from dharma_tui.services.topology.building import build
from dharma_tui.services.topology.following import follow
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.graphs import Asked, Graphs
from dharma_tui.services.topology.identities import Identities
from tests.integration.store_lab import HERE, KIND, open_lake, scan, thing

OTHER = "lab.other"
KINDS = {kind: KindSpec(kind, kind, kind, "", aliases=(kind.partition(".")[2],)) for kind in (KIND, OTHER)}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = open_lake(tmp_path)
    yield lake
    lake.close()


@pytest.fixture
def io() -> Iterator[IoPool]:
    io = IoPool(2, "test")
    yield io
    io.close()


def related(src: str, dst: str, verb: Verb = Verb.DEPENDS_ON, told: str = "lab", kind: str = KIND) -> Relationship:
    return Relationship(ResourceRef(KIND, src), ResourceRef(kind, dst), verb, told)


def content(lake: Lake, topology: Topology) -> tuple[dict[ResourceRef, Any], Counter[Any]]:
    """All of a graph by what things are called."""
    nodes = Identities(lake, topology).nodes(range(topology.graph.count))
    edges = (
        (nodes[source].ref, nodes[target].ref, topology.graph.verb(edge), int(topology.edge_rows[edge]))
        for edge, (source, target) in enumerate(map(topology.graph.ends, range(len(topology.graph))))
    )
    return {node.ref: node for node in nodes}, Counter(edges)


def places(lake: Lake, topology: Topology) -> dict[ResourceRef, int]:
    """The number of each node."""
    return {node.ref: at for at, node in enumerate(Identities(lake, topology).nodes(range(topology.graph.count)))}


@pytest.mark.parametrize("kept", [identities.KEPT, 0])
def test_following_comes_to_the_same_as_reading_all_anew(
    lake: Lake, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "KEPT", kept)  # as where there are more resources than names are kept
    rng = random.Random(5)
    names = [f"n{number}" for number in range(14)]
    following: Topology | None = None
    named: Identities | None = None
    asked = [ResourceRef(KIND, name) for name in [*names, "never"]]
    verbs = [Verb.DEPENDS_ON, Verb.CONTAINS, Verb.ROUTES_TO]
    there: set[str] = set()
    edges: set[Relationship] = set()
    for _ in range(7):
        there ^= set(rng.sample(names, rng.randrange(2, 7)))
        edges ^= {
            related(rng.choice(names), rng.choice(names), rng.choice(verbs), rng.choice(["a", "b"]))
            for _ in range(rng.randrange(3, 9))
        }
        states = {name: rng.choice([State.RUNNING, State.FAILED]) for name in there}
        scan(lake, [thing(name, state=states[name]) for name in sorted(there)], sorted(edges, key=str))
        newest = lake.snapshot()

        following = follow(lake, following, newest, named.nodes_of) if following and named else build(lake, newest)

        assert content(lake, following) == content(lake, build(lake, newest))
        assert {ref.key for ref, node in content(lake, following)[0].items() if not node.is_missing} == there
        named = Identities(lake, following, named)
        assert named.nodes_of(asked) == [places(lake, following).get(ref) for ref in asked]


def test_the_catalogue_tells_what_went_until_files_are_put_together_and_following_is_right_all_along(
    lake: Lake,
) -> None:
    following = build(lake, lake.snapshot())

    def numbers() -> dict[str, int]:
        return dict(lake.query("SELECT src_key, rowid FROM lake.relationships"))

    def add(first: int, last: int) -> None:
        insert = (
            "INSERT INTO lake.relationships BY NAME SELECT $kind AS src_kind, i::VARCHAR AS src_key, $kind AS dst_kind,"
        )
        insert += (
            " (i + 1)::VARCHAR AS dst_key, 'depends_on' AS verb, 'lab' AS source FROM range($first, $last) AS made(i)"
        )
        lake.write(lambda cursor: cursor.execute(insert, {"kind": KIND, "first": first, "last": last}))

    def follow_without(*keys: int) -> bool:
        """Delete these; whether the catalogue told which rows they were."""
        nonlocal following
        listed = [str(key) for key in keys]
        there, since = numbers(), following.snapshot.id
        lake.write(lambda cursor: cursor.execute("DELETE FROM lake.relationships WHERE src_key IN ?", [listed]))
        following = follow(lake, following, lake.snapshot())
        assert content(lake, following) == content(lake, build(lake, lake.snapshot()))
        done = lake.read(lambda cursor: done_since(cursor, ["relationships"], since))
        assert done is not None
        gone = lake.read(
            lambda cursor: gone_since(cursor, "relationships", done["relationships"], since, lake.snapshot().id)
        )
        assert gone is None or set(gone) == {there[key] for key in listed}
        return gone is not None

    add(0, 300)
    add(1000, 1003)
    add(300, 600)
    following = follow(lake, following, lake.snapshot())
    add(2000, 2003)

    assert follow_without(5, 310, 1001, 2001)
    assert follow_without(6)
    maintain(lake, 30, 30)
    assert not follow_without(7)
    assert not follow_without(8, 311, 1002, 2002)
    add(3000, 3300)
    following = follow(lake, following, lake.snapshot())
    assert follow_without(3007)


def test_a_change_of_states_alone_leaves_the_adjacency_as_it_is(lake: Lake) -> None:
    edges = [related("a", "b"), related("a", "lost")]
    scan(lake, [thing("a"), thing("b")], edges)
    before = build(lake, lake.snapshot())
    scan(lake, [thing("a", state=State.FAILED), thing("b")], edges)

    after = follow(lake, before, lake.snapshot())

    assert after.graph is before.graph
    assert sorted(after.state(node) for node in range(3)) == [State.FAILED, State.RUNNING, State.UNKNOWN]


async def test_questions_are_answered_with_names_states_and_what_tells_of_them(lake: Lake, io: IoPool) -> None:
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    edges = [
        related("a", "b", told="x"),
        related("a", "b", told="y"),
        related("b", "c", Verb.ROUTES_TO),
        related("c", "gone"),
    ]
    scan(lake, [thing("a", name="Alpha"), thing("b", state=State.FAILED), thing("c"), thing("alone")], edges)
    a, c, gone = (ResourceRef(KIND, key) for key in ("a", "c", "gone"))

    near = await graphs.neighbours(a, told=True)
    assert [(node.name, node.state) for node in near.nodes] == [("Alpha", State.RUNNING), ("b", State.FAILED)]
    assert [(edge.source, edge.target, edge.verb, edge.told) for edge in near.edges] == [
        (0, 1, Verb.DEPENDS_ON, "x, y")
    ]
    far = await graphs.neighbours(a, 9)
    assert ([node.ref.key for node in far.nodes], far.steps) == (["a", "b", "c", "gone"], (0, 1, 2, 3))
    assert [node.is_missing for node in far.nodes] == [False, False, False, True]
    assert [n.ref.key for n in (await graphs.neighbours(a, 9, Asked(verbs=(Verb.DEPENDS_ON,)))).nodes] == ["a", "b"]
    assert (await graphs.neighbours(c, 9, Asked(Direction.OUT))).nodes[1].ref == gone

    path = await graphs.path(a, gone)
    assert (path.paths, len(path.edges)) == (((0, 2, 3, 1),), 3)
    assert (await graphs.path(gone, a, Asked(Direction.OUT))).paths == ()
    assert len((await graphs.paths(gone, a, 5)).paths) == 1

    impact = await graphs.impact([gone])
    assert [(impact.graph.nodes[each.node].name, each.share) for each in impact.affected] == [
        ("gone", 1.0), ("c", 1.0), ("b", 1.0), ("Alpha", 1.0)
    ]  # fmt: skip
    assert [impact.reason(each) for each in impact.affected] == [
        "fails",
        "depends on gone",
        "routes to c",
        "depends on b",
    ]
    assert [point.node.ref.key for point in (await graphs.weak_points()).points] == ["c", "b"], "nor is it one itself"
    scan(lake, [thing("a"), thing("b"), thing("c")], [related("gone", "c"), related("a", "c")])
    lost = await graphs.impact([c])
    assert "gone" not in {node.ref.key for node in lost.graph.nodes} > {"a", "c"}, "what is not there loses nothing"
    with pytest.raises(NotFoundError):
        await graphs.neighbours(ResourceRef(KIND, "never"))


async def test_it_follows_the_store_tells_of_it_and_knows_the_past(lake: Lake, io: IoPool) -> None:
    bus = Bus()
    told: list[TopologyAdvanced] = []
    bus.subscribe(TopologyAdvanced, told.append)
    graphs = Graphs(lake, io, bus, SystemClock(), KINDS)
    scan(lake, [thing("a"), thing("b")], [related("a", "b")])
    assert (await graphs.size(), graphs.advance(), told) == ((2, 1), False, [])
    then = f"#{lake.snapshot().id}"

    scan(lake, [thing("a"), thing("b"), thing("c")], [related("a", "b"), related("c", "b")])
    assert graphs.advance() is True

    assert (told[0].nodes, told[0].edges, told[0].moved) == (3, 2, True)
    assert (await graphs.size(), await graphs.size(then)) == ((3, 2), (2, 1))
    bus.publish(StoreAdvanced(SystemClock().now(), lake.snapshot().id))  # heard, with nothing new to follow
    graphs.close()


async def test_a_word_means_a_key_a_name_or_a_kind_and_a_name(lake: Lake, io: IoPool) -> None:
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    scan(
        lake,
        [thing("k1", name="web"), thing("k2", name="db"), thing("arn:x/1", name="k2-of")],
        [related("k1", "lost:1")],
    )
    scan(lake, [thing("o1", kind=OTHER, name="web")], kind=OTHER)

    found = {
        word: (await graphs.find(word)).key for word in ("k1", "db", "other:web", "lab.thing:web", "arn:x/1", "lost:1")
    }
    assert found == {
        "k1": "k1",
        "db": "k2",
        "other:web": "o1",
        "lab.thing:web": "k1",
        "arn:x/1": "arn:x/1",
        "lost:1": "lost:1",
    }
    with pytest.raises(UsageError, match="means 2 resources") as several:
        await graphs.find("web")
    assert several.value.hint.splitlines()[1:] == [
        "lab.other:o1  (web, lab.other, main north, running)",
        "lab.thing:k1  (web, lab.thing, main north, running)",
    ]
    assert [(await graphs.find(f"web ({kind})")).key for kind in ("thing", "other")] == ["k1", "o1"]
    for nobody in ("web (k2)", "db (…)", "db ( )"):
        with pytest.raises(NotFoundError):
            await graphs.find(nobody)
    with pytest.raises(NotFoundError) as unknown:
        await graphs.find("k2-oof")
    assert "did you mean 'k2-of'?" in unknown.value.hint
    scan(lake, [thing(f"api-{n}", name="api") for n in range(9)])
    with pytest.raises(UsageError, match="means 9 resources") as many:
        await graphs.find("api")
    assert many.value.hint.splitlines()[-1] == "… and 3 more"


async def test_a_word_for_what_went_is_answered_with_when_and_how_to_look_at_it(lake: Lake, io: IoPool) -> None:
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    scan(lake, [thing("k1", name="web"), thing("k2", name="db")])
    scan(lake, [thing("k2", name="db")])
    for word in ("web", "k1", "thing:web", "lab.thing:k1"):
        with pytest.raises(NotFoundError, match="is there no more") as gone:
            await graphs.find(word)
        assert gone.value.hint.startswith("lab.thing:k1 was gone at 20")
        moment = gone.value.hint.partition("@")[2].partition(" ")[0]
        assert (await graphs.find(word, moment)).key == "k1"
    with pytest.raises(NotFoundError, match="there is no resource"):
        await graphs.find("other:web")


SOUTH = Scope("lab", "main", "south")


async def test_what_went_is_counted_in_the_group_that_it_was_in(lake: Lake, io: IoPool) -> None:
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)

    def tell(names: Sequence[str], told: Sequence[Relationship], scope: Scope) -> None:
        states = {name: State.FAILED for name in names if name.endswith("3")}
        held = [
            thing(name, scope=scope, labels={"team": name[0]}, state=states.get(name, State.RUNNING)) for name in names
        ]
        scan(lake, held, told, scope=scope)

    north, south = [f"a{n}" for n in range(5)], [f"b{n}" for n in range(5)]
    boxes = [related("a0", name, Verb.CONTAINS) for name in north[1:]]
    tell(north, boxes, HERE)
    tell(south, [related("b0", name, Verb.CONTAINS) for name in south[1:]], SOUTH)
    before = lake.snapshot().id
    tell(north[:3], boxes[:2], HERE)
    tell(south, [related("b0", name, Verb.CONTAINS) for name in south[1:]], SOUTH)
    for by, group in {
        "region": "north",
        "account": "main",
        "tag.team": "team=a",
        "kind": KIND,
        "container": f"{KIND}/a0",
        KIND: f"{KIND}/a0",
        "community": f"around {KIND}/a0",
    }.items():
        drawn = await graphs.sketches.sketch(parse_topology(f"a0 b0 by:{by} since:#{before}", KINDS))
        found = {node.id: node.changes.removed for node in drawn.sketched.sketch.nodes if node.count}
        assert found[f"group:{group}"] == 2, (by, found)
        assert sum(found.values()) == 2, (by, found)
        assert not {f"{KIND}/a3", f"{KIND}/a4"} & set(drawn.sketched.refs)
    drawn = await graphs.sketches.sketch(parse_topology(f"a0 b0 by:state since:#{before}", KINDS))
    found = {node.id: node.changes.removed for node in drawn.sketched.sketch.nodes}
    assert found["group:running"] == 1


async def test_what_went_and_is_named_yet_has_its_last_name_and_in_a_difference_its_place_and_state(
    lake: Lake, io: IoPool
) -> None:
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    states = {"a0": State.RUNNING, "a1": State.RUNNING, "a2": State.FAILED}
    north = [thing(name, scope=HERE, name=f"called-{name}", state=state) for name, state in states.items()]
    boxes = [related("a0", name, Verb.CONTAINS) for name in ("a1", "a2")]
    scan(lake, north, boxes, scope=HERE)
    south = [thing("b0", scope=SOUTH)], [related("b0", "a2"), related("b0", "never")]
    scan(lake, *south, scope=SOUTH)
    before = lake.snapshot().id
    scan(lake, north[:2], boxes[:1], scope=HERE)

    async def drawn(line: str) -> dict[NodeId, SketchNode]:
        sketch = (await graphs.sketches.sketch(parse_topology(line, KINDS))).sketched.sketch
        return {node.id: node for node in sketch.nodes}

    now = await drawn("b0 depth:1")
    assert now[f"{KIND}/a2"].label == "called-a2 (missing)" and now[f"{KIND}/a2"].is_gone
    assert now[f"{KIND}/never"].label == "never (missing)"
    assert not (await drawn(f"b0 depth:1 @#{before}"))[f"{KIND}/a2"].is_gone
    went = (await drawn(f"b0 a1 depth:1 as:nested since:#{before}"))[f"{KIND}/a2"]
    assert (went.label, went.state, went.group, went.mark) == ("called-a2", State.FAILED, f"{KIND}/a0", Mark.REMOVED)

"""``dharma-tui graph``: its questions, the shape of its answers, and what it says when it cannot answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from dharma_tui.core.paths import Paths
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.saved_views import SavedViews
from tests.integration.cli_process import Cli

NODE = {"kind", "key", "name", "provider", "account", "region", "state", "labels", "first_seen", "last_seen"}


def vm(key: str, name: str, kind: str = "x.vm") -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "name": name,
        "account": "a",
        "region": "eu",
        "state": "running",
        "labels": {},
        "attrs": {"cpu": 4},
    }


def edge(src: str, dst: str, verb: str, src_kind: str = "x.vm", dst_kind: str = "x.vm") -> dict[str, Any]:
    return {
        "src": {"kind": src_kind, "key": src},
        "dst": {"kind": dst_kind, "key": dst},
        "verb": verb,
        "source": "test",
    }


ESTATE = (
    *(vm(f"k-{name}", name) for name in ("lb", "web-1", "web-2", "web-3", "db", "host", "alone")),
    vm("d-1", "web-1", "x.disk"),
    *(edge("k-lb", f"k-web-{number}", "routes_to") for number in (1, 2, 3)),
    *(edge(f"k-web-{number}", "k-db", "depends_on") for number in (1, 2, 3)),
    edge("k-db", "k-host", "runs_on"),
    edge("d-1", "k-web-1", "attached_to", "x.disk"),
    edge("k-web-2", "k-gone", "stores_in"),
    edge("k-host", "k-lb", "protects"),
)
CALLED_BACK = (*ESTATE, edge("k-host", "k-lb", "connects_to"))


def test_a_line_of_the_topology_and_a_saved_view_are_drawn(cli: Cli) -> None:
    assert cli.load(ESTATE).code == 0

    found = cli("graph", "draw", "all", "spof")
    assert found.code == 0 and "host (x.vm), running, found" in found.out and "points of failure" in found.out
    assert "subgraph cluster_" in cli("graph", "draw", "all as:nested", "--format", "dot").out
    assert "loses 33%" in cli("graph", "draw", "x.vm/k-web-1", "impact", "--format", "mermaid").out.replace("#37;", "%")
    assert cli("graph", "draw", "db", "--format", "svg").out.startswith("<svg")
    assert (
        cli("graph", "draw", "all cycles", "--json").document["answer"][0] == "0 circles"
    )  # what protects closes none
    assert cli.load(CALLED_BACK).code == 0
    document = cli("graph", "draw", "all cycles", "--json").document
    assert len(document["marked"]) == 4 and document["answer"][:2] == ["1 circle", "6 resources in a circle"]
    for line in ("pin:web-1", "expand:db", "pin:x.vm/nosuch", "expand:x.vm/nosuch"):
        assert cli("graph", "draw", f"all by:kind {line}").code in (1, 2), line
    pinned = cli("graph", "draw", "all by:kind pin:x.vm/k-db hide:x.disk")
    assert pinned.code == 0 and "db (x.vm)" in pinned.out and "x.disk" not in pinned.out
    wrong = cli("graph", "draw", "db", "as:circle")
    assert wrong.code == 2 and "no layout 'circle'" in wrong.err
    assert cli("graph", "draw", "--saved", "nothing").code == 1
    assert cli("graph", "draw", "all", "--saved", "nothing").code == 2


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("db impact to:lb", 2, "impact and to are two questions"),
        ("db open:zzz", 1, "no group 'zzz'"),
        ("db close:host", 1, "write x.vm/k-host"),
        ("all by:region open:us", 1, "no group 'us'"),
        ("all by:kind open:group:x.vm", 1, "no group"),
        ("all as:nested close:scope:aws", 1, "no group"),
        ("all by:region open:eu close:none", 0, ""),
        ("all by:community close:'around x.vm/k-web-1'", 0, ""),
        ("all open:x.vm open:2:x.vm close:x.vm/k-host", 0, ""),
        ("all as:nested open:scope:dharma/a/eu close:'group:x.vm|scope:dharma/a/eu'", 0, ""),
    ],
)
def test_a_line_that_asks_two_things_or_opens_what_is_not_there_is_refused(
    cli: Cli, line: str, code: int, told: str
) -> None:
    assert cli.load((*ESTATE, vm("scope", "scope") | {"provider": "dharma"})).code == 0

    found = cli("graph", "draw", line.replace("'", '"'))

    assert (found.code, told in found.err) == (code, True), found.err


def test_a_group_that_lists_subnets_is_not_drawn_around_them(cli: Cli) -> None:
    vpc, subnet, listing = "aws.ec2.vpc", "aws.ec2.subnet", "aws.elasticache.cache_subnet_group"
    estate = (
        *(
            vm("vpc-1", "main", vpc),
            vm("subnet-1", "app", subnet),
            vm("cs", "cs", listing),
            vm("i-1", "web", "aws.ec2.instance"),
        ),
        edge("vpc-1", "subnet-1", "contains", vpc, subnet),
        edge("vpc-1", "cs", "contains", vpc, listing),
        edge("cs", "subnet-1", "contains", listing, subnet),
        edge("subnet-1", "i-1", "contains", subnet, "aws.ec2.instance"),
    )
    assert cli.load(estate).code == 0

    drawn = cli("graph", "draw", "web as:nested").out.splitlines()

    lines = {line.strip().partition(" (")[0]: len(line) - len(line.lstrip()) for line in drawn}
    assert lines["main"] < lines["app"] == lines["cs"] < lines["web"], drawn


def test_groups_have_the_same_relationships_in_every_file_and_their_members_in_json(cli: Cli) -> None:
    assert cli.load((*ESTATE, *(vm(f"v-{number}", f"v{number}", "x.vol") for number in range(4)))).code == 0
    cli.load([edge(f"v-{number}", "k-db", "attached_to", "x.vol") for number in range(4)])

    document = cli("graph", "draw", "all by:kind", "--json").document
    drawn = cli("graph", "draw", "all by:kind", "--format", "dot").out
    assert len(document["edges"]) == drawn.count(" -> ") > 0 and document["left_out"] == 0
    told = {(each["src"]["key"], each["dst"]["key"], each["verb"]): each["count"] for each in document["edges"]}
    assert told["group:x.vol", "group:x.vm", "attached_to"] == 4
    members = {group["id"]: [each["key"] for each in group["members"]] for group in document["groups"]}
    assert members["group:x.vol"] == [f"v-{number}" for number in range(4)]


def test_what_is_drawn_tells_its_alerts(cli: Cli) -> None:
    full = vm("m1//", "root", "local.file_system") | {"attrs": {"total": 100, "percent": 99}}
    assert cli.load((*ESTATE, full, edge("k-db", "m1//", "stores_in", dst_kind="local.file_system"))).code == 0

    assert "root (local.file_system), running, 1 alert (critical)" in cli("graph", "draw", "db").out
    assert cli("graph", "draw", "db", "--json").document["alerts"] == {
        "local.file_system/m1//": {"count": 1, "worst": "critical"}
    }
    assert ">!</text>" in cli("graph", "draw", "db", "--format", "svg").out
    assert "1 alert" in cli("graph", "draw", "all as:nested").out
    assert "alert" not in cli("graph", "draw", "db", "--at", "-0s").out


def test_every_question_is_answered_as_text_and_as_one_document(cli: Cli) -> None:
    assert cli.load(ESTATE).code == 0

    near = cli("graph", "neighbours", "lb", "--json").document
    assert near.keys() == {"nodes", "edges", "paths"}
    assert near["nodes"][0]["key"] == "k-lb"
    assert {node["key"] for node in near["nodes"]} == {"k-lb", "k-host", "k-web-1", "k-web-2", "k-web-3"}
    assert all(node.keys() == NODE for node in near["nodes"])
    assert edge("k-lb", "k-web-1", "routes_to") in near["edges"]
    far = cli("graph", "neighbours", "k-web-2", "--depth", "2", "--direction", "out", "--json").document
    assert {node["key"]: node["first_seen"] is None for node in far["nodes"]} == {
        "k-web-2": False, "k-db": False, "k-gone": True, "k-host": False
    }  # fmt: skip
    assert "  routes to web-3 (x.vm, running)" in cli("graph", "neighbours", "lb", "--verb", "routes_to").out

    impact = cli("graph", "impact", "x.vm:web-1", "--json").document
    shares = {each["key"]: (each["share"], each["lost"], each["copies"]) for each in impact["affected"]}
    assert shares["k-lb"] == (0.3333, 1, 3)
    assert impact["paths"][0] == ["k-web-1"] and ["k-web-1", "k-lb"] in impact["paths"]
    assert "100% web-2 (x.vm, running): depends on db" in cli("graph", "impact", "host").out
    assert len(cli("graph", "impact", "host", "--depth", "1", "--json").document["affected"]) == 3
    assert [
        each["key"] for each in cli("graph", "impact", "d-1", "--kind", "x.disk", "--json").document["affected"]
    ] == ["d-1"]
    assert len(cli("graph", "impact", "d-1", "--kind", "x.vm", "--json").document["affected"]) == 3

    path = cli("graph", "path", "lb", "host", "--json").document
    assert [len(each) for each in path["paths"]] == [4] and path["paths"][0][::3] == ["k-lb", "k-host"]
    every = cli("graph", "path", "lb", "host", "--all", "--depth", "3", "--direction", "out", "--json").document
    assert len(every["paths"]) == 3
    assert path["notes"] == [] and every["notes"] == []
    back = cli("graph", "path", "db", "web-3", "--verb", "depends_on", "--json", "--quiet")
    assert back.document["notes"] == ["the path leads against the direction of its relationships"] and not back.err
    assert "against the direction" in cli("graph", "path", "db", "web-3", "--verb", "depends_on").err
    assert "no path" in cli("graph", "path", "lb", "alone", "--json").document["notes"][0]
    assert cli("graph", "path", "lb", "alone").code == 1
    assert cli("graph", "path", "lb", "host", "--depth", "2", "--direction", "out", "--json").document["paths"] == []

    assert cli("graph", "spof", "--json").document["points"][0]["key"] == "k-host"
    assert cli("graph", "orphans", "--json").document["nodes"][0]["key"] == "k-alone"
    assert cli("graph", "cycles", "--json").document["paths"] == []
    assert cli.load(CALLED_BACK).code == 0
    assert "k-lb" in cli("graph", "cycles", "--json").document["paths"][0]
    assert sum(each["size"] for each in cli("graph", "communities", "--json").document["communities"]) == 8
    for question in (
        "neighbours lb",
        "impact lb",
        "path lb host",
        "reach host",
        "spof",
        "cycles",
        "orphans",
        "communities",
    ):
        document = cli("graph", *question.split(), "--json").document
        assert all(isinstance(document[part], list) for part in ("nodes", "edges", "paths")), question
    assert "From the internet" not in cli("graph", "reach", "host").out
    assert len(cli("graph", "export", "--json").document["nodes"]) == 9
    assert len(cli("graph", "export", "alone", "lb", "--kind", "x.vm").document["nodes"]) == 6


def test_formats_for_other_programs(cli: Cli, tmp_path: Path) -> None:
    cli.load(ESTATE)

    (tmp_path / "g.graphml").write_text(cli("graph", "export", "--graphml").out)
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert (len(read.nodes), len(read.edges)) == (9, 10)
    assert cli("graph", "path", "lb", "host", "--dot").out.startswith("digraph topology {\n")
    assert cli("graph", "impact", "host", "--mermaid").out.count("-->") >= 7


def test_a_graph_that_mermaid_would_not_draw_says_so(cli: Cli) -> None:
    cli.load(
        [
            vm("hub", "hub"),
            *(line for n in range(501) for line in (vm(f"k{n}", f"k{n}"), edge(f"k{n}", "hub", "depends_on"))),
        ]
    )
    told = cli("graph", "export", "--mermaid", "--limit", "1000")
    assert told.out.count("-->") == 501 and "maxEdges" in told.err and not told.code
    assert "maxEdges" not in cli("graph", "export", "--dot", "--limit", "1000").err
    assert "maxEdges" not in cli("graph", "neighbours", "k1", "--mermaid").err


def test_paths_and_losses_that_are_drawn_are_told_in_text_and_documents(cli: Cli) -> None:
    cli.load(ESTATE)

    ways = cli("graph", "draw", "lb", "to:host", "--json").document
    assert ways["paths"] == [["k-lb", f"k-web-{number}", "k-db", "k-host"] for number in (1, 2, 3)]
    told = cli("graph", "draw", "lb", "to:host").out.splitlines()
    at = told.index("3 paths")
    assert told[at + 1 : at + 6] == [
        "Path 1: 3 steps",
        "  lb vm",
        "  routes to web-1 vm",
        "  depends on db vm",
        "  runs on host vm",
    ]
    assert ways["answer"] == told[at:]
    beside = cli("graph", "draw", "host", "path:x.vm/k-alone").out.splitlines()
    assert beside[-1] == "No path leads there"

    marked = cli("graph", "draw", "lb", "path:x.vm/k-host", "--json").document
    assert marked["paths"] == ways["paths"]
    lost = cli("graph", "draw", "k-web-1", "impact")
    assert "    33% lb vm: routes to web-1, 1 of 3 is affected" in lost.out.splitlines()
    assert (
        cli("graph", "draw", "k-web-1", "fails:x.vm/k-web-1", "--json")
        .document["answer"][0]
        .startswith("1 other affected")
    )


def test_that_no_traffic_takes_a_path_is_said_before_it(cli: Cli) -> None:
    cli.load((*ESTATE, vm("k-net", "net"), edge("k-net", "k-lb", "contains"), edge("k-net", "k-alone", "contains")))

    told = cli("graph", "draw", "lb", "to:alone").out.splitlines()
    at = told.index("1 path, no traffic")
    assert told[at + 1].startswith("no traffic is known to go there: ") and told[at + 2] == "Path 1: 2 steps"


ALIKE = (
    vm("k-def", "def"),
    *(vm(f"svc/{place}/pay", "pay") for place in ("production", "qa")),
    *(edge(f"svc/{place}/pay", "k-def", "depends_on") for place in ("production", "qa")),
)


def test_those_called_alike_are_told_apart_wherever_they_are_listed(cli: Cli) -> None:
    cli.load(ALIKE)

    for asked in (("impact", "k-def"), ("neighbours", "k-def"), ("draw", "k-def", "impact"), ("orphans",)):
        told = cli("graph", *asked).out
        assert ("pay (production)" in told and "pay (qa)" in told) is (asked != ("orphans",)), asked
    assert all(f"pay ({place})" in cli("graph", "draw", "all", "--format", "dot").out for place in ("production", "qa"))
    assert all(f"pay ({place})" in cli("graph", "export", "--dot").out for place in ("production", "qa"))
    document = cli("graph", "impact", "k-def", "--json").document
    assert {node["name"] for node in document["nodes"]} == {"def", "pay"}


def test_where_nobody_loses_enough_to_be_told_that_is_said(cli: Cli) -> None:
    many = [vm(f"k-{at}", f"of-{at}") for at in range(150)]
    cli.load([vm("k-front", "front"), *many, *(edge("k-front", f"k-{at}", "routes_to") for at in range(150))])

    assert "0 other resources are affected by 1% or more" in cli("graph", "impact", "of-7").err
    assert cli("graph", "impact", "of-7", "of-8", "of-9").err.strip() == "1 other resource is affected"
    assert cli("graph", "impact", "front").err.strip() == "0 other resources are affected", "nobody loses anything"


def test_where_no_moment_is_said_it_is_what_the_scan_before_the_last_left(cli: Cli) -> None:
    cli.load(ESTATE)
    cli.load([vm("k-new", "new"), edge("k-new", "k-web-1", "depends_on")])

    young = cli("graph", "diff")

    assert young.out.splitlines() == ["+ new (x.vm, running)", "+ new depends on web-1"]
    assert "1 resource and 1 relationship differ since #" in young.err and "nothing to compare" not in young.err
    cli.load([vm("k-new", "new")])
    assert "0 resources and 0 relationships differ since #" in cli("graph", "diff").err


def test_what_came_and_went(cli: Cli) -> None:
    cli.load(ESTATE[:3])
    first = cli("graph", "diff", "--since", "-1h").err
    assert "before the history of the store begins" in first
    young = cli("graph", "diff")
    assert young.code == 0 and "remembers nothing" not in young.err
    assert not young.out and "0 resources and 0 relationships differ" in young.err
    assert "nothing to compare with yet but one scan" in young.err
    assert cli("graph", "diff", "--json").document["nodes"] == []
    snapshot = cli("changes", "--json").document["changes"][0]["snapshot"]
    cli.load([vm("k-new", "new"), {**vm("k-lb", "lb"), "state": "failed"}, edge("k-new", "k-web-1", "depends_on")])

    told = cli("graph", "diff", "--since", f"#{snapshot}")
    document = cli("graph", "diff", "--since", f"#{snapshot}", "--json").document

    assert told.out.splitlines() == [
        "~ lb (x.vm, failed), running before",
        "+ new (x.vm, running)",
        "+ new depends on web-1",
    ]
    assert [(node["key"], node["change"]) for node in document["nodes"]] == [
        ("k-lb", "changed"), ("k-new", "added"), ("k-web-1", None)
    ]  # fmt: skip
    assert [(line["verb"], line["source"], line["change"]) for line in document["edges"]] == [
        ("depends_on", "test", "added")
    ]
    assert cli("graph", "neighbours", "lb", "--at", f"#{snapshot}", "--json").document["nodes"][0]["state"] == "running"


def test_a_name_is_taken_as_answers_print_it(cli: Cli) -> None:
    sets = [vm(f"/hostedzone/Z/a.example.com./A/{at}", "a.example.com.") for at in ("p", "s")]
    cli.load([*sets, *(vm(each["key"], each["name"], "aws.route53.dns_record") for each in sets), vm("k-lb", "lb")])

    for called in ("aws.route53.dns_record:a.example.com. (p)", "x.vm:a.example.com. (p)"):
        told = cli("graph", "neighbours", called, "--json").document["nodes"][0]
        assert (told["kind"], told["key"]) == (called.partition(":")[0], "/hostedzone/Z/a.example.com./A/p")
    assert cli("graph", "draw", '"aws.route53.dns_record:a.example.com. (s)"').code == 0
    assert cli("graph", "path", "a.example.com. (p)", "lb").code == 2, "of two kinds"
    assert cli("graph", "path", "x.vm:a.example.com. (e)", "lb").code == 1


def test_a_file_of_an_impact_says_what_failed_and_how_much_others_lose(cli: Cli) -> None:
    cli.load(ESTATE)

    told = cli("graph", "impact", "web-3", "--dot").out

    assert "running, fails, affected" in told and "running, loses 33%, affected" in told
    assert "web-3, fails" in cli("graph", "impact", "web-3", "--svg").out


def test_what_a_kind_leaves_out_of_an_impact_is_said_to_be_by_the_kind(cli: Cli) -> None:
    cli.load([*ESTATE, edge("k-web-3", "d-1", "depends_on", dst_kind="x.disk")])

    narrow = cli("graph", "impact", "db", "--kind", "x.disk").err
    assert "only those of --kind are shown" in narrow and "--limit" not in narrow
    cut = cli("graph", "impact", "db", "--limit", "2")
    assert "only 2 affected resources are shown: raise --limit" in cut.err and len(cut.out.splitlines()) == 3


def test_two_formats_at_once_are_refused(cli: Cli) -> None:
    cli.load(ESTATE)

    told = cli("graph", "impact", "db", "--dot", "--json")

    assert told.code == 2 and "--json and --dot are two formats" in told.err and "digraph" not in told.out


def test_what_came_and_went_is_asked_for_by_kind_and_verb(cli: Cli) -> None:
    cli.load(ESTATE[:3])
    since = f"#{cli('changes', '--json').document['changes'][0]['snapshot']}"
    disk = vm("d-new", "disk", "x.disk")
    used, run = edge("d-new", "k-lb", "attached_to", "x.disk"), edge("k-new", "k-lb", "depends_on")
    cli.load([*ESTATE[:3], vm("k-new", "new"), disk, used, run])

    def lines(*flags: str) -> list[str]:
        return cli("graph", "diff", "--since", since, *flags).out.splitlines()

    assert lines("--kind", "x.disk") == ["+ disk (x.disk, running)", "+ disk is attached to lb"]
    assert lines("--kind", "x.vm", "--verb", "depends_on") == ["+ new (x.vm, running)", "+ new depends on lb"]
    assert len(lines("--kind", "x.vm", "--kind", "x.disk")) == len(lines()) == 4


def test_of_the_other_end_is_told_what_became_of_it(cli: Cli) -> None:
    cli.load(ESTATE[:3])
    since = f"#{cli('changes', '--json').document['changes'][0]['snapshot']}"
    cli.load([vm("d-new", "disk", "x.disk"), {**vm("k-lb", "lb"), "state": "failed"}])
    cli.load([vm("d-new", "disk", "x.disk"), edge("d-new", "k-lb", "attached_to", "x.disk")])

    nodes = cli("graph", "diff", "--since", since, "--kind", "x.disk", "--json").document["nodes"]

    assert {node["name"]: node["change"] for node in nodes} == {"disk": "added", "lb": "changed"}


@pytest.mark.parametrize("flag", ["--since", "--until"])
def test_nothing_is_compared_with_what_is_still_to_come(cli: Cli, flag: str) -> None:
    cli.load(ESTATE[:3])

    told = cli("graph", "diff", flag, "2999-01-01")

    assert told.code == 2 and "'2999-01-01' is still to come" in told.err and not told.out


def test_what_cannot_be_answered_is_said_with_what_to_do(cli: Cli) -> None:
    cli.load(ESTATE)

    several = cli("graph", "impact", "web-1")
    assert (several.code, "x.disk:d-1" in several.err, "x.vm:k-web-1" in several.err) == (2, True, True)
    unknown = cli("graph", "neighbours", "web-11")
    assert unknown.code == 1 and "did you mean 'web-1'?" in unknown.err
    assert (
        cli("graph").code
        == cli("graph", "neighbours").code
        == cli("graph", "neighbours", "lb", "--depth", "x").code
        == 2
    )
    assert cli("graph", "path", "lb", "host", "--verb", "eats").code == 2
    assert cli("graph", "neighbours", "lb", "--at", "#99999").code == 1


def test_a_store_without_anything_says_that_nothing_was_scanned(cli: Cli) -> None:
    nothing = cli("graph", "spof", "--json")

    assert (nothing.code, nothing.document["points"]) == (0, [])
    assert "nothing has been scanned" in nothing.err


def test_within_how_many_steps_others_are_affected_is_said(cli: Cli) -> None:
    many = [vm(f"k-{at}", f"of-{at}") for at in range(150)]
    parts = [vm("k-front", "front"), *many, *(edge("k-front", f"k-{at}", "routes_to") for at in range(150))]
    cli.load(
        [*parts, vm("k-a", "a"), edge("k-a", "k-7", "depends_on"), vm("k-b", "b"), edge("k-b", "k-a", "depends_on")]
    )

    near = "1 other resource is affected by 1% or more in 1 step"
    assert cli("graph", "impact", "of-7", "--depth", "1").err.strip() == near
    assert cli("graph", "impact", "of-7", "--depth", "2").err.strip().startswith("2 other resources are affected by 1%")
    assert cli("graph", "impact", "a", "--depth", "1").err.strip() == "1 other resource is affected in 1 step"


def test_a_path_from_a_thing_to_itself_is_a_shortest_circle_however_it_is_asked(cli: Cli) -> None:
    loop = edge("k-alone", "k-alone", "depends_on")
    assert cli.load((*CALLED_BACK, loop)).code == 0

    asked, pictured = cli("graph", "path", "host", "host"), cli("graph", "draw", "x.vm/k-host to:x.vm/k-host")
    itself, alone = cli("graph", "path", "alone", "alone"), cli("graph", "draw", "x.vm/k-alone to:x.vm/k-alone")

    assert asked.code == 0 and asked.out.count("host (x.vm") == 2 and "db (x.vm" in asked.out
    assert "Path 1: 4 steps" in pictured.out and pictured.out.splitlines()[-1].split()[-2] == "host"
    assert itself.out.count("alone") == 2 and "Path 1: 1 step" in alone.out
    none = cli("graph", "path", "d-1", "d-1")
    assert none.code == 1 and "both ends are one and the same, and no circle leads back there" in none.err
    assert "Both ends are one and the same" in cli("graph", "draw", "x.disk/d-1 to:x.disk/d-1").out
    assert cli("graph", "path", "host", "host", "--depth", "2").code == 1


def test_what_is_cut_by_limit_is_told_in_the_same_words_everywhere(cli: Cli) -> None:
    assert (
        cli.load((*CALLED_BACK, edge("k-alone", "k-alone", "depends_on"), vm("o-1", "o-1"), vm("o-2", "o-2"))).code == 0
    )

    for question, words in {
        "spof": "only 1 points of failure are shown: raise --limit",
        "cycles": "only 1 of 2 circles are shown: raise --limit",
        "orphans": "only 1 of 3 resources are shown: raise --limit",
    }.items():
        assert words in cli("graph", question, "--limit", "1").err, question
        assert "only" not in cli("graph", question).err, question


def test_kinds_that_an_import_alone_brought_are_named_as_any(cli: Cli) -> None:
    rds = vm("db-9", "db-9", "aws.rds.instance")
    assert cli.load((*ESTATE, rds, vm("i-9", "i-9", "aws.ec2.instance"))).code == 0

    assert {one["key"] for one in cli("resources", "--kind", "aws", "--json").document} == {"db-9", "i-9"}
    for line in (["--kind", "aws.rds"], ["aws.rds"], ["--kind", "aws.rds.instance"], ["aws.rds.instance"]):
        assert [one["key"] for one in cli("resources", *line, "--json").document] == ["db-9"], line
    assert len(cli("resources", "x.disk", "--json").document) == 1
    assert {one["key"] for one in cli("changes", "--kind", "aws", "--json").document["changes"]} == {"db-9", "i-9"}
    assert cli("resources", "--kind", "aws.nothing").code == 2

    assert cli("import", "--replace", str(cli.file(ESTATE))).code == 0
    assert cli("changes", "--kind", "aws.rds").code == 0


def test_what_differs_at_the_ends_of_a_kind_is_counted_too(cli: Cli) -> None:
    cli.load([vm("a", "a"), vm("b", "b")])
    cli.load([vm("c", "c"), vm("d", "disk", "x.disk"), edge("d", "c", "attached_to", "x.disk")])
    told = cli("graph", "diff", "--kind", "x.vm")
    assert told.out.splitlines() == ["+ c (x.vm, running)", "+ disk (x.disk, running)", "+ disk is attached to c"]
    assert (
        "1 resource and 1 relationship differ" in told.err and "and 1 resource of other kinds at their ends" in told.err
    )
    assert "at their ends" not in cli("graph", "diff").err


def test_a_saved_view_of_what_is_gone_says_since_when(cli: Cli) -> None:
    cli.load([vm("k-db", "orders"), vm("k-web", "web")])
    view = TopologyView(focus=(ResourceRef("x.vm", "k-db"),))
    SavedViews(Paths.find(os.environ)).save("orders", view)
    assert "orders (x.vm), running" in cli("graph", "draw", "--saved", "orders").out
    cli("import", "--replace", str(cli.file([vm("k-web", "web")])))

    told = cli("graph", "draw", "--saved", "orders")

    assert told.code == 1 and "'orders' is there no more" in told.err and "x.vm:k-db was gone at" in told.err
    before = told.err.partition("--at '")[2].partition("'")[0]
    assert "orders (x.vm), running" in cli("graph", "draw", "--saved", "orders", "--at", before).out


def test_a_kind_that_is_not_there_is_likened_to_what_is_called_so_and_says_what_that_is(cli: Cli) -> None:
    assert "did you mean 'podman', which is local.container?" in cli("resources", "--kind", "pod").err
    cli.load([vm("p", "p", "cluster.pod")])
    assert "did you mean 'cluster.pod'?" in cli("resources", "--kind", "pod").err

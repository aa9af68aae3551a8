"""Answers in Cypher as text, graph and tree, and what a query being typed may become."""

from __future__ import annotations

import pytest

from dharma_tui.core.cypher import CypherAnswer, Vocabulary, graph_of, text_of, tree_of
from dharma_tui.core.cypher_completion import completions
from dharma_tui.core.types import Json
from dharma_tui.services.graph_server.cypher import plain, refusal

KNOWN = Vocabulary(
    ("AwsEc2Instance", "Resource", "odd label"), ("RUNS_ON", "ROUTES_TO"), ("name", "state", "label_env")
)


def node(id: str, **properties: Json) -> dict[str, Json]:
    return {"id": id, "labels": ["LabThing", "Resource"], "properties": dict(properties)}


def edge(id: str, source: str, target: str) -> dict[str, Json]:
    return {"id": id, "type": "RUNS_ON", "source": source, "target": target, "properties": {}}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("MATCH (n:aws", "MATCH (n:AwsEc2Instance"),
        ("MATCH (n:", "MATCH (n:AwsEc2Instance"),
        ("MATCH (n:odd", "MATCH (n:`odd label`"),
        ("MATCH (n:inst", "MATCH (n:AwsEc2Instance"),
        ("MATCH (a)-[:run", "MATCH (a)-[:RUNS_ON"),
        ("MATCH (a)-[r:RUNS_ON|RO", "MATCH (a)-[r:RUNS_ON|ROUTES_TO"),
        ("MATCH (n) WHERE n.st", "MATCH (n) WHERE n.state"),
        ("MATCH (n:Resource {na", "MATCH (n:Resource {name"),
        ("mat", "MATCH"),
        ("MATCH (n) RETURN cou", "MATCH (n) RETURN count("),
    ],
)
def test_a_query_is_completed_by_what_may_stand_there(typed: str, first: str) -> None:
    assert completions(typed, KNOWN)[0] == first


@pytest.mark.parametrize("typed", ["RETURN 'mat", 'RETURN "n.', "", "MATCH (n) "])
def test_nothing_is_offered_inside_a_text_or_for_nothing(typed: str) -> None:
    assert completions(typed, KNOWN) == []


def test_values_are_read_as_the_field_writes_them() -> None:
    a, b, r = node("1", name="web"), node("2", key="k"), edge("3", "1", "2")
    values: list[Json] = [a, r, {"path": [a, r, b]}, {"path": [b, r, a]}, [a], [1, "x"], None, True, "t"]

    assert [text_of(value) for value in values] == [
        "(:LabThing web)",
        "[:RUNS_ON]",
        "(:LabThing web)-[:RUNS_ON]->(:LabThing k)",
        "(:LabThing k)<-[:RUNS_ON]-(:LabThing web)",
        "[(:LabThing web)]",
        '[1, "x"]',
        "",
        "true",
        "t",
    ]


def test_an_answer_is_a_tree_of_what_leads_where_and_cycles_end() -> None:
    a, b, c = node("1", name="a"), node("2", name="b"), node("3", name="c")
    loop = [edge("5", "1", "2"), edge("6", "2", "3"), edge("7", "3", "2")]
    answer = CypherAnswer(
        ("x",), ((a,), ([b, {"deep": c}],), *((each,) for each in loop), (edge("8", "1", "not here"),))
    )

    graph = graph_of(answer)

    assert (list(graph.nodes), len(graph.edges)) == (["1", "2", "3"], 4)
    assert list(tree_of(graph)) == [
        (0, ":LabThing a", "1"),
        (1, "RUNS_ON :LabThing b", "2"),
        (2, "RUNS_ON :LabThing c", "3"),
        (3, "RUNS_ON :LabThing b (above)", "2"),
    ]
    assert CypherAnswer.read(answer.document()) == answer


def test_durations_and_points_are_written_as_cypher_does() -> None:
    from neo4j.spatial import CartesianPoint, WGS84Point
    from neo4j.time import Duration

    assert plain(Duration(days=1)) == "P1D"
    assert plain([CartesianPoint((1.0, 2.0)), WGS84Point((12.5, 56.0, 3.0))]) == [
        "point({srid: 7203, x: 1.0, y: 2.0})",
        "point({srid: 4979, x: 12.5, y: 56.0, z: 3.0})",
    ]


def test_numbers_that_json_does_not_have_are_named_as_cypher_does() -> None:
    assert plain([float("inf"), float("-inf"), float("nan"), 1.5]) == ["Infinity", "-Infinity", "NaN", 1.5]


@pytest.mark.parametrize(
    ("query", "steps", "words"),
    [
        ("CALL dbms.components()", {"produceresults@neo4j", "procedurecall@neo4j"}, "procedures other than"),
        ("call  /* x */ `dbms`.components", {"procedurecall@neo4j"}, "procedures other than"),
        ("CALL db.labels() YIELD label CREATE (n)", {"create@neo4j", "procedurecall@neo4j"}, "would change something"),
        ("CALL { CREATE (n) RETURN n } RETURN n", {"create@neo4j"}, "would change something"),
        ("CREATE INDEX FOR (n:A) ON (n.b)", {"createindex"}, "would change something"),
    ],
)
def test_what_is_not_run_is_told_for_what_it_is(query: str, steps: set[str], words: str) -> None:
    assert words in refusal(query, steps).message

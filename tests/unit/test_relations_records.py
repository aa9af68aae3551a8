"""Which DNS records a stack made: those of a name where the list leaves no doubt, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.types import Resource, Scope
from dharma_tui.services.relations.records import Records
from tests.unit.network_lab import HERE, KINDS, thing
from tests.unit.test_relations_stacks import STACK, listing

RECORD = "Route53::RecordSet"


def record(name: str, type_: str = "A", zone: str = "Z1", set_: str = "", account: str = HERE.account) -> Resource:
    made = thing(
        "route53.dns_record", f"/hostedzone/{zone}/{name}/{type_}/{set_}", Zone=f"/hostedzone/{zone}", Type=type_
    )
    return replace(made, name=name, scope=Scope("aws", account))


WEB = record("www.example.com.")
TOP = record("example.com.")
OF_ZONE = (record("example.com.", "SOA"), record("example.com.", "NS"))
DELEGATED = record("dev.example.com.", "NS")
ANY = record("\\052.example.com.")
INSIDE = record("www.example.com.", zone="Z2")
BLUE, GREEN = (record("api.example.com.", set_=name) for name in ("blue", "green"))


def told(*known: Resource) -> list[tuple[str, str]]:
    rule = Records(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    assert [edge for resource in known for edge in rule.relationships(resource)] == []
    edges = [left.relationship for left in rule.rest()]
    assert {(edge.src.key, edge.verb.value) for edge in edges} <= {(STACK, "contains")}
    return [(edge.dst.key, edge.source) for edge in edges]


@pytest.mark.parametrize(
    ("names", "known", "meant"),
    [
        pytest.param(["www.example.com"], [WEB], [WEB], id="a name"),
        pytest.param(["WWW.Example.com."], [WEB], [WEB], id="a name as others write it"),
        pytest.param(["*.example.com"], [ANY], [ANY], id="any name"),
        pytest.param(["example.com"], [TOP, *OF_ZONE], [TOP], id="the name of a zone, beside what that came with"),
        pytest.param(["dev.example.com"], [DELEGATED], [DELEGATED], id="a zone that is somewhere else"),
        pytest.param(["api.example.com"] * 2, [BLUE, GREEN], [BLUE, GREEN], id="as many as there are"),
        pytest.param(["api.example.com"], [BLUE, GREEN], [], id="one of two"),
        pytest.param(["api.example.com"] * 2, [BLUE], [], id="more than there are"),
        pytest.param(["www.example.com"], [WEB, INSIDE], [], id="a name in two zones"),
        pytest.param(
            ["www.example.com"], [record("www.example.com.", account="999999999999")], [], id="another account"
        ),
        pytest.param(["example.com"], [*OF_ZONE], [], id="only what the zone came with"),
        pytest.param(["dev.example.com"], [TOP], [], id="another name"),
        pytest.param(["shop-Record-1ABC"], [WEB], [], id="no name of DNS"),
    ],
)
def test_a_record_is_in_its_stack_where_the_list_leaves_no_doubt(
    names: list[str], known: list[Resource], meant: list[Resource]
) -> None:
    made = listing(*((RECORD, name) for name in names))
    why = "records:" + ", ".join(f"Its{place}" for place in range(len(names)))
    expected = [(each.ref.key, why) for each in meant]
    assert told(*known, made) == expected
    assert told(made, *known) == expected


def test_of_two_zones_that_of_the_stack_is_meant() -> None:
    made = listing((RECORD, "www.example.com"), ("Route53::HostedZone", "Z2"))
    assert told(WEB, INSIDE, made) == [(INSIDE.ref.key, "records:Its0")]


def test_what_matters_is_what_is_listed_and_of_which_name_type_and_zone_records_are() -> None:
    rule = Records(tuple(KINDS.values()))
    assert rule.facts(WEB) == rule.facts(replace(WEB, attrs={**WEB.attrs, "TTL": 60}))
    assert rule.facts(WEB) != rule.facts(INSIDE)
    assert rule.facts(listing((RECORD, "a.example.com"))) != rule.facts(listing((RECORD, "b.example.com")))

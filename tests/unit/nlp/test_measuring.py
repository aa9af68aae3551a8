"""What a comparison is about: a column of the kind that is asked for, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.frames import Frame
from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.tags import Vocabulary
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.measuring import measured
from dharma_tui.nlp.queries import Queries
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.spans import span
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.tools.totals import Totals
from dharma_tui.services.demo.kinds import BY_NAME

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def asked(said: str, intent: str = "list_resources", **entities: str) -> Asked:
    frame = Frame(intent, 1.0, {sort: tuple(told.split("|")) for sort, told in entities.items()})
    return Asked(said, frame, words=tuple(said.split()))


def query(request: Asked) -> Query:
    when = next((span(value, NOW) for value in request.frame.values("time_range")), None)
    return Queries(KindTable(BY_NAME), Vocabulary()).of(request, NOW, when)


@pytest.mark.parametrize(
    ("said", "kind", "count", "filter"),
    [
        ("which volumes are bigger than 500 gb", "storage.volume", ">500gb", "size>500G"),
        ("volumes smaller than 50gb", "storage.volume", "<50gb", "size<50G"),
        ("servers have more than 8 vcpus", "compute.instance", ">8vcpus", "vcpus>8"),
        ("how many pods restarted more than 2 times", "k8s.pod", ">2", "restarts>2"),
        ("queues have more than 100 messages", "queue", ">100", "messages>100"),
        ("subnets have fewer than 50 free addresses", "network.subnet", "<50", "free<50"),
        ("functions with timeout over 30 seconds", "function", ">30s", "timeout>30"),
        ("load balancers with at least 3 targets", "network.load_balancer", ">=3", "targets>=3"),
    ],
)
def test_a_comparison_is_about_a_column(said: str, kind: str, count: str, filter: str) -> None:
    found = query(asked(said, resource_kind=kind, count=count))
    assert found.untold == ()
    assert found.view().filter == filter
    parse_filter(filter)


@pytest.mark.parametrize(
    ("said", "filter"), [("fewer than 3 replicas", "desired<3"), ("fewer than 3 ready", "ready<3")]
)
def test_copies_of_workloads_are_compared(said: str, filter: str) -> None:
    found = query(asked(f"deployments have {said}", "list_deployments", count="<3"))
    assert (found.view().filter, found.untold) == (filter, ())


@pytest.mark.parametrize(
    ("said", "kind", "count"),
    [
        ("servers with more than 3 friends", "compute.instance", ">3"),
        ("subnets bigger than 500 gb", "network.subnet", ">500gb"),
        ("servers with more than 16 gb of swap", "compute.instance", ">16gb"),
        ("servers with swap over 4 gb", "compute.instance", ">4gb"),
        ("volumes with more than 100 gb free", "storage.volume", ">100gb"),
        ("queues with more than 3 dead consumers", "queue", ">3"),
        ("servers over 80 %", "compute.instance", ">80%"),
        ("servers with more than 8", "compute.instance", ">8"),
    ],
)
def test_what_no_column_tells_stays_untold(said: str, kind: str, count: str) -> None:
    found = query(asked(said, resource_kind=kind, count=count))
    assert (found.untold, found.conditions) == ((count,), ())


def test_a_part_of_the_copies_is_not_all_of_them() -> None:
    found = query(asked("deployments with more than 2 failed pods", "list_deployments", count=">2"))
    assert (found.untold, found.conditions) == ((">2",), ())


def test_no_change_is_planned_of_what_is_only_likely_meant() -> None:
    request = asked("delete the volumes bigger than 500 gb", resource_kind="storage.volume", count=">500gb")
    frame = replace(request.frame, intent="delete_infrastructure")
    assert query(replace(request, frame=frame)).untold == (">500gb",)


def test_what_expires_in_a_time_to_come_is_asked_of_what_tells_it() -> None:
    found = query(asked("which certificates expire", resource_kind="certificate", time_range="next:30d"))
    assert found.view().filter == "expires>=2026-11-20T15:30:00+00:00 expires<2026-12-20T15:30:00+00:00"
    assert found.untold == ()
    both = query(asked("certificates expiring", resource_kind="certificate", status="expiring", time_range="next:60d"))
    assert both.words == ("expiring in the next 60 days",)
    other = query(asked("which servers go", resource_kind="compute.instance", time_range="next:30d"))
    assert (other.conditions, other.untold) == ((), ("in the next 30 days",))


@pytest.mark.parametrize(
    ("said", "kind", "filter"),
    [
        ("which servers have no owner ?", "compute.instance", 'tag.owner=""'),
        ("servers without team", "compute.instance", 'tag.owner=""'),
        ("servers with the owner tag missing", "compute.instance", 'tag.owner=""'),
        ("servers without an environment", "compute.instance", 'tag.environment=""'),
        ("postgres databases", "database", "(engine:postgres)"),
        ("databases on postgresql", "database", "(engine:postgres)"),
        ("mysql or postgres databases", "database", "(engine:mysql | engine:postgres)"),
        ("databases that are not postgres", "database", "!(engine:postgres)"),
        ("non-mysql databases", "database", "!(engine:mysql)"),
        ("databases not running redis", "database", "!(engine:redis)"),
    ],
)
def test_what_is_said_of_owners_and_engines_is_a_condition(said: str, kind: str, filter: str) -> None:
    found = query(asked(said, resource_kind=kind))
    assert (found.view().filter, found.untold) == (filter, ())
    parse_filter(filter)


def test_running_says_on_what_before_an_engine() -> None:
    found = query(asked("list databases running postgres", resource_kind="database", status="running"))
    assert (found.view().filter, found.untold) == ("(engine:postgres)", ())
    plain = query(asked("list running databases", resource_kind="database", status="running"))
    assert plain.view().filter == "state=running"


def test_not_is_said_of_the_engine_alone() -> None:
    request = asked("databases that are not running postgres", resource_kind="database")
    request = replace(request, excluded=(("status", "running"), ("region", "eu-west-1")))
    assert query(request).view().filter == "!(engine:postgres) !region=eu-west-1"


@pytest.mark.parametrize(
    ("said", "kind", "untold"),
    [
        ("databases older than version 16", "database", "older than version 16"),
        ("servers running mysql", "compute.instance", "mysql"),
    ],
)
def test_versions_and_engines_that_nothing_tells_are_said_to_be_left_out(said: str, kind: str, untold: str) -> None:
    assert query(asked(said, resource_kind=kind, status="running" if "running" in said else "stopped")).untold == (
        untold,
    )


def test_the_demo_estate_tells_until_when_certificates_are_valid() -> None:
    column = next(one for one in BY_NAME["demo.security.certificate"].columns if one.name == "expires")
    assert column.type == "time"


def test_a_kind_is_told_from_the_column_of_another_that_is_called_like_it() -> None:
    kinds = KindTable(
        {**BY_NAME, "lab.memory": replace(BY_NAME["demo.compute.volume"], kind="lab.memory", title="Memory")}
    )
    desk: Any = SimpleNamespace(kinds=kinds, services=None)
    said = ("total", "memory", "of", "functions")
    request = Asked(" ".join(said), Frame("show_statistics", 1.0), words=said, kinds=kinds.called(said))
    assert request.kinds == ("lab.memory",)
    assert [(kind, column.name) for kind, column in Totals(desk)._columns(request)] == [
        ("demo.compute.function", "mem")
    ]


MEMORY, VIRTUAL, SIZE = (Column(name, name.upper(), name, ColumnType.BYTES, 8) for name in ("mem", "virt", "size"))


@pytest.mark.parametrize(
    ("line", "columns", "name"),
    [
        ("which processes use more than 100 mb", (MEMORY, VIRTUAL), "mem"),
        ("processes using over 100 mb", (VIRTUAL, MEMORY), "mem"),
        ("file systems using over 100 mb", (MEMORY, SIZE), "size"),
        ("processes over 100 mb", (MEMORY, VIRTUAL), ""),
        ("processes with virt over 100 mb", (MEMORY, VIRTUAL), "virt"),
    ],
)
def test_what_is_used_is_memory_where_things_have_no_size(line: str, columns: tuple[Column, ...], name: str) -> None:
    assert measured(line.split(), "100", "mb", columns) == name

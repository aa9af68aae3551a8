"""A column whose path leads through lists shows, finds, sorts and adds up what is in them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.types import Json, Resource, ResourceRef, State
from dharma_tui.core.view import SortKey, View
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from tests.integration.inventory_lab import NOW, PLACES, save
from tests.integration.store_lab import open_lake

KIND = KindSpec(
    "lab.server",
    "Server",
    "Servers",
    "",
    columns=(
        Column("name", "NAME"),
        Column("type", "TYPE", "types[]"),
        Column("port", "PORT", "listeners[].rules[].port"),
        Column("first_port", "FIRST PORT", "listeners.0.rules[].port"),
        Column("disks", "DISKS", "disks[]", ColumnType.NUMBER),
        Column("size", "SIZE", "disks[].size", ColumnType.BYTES),
        Column("made", "MADE", "disks[].made", ColumnType.TIME),
        Column("root", "ROOT", "disks[].root", ColumnType.FLAG),
    ),
)
MADE = "2026-05-30T12:00:00+00:00"
LATER = "2026-06-02T12:00:00+00:00"
ATTRS: dict[str, dict[str, Json]] = {
    "many": {
        "types": ["m5.large", "t3.micro\nodd"],
        "listeners": [{"rules": [{"port": 443}, {"port": 80}]}, {"rules": [{"port": "http"}]}, {}],
        "disks": [{"size": 10, "made": LATER, "root": False}, {"size": 32, "made": MADE, "root": True}],
        "several": [{"of": ["x", "y"]}, {"of": "z"}],
    },
    "one": {"types": ["c7g.large"], "listeners": [{"rules": [{"port": 80}]}], "disks": [{"size": 7, "root": False}]},
    "other": {"types": "[a1]", "disks": {"size": 5}},
    "none": {"types": [], "listeners": [], "disks": []},
    "absent": {},
}


@contextmanager
def _opened(folder: Path) -> Iterator[Inventory]:
    lake, io = open_lake(folder), IoPool(2)
    save(lake, [_server(name, attrs) for name, attrs in ATTRS.items()])
    try:
        yield Inventory(lake, io, Bus(), FrozenClock(NOW), {KIND.kind: KIND}, lake.folder)
    finally:
        io.close()
        lake.close()


def _server(name: str, attrs: dict[str, Json]) -> Resource:
    return Resource(ResourceRef(KIND.kind, name), name, PLACES[0], State.RUNNING, {}, attrs)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inventory]:
    with _opened(tmp_path_factory.mktemp("lists")) as made:
        yield made


def rows(inventory: Inventory, view: View) -> list[list[Json]]:
    async def ask() -> list[list[Json]]:
        listing = await inventory.open(view)
        return [list(row.cells) for row in await inventory.rows(listing, 0, listing.length)]

    return asyncio.run(ask())


def names(inventory: Inventory, text: str, *sort: SortKey) -> list[Json]:
    view = View(kinds=(KIND.kind,), filter=text, columns=("name",), sort=sort)
    found = [cells[0] for cells in rows(inventory, view)]
    return found if sort else sorted(found, key=str)


def test_what_is_in_lists_is_shown_and_added_up(inventory: Inventory) -> None:
    columns = tuple(column.name for column in KIND.columns)
    shown = {str(row[0]): row[1:] for row in rows(inventory, View(kinds=(KIND.kind,), columns=columns))}

    ports: list[Json] = ["443", "80", "http"]
    assert shown["many"] == [["m5.large", "t3.micro odd"], ports, ["443", "80"], 2, 42, MADE, True]
    assert shown["one"] == [["c7g.large"], ["80"], ["80"], 1, 7, None, False]
    assert shown["other"] == [None] * 7
    assert shown["none"] == [None, None, None, 0, 0, None, None]
    assert shown["absent"] == [None] * 7


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type:LARGE", ["many", "one"]),
        ("type=m5.large", ["many"]),
        ("type=c7g.large", ["one"]),
        ("type=m5", []),
        ("type!=m5.large", ["absent", "none", "one", "other"]),
        ("type:t3.*", ["many"]),
        ("type:*.large", ["many", "one"]),
        ("type~^t3.*odd$", ["many"]),
        ('type=""', ["absent", "none", "other"]),
        ("port=80", ["many", "one"]),
        ("disks>1", ["many"]),
        ("disks=0", ["none"]),
        ("size>=7", ["many", "one"]),
        ("attrs.listeners[].rules[].port=http", ["many"]),
        ("made>1d", ["many"]),
        ("root:yes", ["many"]),
        ("root=no", ["one"]),
        ("attrs.several[].of=y", ["many"]),
    ],
)
def test_what_is_in_lists_is_found(inventory: Inventory, text: str, found: list[str]) -> None:
    assert names(inventory, text) == found


def test_lists_are_sorted_by_what_stands_first(inventory: Inventory) -> None:
    assert names(inventory, "", SortKey("type"))[:2] == ["one", "many"]
    assert names(inventory, "", SortKey("size", descending=True))[:2] == ["many", "one"]


def test_values_in_lists_are_suggested_one_by_one(inventory: Inventory) -> None:
    view = View(kinds=(KIND.kind,))
    names(inventory, "type:x")
    suggested = asyncio.run(inventory.complete("type:t3", len("type:t3"), view))
    assert suggested == ['type:"t3.micro odd"']

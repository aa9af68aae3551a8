"""What the tests of the inventory share: an estate of several kinds, and the same questions answered in plain Python."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.filter import All, Either, Node, Not, Op, Pattern, Term, Value, Word
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State
from dharma_tui.core.units import duration_seconds, size_bytes
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.store_lab import open_lake

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SERVER = KindSpec(
    "lab.server",
    "Server",
    "Servers",
    "",
    aliases=("srv",),
    columns=(
        Column("name", "NAME"),
        Column("mem", "MEM", "memory.rss", ColumnType.BYTES),
        Column("cpu", "CPU", "cpu", ColumnType.PERCENT),
        Column("zone", "ZONE", "zone"),
        Column("started", "STARTED", "started", ColumnType.TIME),
        Column("up", "UP", "up", ColumnType.DURATION),
        Column("spot", "SPOT", "spot", ColumnType.FLAG),
    ),
)
DISK = KindSpec("lab.disk", "Disk", "Disks", "", columns=(Column("mem", "SIZE", "size", ColumnType.BYTES),))
KINDS = {spec.kind: spec for spec in (SERVER, DISK)}
_numbers = itertools.count()
PLACES = (Scope("lab", "main", "eu-1"), Scope("lab", "main", "us-1"), Scope("other", "second", ""))


@dataclass(frozen=True, repr=False)
class Estate:
    """An open inventory over known resources."""

    lake: Lake
    inventory: Inventory
    resources: list[Resource]
    clock: FrozenClock

    def named(self, *names: str) -> list[Resource]:
        """The resources of these names."""
        return [next(found for found in self.resources if found.name == name) for name in names]


@contextmanager
def inventory_over(lake: Lake, clock: FrozenClock | None = None, workers: int = 4) -> Iterator[Inventory]:
    """An inventory on ``lake``, ended with the block."""
    io = IoPool(workers)
    try:
        yield Inventory(lake, io, Bus(), clock or FrozenClock(NOW), KINDS, lake.folder)
    finally:
        io.close()


@contextmanager
def estate(folder: Path, count: int = 120, seed: int = 7) -> Iterator[Estate]:
    """``count`` resources in a lake of their own."""
    lake, clock = open_lake(folder), FrozenClock(NOW)
    resources = [made(random.Random(f"{seed}/{number}"), number) for number in range(count)]
    save(lake, resources)
    try:
        with inventory_over(lake, clock) as inventory:
            yield Estate(lake, inventory, resources, clock)
    finally:
        lake.close()


def save(lake: Lake, resources: Sequence[Resource]) -> None:
    """Scan exactly these resources, all parts in one commit."""
    store, started = ScanStore(lake), lake.clock.now()
    scan_id = f"scan-{next(_numbers):06d}"
    store.begin(scan_id, ["lab"], "manual", started)
    reports = []
    for scope in PLACES:
        for kind in ("lab.server", "lab.disk", "import.odd"):
            found = [one for one in resources if one.scope == scope and one.ref.kind == kind]
            store.stage(scan_id, scope, kind, found, ())
            reports.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(found)))
    store.commit(scan_id, reports)
    store.end(ScanReport(scan_id, ScanStatus.COMPLETE, started, scopes=tuple(reports)))


def made(rng: random.Random, number: int) -> Resource:
    """A resource that looks like others, and yet like no other."""
    kind = rng.choice(("lab.server", "lab.server", "lab.disk", "import.odd"))
    name = f"{rng.choice(('web', 'Web', 'db', 'api', 'a b', 'x_y', 'xay', '50%', '50x', 'é', '[red]', '(p)'))}-{rng.randrange(30)}"
    labels = {
        key: rng.choice(values)
        for key, values in (("env", ("prod", "dev", "pro")), ("Team", ("A", "b=c", "")), ("x", ("env=prod",)))
        if rng.random() < 0.5
    }
    return Resource(
        ResourceRef(kind, f"id-{number:04d}"),
        name,
        rng.choice(PLACES),
        rng.choice(list(State)),
        labels,
        _attrs(rng, kind),
    )


def _attrs(rng: random.Random, kind: str) -> dict[str, Json]:
    if kind == "lab.disk":
        return {"size": rng.choice((0, 1024, 5 * 1024**3))} if rng.random() < 0.8 else {}
    values: dict[str, Json] = {
        "memory": {"rss": rng.choice((0, 512, 1024**2, 3 * 1024**3, 2.5))},
        "cpu": rng.choice((0, 12.5, 100)),
        "zone": rng.choice(("a", "B", "a b", "")),
        "started": rng.choice(("2026-05-31T12:00:00Z", "2026-06-01T11:30:00+00:00", "2025-01-01T00:00:00Z", "soon")),
        "up": rng.choice((30, 90, 86400 * 3)),
        "spot": rng.choice((True, False)),
        "port": rng.choice((80, 443, "443", "http")),
    }
    return {name: value for name, value in values.items() if rng.random() < 0.8}


# -- the same in plain Python -------------------------------------------------------------------------------------------


def matches(node: Node, one: Resource) -> bool:
    """Whether ``one`` passes the filter."""
    match node:
        case All(nodes):
            return all(matches(child, one) for child in nodes)
        case Either(nodes):
            return any(matches(child, one) for child in nodes)
        case Not(child):
            return not matches(child, one)
        case Word(text, glob):
            wanted = "[^\n]*".join(map(re.escape, text.lower().split("*"))) if glob else re.escape(text.lower())
            return any(re.search(wanted, area) for area in _areas(one))
        case Pattern(regex):
            return any(re.search(regex, area, re.IGNORECASE | re.MULTILINE) for area in _areas(one))
        case Term():
            return any(_holds(node, value, one) for value in node.values)


def _areas(one: Resource) -> tuple[str, str]:
    return f"{one.name}\n{one.ref.key}".lower(), "\n" + "\n".join(_label_lines(one)) + "\n"


def _label_lines(one: Resource) -> list[str]:
    return [line.lower() for line in sorted(f"{key}={value}" for key, value in one.labels.items())]


def _holds(term: Term, value: Value, one: Resource) -> bool:
    if term.op is Op.HAS and not value.text:
        return True
    if term.name in ("label", "labels"):
        return _label(value, one)
    type_, held = _held(term.name, one)
    if term.op is Op.IS and not value.text:
        return held in (None, "")
    if held is None:
        return False
    return _compared(type_, held, term.op, value)


def _held(name: str, one: Resource) -> tuple[ColumnType | None, Json]:
    common = {
        "name": one.name,
        "key": one.ref.key,
        "kind": one.ref.kind,
        "provider": one.scope.provider,
        "account": one.scope.account,
        "region": one.scope.region,
        "state": one.state.value,
    }
    if name in common:
        return ColumnType.TEXT, common[name]
    if name.startswith("label."):
        found = [value for key, value in one.labels.items() if key.lower() == name[6:].lower()]
        return ColumnType.TEXT, found[0] if found else None
    if name.startswith("attrs."):
        return None, _at(one.attrs, name[6:])
    spec = KINDS.get(one.ref.kind)
    column = next((column for column in spec.columns if column.name == name), None) if spec else None
    return (column.type, _at(one.attrs, column.path)) if column else (None, None)


def _at(attrs: object, path: str) -> Json:
    for step in path.split("."):
        attrs = attrs.get(step) if isinstance(attrs, dict) else None
    return attrs  # type: ignore[return-value]


def _label(value: Value, one: Resource) -> bool:
    key, equals, wanted = value.text.lower().partition("=")
    lines = _label_lines(one)
    if value.glob:
        name = _glob(key, "[^=\n]")
        return any(re.match(f"{name}={_glob(wanted, '.') + '$' if equals else ''}", line) for line in lines)
    return any(line == f"{key}={wanted}" if wanted else line.startswith(f"{key}=") for line in lines)


def _glob(text: str, one: str) -> str:
    return "".join({"*": f"{one}*", "?": one}.get(character) or re.escape(character) for character in text)


_ORDERS: dict[Op, Callable[[float, float], bool]] = {
    Op.MORE: lambda held, wanted: held > wanted,
    Op.LESS: lambda held, wanted: held < wanted,
    Op.AT_LEAST: lambda held, wanted: held >= wanted,
    Op.AT_MOST: lambda held, wanted: held <= wanted,
    Op.IS: lambda held, wanted: held == wanted,
    Op.HAS: lambda held, wanted: held == wanted,
}


def _compared(type_: ColumnType | None, held: Json, op: Op, value: Value) -> bool:
    text = str(held).lower() if not isinstance(held, bool) else ("true" if held else "false")
    if type_ is ColumnType.TIME and op is not Op.MATCHES:
        return _time(held, op, value.text)
    if op is Op.MATCHES:
        return re.search(value.text, text, re.IGNORECASE | re.MULTILINE) is not None
    if value.glob:
        return re.fullmatch(_glob(value.text.lower(), "."), text, re.DOTALL) is not None
    if type_ in (ColumnType.BYTES, ColumnType.PERCENT, ColumnType.DURATION):
        return isinstance(held, (int, float)) and _ORDERS[op](held, _number(value.text, type_))
    wanted = {"yes": "true", "no": "false"}.get(value.text, value.text) if type_ is ColumnType.FLAG else value.text
    if op is Op.HAS:
        return wanted.lower() in text
    if op is Op.IS:
        return wanted.lower() == text or (
            type_ is None and _float(wanted) is not None and _float(wanted) == _float(text)
        )
    number = _float(value.text)
    if number is not None:
        return _float(text) is not None and _ORDERS[op](_float(text) or 0.0, number)
    return _ORDERS[op]((text > wanted.lower()) - (text < wanted.lower()), 0)


def _number(text: str, type_: ColumnType | None) -> float:
    if type_ is ColumnType.BYTES:
        return size_bytes(text)
    return duration_seconds(text) if type_ is ColumnType.DURATION else float(text.removesuffix("%"))


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _time(held: Json, op: Op, text: str) -> bool:
    try:
        at = datetime.fromisoformat(str(held)).timestamp()
    except ValueError:
        return False
    now = NOW.timestamp()
    if not text.startswith("-"):
        age = duration_seconds(text)
        return at >= now - age if op in (Op.HAS, Op.IS) else _ORDERS[op](now - at, age)
    then = now - duration_seconds(text[1:])
    return abs(at - then) < 1 if op in (Op.HAS, Op.IS) else _ORDERS[op](at, then)

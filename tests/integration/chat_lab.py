"""An estate in a store, and a router that answers requests over it: what tests of answers and of plans share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dharma_tui.core.answers import Answer
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, new_id
from dharma_tui.core.paths import Paths
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.core.view_text import parse_view
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.names import known_names
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.router import Router
from dharma_tui.services import Services, build_services
from dharma_tui.services.demo.kinds import BY_NAME
from dharma_tui.services.demo.provider import DemoProvider
from dharma_tui.services.settings_source import SettingsSource
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

NOW = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
PROD, STAGING = Scope("demo", "acme-prod", "eu-central-1"), Scope("demo", "acme-staging", "us-east-1")
INSTANCE, DEPLOYMENT, DATABASE = "demo.compute.instance", "demo.kubernetes.deployment", "demo.database.cluster"
HOSTILE = "**[x](http://e)** `\x1b[31m\u202e\n| --- |"


def resource(kind: str, name: str, scope: Scope, state: State = State.RUNNING, **attrs: Any) -> Resource:
    environment = "prod" if scope is PROD else "staging"
    return Resource(ResourceRef(kind, f"{scope.account}/{name}"), name, scope, state, {"env": environment}, attrs)


def workload(name: str, scope: Scope, version: str) -> Resource:
    copies = {"desired": 4, "ready": 4, "version": version, "status": "healthy"}
    return resource(DEPLOYMENT, name, scope, namespace="shop", desired=4, ready=4, version=version, copies=copies)


def estate(version: str = "1.0") -> list[Resource]:
    return [
        *(resource(INSTANCE, f"web-{n}", PROD, type="small", memory=(n + 1) << 30) for n in range(12)),
        resource(INSTANCE, "batch-1", STAGING, State.STOPPED, type="large"),
        resource(INSTANCE, "batch-2", STAGING, State.STOPPED, type="large"),
        resource(INSTANCE, "twin-1", PROD),
        resource(INSTANCE, "twin-1", STAGING),
        resource(INSTANCE, HOSTILE, STAGING),
        resource(DATABASE, "orders-db", PROD, engine="postgres 16"),
        workload("checkout", PROD, version),
        workload("payments", STAGING, "3.1"),
        resource("demo.storage.bucket", "raw-events", PROD, public=True),
        resource("demo.network.security_group", "open-sg", PROD, open_to_world=True),
    ]


def of(kind: str, name: str) -> ResourceRef:
    return ResourceRef(kind, f"{PROD.account}/{name}")


EDGES = [
    Relationship(of(DEPLOYMENT, "checkout"), of(DATABASE, "orders-db"), Verb.DEPENDS_ON, "seed"),
    Relationship(of(INSTANCE, "web-1"), of(DATABASE, "orders-db"), Verb.CONNECTS_TO, "seed"),
    Relationship(of(DEPLOYMENT, "checkout"), of("demo.kubernetes.cluster", "gone"), Verb.RUNS_ON, "seed"),
]


def scanned(lake: Lake, scan_id: str, resources: list[Resource], edges: Sequence[Relationship] = tuple(EDGES)) -> None:
    store = ScanStore(lake)
    store.begin(scan_id, ["demo"], "manual", lake.clock.now())
    reports = []
    for scope in dict.fromkeys((PROD, STAGING, *(one.scope for one in resources))):
        for kind in sorted({one.ref.kind for one in resources}):
            found = [one for one in resources if one.scope == scope and one.ref.kind == kind]
            keys = {one.ref.key for one in found}
            store.stage(scan_id, scope, kind, found, [edge for edge in edges if edge.src.key in keys])
            reports.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(found)))
    store.commit(scan_id, reports)
    store.end(ScanReport(scan_id, ScanStatus.COMPLETE, lake.clock.now(), scopes=tuple(reports)))


@dataclass
class Desk:
    """A router over the estate, and a conversation."""

    services: Services
    router: Router
    clock: FrozenClock
    talk: Conversation

    def afresh(self) -> Desk:
        """The same estate at the same time, with nothing said yet."""
        self.clock.at = NOW
        return Desk(self.services, Router(self.services, self.router._recogniser), self.clock, Conversation())

    async def ask(self, *lines: str) -> Answer:
        """The last answer of a new conversation."""
        self.talk = Conversation()
        return [await self.router.ask(line, self.talk) for line in lines][-1]


@contextmanager
def opened_estate(
    home: Path,
    also: Sequence[Resource] = (),
    later: Sequence[Resource] | None = None,
    edges: Sequence[Relationship] = (),
    providers: Sequence[ProviderService] = (),
) -> Iterator[Desk]:
    """A router over two scans of the estate, and of what there is ``also``, kept in ``home``; of the second ``later`` instead.

    ``edges`` are relationships of what there is also, ``providers`` those whose kinds it is of.
    """
    clock = FrozenClock(NOW - timedelta(hours=2))
    environment = {"HOME": str(home)}
    source = SettingsSource(Paths.find(environment), environment=environment, bus=Bus(), clock=clock)
    lake = Lake.open(home / "store", clock=clock)
    scanned(lake, "scan-1", [*estate(), *also], [*EDGES, *edges])
    clock.at = NOW - timedelta(hours=1)
    scanned(lake, "scan-2", [*estate("1.1"), *(also if later is None else later)], [*EDGES, *edges])
    lake.close()
    clock.at = NOW
    provider = DemoProvider.__new__(DemoProvider)  # its kinds alone are wanted, no estate
    services = build_services(source, home / "store", clock=clock, ids=new_id, providers=[provider, *providers])
    services._door.open(256, 30.0)
    yield Desk(services, Router(services, Recogniser(known_names(services.lake))), clock, Conversation())
    services.close()


def is_sound(answer: Answer) -> None:
    """Everything that is shown is harmless, and everything that is offered can be opened."""
    cells = [cell for row in answer.table.rows for cell in row] if answer.table else []
    for text in (*cells, *answer.spark, *(answer.basis.missing if answer.basis else ())):
        assert printable(text, 10_000) == text
    assert "\x1b" not in answer.text and "\u202e" not in answer.text
    assert answer.text
    word, _, rest = answer.opens.partition(" ")
    if word == "topology":
        parse_topology(rest, BY_NAME)
    elif answer.opens and word not in {
        "changes",
        "discovery",
        "coverage",
        "tags",
        "overview",
        "scan",
        "infrastructures",
    }:
        parse_view(answer.opens, BY_NAME)
    if answer.table:
        assert len(answer.table.refs) in (0, len(answer.table.rows))

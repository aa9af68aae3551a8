"""The words and sizes the demo estate is made of."""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.types import Scope
from dharma_tui.services.demo.kinds import PROVIDER

GIB = 1024**3

SCOPES: tuple[tuple[Scope, float], ...] = (
    (Scope(PROVIDER, "prod-core", "eu-west-1"), 0.30),
    (Scope(PROVIDER, "prod-payments", "us-east-1"), 0.14),
    (Scope(PROVIDER, "staging", "eu-west-1"), 0.12),
    (Scope(PROVIDER, "prod-core", "us-east-1"), 0.20),
    (Scope(PROVIDER, "sandbox", "eu-central-1"), 0.08),
    (Scope(PROVIDER, "prod-payments", "eu-west-1"), 0.08),
    (Scope(PROVIDER, "prod-core", "ap-south-1"), 0.08),
)
"""Accounts and regions, with their share of the estate; a small one has the first of them."""

SHARES: dict[str, float] = {
    "demo.network.vpc": 0.004,
    "demo.network.subnet": 0.03,
    "demo.network.security_group": 0.04,
    "demo.kubernetes.cluster": 0.003,
    "demo.messaging.queue": 0.04,
    "demo.compute.instance": 0.19,
    "demo.network.load_balancer": 0.025,
    "demo.compute.volume": 0.22,
    "demo.compute.function": 0.06,
    "demo.database.cluster": 0.03,
    "demo.storage.bucket": 0.04,
    "demo.kubernetes.node": 0.03,
    "demo.kubernetes.deployment": 0.05,
    "demo.kubernetes.pod": 0.218,
    "demo.security.certificate": 0.02,
}
"""Share of each kind, in the order they are made: what others refer to first."""

ENVIRONMENTS = {"prod-core": "prod", "prod-payments": "prod", "staging": "staging", "sandbox": "dev"}


@dataclass(frozen=True, slots=True)
class App:
    """One application: who owns it and what it is made of."""

    name: str
    team: str
    cost_centre: str
    roles: tuple[str, ...]


APPS: tuple[App, ...] = (
    App("checkout", "payments", "cc-1042", ("web", "api", "worker")),
    App("ledger", "payments", "cc-1042", ("api", "batch")),
    App("fraud", "risk", "cc-1077", ("api", "scorer")),
    App("catalog", "shop", "cc-2010", ("web", "api", "indexer")),
    App("search", "shop", "cc-2010", ("api", "indexer")),
    App("pricing", "shop", "cc-2011", ("api", "worker")),
    App("identity", "platform", "cc-3001", ("api", "session")),
    App("gateway", "platform", "cc-3001", ("edge", "proxy")),
    App("notify", "platform", "cc-3004", ("worker", "relay")),
    App("media", "content", "cc-4020", ("web", "encoder", "cache")),
    App("reports", "data", "cc-5005", ("batch", "api")),
    App("events", "data", "cc-5005", ("ingest", "stream", "worker")),
    App("warehouse", "data", "cc-5006", ("loader", "query")),
    App("shipping", "logistics", "cc-6100", ("api", "planner")),
    App("returns", "logistics", "cc-6100", ("web", "worker")),
)

INSTANCE_TYPES: tuple[tuple[str, int, int, float], ...] = (
    ("standard-2", 2, 8, 58.0),
    ("standard-4", 4, 16, 116.0),
    ("standard-8", 8, 32, 231.0),
    ("compute-4", 4, 8, 102.0),
    ("compute-16", 16, 32, 408.0),
    ("memory-4", 4, 32, 152.0),
    ("memory-16", 16, 128, 607.0),
    ("burst-1", 1, 2, 9.5),
)
"""Name, processors, memory in GiB, dollars a month."""

IMAGES = ("base-2026.09", "base-2026.10", "base-2026.11", "hardened-2026.10", "gpu-2026.08")
RUNTIMES = ("python3.13", "python3.12", "node24", "go1.25", "java25")
ENGINES = ("postgres 17.2", "postgres 16.6", "mysql 8.4", "redis 8.0", "documents 7.0")
DISKS = ("ssd", "ssd", "ssd-fast", "hdd")
EVENTS = ("created", "paid", "shipped", "failed", "indexed", "returned", "priced", "scored")

UNWELL: dict[str, tuple[tuple[str, float], ...]] = {
    "demo.compute.instance": (("stopped", 0.06), ("impaired", 0.012), ("starting", 0.006)),
    "demo.database.cluster": (("failing-over", 0.01), ("updating", 0.02)),
    "demo.kubernetes.node": (("not-ready", 0.015),),
    "demo.kubernetes.deployment": (("degraded", 0.02), ("updating", 0.02)),
    "demo.kubernetes.pod": (("pending", 0.015), ("crash-looping", 0.01)),
    "demo.compute.function": (("throttled", 0.01), ("inactive", 0.03)),
    "demo.network.load_balancer": (("impaired", 0.01),),
}
"""How often each kind is in another state than its usual one."""

USUAL: dict[str, str] = {
    "demo.compute.instance": "running",
    "demo.compute.volume": "in-use",
    "demo.compute.function": "active",
    "demo.network.load_balancer": "active",
    "demo.kubernetes.cluster": "active",
    "demo.kubernetes.node": "ready",
    "demo.kubernetes.deployment": "active",
    "demo.kubernetes.pod": "running",
    "demo.messaging.queue": "active",
    "demo.storage.bucket": "active",
    "demo.security.certificate": "issued",
}
"""The usual word for the state; the others say ``available``."""

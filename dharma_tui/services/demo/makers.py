"""How one resource of each kind of the demo estate is made."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dharma_tui.core.types import Json, Scope
from dharma_tui.services.demo.words import DISKS, ENGINES, EVENTS, GIB, IMAGES, INSTANCE_TYPES, RUNTIMES, App


@dataclass(slots=True)
class Item:
    """One resource of the estate, in the provider's own words."""

    key: str
    name: str
    status: str
    labels: dict[str, str]
    attrs: dict[str, Json]


@dataclass(slots=True)
class Site:
    """One account in one region, with what it holds by kind."""

    scope: Scope
    items: dict[str, dict[str, Item]] = field(default_factory=dict)

    def some(self, kind: str, rng: random.Random) -> Item | None:
        """Any item of ``kind``."""
        found = self.items.get(kind)
        return rng.choice(list(found.values())) if found else None

    def key(self, kind: str, rng: random.Random) -> str:
        """The key of any item of ``kind``; empty when there is none."""
        item = self.some(kind, rng)
        return item.key if item else ""


@dataclass(frozen=True, slots=True)
class Making:
    """What the maker of one resource may draw on."""

    site: Site
    rng: random.Random
    serial: int
    app: App
    at: datetime

    def key(self, kind: str) -> str:
        """Any resource of ``kind`` here."""
        return self.site.key(kind, self.rng)

    def before(self, days: float) -> str:
        """A moment within the last ``days``."""
        return (self.at - timedelta(days=self.rng.uniform(0, days))).isoformat(timespec="seconds")

    @property
    def zone(self) -> str:
        """A zone of the region."""
        return self.site.scope.region + self.rng.choice("abc")

    def address(self) -> str:
        """A private address."""
        return f"10.{self.rng.randrange(64)}.{self.rng.randrange(256)}.{self.rng.randrange(4, 251)}"

    @property
    def number(self) -> int:
        """A small number for names."""
        return self.serial % 97 + 1


Made = tuple[str, dict[str, Json]]


def _vpc(it: Making) -> Made:
    name = f"{it.site.scope.account}-{('main', 'data', 'edge', 'legacy')[len(it.site.items.get('demo.network.vpc', ())) % 4]}"
    return name, {"cidr": f"10.{it.rng.randrange(64)}.0.0/16", "created_at": it.before(900)}


def _subnet(it: Making) -> Made:
    public = it.rng.random() < 0.3
    zone = it.zone
    attrs: dict[str, Json] = {
        "vpc": it.key("demo.network.vpc"),
        "cidr": f"10.{it.rng.randrange(64)}.{it.rng.randrange(256)}.0/24",
        "zone": zone,
        "public": public,
        "free_addresses": it.rng.randrange(3, 251),
    }
    return f"{'public' if public else 'private'}-{zone[-1]}-{it.number:02d}", attrs


def _security_group(it: Making) -> Made:
    role = it.rng.choice(it.app.roles)
    return f"{it.app.name}-{role}-sg", {
        "vpc": it.key("demo.network.vpc"),
        "rules": it.rng.randrange(1, 24),
        "open_to_world": it.rng.random() < 0.07,
    }


def _instance(it: Making) -> Made:
    type_, vcpus, memory, cost = it.rng.choice(INSTANCE_TYPES)
    role = it.rng.choice(it.app.roles)
    subnet = it.site.some("demo.network.subnet", it.rng)
    attrs: dict[str, Json] = {
        "type": type_,
        "vcpus": vcpus,
        "memory": memory * GIB,
        "zone": subnet.attrs["zone"] if subnet else it.zone,
        "private_ip": it.address(),
        "image": it.rng.choice(IMAGES),
        "launched_at": it.before(200),
        "vpc": subnet.attrs["vpc"] if subnet else "",
        "subnet": subnet.key if subnet else "",
        "security_groups": [it.key("demo.network.security_group")],
        "monthly_cost": cost,
    }
    return f"{it.app.name}-{role}-{it.number:02d}", attrs


def _load_balancer(it: Making) -> Made:
    targets = sorted({it.key("demo.compute.instance") for _ in range(it.rng.randrange(2, 7))} - {""})
    scheme = "internet" if it.rng.random() < 0.4 else "internal"
    name = f"{it.app.name}-{'pub' if scheme == 'internet' else 'int'}-{it.number:02d}"
    return name, {
        "scheme": scheme,
        "dns_name": f"{name}.{it.site.scope.region}.lb.example.com",
        "targets": list(targets),
        "target_count": len(targets),
        "vpc": it.key("demo.network.vpc"),
        "security_groups": [it.key("demo.network.security_group")],
        "monthly_cost": 22.5,
    }


def _volume(it: Making) -> Made:
    instance = it.site.some("demo.compute.instance", it.rng) if it.rng.random() > 0.08 else None
    size = it.rng.choice((20, 50, 100, 200, 500, 1000))
    attrs: dict[str, Json] = {
        "size": size * GIB,
        "type": it.rng.choice(DISKS),
        "encrypted": it.rng.random() > 0.1,
        "zone": instance.attrs["zone"] if instance else it.zone,
        "instance": instance.key if instance else "",
        "monthly_cost": round(size * 0.08, 2),
    }
    return f"{instance.name if instance else it.app.name}-disk-{it.number}", attrs


def _function(it: Making) -> Made:
    attrs: dict[str, Json] = {
        "runtime": it.rng.choice(RUNTIMES),
        "memory": it.rng.choice((128, 256, 512, 1024, 2048)) * 1024**2,
        "timeout": it.rng.choice((3, 10, 30, 60, 300, 900)),
        "version": it.rng.randrange(1, 240),
        "runs_last_hour": int(it.rng.paretovariate(0.6)) % 90_000,
        "updated_at": it.before(120),
        "queue": it.key("demo.messaging.queue") if it.rng.random() < 0.5 else "",
        "subnet": it.key("demo.network.subnet") if it.rng.random() < 0.4 else "",
        "monthly_cost": round(it.rng.paretovariate(1.2), 2),
    }
    return f"{it.app.name}-on-{it.rng.choice(EVENTS)}", attrs


def _database(it: Making) -> Made:
    engine = it.rng.choice(ENGINES)
    name = f"{it.app.name}-{engine.partition(' ')[0]}-{it.number:02d}"
    replicas = it.rng.randrange(1, 6)
    clients = sorted({it.key("demo.compute.instance") for _ in range(3)} - {""})
    return name, {
        "engine": engine,
        "replicas": replicas,
        "storage": it.rng.choice((50, 100, 500, 2000, 8000)) * GIB,
        "encrypted": it.rng.random() > 0.06,
        "endpoint": f"{name}.{it.site.scope.region}.db.example.com",
        "vpc": it.key("demo.network.vpc"),
        "security_groups": [it.key("demo.network.security_group")],
        "clients": list(clients),
        "monthly_cost": round(180.0 * replicas, 2),
    }


def _bucket(it: Making) -> Made:
    objects = int(it.rng.paretovariate(0.4)) % 90_000_000
    purpose = it.rng.choice(("logs", "uploads", "backups", "exports", "assets"))
    return f"{it.app.name}-{purpose}-{it.serial:05d}", {
        "size": objects * it.rng.randrange(2_000, 900_000),
        "objects": objects,
        "public": it.rng.random() < 0.03,
        "versioned": it.rng.random() < 0.5,
        "created_at": it.before(1500),
        "monthly_cost": round(objects * 0.00002, 2),
    }


def _queue(it: Making) -> Made:
    messages = int(it.rng.paretovariate(0.9)) % 200_000 - 1
    return f"{it.app.name}-{it.rng.choice(EVENTS)}-{it.number:02d}", {
        "messages": max(0, messages),
        "oldest_seconds": it.rng.randrange(0, 3600) if messages > 0 else 0,
        "retention_seconds": it.rng.choice((3600, 86_400, 345_600, 1_209_600)),
        "dead_letters": it.key("demo.messaging.queue") if it.rng.random() < 0.3 else "",
        "created_at": it.before(900),
    }


def _cluster(it: Making) -> Made:
    name = f"{it.site.scope.account}-k8s-{it.number:02d}"
    return name, {
        "version": it.rng.choice(("1.33", "1.34", "1.35")),
        "endpoint": f"https://{name}.{it.site.scope.region}.k8s.example.com",
        "vpc": it.key("demo.network.vpc"),
        "monthly_cost": 73.0,
    }


def _node(it: Making) -> Made:
    subnet = it.site.some("demo.network.subnet", it.rng)
    _, vcpus, memory, _ = it.rng.choice(INSTANCE_TYPES[:7])
    address = it.address()
    return f"node-{address.replace('.', '-')}", {
        "cluster": it.key("demo.kubernetes.cluster"),
        "vcpus": vcpus,
        "memory": memory * GIB,
        "kubelet": f"v1.{it.rng.choice((33, 34, 35))}.{it.rng.randrange(9)}",
        "zone": subnet.attrs["zone"] if subnet else it.zone,
        "subnet": subnet.key if subnet else "",
        "address": address,
    }


def _deployment(it: Making) -> Made:
    desired = it.rng.randrange(1, 13)
    attrs: dict[str, Json] = {
        "namespace": it.app.team,
        "desired": desired,
        "ready": desired,
        "version": _version(it.rng),
        "cluster": it.key("demo.kubernetes.cluster"),
        "database": it.key("demo.database.cluster") if it.rng.random() < 0.4 else "",
        "updated_at": it.before(60),
    }
    return f"{it.app.name}-{it.rng.choice(it.app.roles)}", attrs


def _pod(it: Making) -> Made:
    deployment = it.site.some("demo.kubernetes.deployment", it.rng)
    suffix = f"{it.rng.getrandbits(36):09x}"
    attrs: dict[str, Json] = {
        "namespace": deployment.attrs["namespace"] if deployment else it.app.team,
        "deployment": deployment.key if deployment else "",
        "node": it.key("demo.kubernetes.node"),
        "ip": it.address(),
        "restarts": int(it.rng.paretovariate(1.1)) - 1,
        "version": deployment.attrs["version"] if deployment else _version(it.rng),
        "started_at": it.before(20),
    }
    return f"{deployment.name if deployment else it.app.name}-{suffix[:5]}-{suffix[5:]}", attrs


def _certificate(it: Making) -> Made:
    days = it.rng.randrange(-4, 398)
    domain = f"{it.app.name}.{it.site.scope.region}.example.com"
    attrs: dict[str, Json] = {
        "domain": domain,
        "days_left": days,
        "expires_at": (it.at + timedelta(days=days)).isoformat(timespec="seconds"),
        "algorithm": it.rng.choice(("ecdsa-p256", "rsa-2048", "ed25519")),
        "used_by": it.key("demo.network.load_balancer"),
    }
    return domain, attrs


def _version(rng: random.Random) -> str:
    return f"{rng.randrange(1, 9)}.{rng.randrange(40)}.{rng.randrange(12)}"


MAKERS: Mapping[str, Callable[[Making], Made]] = {
    "demo.network.vpc": _vpc,
    "demo.network.subnet": _subnet,
    "demo.network.security_group": _security_group,
    "demo.network.load_balancer": _load_balancer,
    "demo.compute.instance": _instance,
    "demo.compute.volume": _volume,
    "demo.compute.function": _function,
    "demo.database.cluster": _database,
    "demo.storage.bucket": _bucket,
    "demo.messaging.queue": _queue,
    "demo.kubernetes.cluster": _cluster,
    "demo.kubernetes.node": _node,
    "demo.kubernetes.deployment": _deployment,
    "demo.kubernetes.pod": _pod,
    "demo.security.certificate": _certificate,
}

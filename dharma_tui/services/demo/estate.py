"""The demo estate in memory: made from a seed, listed by the demo provider, changed by its life."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dharma_tui.core.types import Scope
from dharma_tui.services.demo.makers import MAKERS, Item, Making, Site
from dharma_tui.services.demo.words import APPS, ENVIRONMENTS, SCOPES, SHARES, UNWELL, USUAL, App

CORE = 10_000
"""Resources made one by one; a larger estate repeats them in further accounts."""
SMALLEST_SCOPE = 200


class Estate:
    """Everything the demo provider can list. Thread-safe through ``lock``."""

    def __init__(self, size: int, seed: int, at: datetime) -> None:
        """``size`` resources as they were at ``at``; of a larger estate only the first ``CORE``, which are those that live."""
        self.total = size
        self.rng = random.Random(seed)
        self.lock = threading.Lock()
        self.serial = 0
        self.sites = {scope: Site(scope) for scope in _scopes(size)}
        shares = [share for scope, share in SCOPES if scope in self.sites]
        for site, count in zip(self.sites.values(), divided(min(size, CORE), shares), strict=True):
            self._fill(site, count, at)

    @property
    def size(self) -> int:
        """How many resources there are."""
        return sum(len(items) for site in self.sites.values() for items in site.items.values())

    def listing(self, scope: Scope, kind: str) -> list[Item]:
        """What is of ``kind`` in ``scope`` now."""
        with self.lock:
            site = self.sites.get(scope)
            return list(site.items.get(kind, {}).values()) if site else []

    def add(self, site: Site, kind: str, at: datetime, app: App | None = None) -> Item:
        """Make one more of ``kind``."""
        self.serial += 1
        rng = self.rng
        chosen = app or rng.choice(APPS)
        name, attrs = MAKERS[kind](Making(site, rng, self.serial, chosen, at))
        identity = f"{site.scope.account}/{site.scope.region}/{kind.rpartition('.')[2]}-{rng.getrandbits(36):09x}{self.serial:x}"
        item = Item(identity, name, _status(kind, rng), _labels(site.scope.account, chosen, rng), attrs)
        owner = _owner(site, kind, item)
        if owner is not None:
            item.labels = dict(owner.labels)
        _agree(kind, item)
        site.items.setdefault(kind, {})[item.key] = item
        return item

    def _fill(self, site: Site, count: int, at: datetime) -> None:
        counts = dict(zip(SHARES, divided(count, list(SHARES.values())), strict=True))
        for kind in SHARES:
            for _ in range(counts[kind]):
                self.add(site, kind, at)


def divided(total: int, shares: list[float]) -> list[int]:
    """``total`` in whole parts by ``shares``: nothing is lost, and the first parts get one each while it lasts."""
    whole = sum(shares)
    counts = [int(total * share / whole) for share in shares]
    for index in range(len(counts)):
        if not counts[index] and sum(counts) < total:
            counts[index] = 1
    counts[max(range(len(shares)), key=shares.__getitem__)] += total - sum(counts)
    return counts


def _scopes(size: int) -> list[Scope]:
    return [scope for scope, _ in SCOPES[: max(1, min(len(SCOPES), size // SMALLEST_SCOPE))]]


def _labels(account: str, app: App, rng: random.Random) -> dict[str, str]:
    labels = {
        "app": app.name,
        "team": app.team,
        "env": ENVIRONMENTS[account],
        "cost-centre": app.cost_centre,
        "owner": f"{app.team}@example.com",
    }
    if rng.random() < 0.05:  # nobody tags everything
        del labels[rng.choice(("owner", "cost-centre", "team"))]
    return labels


def _status(kind: str, rng: random.Random) -> str:
    roll = rng.random()
    for word, share in UNWELL.get(kind, ()):
        roll -= share
        if roll < 0:
            return word
    return USUAL.get(kind, "available")


def _owner(site: Site, kind: str, item: Item) -> Item | None:
    """What a disk or a pod belongs to, and takes its labels from."""
    for path, owners in _OWNERS.get(kind, {}).items():
        found = site.items.get(owners, {}).get(str(item.attrs.get(path)))
        if found is not None:
            return found
    return None


_OWNERS = {
    "demo.compute.volume": {"instance": "demo.compute.instance"},
    "demo.kubernetes.pod": {"deployment": "demo.kubernetes.deployment"},
}


def _agree(kind: str, item: Item) -> None:
    """Make properties that follow from the state, or the state that follows from them, agree."""
    if kind == "demo.compute.volume" and not item.attrs.get("instance"):
        item.status = "detached"
    if kind == "demo.kubernetes.deployment" and item.status == "degraded":
        item.attrs["ready"] = 0
    if kind == "demo.security.certificate":
        days = item.attrs["days_left"]
        assert isinstance(days, int)
        item.status = "expired" if days < 0 else "expiring" if days < 21 else "issued"


def raw_of(item: Item) -> Mapping[str, Any]:
    """The item as a provider's interface would answer it."""
    return {
        "key": item.key,
        "name": item.name,
        "status": item.status,
        "labels": dict(item.labels),
        "attrs": dict(item.attrs),
    }

"""What happens in the demo estate as time goes by: deployments, scaling, faults and mending."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from dharma_tui.core.types import Scope
from dharma_tui.services.demo.estate import Estate
from dharma_tui.services.demo.makers import Item, Site
from dharma_tui.services.demo.words import APPS, IMAGES, USUAL

Touched = set[str]
"""Kinds in which something changed."""

_POD, _DEPLOYMENT = "demo.kubernetes.pod", "demo.kubernetes.deployment"
_INSTANCE, _VOLUME = "demo.compute.instance", "demo.compute.volume"
_DATABASE, _NODE = "demo.database.cluster", "demo.kubernetes.node"


def live(estate: Estate, at: datetime, events: int = 1) -> tuple[Scope, Touched]:
    """Let ``events`` things happen at one site; where, and in which kinds."""
    with estate.lock:
        rng = estate.rng
        site = rng.choice(list(estate.sites.values()))
        touched: Touched = set()
        for _ in range(events):
            happening = rng.choices(tuple(_HAPPENINGS), tuple(_HAPPENINGS.values()))[0]
            touched |= happening(estate, site, at)
        return site.scope, touched


def _of(site: Site, kind: str, *statuses: str) -> list[Item]:
    return [item for item in site.items.get(kind, {}).values() if item.status in statuses]


def _turn(site: Site, kind: str, rng: random.Random, before: tuple[str, ...], after: str) -> Item | None:
    """One item of ``kind`` that is ``before`` becomes ``after``."""
    found = _of(site, kind, *before)
    if not found:
        return None
    item = rng.choice(found)
    item.status = after
    return item


def _instance_stops(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_INSTANCE} if _turn(site, _INSTANCE, estate.rng, ("running",), "stopped") else set()


def _instance_starts(estate: Estate, site: Site, at: datetime) -> Touched:
    started = _turn(site, _INSTANCE, estate.rng, ("stopped", "starting"), "running")
    if started:
        started.attrs["launched_at"] = at.isoformat(timespec="seconds")
        started.attrs["image"] = IMAGES[2]
    return {_INSTANCE} if started else set()


def _instance_fails(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_INSTANCE} if _turn(site, _INSTANCE, estate.rng, ("running",), "impaired") else set()


def _instance_recovers(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_INSTANCE} if _turn(site, _INSTANCE, estate.rng, ("impaired",), "running") else set()


def _scale_out(estate: Estate, site: Site, at: datetime) -> Touched:
    """New machines of one application, each with its disk."""
    app = estate.rng.choice(APPS)
    for _ in range(estate.rng.randrange(1, 4)):
        instance = estate.add(site, _INSTANCE, at, app)
        instance.status = "running"
        volume = estate.add(site, _VOLUME, at, app)
        volume.status = "in-use"
        volume.name = f"{instance.name}-disk-1"
        volume.attrs["instance"] = instance.key
        volume.labels = dict(instance.labels)
    return {_INSTANCE, _VOLUME}


def _scale_in(estate: Estate, site: Site, at: datetime) -> Touched:
    """One machine goes, and its disks with it."""
    machines = site.items.get(_INSTANCE, {})
    if len(machines) < 2:
        return set()
    gone = machines.pop(estate.rng.choice(list(machines)))
    volumes = site.items.get(_VOLUME, {})
    for key in [key for key, volume in volumes.items() if volume.attrs.get("instance") == gone.key]:
        del volumes[key]
    return {_INSTANCE, _VOLUME}


def _roll_out(estate: Estate, site: Site, at: datetime) -> Touched:
    """A deployment gets a new version: its pods are replaced by new ones."""
    deployment = site.some(_DEPLOYMENT, estate.rng)
    if deployment is None:
        return set()
    major, minor, _ = str(deployment.attrs["version"]).split(".")
    deployment.attrs["version"] = f"{major}.{int(minor) + 1}.0"
    deployment.attrs["updated_at"] = at.isoformat(timespec="seconds")
    deployment.attrs["ready"] = deployment.attrs["desired"]
    deployment.status = USUAL[_DEPLOYMENT]
    pods = site.items.get(_POD, {})
    for key in [key for key, pod in pods.items() if pod.attrs.get("deployment") == deployment.key]:
        del pods[key]
        fresh = estate.add(site, _POD, at)
        fresh.name = f"{deployment.name}-{fresh.key[-5:]}"
        fresh.status = "running"
        fresh.labels = dict(deployment.labels)
        fresh.attrs |= {"deployment": deployment.key, "version": deployment.attrs["version"], "restarts": 0}
        fresh.attrs["started_at"] = at.isoformat(timespec="seconds")
    return {_DEPLOYMENT, _POD}


def _pod_crashes(estate: Estate, site: Site, at: datetime) -> Touched:
    pod = _turn(site, _POD, estate.rng, ("running",), "crash-looping")
    if pod is None:
        return set()
    restarts = pod.attrs["restarts"]
    pod.attrs["restarts"] = (restarts if isinstance(restarts, int) else 0) + estate.rng.randrange(1, 6)
    deployment = site.items.get(_DEPLOYMENT, {}).get(str(pod.attrs["deployment"]))
    if deployment is None:
        return {_POD}
    ready = deployment.attrs["ready"]
    deployment.attrs["ready"] = max(0, (ready if isinstance(ready, int) else 1) - 1)
    deployment.status = "degraded"
    return {_POD, _DEPLOYMENT}


def _pod_recovers(estate: Estate, site: Site, at: datetime) -> Touched:
    pod = _turn(site, _POD, estate.rng, ("crash-looping", "pending"), "running")
    if pod is None:
        return set()
    deployment = site.items.get(_DEPLOYMENT, {}).get(str(pod.attrs["deployment"]))
    if deployment is not None:
        deployment.attrs["ready"] = deployment.attrs["desired"]
        deployment.status = USUAL[_DEPLOYMENT]
    return {_POD, _DEPLOYMENT}


def _database_fails_over(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_DATABASE} if _turn(site, _DATABASE, estate.rng, ("available",), "failing-over") else set()


def _database_recovers(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_DATABASE} if _turn(site, _DATABASE, estate.rng, ("failing-over", "updating"), "available") else set()


def _database_grows(estate: Estate, site: Site, at: datetime) -> Touched:
    database = site.some(_DATABASE, estate.rng)
    if database is None:
        return set()
    storage = database.attrs["storage"]
    database.attrs["storage"] = (storage if isinstance(storage, int) else 0) * 3 // 2
    return {_DATABASE}


def _node_fails(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_NODE} if _turn(site, _NODE, estate.rng, ("ready",), "not-ready") else set()


def _node_recovers(estate: Estate, site: Site, at: datetime) -> Touched:
    return {_NODE} if _turn(site, _NODE, estate.rng, ("not-ready",), "ready") else set()


def _function_published(estate: Estate, site: Site, at: datetime) -> Touched:
    function = site.some("demo.compute.function", estate.rng)
    if function is None:
        return set()
    version = function.attrs["version"]
    function.attrs["version"] = (version if isinstance(version, int) else 0) + 1
    function.attrs["updated_at"] = at.isoformat(timespec="seconds")
    return {"demo.compute.function"}


def _rule_added(estate: Estate, site: Site, at: datetime) -> Touched:
    group = site.some("demo.network.security_group", estate.rng)
    if group is None:
        return set()
    rules = group.attrs["rules"]
    group.attrs["rules"] = (rules if isinstance(rules, int) else 0) + 1
    group.attrs["open_to_world"] = estate.rng.random() < 0.1
    return {"demo.network.security_group"}


def _label_mended(estate: Estate, site: Site, at: datetime) -> Touched:
    """Somebody sets the owner that was missing."""
    for kind, items in site.items.items():
        for item in items.values():
            if "owner" not in item.labels and "team" in item.labels:
                item.labels["owner"] = f"{item.labels['team']}@example.com"
                return {kind}
    return set()


def _bucket_made(estate: Estate, site: Site, at: datetime) -> Touched:
    bucket = estate.add(site, "demo.storage.bucket", at)
    bucket.attrs |= {"objects": 0, "size": 0, "created_at": at.isoformat(timespec="seconds")}
    return {"demo.storage.bucket"}


_HAPPENINGS: dict[Callable[[Estate, Site, datetime], Touched], float] = {
    _roll_out: 6,
    _scale_out: 3,
    _scale_in: 4,
    _pod_crashes: 3,
    _pod_recovers: 5,
    _instance_stops: 3,
    _instance_starts: 4,
    _instance_fails: 2,
    _instance_recovers: 4,
    _database_fails_over: 1,
    _database_recovers: 2,
    _database_grows: 1,
    _node_fails: 1,
    _node_recovers: 3,
    _function_published: 4,
    _rule_added: 2,
    _label_mended: 2,
    _bucket_made: 1,
}
"""What may happen, and how often compared with the rest."""

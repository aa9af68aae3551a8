"""Disks and cards that an instance has beside those that it starts from and is known by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dharma_tui.core.kinds import Lesser
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._paths import first

_ROOTS = frozenset({"/dev/xvda", "/dev/sda1", "/dev/sda"})
"""What images call the disk that they start from, where an instance does not tell."""

_OF_BALANCER = re.compile(r"ELB ((?:app|net|gwy)/.+/[0-9a-f]+)")


def _items(attrs: Mapping[str, Json], name: str) -> Iterator[Mapping[str, Any]]:
    told = attrs.get(name)
    return (each for each in (told if isinstance(told, list) else [told]) if isinstance(each, Mapping))


def _disks_beside(attrs: Mapping[str, Json]) -> Sequence[str]:
    """The disks of an instance but the one that it starts from."""
    root = attrs.get("RootDeviceName")
    roots = {root} if root else _ROOTS
    disks = _items(attrs, "BlockDeviceMappings")
    return [str(first(disk, "Ebs.VolumeId")) for disk in disks if disk.get("DeviceName") not in {None, *roots}]


def _started_elsewhere(attrs: Mapping[str, Json]) -> Sequence[str]:
    """The instances that have a disk and start from another."""
    places = _items(attrs, "Attachments")
    return [str(place.get("InstanceId")) for place in places if place.get("Device") not in {None, *_ROOTS}]


def _cards_beside(attrs: Mapping[str, Json]) -> Sequence[str]:
    """The cards of an instance but its first."""
    cards = _items(attrs, "NetworkInterfaces")
    return [str(card.get("NetworkInterfaceId")) for card in cards if first(card, "Attachment.DeviceIndex")]


def _with_another_card(attrs: Mapping[str, Json]) -> Sequence[str]:
    """The instance that has a card and another before it."""
    return [str(place.get("InstanceId")) for place in _items(attrs, "Attachment") if place.get("DeviceIndex")]


def balancer(attrs: Mapping[str, Json]) -> Json:
    """What a balancer is called in metrics whose card it is, as these say of themselves."""
    found = _OF_BALANCER.fullmatch(str(attrs.get("Description") or ""))
    return found and found[1]


DATA_DISKS = Lesser(_disks_beside, Verb.STORES_IN)
DATA_DISK_OF = Lesser(_started_elsewhere, Verb.STORES_IN, reverse=True)
FURTHER_CARDS = Lesser(_cards_beside, Verb.ROUTES_TO, reverse=True)
FURTHER_CARD_OF = Lesser(_with_another_card, Verb.ROUTES_TO)

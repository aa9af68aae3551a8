"""Scanning a provider by itself, or no longer, by one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.errors import SettingsError, UsageError
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.core.settings import ScanSettings
    from dharma_tui.services import Services


def providers(services: Services) -> tuple[str, ...]:
    """What scheduled scans list."""
    from dharma_tui.services.automatic import scanned_by_itself

    try:
        return scanned_by_itself(services.providers, services.settings.current.scan)
    except UsageError:  # the setting names what is not there, which the scan itself tells of
        return ()


def is_automatic(services: Services, provider: str) -> bool:
    """Whether scheduled scans list ``provider``."""
    return provider in providers(services)


def own_intervals(services: Services) -> Mapping[str, float]:
    """Minutes between scheduled scans of each provider, where the settings say so of some by name; 0 of what none lists."""
    scan = services.settings.current.scan
    named, listed = scan.own_intervals, providers(services)
    others = {service.provider: 0.0 for service in services.providers if service.provider not in listed}
    return {**named, **others, **{name: scan.minutes(name) for name in listed}} if named else {}


def ending(scan: ScanSettings) -> str:
    """The settings with which nothing is scanned by itself any more: providers with intervals of their own go by these alone."""
    own = ", ".join(f"{provider}=0" for provider, minutes in scan.own_intervals.items() if minutes)
    if not own:
        return "scan.interval_minutes = 0"
    told = f"scan.intervals = {printable(own, 80)}"
    return f"{told} with scan.interval_minutes = 0" if scan.interval_minutes else told


async def toggle(services: Services, provider: str) -> tuple[str, str]:
    """Write the setting; what is so now, and what to know about it. Raises SettingsError."""
    from dharma_tui.services.automatic import KEY, providers_setting

    on = not is_automatic(services, provider)
    if providers(services) == (provider,):
        alone = f"{printable(provider, 40)} is all that is scanned by itself"
        raise SettingsError(alone, f"p pauses the schedule; {ending(services.settings.current.scan)} ends it for good")
    value = providers_setting(services.providers, services.settings.current.scan, provider, on=on)
    if value:
        await services.io.run(services.settings.set, KEY, value)
    else:
        await services.io.run(services.settings.unset, KEY)
    if is_automatic(services, provider) != on:
        origin = services.settings.provenance(KEY)
        raise SettingsError(f"{KEY} is said elsewhere: {origin}", "change it there")
    name, minutes = printable(provider, 40), services.settings.current.scan.minutes(provider)
    if not on:
        return f"{name} is scanned only when asked", f"{KEY} is {value or 'as usual'}"
    when = f"every {format.duration(minutes * 60)}" if minutes else "once the schedule has an interval for it"
    return f"{name} is scanned by itself, {when}", f"{KEY} is {value or 'as usual'}"

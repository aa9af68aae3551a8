"""Which providers are scanned by themselves, and what the settings must say so that another is, or no longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.services.scan_parts import taking_part
from dharma_tui.services.scan_selection import choose, providers_of, words

KEY = "scan.providers"


def scanned_by_itself(services: Sequence[ProviderService], settings: ScanSettings) -> tuple[str, ...]:
    """The providers of scheduled scans, of those that are set up. Raises UsageError when the setting names nothing."""
    taken = taking_part(services, settings, "schedule", Selection())
    chosen = choose(taken, Selection(), settings.providers)
    here = set_up(chosen)
    return providers_of(service for service in chosen if service.provider in here)


def set_up(services: Iterable[ProviderService]) -> set[str]:
    """The providers that are set up. Services that find it out in the same way are asked once: it may touch the disk."""
    alike = {(service.provider, type(service).is_set_up): service for service in services}
    return {service.provider for service in alike.values() if service.is_set_up()}


def waits_to_be_asked(services: Sequence[ProviderService], selection: Selection, settings: ScanSettings) -> bool:
    """Whether a scan by hand would call somebody whom no scan calls by itself unless the settings say so."""
    chosen = choose(services, selection, settings.providers)
    return bool(set_up(service for service in chosen if not service.by_itself))


def providers_setting(services: Sequence[ProviderService], settings: ScanSettings, provider: str, *, on: bool) -> str:
    """The value of ``scan.providers`` with which ``provider`` is scanned by itself, or is not; empty: the default will do."""
    usual = list(providers_of(service for service in services if service.by_itself))
    named = list(words(settings.providers)) or usual
    others = [word for word in named if word.partition(".")[0] != provider]
    wanted = [*others, provider] if on else others
    return "" if not wanted or set(wanted) == set(usual) else ", ".join(wanted)

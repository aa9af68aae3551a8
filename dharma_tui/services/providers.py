"""The provider services there are, found by walking ``services.discovery``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.settings import Settings

if TYPE_CHECKING:
    from dharma_tui.core.clock import Clock
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.prompting import Prompter
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.tags import Grouping


def provider_services(
    clock: Clock,
    settings: Callable[[], Settings] = Settings,
    prompter: Prompter | None = None,
    *,
    long_tail: bool = False,
) -> list[ProviderService]:
    """One object of every provider service, under these settings; ``prompter`` asks what only a person knows.

    With ``long_tail``, or where the settings say so, also of those whose kinds nobody has reviewed.
    """
    from dharma_tui.core.prompting import Unattended
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.registry import subclasses
    from dharma_tui.services import discovery

    asking = prompter or Unattended()
    classes = subclasses(discovery, ProviderService)  # type: ignore[type-abstract]
    if long_tail or settings().scan.long_tail:
        from dharma_tui.services.discovery.aws._long_tail import long_tail_services

        classes += long_tail_services()
    return [service.built(clock, settings, asking) for service in classes]


def kinds_of(services: Sequence[ProviderService]) -> Mapping[str, KindSpec]:
    """Every kind that ``services`` list, and what is derived from them, by name."""
    from dharma_tui.core.groups import INFRASTRUCTURE

    return {kind.kind: kind for kind in (*(kind for service in services for kind in service.kinds), INFRASTRUCTURE)}


def groupings_of(services: Sequence[ProviderService]) -> tuple[Grouping, ...]:
    """Everything by which ``services`` say that resources belong together, each once."""
    return tuple(dict.fromkeys(grouping for service in services for grouping in service.groupings))


class LazyKinds(Mapping[str, "KindSpec"]):
    """Every kind by name, found when first looked at: importing the providers takes a while."""

    def __init__(self, services: Callable[[], Sequence[ProviderService]]) -> None:
        self._services = services
        self._known: Mapping[str, KindSpec] | None = None

    def __getitem__(self, kind: str) -> KindSpec:
        return self._found()[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def _found(self) -> Mapping[str, KindSpec]:
        if self._known is None:
            self._known = kinds_of(self._services())
        return self._known

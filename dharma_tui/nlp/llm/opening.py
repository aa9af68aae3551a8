"""The language models of a console: over the settings in force and the names of its inventory. Nothing is imported before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.settings import LlmSettings
    from dharma_tui.nlp.llm.bridge import Bridge, Conversation
    from dharma_tui.nlp.llm.endpoints import Endpoint
    from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms
    from dharma_tui.nlp.llm.usage import Tally
    from dharma_tui.services import Services
    from dharma_tui.services.store.lake import Lake

_VALUES = 100_000
"""Values of tags that are known at most."""


def configured(settings: LlmSettings) -> bool:
    """Whether a language model may be asked. Imports nothing, asks nobody."""
    return bool(settings.endpoints.strip()) and not settings.offline


class LanguageModels:
    """The bridge as the settings want it now, made when first asked for and anew when they change."""

    def __init__(self, services: Services, environment: Mapping[str, str]) -> None:
        self._services = services
        self._environment = environment
        self._bridge: Bridge | None = None
        self._tally: Tally | None = None
        self._known: tuple[int, KnownNames] | None = None
        self._pseudonyms: tuple[str, Pseudonyms] | None = None
        self.chosen = ""
        """The endpoint that a person wants to be asked first, until the console ends."""

    @property
    def available(self) -> bool:
        """Whether one may be asked."""
        return configured(self._services.settings.current.llm)

    @property
    def tally(self) -> Tally | None:
        """What was asked of each endpoint, and what it cost; None: nothing yet."""
        return self._tally

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Those that are configured, the chosen one first. Raises SettingsError."""
        from dharma_tui.nlp.llm.endpoints import endpoints_of

        told = endpoints_of(self._services.settings.current.llm.endpoints)
        return tuple(sorted(told, key=lambda one: one.name != self.chosen))

    def choose(self, name: str) -> None:
        """Ask this endpoint first; empty: as the settings say. Raises SettingsError, UsageError."""
        names = [one.name for one in self.endpoints]
        if name and name not in names:
            raise UsageError(f"there is no endpoint {name!r}", f"one of: {', '.join(names) or 'none is configured'}")
        self.chosen = name
        if self._bridge is not None:
            self._bridge.choose(name)

    async def conversation(self, session: str = "") -> Conversation:
        """A conversation of this session of the chat, whose placeholders stay. Raises NoLlmError, SettingsError, StoreError."""
        wanted = self._services.settings.current.llm
        if self._bridge is None or self._bridge.settings != wanted:
            await self.close()
            self._bridge = self._made(wanted)
            self._bridge.choose(self.chosen)
        kept = self._pseudonyms[1] if self._pseudonyms and self._pseudonyms[0] == session else None
        conversation = await self._bridge.conversation(kept, session)
        self._pseudonyms = (session, conversation.pseudonyms)
        return conversation

    async def close(self) -> None:
        """Close all connections."""
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            await bridge.close()

    def _made(self, settings: LlmSettings) -> Bridge:
        from dharma_tui.nlp.llm.bridge import Bridge
        from dharma_tui.nlp.llm.usage import Tally

        self._tally = self._tally or Tally()
        return Bridge(
            settings,
            environment=self._environment,
            state_folder=self._services.settings.paths.state_folder,
            names=self._names,
            clock=self._services.clock,
            random=Random(),
            tally=self._tally,
            plain=frozenset(_of_ours(self._services.kinds)),
        )

    async def _names(self) -> KnownNames:
        return await self._services.io.run(self._told)

    def _told(self) -> KnownNames:
        """Read anew where something was stored since. Blocks."""
        lake = self._services.lake
        snapshot = lake.snapshot().id
        if self._known is None or self._known[0] != snapshot:
            self._known = (snapshot, told_names(lake))
        return self._known[1]


def _of_ours(kinds: Mapping[str, KindSpec]) -> Iterator[str]:
    """Words with dots that name nothing out there: kinds, and where their properties stand."""
    for kind, spec in kinds.items():
        yield kind
        yield from (column.path for column in spec.columns)


def told_names(lake: Lake) -> KnownNames:
    """What must not leave by name: names of resources, accounts, owners and values of tags of now. Blocks. Raises StoreError."""
    from dharma_tui.nlp.llm.pseudonyms import KnownNames

    rows = lake.query(
        "SELECT DISTINCT unnest([name, account, labels['owner'], labels['Owner'], labels['team'], labels['Team']])"
        " FROM lake.resources"
    )
    values = lake.query(
        f"""SELECT DISTINCT value FROM (SELECT unnest(map_values(labels)) AS value FROM lake.resources)
        WHERE length(value) > 2 AND NOT regexp_full_match(value, '[0-9.:+TZ-]*') LIMIT {_VALUES}"""
    )
    names = [str(name) for (name,) in rows if name]
    return KnownNames((*names, *(str(value) for (value,) in values if _tells(str(value)))))


def _tells(value: str) -> bool:
    """Whether the value of a tag says whose something is; "production", "daily" and "true" are words like others."""
    from dharma_tui.nlp.entities import terms
    from dharma_tui.nlp.supposed_names import ordinary_words

    word = value.strip().casefold()
    return word not in ordinary_words() and word not in terms.words() and word not in {"true", "false", "none", "yes"}

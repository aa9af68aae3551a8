"""What a command needs of the program, made when it is first asked for."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from dharma_tui.cli.flags import Flags
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids, SystemClock, new_id
from dharma_tui.core.errors import SettingsError, UsageError
from dharma_tui.core.kinds import COLLECTIONS
from dharma_tui.core.near import nearest
from dharma_tui.core.paths import DEFAULT_PROFILE, Paths, expanded, placed
from dharma_tui.core.prompting import Prompter, Unattended
from dharma_tui.core.text import storable

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.services.demo.opening import Demo
    from dharma_tui.services.groups import Groups
    from dharma_tui.services.inventory import Inventory
    from dharma_tui.services.logs import Logging
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.settings_source import SettingsSource
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.tag_file import TagFile

log = logging.getLogger(__name__)


class Context:
    """The flags, and what follows from them: paths, settings, log and store. Closes what it opened."""

    def __init__(self, flags: Flags, environment: Mapping[str, str], clock: Clock, ids: Ids = new_id) -> None:
        self.flags = flags
        self.environment = environment
        self.clock = clock
        self.ids = ids
        self.bus = Bus()
        self.closing = ExitStack()
        self.prompter: Prompter = Unattended()
        """Who is asked what only a person knows. To be set before the services are made."""
        self.store_at: Path | None = None
        """The folder of the store of the console that this process works for, whatever the settings say."""
        self.memory_mb = sys.maxsize
        """What the store may take at most, whatever the settings allow. To be set before it is opened."""
        self.long_tail = False
        """Kinds that nobody has reviewed are asked for, whatever the settings say."""

    @classmethod
    def of_process(cls, flags: Flags) -> Context:
        """The context of this very process."""
        return cls(flags, dict(os.environ), SystemClock())

    def __enter__(self) -> Context:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.__exit__(kind, error, trace)

    @cached_property
    def paths(self) -> Paths:
        """The folders and files of the profile. Raises UsageError, SettingsError."""
        config = expanded(self.flags.config) if self.flags.config else None
        demo = self.flags.demo and self.flags.profile == DEFAULT_PROFILE
        return Paths.find(self.environment, profile="demo" if demo else self.flags.profile, config=config)

    @cached_property
    def settings(self) -> SettingsSource:
        """The settings from all layers. Raises SettingsError, UsageError."""
        from dharma_tui.services.settings_source import SettingsSource

        flags = {}
        if self.flags.data_dir:
            folder = placed(expanded(self.flags.data_dir)) / "store"
            flags["store.folder"] = ("--data-dir", str(folder))
        return SettingsSource(
            self.paths,
            environment=self.environment,
            flags=flags,
            words=self.flags.words,
            bus=self.bus,
            clock=self.clock,
        )

    @property
    def folder(self) -> Path:
        """The folder of the store; a demo has its own, which goes with it. Raises SettingsError."""
        if self.store_at is not None:
            return self.store_at
        if self.flags.demo:
            return self.demo.store
        folder = store_folder(self.settings.current.store.folder, self.paths)
        if storable(str(folder)) != str(folder):
            raise SettingsError(
                f"the store cannot be in {folder}: that name is not UTF-8", "name another folder: --data-dir FOLDER"
            )
        return folder

    @cached_property
    def demo(self) -> Demo:
        """The generated estate that was asked for. Raises StoreError."""
        from dharma_tui.cli.output import Output
        from dharma_tui.services.demo.opening import open_demo

        output = Output()
        started = self.clock.monotonic()
        demo = open_demo(
            self.flags.demo, self.clock, self.ids, lambda text: output.progress(f"demo of {self.flags.demo:,}: {text}")
        )
        output.clear_progress()
        log.info("demo made", extra={"size": self.flags.demo, "seconds": round(self.clock.monotonic() - started, 2)})
        self.closing.callback(demo.close)
        return demo

    @cached_property
    def services(self) -> Sequence[ProviderService]:
        """Every provider service there is; of a demo, its own alone."""
        if self.flags.demo:
            return [self.demo.provider]
        from dharma_tui.services.providers import provider_services

        return provider_services(self.clock, lambda: self.settings.current, self.prompter, long_tail=self.long_tail)

    @cached_property
    def kinds(self) -> Mapping[str, KindSpec]:
        """Every kind there is."""
        from dharma_tui.services.providers import kinds_of

        return kinds_of(self.services)

    @cached_property
    def lake(self) -> Lake:
        """The open store, made when there is none. Raises StoreError."""
        from dharma_tui.services.store.lake import Lake

        store = self.settings.current.store
        memory_mb = min(store.memory_mb, self.memory_mb)
        lake = Lake.open(self.folder, clock=self.clock, memory_mb=memory_mb, lock_seconds=store.lock_seconds)
        self.closing.callback(lake.close)
        return lake

    @cached_property
    def io(self) -> IoPool:
        """Threads for calls that block."""
        from dharma_tui.services.pools import IoPool

        io = IoPool(2, "cli")
        self.closing.callback(io.close)
        return io

    @cached_property
    def inventory(self) -> Inventory:
        """What exists, over the open store."""
        from dharma_tui.services.inventory import Inventory

        vocabulary = self.tag_file.vocabulary
        return Inventory(self.lake, self.io, self.bus, self.clock, self.kinds, self.folder, vocabulary=vocabulary)

    @cached_property
    def tag_file(self) -> TagFile:
        """How things are tagged here."""
        from dharma_tui.services.tag_file import TagFile

        return TagFile(self.paths)

    def groups_of(self, lake: Lake) -> Groups:
        """Infrastructures and deployments in ``lake``."""
        from dharma_tui.services.groups import Groups
        from dharma_tui.services.providers import groupings_of

        told = groupings_of(self.services)
        return Groups(lake, self.io, self.clock, self.ids, self.kinds, lambda: told, self.tag_file.current)

    @property
    def scanned(self) -> bool:
        """Whether there was any scan, however it ended. Raises StoreError."""
        return bool(self.lake.query("SELECT 1 FROM lake.scans LIMIT 1"))

    def kinds_named(self, word: str) -> list[str]:
        """The kinds that ``word`` names: one by name or alias, or as it stands where some begin so. Raises UsageError."""
        word = storable(word)
        if word in COLLECTIONS:
            return [word]
        if found := [name for name, spec in self.kinds.items() if word in (name, *spec.aliases)]:
            return found
        begun = word.rstrip(".")
        if any(name.startswith(f"{begun}.") for name in self.kinds) or self._stored(begun):
            return [begun]
        meant = dict.fromkeys((*self.kinds, *self.stored_kinds), "")
        meant |= {alias: f", which is {name}" for name, spec in self.kinds.items() for alias in spec.aliases}
        near = next((name for name in meant if name.endswith(f".{begun}")), "") or nearest(word, meant)
        hint = f"did you mean {near!r}{meant[near]}?" if near else f"there are {', '.join(self.kinds)}"
        raise UsageError(f"there is no kind {word!r}", hint)

    @property
    def stored_kinds(self) -> list[str]:
        """The kinds of what the store has, those that came by import too. Raises StoreError."""
        return [kind for (kind,) in self.lake.query("SELECT DISTINCT kind FROM lake.resources")]

    def _stored(self, word: str) -> bool:
        """Whether the store has, or had, a kind that is called or begins so and that no provider here lists, as an import may
        leave."""
        tables = (
            f"SELECT 1 FROM lake.{table} WHERE kind = ? OR starts_with(kind, ?)" for table in ("resources", "changes")
        )
        return bool(self.lake.query(f"{' UNION ALL '.join(tables)} LIMIT 1", [word, f"{word}."] * 2))

    def start_logging(self) -> Logging | None:
        """Begin to write the log, once; without one when its file cannot be written."""
        return self._logging

    @cached_property
    def _logging(self) -> Logging | None:
        from dharma_tui.core.settings import Settings
        from dharma_tui.services.logs import Logging

        try:
            settings = self.settings.current
        except (SettingsError, UsageError):  # which the command will meet and tell of
            settings = Settings()
        try:
            logging_ = Logging(self.paths.log, settings.log, log_mask)
        except OSError:
            return None
        self.closing.callback(logging_.close)
        return logging_


def log_mask(text: str) -> str:
    """Its patterns take a while to compile, so not before something is logged; neither are those of what people say."""
    from dharma_tui.core.said import SAID
    from dharma_tui.core.secrets import mask

    if not (said := SAID.get()):
        return mask(text)
    from dharma_tui.nlp.llm.spoken_secrets import unsaid

    return unsaid(mask(text), said)


def store_folder(setting: str, paths: Paths) -> Path:
    """Where the store is: the setting, below the data folder when it is relative, else the usual place."""
    return paths.data_folder / expanded(setting) if setting else paths.store

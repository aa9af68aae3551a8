"""Files to import, opened one after the other when it is their turn, and what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli.files import reading
from dharma_tui.core.errors import UnsaidError, UsageError

if TYPE_CHECKING:
    from dharma_tui.core.importer import Found, Importer, Said
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.services.import_files import Member, Meter
    from dharma_tui.services.importing import Wrong

OURS = "lines of resources"


class Files:
    """``named`` files, or - for stdin, those in archives among them; reading them fills ``formats`` and ``moments``."""

    def __init__(self, named: Sequence[str], said: Said, services: Sequence[ProviderService], meter: Meter) -> None:
        self.meter = meter
        self.formats: Counter[str] = Counter()
        self.moments: list[datetime] = []
        """The first and the last that each file is of, by its own words, else when it was last written."""
        self._named = named
        self._said = said
        self._services = services
        self._waiting: list[tuple[str, Importer]] = []
        self._last: dict[type[Importer], Importer] = {}
        self._unsaid: list[UsageError] = []
        """Why files are left out that do not say whose they are, where others may."""

    def contents(self) -> Iterator[tuple[str, Iterator[Found | Wrong]]]:
        """What each file says, and without a name what only all of them tell. Raises UsageError, DharmaError.

        Of several files those are left out that do not say whose they are, unless none says.
        """
        from dharma_tui.services.import_files import members

        count = 0
        for file in self._named:
            name = "stdin" if file == "-" else Path(file).name
            with reading(file, "export") as stream:
                for member in members(name, stream):
                    count += 1
                    yield member.name, self._said_by(member, file)
        if self._unsaid and len(self._unsaid) == count:
            raise self._unsaid[0]
        if (found := next(rest := self._rest(), None)) is not None:
            yield "", chain([found], rest)

    def _rest(self) -> Iterator[Found | Wrong]:
        """What waited in one file for what the others say."""
        from dharma_tui.core.importer import LeftOut
        from dharma_tui.services.importing import Wrong

        for name, reader in self._waiting:
            for found in reader.rest():
                yield Wrong(0, f"{name}: {found.place}", found.reason) if isinstance(found, LeftOut) else found

    def _said_by(self, member: Member, file: str) -> Iterator[Found | Wrong]:
        from dharma_tui.core.importer import LeftOut
        from dharma_tui.services.import_files import opened
        from dharma_tui.services.importing import Wrong, lines_of, parsed
        from dharma_tui.services.json_pieces import pieces

        with opened(member.name, member.file, self._services, self._said, self.meter, member.packed_size) as source:
            if source.reader is None:
                for said in parsed(lines_of(source.file)):
                    yield replace(said, place=f"{member.name}: {said.place}") if isinstance(said, Wrong) else said
            else:
                source.reader.follow([*self._last.values()])
                try:
                    yield from source.reader.read(pieces(source.file))
                except UsageError as error:
                    named = UsageError(f"{_called(member, file)}: {error.message}", error.hint)
                    if not isinstance(error, UnsaidError):
                        raise named from error
                    self._unsaid.append(named)
                    yield Wrong(0, member.name, f"{error.message}: {error.hint}, for it alone")
            if source.unpacked.fault:
                yield LeftOut("at its end" if source.unpacked.given else "the file", source.unpacked.fault)
            self.formats[source.reader.title if source.reader else OURS] += 1
            if source.reader:
                self._last[type(source.reader)] = source.reader
                self._waiting += [(member.name, source.reader)] if source.reader.waits else []
            of = source.reader.moments() if source.reader else ()
            self.moments += of or _written(file)


def _called(member: Member, file: str) -> str:
    """A file as it was named, or as it stands in a folder or archive that was."""
    return member.name if file == "-" else file + member.name.removeprefix(Path(file).name)


def _written(file: str) -> list[datetime]:
    try:
        return [] if file == "-" else [datetime.fromtimestamp(Path(file).stat().st_mtime, UTC)]
    except OSError:
        return []

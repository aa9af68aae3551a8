"""Files to import: which there are, unpacked and as UTF-8, and who reads which."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.importer import Importer, Said
from dharma_tui.services.json_pieces import names_at_top

if TYPE_CHECKING:
    from dharma_tui.core.provider import ProviderService

HEAD = 1 << 16
"""Bytes by which a format is recognised."""
SUFFIXES = (".json", ".jsonl", ".json.gz", ".jsonl.gz", ".zip")
"""What is taken from a folder."""
LARGE = 1 << 30
LARGEST_RATIO = 250
"""What unpacks to more than LARGE bytes and to more than this many times its size is meant to do harm."""
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"7z\xbc\xaf": "an archive of 7-Zip",
    b"PAR1": "a Parquet file",
    b"SQLite": "a database of SQLite",
    b"%PDF": "a PDF",
    b"<": "XML or HTML",
    b"---": "YAML",
    _ZIP: "an archive in an archive",
}
"""How files begin that are no JSON, and what they are."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LONGEST_MARK = max(len(mark) for mark, _ in _MARKS)


@dataclass(slots=True)
class Meter:
    """Bytes read so far of all files, unpacked."""

    read: int = 0


class Unpacked(io.RawIOBase):
    """The bytes of a file as UTF-8 without a mark, whether it is compressed or UTF-16, as some shells write it.

    Where compressed data is damaged or breaks off it ends, and ``fault`` says why. Raises DharmaError where the file cannot
    be read, or unpacks beyond measure.
    """

    def __init__(self, file: IO[bytes], meter: Meter, packed_size: int | None = None) -> None:
        """``packed_size`` is what the file takes in an archive, where it is out of one."""
        self._meter = meter
        self._packed_size = packed_size
        try:
            head = file.read(len(_GZIP))
        except OSError as error:
            raise DharmaError(f"the file cannot be read: {error.strerror}") from error
        self._packed = _Counted(file, head)
        self._compressed = head == _GZIP
        self._read_some = (
            gzip.GzipFile(fileobj=self._packed, mode="rb").read1 if self._compressed else self._packed.read
        )
        self._recode: codecs.IncrementalDecoder | None = None
        self._rest = b""
        self._began = False
        self._given = 0
        self.fault = ""

    @property
    def given(self) -> int:
        """Bytes read of it so far, unpacked."""
        return self._given

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view):
            if not self._rest:
                self._rest = self._more(len(view))
                if not self._rest:
                    break
            taken = self._rest[: len(view) - filled]
            view[filled : filled + len(taken)] = taken
            self._rest = self._rest[len(taken) :]
            filled += len(taken)
        return filled

    def _more(self, size: int) -> bytes:
        while True:
            data = b"" if self.fault else self._read(size)
            while not self._began and 0 < len(data) < _LONGEST_MARK and (more := self._read(size)):
                data += more
            if not self._began and data:
                self._began = True
                mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
                data = data[len(mark) :]
                if encoding != "utf-8":
                    self._recode = codecs.getincrementaldecoder(encoding)("replace")
                if not data:
                    continue
            if self._recode is None:
                return data
            text = self._recode.decode(data, final=not data)
            if text or not data:
                return text.encode("utf-8", "surrogatepass")

    def _read(self, size: int) -> bytes:
        try:
            data = self._read_some(max(size, 4)) or b""
        except EOFError:
            self.fault = "the compressed data ends in the middle"
            return b""
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error):
            self.fault = "the compressed data is damaged"
            return b""
        except OSError as error:
            raise DharmaError(f"the file cannot be read: {error.strerror}") from error
        self._given += len(data)
        self._meter.read += len(data)
        packed = self._packed_size or (self._packed.read_so_far if self._compressed else self._given)
        if self._given > max(LARGE, LARGEST_RATIO * packed):
            raise DharmaError(
                f"it unpacks to more than {LARGEST_RATIO} times its size",
                "unpack it first, if it is meant to be so large",
            )
        return data


class _Counted(io.RawIOBase):
    """A file and what was read of it, beginning with ``head``, which was read already."""

    def __init__(self, file: IO[bytes], head: bytes) -> None:
        self._file = file
        self._head = head
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        head, self._head = self._head[: len(view)], self._head[len(view) :]
        data = head + self._file.read(len(view) - len(head)) if len(head) < len(view) else head
        view[: len(data)] = data
        self.read_so_far += len(data)
        return len(data)


@dataclass(slots=True)
class Source:
    """One file to import, open, and who reads it; without ``reader`` it is lines as ``export`` writes them."""

    name: str
    unpacked: Unpacked
    file: IO[bytes]
    reader: Importer | None


@contextmanager
def opened(
    name: str,
    file: IO[bytes],
    services: Sequence[ProviderService],
    said: Said,
    meter: Meter | None = None,
    packed_size: int | None = None,
) -> Iterator[Source]:
    """``file`` unpacked, and who reads what is in it. Raises UsageError, DharmaError."""
    unpacked = Unpacked(file, meter or Meter(), packed_size)
    reader = io.BufferedReader(unpacked, HEAD)
    try:
        head = reader.peek(HEAD)[:HEAD]
        if what := next((what for start, what in _OTHERS.items() if head.startswith(start)), ""):
            unpacked.fault = f"it is {what}, which is not read here: unpack or convert it first"
            yield Source(name, unpacked, io.BytesIO(), None)
        else:
            yield Source(name, unpacked, reader, _reader(head.decode("utf-8", "surrogateescape"), services, said))
    finally:
        reader.detach()


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or one of those in an archive: what it is called, its bytes, and in an archive how many they are there."""

    name: str
    file: IO[bytes]
    packed_size: int | None = None


def members(name: str, file: IO[bytes]) -> Iterator[Member]:
    """The files in ``file`` where it is a zip archive, else itself. Raises UsageError."""
    if not file.seekable():
        yield Member(name, file)
        return
    head = file.read(len(_ZIP))
    file.seek(0)
    if head != _ZIP:
        yield Member(name, file)
        return
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [each for each in archive.infolist() if not each.is_dir() and not _is_aside(each.filename)]
            for each in inside:
                if each.flag_bits & 1:
                    raise UsageError(f"{name} is locked with a password", "unpack it first")
                with archive.open(each) as member:
                    yield Member(f"{name}/{each.filename}", member, max(1, each.compress_size))
    except (zipfile.BadZipFile, NotImplementedError, zlib.error) as error:
        raise UsageError(f"{name} is a damaged archive: {error}", "fetch it again, or unpack it first") from error
    if not inside:
        raise UsageError(f"{name} has nothing to import", "it is an archive without files")


def _is_aside(name: str) -> bool:
    """Whether a file in an archive is one of the packer's own."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _reader(head: str, services: Sequence[ProviderService], said: Said) -> Importer | None:
    from dharma_tui.core.registry import subclasses
    from dharma_tui.services import discovery

    names, listed = names_at_top(head)
    ours = not listed and ({"kind", "key"} <= names or {"src", "dst"} <= names)
    if ours or not names:
        return None
    importers = [importer(services, said) for importer in subclasses(discovery, Importer)]  # type: ignore[type-abstract]
    if (claiming := next((importer for importer in importers if importer.claims(names, listed)), None)) is not None:
        return claiming
    if not listed and head.lstrip().partition("\n")[0].strip() != "{":
        return None  # lines, each of which is a document
    return next((importer for importer in importers if importer.claims_last), None)


def files_named(words: Sequence[str]) -> list[str]:
    """The files that ``words`` name, those of a folder and the folders in it in order. Raises UsageError."""
    found: list[str] = []
    for word in words:
        path = Path(word)
        if word == "-" or not path.is_dir():
            found.append(word)
            continue
        inside = [
            str(file) for file in sorted(path.rglob("*")) if file.name.lower().endswith(SUFFIXES) and file.is_file()
        ]
        if not inside:
            raise UsageError(f"{path} has nothing to import", f"it should have files that end in {', '.join(SUFFIXES)}")
        found += inside
    return found

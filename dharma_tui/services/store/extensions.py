"""DuckDB extensions, loaded from their Python packages by path: nothing is ever fetched."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from dharma_tui.core.errors import ExtensionMissingError
from dharma_tui.services.store.signature import signed

if TYPE_CHECKING:
    import duckdb

EXTENSIONS = ("sqlite_scanner", "ducklake")
"""In the order they must be loaded."""

_PACKAGE = "duckdb_extension_{}"


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load what the lake needs. Raises ExtensionMissingError."""
    import duckdb

    _spare_pandas()
    for name in EXTENSIONS:
        path = str(extension_path(name, duckdb.__version__)).replace("'", "''")
        try:
            connection.execute(f"LOAD '{path}'")
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise _missing(name, duckdb.__version__, f"could not be loaded: {error}") from error


def are_signed() -> bool:
    """Whether DuckDB's signature of every extension has been checked here, so that DuckDB need not do it once more.

    It takes a tenth of a second for each, every time; where this does not find them signed, DuckDB itself looks and refuses.
    Raises ExtensionMissingError.
    """
    import duckdb

    return all(signed(extension_path(name, duckdb.__version__)) for name in EXTENSIONS)


def extension_path(name: str, version: str) -> Path:
    """The file of extension ``name`` built for DuckDB ``version``. Raises ExtensionMissingError."""
    spec = find_spec(_PACKAGE.format(name))
    if spec is None or not spec.submodule_search_locations:
        raise _missing(name, version, "is not installed")
    for location in spec.submodule_search_locations:
        path = Path(location) / "extensions" / f"v{version}" / f"{name}.duckdb_extension"
        if path.is_file():
            return path
    raise _missing(name, version, f"is installed for another version than DuckDB {version}")


def _missing(name: str, version: str, problem: str) -> ExtensionMissingError:
    package = _PACKAGE.format(name).replace("_", "-")
    return ExtensionMissingError(
        f"The DuckDB extension {name} {problem}",
        f"{Path(sys.executable).name} -m pip install '{package}=={version}'",
    )


def _spare_pandas() -> None:
    """Let DuckDB find at once that there is no pandas, where there is none.

    It tries to import it twice for each value of each parameter, and Python searches all folders every time: a list of a
    hundred words takes 25 ms instead of 2.
    """
    if "pandas" not in sys.modules and find_spec("pandas") is None:
        sys.modules["pandas"] = None  # type: ignore[assignment]


class _Utc(tzinfo):
    """What DuckDB asks of a pytz time zone, answered by the standard library."""

    def localize(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC)

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return "UTC"

    def fromutc(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC)


def teach_utc(connection: duckdb.DuckDBPyConnection) -> None:
    """Make TIMESTAMPTZ values come back as UTC datetimes.

    DuckDB imports pytz for them, once in a process, and only ever for the session's zone, which here is always UTC.
    """
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    utc = _Utc()
    stand_in = ModuleType("pytz")
    stand_in.timezone = lambda name: utc  # type: ignore[attr-defined]
    installed = sys.modules.get("pytz")
    sys.modules["pytz"] = stand_in
    try:
        connection.execute("SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z'").fetchall()
    finally:
        del sys.modules["pytz"]
        if installed is not None:
            sys.modules["pytz"] = installed

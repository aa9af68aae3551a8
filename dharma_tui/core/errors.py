"""What can go wrong, as a tree. Every error says what happened; ``hint`` says what to do.

DharmaError
├── UsageError                 the request itself is wrong (exit code 2)
│   ├── FilterError            a filter, view or time expression; knows the position
│   ├── UnsaidError            a file does not say whose it is, or where, what it lists
│   └── CypherError            a query that cannot be read, or would change something
├── SettingsError              a setting or its file is wrong
├── NotFoundError              no such resource, snapshot, scan or kind
│   └── GoneError              a resource that was there before; knows as of which snapshot
├── ExportError                a file could not be written for somebody else to read
├── PlanRefusedError           a plan has expired, or what it would change is not as it was
├── ScanRunningError           another scan of the same provider is running
├── GraphServerError           Neo4j, where one is configured
│   ├── NoGraphServerError     none is configured
│   └── SyncTakenError         another process brings it level
├── LlmError                   a language model, where one is configured
│   └── NoLlmError             none is configured, or they are switched off
├── ImportCancelledError       an import was stopped by a person
├── StoreError                 the lake
│   ├── StoreBusyError         another process held the write lock too long
│   ├── StoreNewerError        written by a newer version of this program
│   ├── StoreDamagedError      the catalogue or a data file cannot be read
│   ├── StoreReadOnlyError     no permission to write
│   ├── StoreFullError         no room left on the disk
│   └── ExtensionMissingError  a DuckDB extension package is not installed
└── ProviderError              a scope could not be listed
    ├── AuthError              credentials missing, wrong or expired
    ├── AccessDeniedError      authenticated, but not allowed; ``hint`` names the permission
    ├── ThrottledError         too many calls
    ├── TimedOutError          no answer in time
    ├── UnreachableError       nothing answers there
    ├── NotHereError           there is no such list in this place; the scope is skipped
    └── MalformedAnswerError   an answer that cannot be understood
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef


class DharmaError(Exception):
    """Base of every error shown to a person."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(DharmaError):
    """The request itself is wrong."""


class UnsaidError(UsageError):
    """A file does not say whose it is what it lists, or where, and nobody else did."""


class FilterError(UsageError):
    """An expression that cannot be read. ``position`` is the 0-based offset in ``text`` where reading stopped."""

    def __init__(self, message: str, hint: str = "", *, text: str = "", position: int = 0) -> None:
        super().__init__(message, hint)
        self.text = text
        self.position = position


class CypherError(UsageError):
    """A query that the graph server cannot read, or that would change something."""


class GraphServerError(DharmaError):
    """The graph server cannot be reached, or does not do what was asked."""


class NoGraphServerError(GraphServerError):
    """No graph server is configured."""


class SyncTakenError(GraphServerError):
    """Another process brings the graph server level with the store."""


class LlmError(DharmaError):
    """No language model could be asked, or what came is no answer."""


class NoLlmError(LlmError):
    """No language model is configured, or asking them is switched off."""


class SettingsError(DharmaError):
    """A setting or its file is wrong."""


class NotFoundError(DharmaError):
    """What was asked for is not there."""


class GoneError(NotFoundError):
    """The resource ``ref`` is there no more; as of the snapshot ``last`` it was."""

    def __init__(self, message: str, hint: str, *, ref: ResourceRef, last: str) -> None:
        super().__init__(message, hint)
        self.ref = ref
        self.last = last


class PlanRefusedError(DharmaError):
    """A plan may no longer be carried out."""


class ScanRunningError(DharmaError):
    """Another scan of the same provider is running, in this process or another."""


class ImportCancelledError(DharmaError):
    """Somebody stopped an import before it saved anything."""


class ExportError(DharmaError):
    """A file could not be written."""


class StoreError(DharmaError):
    """The store cannot do what was asked; nothing already stored is lost."""


class StoreBusyError(StoreError):
    """Another process held the write lock too long."""


class StoreNewerError(StoreError):
    """The store was written by a newer version of this program."""


class StoreDamagedError(StoreError):
    """The catalogue or a data file cannot be read."""


class StoreReadOnlyError(StoreError):
    """The store may not be written."""


class StoreFullError(StoreError):
    """The disk has no room left."""


class ExtensionMissingError(StoreError):
    """A DuckDB extension package is not installed."""


class ModelError(DharmaError):
    """A trained model is missing, or not the one that was delivered."""


class ProviderError(DharmaError):
    """A scope could not be listed."""


class AuthError(ProviderError):
    """Credentials are missing, wrong or expired."""


class AccessDeniedError(ProviderError):
    """Authenticated, but not allowed."""


class ThrottledError(ProviderError):
    """Too many calls."""


class TimedOutError(ProviderError):
    """No answer in time."""


class UnreachableError(ProviderError):
    """Nothing answers there."""


class NotHereError(ProviderError):
    """There is no such list in this place, which is no failure."""


class MalformedAnswerError(ProviderError):
    """An answer that cannot be understood."""

"""What files to import hold, told without storing any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dharma_tui.core.importer import Found, Gone, LeftOut, More, Page, Partly, Unknown
from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.import_files import Meter
from dharma_tui.services.import_pages import Pages
from dharma_tui.services.importing import WRONG_SHOWN, Wrong

TELL_EVERY = 2_000


@dataclass(slots=True)
class Counted:
    """Everything that files hold, by what it is of."""

    formats: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    accounts: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    relationships: int = 0
    more: int = 0
    """How often more is told of what other files list, or is stored."""
    wrong: list[Wrong] = field(default_factory=list)
    wrong_count: int = 0
    cut_short: int = 0
    _pages: Pages = field(default_factory=Pages)
    _scopes: dict[int, Scope] = field(default_factory=dict)
    """Where each resource is."""
    _gone: set[int] = field(default_factory=set)

    @property
    def gone(self) -> int:
        """How many are said to be there no longer, and by nothing after that to be there."""
        return len(self._gone)

    def take(self, item: Found | Wrong, name: str) -> None:
        """Count one thing found in the file ``name``."""
        match item:
            case Resource():
                self._take_resource(item)
            case Partly():
                self._take_resource(item.resource)
            case More():
                self.more += 1
            case Relationship():
                self.relationships += 1
            case Gone():
                identity = hash((item.kind, item.key))
                self._forget(item.kind, identity)
                self._gone.add(identity)
            case Unknown():
                self.unknown[item.type[:200]] += 1
            case LeftOut():
                self._leave_out(Wrong(0, f"{name}: {item.place}", item.reason[:300]))
            case Page():
                self._pages.take(item, name)
            case Wrong():
                self._leave_out(item)

    def end(self) -> None:
        """All is read: it is known which lists are cut short."""
        for place, why in self._pages.cut_short():
            self.cut_short += 1
            self._tell(Wrong(0, place, why))

    def _take_resource(self, resource: Resource) -> None:
        identity = hash((resource.ref.kind, resource.ref.key))
        self._forget(resource.ref.kind, identity)  # of what is told twice an import keeps the last
        self._gone.discard(identity)
        self._scopes[identity] = resource.scope
        self._tally(resource.ref.kind, resource.scope, 1)

    def _forget(self, kind: str, identity: int) -> None:
        if (scope := self._scopes.pop(identity, None)) is not None:
            self._tally(kind, scope, -1)

    def _tally(self, kind: str, scope: Scope, number: int) -> None:
        for tally, word in ((self.kinds, kind), (self.accounts, scope.account), (self.regions, scope.region)):
            tally[word] += number
            if not tally[word]:
                del tally[word]

    def _leave_out(self, wrong: Wrong) -> None:
        self.wrong_count += 1
        self._tell(wrong)

    def _tell(self, wrong: Wrong) -> None:
        if len(self.wrong) < WRONG_SHOWN:
            self.wrong.append(wrong)


def count(
    files: Iterable[tuple[str, Iterable[Found | Wrong]]],
    meter: Meter,
    progress: Callable[[int], None],
    *,
    replace: bool = False,
) -> Counted:
    """Read ``files`` to their end, as an import would that makes them the whole truth with ``replace``. Raises what that raises."""
    counted, items, told = Counted(_pages=Pages(replace)), 0, 0
    for name, found in files:
        for item in found:
            counted.take(item, name)
            items += 1
            if items % TELL_EVERY == 0 or meter.read - told > 1 << 24:
                told = meter.read
                progress(items)
    counted.end()
    return counted

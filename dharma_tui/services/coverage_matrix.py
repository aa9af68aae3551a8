"""Coverage by account and region, from the last report of each part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dharma_tui.core.matrix import ALL, Cell, Matrix, Row, matrix_of, summed
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScopeStatus, Selection
from dharma_tui.core.types import Scope
from dharma_tui.services.coverage_kinds import ListedThere, is_enabled
from dharma_tui.services.scan_selection import prefixes_of, words

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage

_WILD = "*?["


def matrix_from(
    coverage: Sequence[Coverage],
    regions_setting: str = "",
    told: Iterable[Scope] = (),
    there_are: ListedThere | None = None,
) -> Matrix:
    """The matrix of ``coverage``; ``told`` are scopes that are known to be there, scanned or not."""
    there_are = there_are or ListedThere(())
    there_are.learn(part.scope for part in coverage)
    grouped: dict[Scope, list[Coverage]] = {}
    for part in coverage:
        grouped.setdefault(part.scope, []).append(part)
    cells = {
        (Row(scope.provider, scope.account), scope.region): _place(several, there_are.kinds(scope))
        for scope, several in grouped.items()
    }
    chosen = words(regions_setting)
    named = [word for word in chosen if not any(sign in word for sign in _WILD)]
    there = {region for _, region in cells} | {scope.region for scope in told} | (set(named) if cells else set())
    off = {region for region in there - {""} if chosen and not any(fnmatchcase(region, word) for word in chosen)}
    matrix = matrix_of(cells, there, off)
    return replace(matrix, apart=_apart(matrix, cells, there_are))


def _apart(matrix: Matrix, cells: Collection[tuple[Row, str]], there_are: ListedThere) -> frozenset[tuple[Row, str]]:
    """The places that cannot be: an account that has regions of one partition has none of another."""
    worlds: dict[Row, set[str]] = {}
    for row, region in cells:
        if region:
            worlds.setdefault(row, set()).add(there_are.world_of(row.provider, region))
    regions = [region for region in matrix.regions if region not in ("", ALL)]
    return frozenset(
        (row, region)
        for row, its in worlds.items()
        for region in regions
        if there_are.world_of(row.provider, region) not in its
    )


def parts_of(coverage: Iterable[Coverage], row: Row, region: str) -> list[Coverage]:
    """The parts of one cell, a sum's included."""
    return [
        part
        for part in coverage
        if row.provider in ("", part.scope.provider)
        and row.account in (ALL, part.scope.account)
        and region in (ALL, part.scope.region)
    ]


def selection_of(
    coverage: Sequence[Coverage], services: Sequence[ProviderService], row: Row, region: str, setting: str = ""
) -> Selection:
    """What to scan so that exactly this cell is: naming a region does not leave out what is of none.

    ``setting`` is that of the providers, which may leave services out.
    """
    enabled = tuple(word for word in words(setting) if row.provider and word.partition(".")[0] == row.provider)
    providers = enabled or ((row.provider,) if row.provider else ())
    accounts = () if row.account in (ALL, "") else (literal(row.account),)
    if region == ALL:
        return Selection(providers, (), accounts)
    listed = {kind.kind: service for service in services for kind in service.kinds}
    there_are = [kind for kind, service in listed.items() if row.provider in ("", service.provider)]
    of_it = [kind for kind in there_are if is_enabled(listed[kind], words(setting))]
    regional = {part.kind for part in coverage if part.scope.region}
    seen = {part.kind for part in coverage if not part.scope.region} - regional
    nowhere = {kind for kind in of_it if is_nowhere(listed[kind], kind in seen)}
    wanted = [kind for kind in of_it if (kind in nowhere) == (region == "")]
    if setting and not wanted:
        return selection_of(coverage, services, row, region)  # it leaves all of the cell out, which is asked for now
    if len(wanted) == len(of_it):
        return Selection(providers, (literal(region),) if region else (), accounts)
    return Selection(providers, (literal(region),) if region else (), accounts, prefixes_of(wanted, there_are))


def is_nowhere(service: ProviderService, seen: bool) -> bool:
    """Whether what a service lists is of no region: as it says itself, else as was ``seen``."""
    return seen if service.is_regional is None else not service.is_regional


def literal(name: str) -> str:
    """``name`` as a pattern that nothing else matches."""
    return "".join(f"[{character}]" if character in _WILD else character for character in name)


def _place(parts: Sequence[Coverage], kinds: Collection[str]) -> Cell:
    asked = {part.kind for part in parts if part.complete_at or not part.report.cut_off}
    return replace(summed(map(_cell, parts)), asked=len(asked), kinds=len(asked.union(kinds)))


def _cell(part: Coverage) -> Cell:
    status = part.report.status
    return Cell(
        1,
        int(status is ScopeStatus.COMPLETE),
        int(status is ScopeStatus.FAILED),
        int(status is ScopeStatus.PARTIAL),
        int(status is ScopeStatus.SKIPPED),
        part.known,
        part.complete_at,
    )

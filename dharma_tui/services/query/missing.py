"""Why something that a relationship names is not in the inventory, as far as that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dharma_tui.core.dangling import Missing, Why
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.types import ResourceRef, Scope

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage
    from dharma_tui.services.store.lake import Lake


@dataclass(frozen=True, slots=True)
class Named:
    """What is missing, and where the resource is whose properties name it."""

    ref: ResourceRef
    by: Scope


def why_missing(lake: Lake, coverage: Sequence[Coverage], named: Collection[Named]) -> Mapping[ResourceRef, Missing]:
    """Of each when it went, or why it was never seen."""
    gone = _gone(lake, [each.ref for each in named])
    covered: dict[str, dict[tuple[str, str], Coverage]] = {}
    for part in coverage:
        covered.setdefault(part.kind, {})[part.scope.account, part.scope.region] = part
    accounts = {part.scope.account for part in coverage if part.scope.account}
    services = {kind.rpartition(".")[0] for kind in covered}
    return {each.ref: _reason(each, gone, covered.get(each.ref.kind, {}), accounts, services) for each in named}


def _reason(
    named: Named,
    gone: Mapping[ResourceRef, datetime],
    covered: Mapping[tuple[str, str], Coverage],
    accounts: Collection[str],
    services: Collection[str],
) -> Missing:
    if named.ref in gone:
        return Missing(Why.DELETED, f"gone since {gone[named.ref].astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    account, region = _place(named)
    if account and accounts and account not in accounts:
        return Missing(Why.ELSEWHERE, f"in account {account}, which is not scanned")
    if not covered and named.ref.kind in services:
        return Missing(Why.NOT_SCANNED, f"not among the kinds of {named.ref.kind} that are scanned")
    if not covered:
        return Missing(Why.NOT_SCANNED, "its kind is not scanned")
    part = covered.get((account, region)) or covered.get((account, ""))
    if part is None:
        if not region and not account:
            return Missing(Why.ABSENT, "not in the inventory")
        return Missing(Why.NOT_SCANNED, f"its kind is not scanned in {region or account}")
    where = f" in {region}" if region else ""
    if part.report.elsewhere:
        return Missing(Why.NOT_SCANNED, f"its kind has no list{where}")
    if part.report.cut_off:
        return Missing(Why.NOT_SCANNED, f"no scan has come to its kind{where} yet")
    if part.report.status is not ScopeStatus.COMPLETE:
        return Missing(Why.INCOMPLETE, f"its kind could not be listed to the end{where}")
    return Missing(Why.ABSENT, "was not there when its kind was listed")


def _place(named: Named) -> tuple[str, str]:
    """The account and region that an ARN says; those of who names it, where it says none."""
    parts = named.ref.key.split(":", 5)
    if parts[0] == "arn" and len(parts) == 6:
        return parts[4] or named.by.account, parts[3]
    return named.by.account, named.by.region


def _gone(lake: Lake, refs: Sequence[ResourceRef]) -> Mapping[ResourceRef, datetime]:
    rows = lake.query(
        "SELECT kind, key, max(\"at\") FROM lake.changes WHERE change = 'removed'"
        " AND key IN (SELECT unnest(?)) GROUP BY kind, key",
        [[ref.key for ref in refs]],
    )
    wanted = set(refs)
    return {ref: at for kind, key, at in rows if (ref := ResourceRef(kind, key)) in wanted}

"""Why something that a relationship names is not in the inventory, as far as that is known."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dharma_tui.core.dangling import Missing, Why
from dharma_tui.core.hosts import region_of
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.owners import owner_beside
from dharma_tui.core.references import is_identity
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.types import ResourceRef, Scope

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage
    from dharma_tui.services.store.lake import Lake


_NOT_OURS = Missing(Why.NOT_OURS, "not ours: somebody else's, or deleted")


@dataclass(frozen=True, slots=True)
class Named:
    """What is missing, and where the resource is whose properties name it."""

    ref: ResourceRef
    by: Scope


def why_missing(
    lake: Lake, coverage: Sequence[Coverage], named: Collection[Named], ours_alone: Collection[str] = ()
) -> Mapping[ResourceRef, Missing]:
    """Of each when it went, or why it was never seen. Of the kinds ``ours_alone`` those of others are not listed."""
    gone = _gone(lake, [each.ref for each in named])
    owners = _owners(lake, [each.ref for each in named if each.ref not in gone])
    covered: dict[str, dict[tuple[str, str], Coverage]] = {}
    for part in coverage:
        covered.setdefault(part.kind, {})[part.scope.account, part.scope.region] = part
    accounts = {part.scope.account for part in coverage if part.scope.account}
    services = {kind.rpartition(".")[0] for kind in covered}
    found = {
        each.ref: _reason(each, gone, _place(each, owners), covered.get(each.ref.kind, {}), accounts, services)
        for each in named
    }
    others = [ref for ref, why in found.items() if why.why is Why.ABSENT and ref.kind in ours_alone]
    return found | {ref: _NOT_OURS for ref in others if not _says_whose(ref, owners)}


def own_only(kinds: Mapping[str, KindSpec]) -> frozenset[str]:
    """Those of ``kinds`` that are listed as far as they are our own."""
    return frozenset(kind for kind, spec in kinds.items() if spec.own_only)


def _reason(
    named: Named,
    gone: Mapping[ResourceRef, datetime],
    place: tuple[str, str],
    covered: Mapping[tuple[str, str], Coverage],
    accounts: Collection[str],
    services: Collection[str],
) -> Missing:
    if named.ref in gone:
        return Missing(Why.DELETED, f"gone since {gone[named.ref].astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    account, region = place
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
    whole = part.report.status is ScopeStatus.COMPLETE
    if part.report.imported and (whole or not part.complete_at):
        return Missing(Why.ABSENT if whole else Why.INCOMPLETE, f"not in what of its kind was {part.report.brought}")
    if not whole and not part.report.imported:
        return Missing(Why.INCOMPLETE, f"its kind could not be listed to the end{where}")
    return Missing(Why.ABSENT, "was not there when its kind was listed")


def _place(named: Named, owners: Mapping[ResourceRef, tuple[str, str]]) -> tuple[str, str]:
    """The account and region that an ARN or a host says, or that stand beside an id; those of who names it, where none is said."""
    parts = named.ref.key.split(":", 5)
    if parts[0] == "arn" and len(parts) == 6:
        return parts[4] or named.by.account, parts[3]
    account, region = owners.get(named.ref, ("", ""))
    return account or named.by.account, region or region_of(named.ref.key) or named.by.region


def _says_whose(ref: ResourceRef, owners: Mapping[ResourceRef, tuple[str, str]]) -> bool:
    """Whether it, or what stands beside it, says which account it is of."""
    return ref in owners or (ref.key.startswith("arn:") and ref.key.split(":", 5)[4:5] not in ([], [""]))


_NAMING = """
    SELECT missing_kind, missing_key, attrs::VARCHAR FROM (
        SELECT dst_kind AS missing_kind, dst_key AS missing_key, src_kind AS kind, src_key AS key FROM lake.relationships
        WHERE dst_key IN (SELECT unnest($1))
        UNION SELECT src_kind, src_key, dst_kind, dst_key FROM lake.relationships WHERE src_key IN (SELECT unnest($1))
    ) JOIN lake.resources USING (kind, key)
    WHERE regexp_matches(attrs::VARCHAR, '(?i)(owner|user|account)(_?id)?"')
    ORDER BY missing_kind, missing_key, kind, key"""


def _owners(lake: Lake, refs: Sequence[ResourceRef]) -> Mapping[ResourceRef, tuple[str, str]]:
    """The account and region of ids, where whoever names them has these beside them."""
    ids = sorted({ref.key for ref in refs if not ref.key.startswith("arn:") and is_identity(ref.key)})
    found: dict[ResourceRef, tuple[str, str]] = {}
    for rows in lake.stream(_NAMING, [ids]) if ids else ():
        for kind, key, attrs in rows:
            if (ref := ResourceRef(kind, key)) not in found and (owner := owner_beside(json.loads(attrs), key))[0]:
                found[ref] = owner
    return found


def _gone(lake: Lake, refs: Sequence[ResourceRef]) -> Mapping[ResourceRef, datetime]:
    rows = lake.query(
        "SELECT kind, key, max(\"at\") FROM lake.changes WHERE change = 'removed'"
        " AND key IN (SELECT unnest(?)) GROUP BY kind, key",
        [[ref.key for ref in refs]],
    )
    wanted = set(refs)
    return {ref: at for kind, key, at in rows if (ref := ResourceRef(kind, key)) in wanted}

"""Why there is nothing of some kinds: they were listed and there is none, listing them failed, or nobody has listed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from dharma_tui.core.format import counted, since
from dharma_tui.core.groups import PROVIDER as GROUPS
from dharma_tui.core.kinds import is_named
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.trouble import told, troubles

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.services.store.coverage import Coverage

SHOWN = 3
"""Kinds named of several that nobody has listed."""


class NoneFound(NamedTuple):
    """In words why there is nothing, and what would help; no words where no scan lists such things."""

    why: str = ""
    hint: str = ""


def none_found(
    coverage: Iterable[Coverage], kinds: Sequence[str], specs: Mapping[str, KindSpec], now: datetime
) -> NoneFound:
    """What scans say of ``kinds`` that nothing here is of."""
    if all(kind.partition(".")[0] == GROUPS for kind in kinds):
        return NoneFound()
    of_them = [part for part in coverage if any(is_named(part.kind, kind, specs) for kind in kinds)]
    there = [part for part in of_them if not part.report.elsewhere]
    if not there:
        unlisted = "no scan has listed these: whether there are any is not known"
        return NoneFound("they are not offered where scans looked" if of_them else unlisted)
    incomplete = troubles(part.report for part in there if part.report.status is not ScopeStatus.COMPLETE)
    if incomplete:
        others = sum(len(cause.parts) for cause in incomplete[1:])
        more = f"; {others:,} more {'is' if others == 1 else 'are'} not complete for other reasons" if others else ""
        return NoneFound(f"{told(incomplete[0], len(there))}{more}", incomplete[0].hint)
    oldest = min(part.complete_at or part.at for part in there)
    accounts = len({(part.scope.provider, part.scope.account) for part in there})
    regions = len({part.scope.region for part in there} - {""})
    where = counted(accounts, "account") + (f" and {counted(regions, 'region')}" if regions else "")
    never = [kind for kind in kinds if not any(is_named(part.kind, kind, specs) for part in of_them)]
    but = f"; no scan has listed {', '.join(never[:SHOWN])}{' …' if len(never) > SHOWN else ''}" if never else ""
    files = list(dict.fromkeys(part.report.brought for part in there if part.report.imported))
    how = (
        files[0] if len(files) == 1 and all(part.report.imported for part in there) else f"listed {since(oldest, now)}"
    )
    return NoneFound(f"none: {how} in {where}{but}")

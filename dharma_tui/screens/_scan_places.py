"""What was found in an account and region, as a view of the inventory."""

from __future__ import annotations

from dharma_tui.core import filter
from dharma_tui.core.filter import Op, Term, Value
from dharma_tui.core.matrix import ALL
from dharma_tui.core.types import Scope
from dharma_tui.core.view import View
from dharma_tui.screens._scan_tally import Group


def found_there(value: object) -> View | None:
    """What was found of a part of a scan, or of a provider; None for anything else."""
    if isinstance(value, Group) and value.kind:
        return place_view(value.scope, value.kind)
    return View(kinds=(value,)) if isinstance(value, str) and value else None


def all_found_there(value: object) -> View | None:
    """The same, and what was found of all parts of a group."""
    if not isinstance(value, Group) or value.kind:
        return found_there(value)
    leaves = list(value.leaves())
    terms = []
    for name, field in (("account", "account"), ("region", "region")):
        if any(said := {getattr(leaf.scope, field) for leaf in leaves}):
            terms.append(Term(name, Op.IS, tuple(Value(each) for each in sorted(said))))
    kinds = tuple(dict.fromkeys(leaf.kind for leaf in leaves))
    return View(kinds=kinds, filter=filter.format_filter(filter.All(tuple(terms))))


def place_view(scope: Scope, kind: str = "") -> View:
    """Resources of ``kind``, or of the whole provider, in this account and region, either of which may be ``ALL``.

    A kind without regions is of none: that is not asked for.
    """
    terms = []
    if scope.account not in ("", ALL):
        terms.append(Term("account", Op.IS, (Value(scope.account),)))
    if scope.region != ALL and (scope.region or not kind):
        terms.append(Term("region", Op.IS, (Value(scope.region),)))
    kinds = (kind or scope.provider,) if kind or scope.provider else ()
    return View(kinds=kinds, filter=filter.format_filter(filter.All(tuple(terms))))

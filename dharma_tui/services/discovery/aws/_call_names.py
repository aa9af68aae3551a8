"""By which names answers of AWS tell of kinds, what an empty list is of, and what an answer is that nothing is known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dharma_tui.core.importer import Nothing, Said
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery.aws._ends import ANYWHERE
from dharma_tui.services.discovery.aws._entry import Detail
from dharma_tui.services.discovery.aws._more import TAG_NAMES
from dharma_tui.services.discovery.aws._offline import Declared, instead
from dharma_tui.services.discovery.aws._service import PROVIDER

_OF_PAGES = ANYWHERE | {"istruncated", "maxitems", "maxresults", "quantity", "count", "requestid"}
"""What answers say of their pages, in lower case."""


def by(kinds: Iterable[Declared], names: Any) -> dict[str, list[Declared]]:
    known: dict[str, list[Declared]] = {}
    for each in kinds:
        for name in dict.fromkeys(names(each)):
            if name:
                known.setdefault(name, []).append(each)
    return known


def one_or_many(name: str) -> tuple[str, ...]:
    """What lists call their items, and what an answer about one of them calls it."""
    return (name, name[:-3] + "y") if name.endswith("ies") else (name, name.removesuffix("s"))


def tells(detail: Detail) -> tuple[str, ...]:
    """Under which names calls tell more of one thing or of several."""
    name = detail.items.partition(".")[0]
    return name, name.removesuffix("List")


def alone(each: Declared) -> tuple[str, ...]:
    """Under which name a call tells of one thing what the list tells of all otherwise."""
    name, _, inside = each.entry.items.partition(".")
    return (name.removesuffix("List"),) if inside and name.endswith("List") else ()


def about(detail: Detail) -> str:
    """The name by which what a call tells says what it is about."""
    return "" if detail.under or not detail.items else (detail.match or detail.param).partition(".")[0]


def emptied(name: str, known: Sequence[Declared], place: str, said: Said) -> Nothing:
    """What is not there, as the list ``name`` that kinds are ``known`` by has nothing in it, or why that cannot be told."""
    listed = [each for each in known if each.entry.items.partition(".")[0] == name]
    calls = {(each.entry.service, each.entry.operation) for each in listed}
    if not listed or len(calls) > 1:
        return Nothing(place, frozenset(), f"{name} is empty" + ("" if not listed else ": say of which --kind it is"))
    whole = [each for each in listed if not each.entry.params] or listed
    what = f"its list of {' and '.join(each.entry.spec.plural for each in whole)} is empty"
    if any(each.entry.parent for each in whole):
        return Nothing(place, frozenset(), f"{what}, of one of which it does not say which")
    if not said.account or not (said.region or all(each.service.everywhere for each in whole)):
        return Nothing(place, frozenset(), f"{what}: say whose it is with --account ID and --region NAME")
    parts = frozenset(
        (Scope(PROVIDER, said.account, "" if each.service.everywhere else said.region), each.kind) for each in whole
    )
    return Nothing(place, parts, f"{what}: with --replace what is stored of them is gone")


def useless(names: Iterable[str], told: Mapping[str, Any], known: Mapping[str, Sequence[Declared]]) -> str:
    """Why a document of which nothing was of use is of none, by its ``names``, and by what it has ``told`` beside them."""
    alone = [name for name in told if name and name.lower() not in _OF_PAGES]
    if of_one := [each for name in alone if not any(names) for each in known.get(name, ())]:
        about = " or ".join(dict.fromkeys(each.entry.spec.plural for each in of_one))
        return f"an answer about one of {about} that does not say which: {instead(of_one)}"
    if (named := {name for name in names if name}) and named <= set(TAG_NAMES):
        return (
            "tags that do not say of what they are: put the parameter of the call beside them, the Bucket for example"
        )
    if unknown := ", ".join(name for name in (*names, *alone) if name):
        return f"no call here answers {unknown}: name what it lists with --kind, if there is a kind for it"
    return ""

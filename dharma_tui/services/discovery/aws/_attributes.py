"""What is kept of an item of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._given import names_in
from dharma_tui.services.discovery.aws._order import settle
from dharma_tui.services.discovery.aws._paths import below, masked, moment, plain, read, screened, shallow
from dharma_tui.services.discovery.aws._secret_names import hide

MENTIONED = "Mentioned"
"""The property with what is named where everything is masked, such as variables of an environment: only who, never what."""


def attributes(entry: Entry, item: Any) -> dict[str, Json]:
    """The item without its tags, which are labels, and with a mark for what may be secret."""
    left_out = {entry.tags, *entry.dropped, *entry.elsewhere}
    kept = {name: value for name, value in item.items() if name not in left_out}
    kept |= {name: moment(kept[name]) for name in entry.moments if name in kept}
    kept |= {name: read(kept[name]) for name in entry.documents if name in kept}
    try:
        return _hidden(entry, kept)
    except RecursionError:
        return _hidden(entry, shallow(kept))


def _hidden(entry: Entry, item: Any) -> dict[str, Json]:
    attrs = plain(item)
    named = {name for path in entry.secret for text in below(attrs, path) for name in names_in(text)}
    hide(attrs, named)
    settle(attrs)
    for path in entry.secret:
        attrs = masked(attrs, path, _linked(entry, path))
    for path in entry.screened:
        attrs = screened(attrs, path)
    assert isinstance(attrs, dict)
    attrs |= {MENTIONED: [*sorted(named)]} if named else {}
    return attrs


def _linked(entry: Entry, path: str) -> set[str]:
    """What names another thing right below ``path``, and says no more than who that is."""
    return {link.path.removeprefix(f"{path}.") for link in entry.spec.links if link.path.startswith(f"{path}.")}


def derived(entry: Entry, attrs: Mapping[str, Json]) -> dict[str, Json]:
    """What follows from all else that is kept, its ARN among it."""
    return {name: told for name, follows in entry.derived.items() if (told := follows(attrs)) is not None}

"""The documents of a file one after the other, whole where they are small."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from dharma_tui.core.importer import LeftOut, Piece
from dharma_tui.services.discovery.aws._ends import ANYWHERE, flags, tokens
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._offline import TAGS
from dharma_tui.services.discovery.aws._paths import labels

LARGEST = 1 << 20
"""Characters of a document that is taken whole."""


def by_document(
    pieces: Iterable[Piece | LeftOut],
) -> Iterator[tuple[int, dict[str, Any], Iterator[Piece | LeftOut]]]:
    """Each document: its number, all of it where it is a small object that could be read to its end, and its pieces."""
    number = 0

    def document(piece: Piece | LeftOut) -> int:
        nonlocal number
        if isinstance(piece, Piece):
            number = piece.document
        return number

    for at, of_one in groupby(pieces, document):
        whole: dict[str, Any] = {}
        first: list[Piece | LeftOut] = []
        left = LARGEST
        for piece in of_one:
            first.append(piece)
            if isinstance(piece, LeftOut) or not piece.name or (left := left - piece.size) < 0:
                whole = {}
                break
            _put(whole, piece)
        yield at, whole, chain(first, of_one)  # noqa: B031 - once each: what was taken already, then the rest


def _put(whole: dict[str, Any], piece: Piece) -> None:
    if piece.at < 0 and piece.value == []:
        return
    if piece.at < 0:
        whole[piece.name] = piece.value
    else:
        whole.setdefault(piece.name, []).append(piece.value)


def goes_on(told: Mapping[str, Any], entries: Iterable[Entry] = ()) -> bool:
    """Whether a page of a list, by what stands beside its items, is not the last; ``entries`` are of what it lists."""
    if flagged := [*flags(told)]:  # where it says so, a marker may be that of the page itself
        return any(flagged)
    texts = [path for path, value in told.items() if isinstance(value, str) and value]
    if any(path.rpartition(".")[2].lower() in ANYWHERE for path in texts):
        return True
    return bool(texts) and any(path in tokens(*call) for call in calls_of(entries) for path in texts)


def calls_of(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """The service and operation of each call that tells of entries."""
    return {
        (entry.service, operation)
        for entry in entries
        for operation in (entry.operation, *(detail.operation for detail in entry.details))
    }


def with_beside(
    whole: Mapping[str, Any], document: int, besides: Mapping[str, Sequence[str]]
) -> Iterator[Piece | LeftOut] | None:
    """The pieces of an answer about one thing with what it says of that elsewhere: its tags, and what details have ``besides``
    their items, by their name; None where it says no more."""
    tags = _tags_beside(whole)
    apart = {name: told for name in whole if (told := [each for each in besides.get(name, ()) if each in whole])}
    if not tags and not apart:
        return None
    moved = {tags, *chain.from_iterable(apart.values())}
    return _together(whole, document, tags, apart, moved)


def _together(
    whole: Mapping[str, Any], document: int, tags: str, apart: Mapping[str, Sequence[str]], moved: Collection[str]
) -> Iterator[Piece | LeftOut]:
    for name, value in whole.items():
        if name not in moved:
            more = {each: whole[each] for each in apart.get(name, ())} | ({TAGS: whole[tags]} if tags else {})
            yield Piece(document, name, -1, {**value, **more} if isinstance(value, dict) else value)


def _tags_beside(whole: Mapping[str, Any]) -> str:
    """The name under which an answer about one thing has tags that stand beside it; empty where there are none."""
    about_one = any(isinstance(value, dict) for name, value in whole.items() if name.lower() != "tags")
    return next((name for name in whole if about_one and name.lower() == "tags" and labels(whole[name])), "")

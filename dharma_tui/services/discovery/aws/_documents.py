"""The documents of a file one after the other, whole where they are small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from dharma_tui.core.importer import LeftOut, Piece

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
    if piece.at < 0:
        whole[piece.name] = piece.value
    else:
        whole.setdefault(piece.name, []).append(piece.value)

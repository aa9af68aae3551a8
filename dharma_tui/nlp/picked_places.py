"""Which of several are meant by what or where they are, where that was asked back: "the load balancer", "the one in eu-west-1"."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dharma_tui.nlp import accounts
from dharma_tui.nlp.choosing import is_asked_back
from dharma_tui.nlp.picking import Picked

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.kinds import KindTable
    from dharma_tui.nlp.reading import Reader
    from dharma_tui.nlp.tools._base import Target

_SMALL = frozenset(
    (
        *("the", "a", "one", "that", "this", "which", "is", "in", "of", "at", "from", "on", "i", "mean", "meant"),
        *("please", "account", "region", "same", "with", "and", "it", "take", ",", ".", "?", "!"),
    )
)
_SORTS = frozenset({"region", "resource_kind", "resource_name"})


def placed(
    text: str, conversation: Conversation, reader: Reader, kinds: KindTable, known: Collection[str]
) -> Picked | None:
    """The rows that are of the kind, the region and the account that ``text`` says and beside which it says nothing; None: it
    says something else, or that of none or of all of them."""
    before = conversation.before
    if before is None or not is_asked_back(conversation):
        return None
    name, targets = before.ambiguous[0]
    bare = text.strip(" .!?\"'").casefold()
    in_account = tuple(at for at, one in enumerate(targets) if one.account.casefold() == bare)
    if 0 < len(in_account) < len(targets):
        return Picked(in_account) if len(in_account) == 1 else Picked(left=in_account)
    told = accounts.taken(text, known, lambda word: word in reader.names or reader.knows(word))
    reading = reader.read(told.text, reader.language(reader.read(before.text)))
    if told.excluded or any(one.excluded or one.sort not in _SORTS for one in reading.mentions):
        return None
    words = {token.plain for at, token in enumerate(reading.tokens) if reading.at(at) is None}
    said = {sort: [one.value for one in reading.mentions if one.sort == sort] for sort in _SORTS}
    if not words <= _SMALL or not set(said["resource_name"]) <= {name}:
        return None
    of_kind = {kind for one in said["resource_kind"] for kind in kinds.here(one)}

    def fits(one: Target) -> bool:
        is_there = not said["region"] or one.region in said["region"]
        is_of_account = not told.accounts or one.account in told.accounts
        return is_there and is_of_account and (not of_kind or one.ref.kind in of_kind)

    rows = tuple(at for at, one in enumerate(targets) if fits(one))
    if not rows or len(rows) == len(targets):
        return None
    return Picked(rows) if len(rows) == 1 else Picked(left=rows)

"""Has a language model say an answer in words, where one is configured. What leaves is the answer's data, and names do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dharma_tui.core import format
from dharma_tui.core.answers import Answer, Prose, Table
from dharma_tui.core.errors import LlmError
from dharma_tui.core.frames import OUT_OF_SCOPE, Frame

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.nlp.llm.bridge import Conversation
    from dharma_tui.nlp.llm.reply import Reply, Result

IN_WORDS = "explain in words"
"""The next step of every answer that a model may explain."""
LONGEST = 20_000
"""Letters of an explanation; a longer one is ended."""
_MARKS = " \t\n.,!?¿؟。？、।"
_EXPLAIN = re.compile(
    r"(?:please )?explain(?: (?:it|this|that|these|those|the (?:last )?answer|this answer))?(?: to me)?"
    r"(?: in (?:plain |simple )?words)?(?:,? please)?"
    r"|(?:and )?in (?:plain |other |simple )?words|what does (?:it|this|that) mean"
    r"|explícalo|explica(?:lo)?|explique|expliquez?(?: ça)?|erklär(?:e)?(?: es| das)?|spiega(?:lo)?"
    r"|объясни(?: это)?|解释(?:一下)?|説明して|설명해(?: 줘)?|اشرح|समझाओ|samjhao"
)
_WHY = re.compile(
    r"(?:but |and |ok,? )?(?:why(?: is (?:that|it|this)(?: so)?)?|how come)"
    r"|por ?qu[eé]|pourquoi|warum|perch[eé]|почему|为什么|なぜ|どうして|왜|لماذا|क्यों|kyon"
)
_SILENT = frozenset({"help_or_smalltalk", OUT_OF_SCOPE})
_NAMES = frozenset({"NAME", "RESOURCE", "WHERE", "WHO", "ACCOUNT"})
"""Columns that hold names, which may be of what is gone."""
_CODE = re.compile(r"`([^`]+)`")
_PLACE = re.compile(r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+){1,2}-?\d[a-z]?|global")
"""Regions and zones, which are named in answers as resources are."""
_LABEL = re.compile(r"labels\.[^:;]+: (.*?) → (.*?)(?=; |$)")


def is_wanted(text: str) -> bool:
    """Whether a request is nothing but the wish to have the last answer explained."""
    return bool(_EXPLAIN.fullmatch(text.casefold().strip(_MARKS)))


def asks_why(text: str) -> bool:
    """Whether a request is nothing but "why?"."""
    return bool(_WHY.fullmatch(text.casefold().strip(_MARKS)))


def offered(answer: Answer, frame: Frame | None) -> Answer:
    """``answer`` with the step that has it explained, where there is anything to explain."""
    if frame is None or frame.intent in _SILENT or IN_WORDS in answer.next_steps:
        return answer
    return replace(answer, next_steps=(*answer.next_steps[:8], IN_WORDS))


# -- what is sent ---------------------------------------------------------------------------------------------------


def document(answer: Answer, kinds: Mapping[str, KindSpec]) -> dict[str, Any]:
    """The data of an answer as JSON has values, by the names of its fields, so that it is known which of them name something."""
    from dharma_tui.nlp.llm.bridge import plain

    told: dict[str, Any] = dict(plain(replace(answer, prose=None)))  # type: ignore[call-overload]
    if answer.table is not None and answer.table.columns == ("PROPERTY", "VALUE"):
        del told["rows"], told["rows_in_all"]
        told["properties"], told["labels"] = _properties(answer.table, kinds)
    if answer.plan is not None:
        told["planned"] = {
            "title": answer.plan.title,
            "undone": answer.plan.reversible,
            "steps": [
                {"name": one.name, "account": one.account, "region": one.region, "now": one.current, "then": one.new}
                for one in answer.plan.steps
            ],
        }
    return told


def _properties(table: Table, kinds: Mapping[str, KindSpec]) -> tuple[dict[str, str], dict[str, str]]:
    """Properties of a resource, and its labels, whose values may be anything."""
    rows = [(row[0], row[1]) for row in table.rows]
    spec = kinds.get(dict(rows).get("kind", ""))
    columns = {"kind", "key", "seen", *(one.title.lower() for one in spec.columns)} if spec else {"kind", "key", "seen"}
    return (
        {name: value for name, value in rows if name in columns},
        {name: value for name, value in rows if name not in columns},
    )


def names_in(answer: Answer, frame: Frame | None = None) -> Iterator[str]:
    """What an answer names: it may be gone from the inventory, or be cut where it was long."""
    if frame is not None:
        yield from frame.values("resource_name")
        yield from (value for tag in frame.values("tag") for value in tag.partition("=")[2:] if value)
    filters = answer.basis.filters if answer.basis else ()
    said = {one for one in filters if "tagged " not in one and "owned by " not in one}
    yield from (one for one in _CODE.findall(answer.text) if one not in said and not _PLACE.fullmatch(one))
    table = answer.table
    if table is None:
        return
    for ref in table.refs:
        yield from (ref.key,) if ref else ()
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=False):
            if column in _NAMES or (cell.endswith("…") and " " not in cell):
                yield cell
            elif column == "SUCH AS":
                yield from cell.split(", ")
            elif column == "PROPERTIES":
                yield from (one for found in _LABEL.findall(cell) for one in found)


# -- what comes back ------------------------------------------------------------------------------------------------


async def explained(
    conversation: Conversation, question: str, data: object, names: Sequence[str], show: Callable[[Prose], None]
) -> Prose:
    """What a model says of ``data``, shown as it comes. Raises LlmError where nothing came at all.

    What came before it was cut stands, and says so.
    """
    conversation.pseudonyms.also(names)
    async with conversation.explain(question, data) as reply:
        try:
            async for _ in reply:
                show(Prose(reply.text, source_of(reply), "esc stops it", done=False))
                if len(reply.text) > LONGEST:
                    break
        except LlmError as error:
            if not reply.text.strip():
                raise
            return Prose(reply.text, source_of(reply), f"{error.message}; {error.hint}")
    cut = f"ended after {LONGEST:,} letters" if len(reply.text) > LONGEST else ""
    note = ", ".join(part for part in (cut, taken(reply.result)) if part)
    return Prose(reply.text[:LONGEST], source_of(reply), note)


def source_of(reply: Reply) -> str:
    """Whose words they are."""
    return said_by(reply.endpoint.model, reply.endpoint.name) if reply.endpoint else "from a language model"


def said_by(model: str, endpoint: str) -> str:
    """Whose words they are, by name."""
    return f"from model {model} ({endpoint})"


def taken(result: Result | None) -> str:
    """What an answer took, and what is to be known of how it ended."""
    if result is None:
        return ""
    told = ["cut at llm.max_tokens"] if result.finish == "length" else []
    told += ["withheld in part by the provider"] if result.finish == "content_filter" else []
    told.append(f"{result.seconds:.1f} s")
    if result.tokens:
        about = "about " if result.tokens.estimated else ""
        told.append(f"{about}{format.counted(result.tokens.sent + result.tokens.received, 'token')}")
    told += [dollars(result.cost)] if result.cost is not None else []
    told += [f"{format.counted(len(result.tried), 'endpoint')} before it did not answer"] if result.tried else []
    return ", ".join(told)


def dollars(cost: float) -> str:
    """A sum of money, however small."""
    return f"${cost:.2f}" if cost >= 1 or not cost else f"${cost:.4f}"

"""Words of answers: names inside text, lists, how old something is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.core.text import printable

_SPELLED_WITH_AN = frozenset("AEFHILMNORSX")
NAMED = 60
"""Characters of a name inside a sentence."""


def named(name: str) -> str:
    """A name from outside inside Markdown of ours: as code, which nothing in it can end or turn into markup."""
    return f"`{printable(name, NAMED).replace('`', chr(0x27)).strip() or '(no name)'}`"


def article(word: str) -> str:
    """``an instance``, ``a bucket``, ``an S3 bucket``: letters that are spoken one by one begin as they sound."""
    is_spelled = word[:1].isupper() and (word[1:2].isupper() or word[1:2].isdigit())
    with_an = word[:1] in _SPELLED_WITH_AN if is_spelled else word[:1].lower() in set("aeio")
    return f"{'an' if with_an else 'a'} {word}"


def listed(words: Sequence[str], joined: str = "and") -> str:
    """``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joined} {words[-1]}" if words else ""


def lines(*paragraphs: str) -> str:
    """Those that say something, as paragraphs of Markdown."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def bullets(items: Iterable[str]) -> str:
    """A list in Markdown."""
    return "\n".join(f"- {item}" for item in items)

"""What resources are said to be without: "without a team tag", "databases have no backup"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dharma_tui.core.filter import quoted
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.tags import ENVIRONMENT, OWNER, plain_key
from dharma_tui.nlp.columns import stem
from dharma_tui.nlp.details import is_flag, is_public_ip

_WITHOUT_TAG = re.compile(
    r"\b(?:without|no|missing|lack|lacks|lacking|untagged|not tagged)"
    r"(?: with| by)? (?:(?:a|an|any|the|their|its) )?(?:(?P<before>[a-z][\w-]+) (?:tag|tags|label|labels)\b"
    r"|(?:(?:tag|tags|label|labels) )(?P<after>[a-z][\w-]+)$"
    r"|(?P<concept>team|owner|squad|environment|env)s?\b(?!=))"
    r"|\b(?:untagged|not tagged) with (?:a|an|any) (?P<bare>[a-z][\w-]+)(?= ?\??$)"
    r"|\b(?P<ahead>[a-z][\w-]+) (?:tag|label) (?:is |are )?missing\b"
)
_CONCEPTS = {
    **dict.fromkeys(("team", "owner", "squad"), OWNER),
    **dict.fromkeys(("env", "environment", "stage"), ENVIRONMENT),
}
"""Tags that are spelled in several ways: how they are said, and what they tell."""
_KEYS = frozenset({"team", "squad"})
"""Of these a tag is one of this key: what has an owner has none of them yet."""
MISSING = frozenset({"missing", "lack", "lacks", "lacking"})
_WITHOUT = re.compile(
    r"\b(?:without|lack|lacks|lacking|(?:with|have|has|having|had) (?:no|not)|(?:do|does|did) not have)"
    r" (?:(?:a|an|any|the|their|its|single) )?(?P<what>[^\W\d_][\w-]+)(?: (?P<more>[^\W\d_][\w-]+))?"
)
_ENDS = frozenset(["in", "on", "at", "and", "or", "for", "of", "from", "are", "is", "please", "yet", "today", "now"])
WITHOUT = ("without", "lack", "lacks", "lacking", "no", "not")
_ELSEWHERE = frozenset(["tag", "tags", "label", "labels", "encryption", "stabilized", "stabilised"])
"""Told in other ways."""
_COMPARED = frozenset(
    ["more", "less", "fewer", "bigger", "larger", "smaller", "higher", "lower", "greater", "older", "newer"]
)
"""What is denied of a number: "with no more than 4 vcpus"."""
_TROUBLE = frozenset(["problem", "problems", "issue", "issues", "trouble", "troubles", "errors", "failures"])
_EMPTY = {ColumnType.FLAG: "{}=no", ColumnType.NUMBER: '({0}=0 | {0}="")'}
"""What a column says of things that have none of what it tells; of others that it says nothing."""


def missing_tags(words: Sequence[str]) -> list[tuple[str, str]]:
    """ "without a team tag", "missing the owner tag": a key that is not there, in the filter language and in words."""
    found = _WITHOUT_TAG.search(" ".join(words))
    if found is None:
        return []
    key = found["before"] or found["after"] or found["concept"] or found["bare"] or found["ahead"]
    is_key = plain_key(key) in _KEYS and not found["concept"]
    if (concept := _CONCEPTS.get(plain_key(key))) is not None and not is_key:
        return [(f'tag.{concept}=""', f"without a tag that tells the {concept}")]
    return [without_key(key)]


def without_key(tag: str) -> tuple[str, str]:
    """That a tag of this key is not there, in the filter language and in words."""
    return f"!label:{quoted(tag)}", f"without the tag {tag}"


def lacking(words: Sequence[str], specs: Sequence[KindSpec]) -> Iterator[tuple[str, str]]:
    """What the resources are to be without, in the filter language and in words; the first is empty where no column tells it."""
    for found in _WITHOUT.finditer(" ".join(words)):
        said = [found["what"], *([found["more"]] if found["more"] and found["more"] not in _ENDS else [])]
        if not (_ELSEWHERE | _COMPARED).isdisjoint(said) or said[0] in _CONCEPTS or is_public_ip(" ".join(said)):
            continue
        if all(any(is_flag(word, spec.columns) for word in said) for spec in specs) and specs:
            continue  # told as what is not so
        if said[0] in _TROUBLE:
            yield "!state=degraded,failed", "neither degraded nor failed"
            continue
        columns = [next((each for each in spec.columns if _is(each, said)), None) for spec in specs]
        first = columns[0] if columns else None
        if first is None or any(each is None or each.name != first.name for each in columns):
            yield "", f"which have no {' '.join(said)}"
        else:
            empty = _EMPTY.get(first.type, '{}=""').format(first.name)
            yield empty, f"without {first.name.replace('_', ' ')}"


def _is(column: Column, said: Sequence[str]) -> bool:
    """Whether a column is called what was said."""
    names = {stem(word) for word in re.findall(r"[a-z]{2,}", f"{column.name} {column.title}".lower().replace("_", " "))}
    told = [stem(word) for word in said]
    return set(told) <= names or "".join(told) in names or (told[0] in names and len(names) <= 2)

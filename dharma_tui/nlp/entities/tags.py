"""Tags: ``key=value``, ``key:value``, "tagged key value", "owned by the X team"."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

KEYS = words_of("entities.tags.keys")
_OWNING = frozenset(
    {
        "owns",
        "own",
        "runs",
        "run",
        "maintains",
        "maintain",
        "manages",
        "has",
        "have",
        "look",
        "looks",
        "handles",
        "operates",
    }
)
_TEAMS = frozenset({"team", "squad", "group", "crew", "tribe"})
_NO_NAME = frozenset(
    {"last", "this", "next", "past", "since", "today", "yesterday", "in", "on", "for", "over", "during", "between"}
)
_SPENDING = _NO_NAME | frozenset(
    {
        "statistics",
        "expensive",
        "cheapest",
        "cost",
        "costs",
        "spend",
        "spends",
        "spent",
        "pays",
        "uses",
        "consumes",
        "burns",
    }
)
_NO_TEAM = words_of("entities.tags.no_team") | words_of("reading.grammar") | _TEAMS | _OWNING | _SPENDING
"""Words beside "team" that are no name of one."""
_JOINING = frozenset({"and", "or", "but", "by", "per"})
"""Behind "team" these go on with something else: "by team and region"."""
_TOLD_TO = frozenset(
    {"ask", "asks", "tell", "message", "ping", "notify", "call", "page", "email", "inform", "thanks", "dear"}
)
"""Whom a request speaks of otherwise than as an owner."""
_COST_CENTRES = frozenset({"cost-center", "cost_center", "costcenter", "cost-centre", "cost_centre", "costcentre"})
_EQUALS = frozenset({"to", "is", "of", "as", "equal", "equals", "value", "and", "what", "about", "on"})
"""What stands between a key and its value; some languages write "is" as they write "and"."""
_TAGS = frozenset({"tag", "tags", "label", "labels", "tagged", "labelled", "labeled"})
_LED_BY = frozenset({"with", "by"})
_NO_VALUE = frozenset(
    {"with", "in", "on", "from", "for", "that", "which", "who", "not", "show", "list", "of", "has", "are there"}
)
"""Behind a key and the word "tag" these begin something else."""
_LEFT_OUT = frozenset({"excluded", "except", "excluding", "aside", "apart", "besides", "other", "without", "not"})
"""Beside a team these say that others are meant: "payments チーム以外"."""
_SAYING = words_of("mood.reporting")
_SETTING = lazy_pattern(r"(?:replicas?|count|copies|pods|nodes|workers|instances|desired|capacity)=\d+")
"""How many there are to be, which is a count."""
_WORDS = lazy_pattern(r"(?P<key>[a-z]{2,}):(?P<value>[a-z]{2,})")
_HANGING = frozenset({"add", "put", "hang", "stick", "set"})
_TAKING = frozenset({"remove", "delete", "reduce", "drop", "take", "untag", "clear", "strip"})
_PAIR = lazy_pattern(r"(?P<key>[a-z][a-z0-9_.\-/]*)[:=](?P<value>[^\s:=/][^\s]*)")


def found(tokens: Sequence[Token]) -> list[Mention]:
    """Tags among ``tokens``."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        told = _tag(tokens, at)
        if told is not None:
            mentions.append(told)
        at = told.last if told else at + 1
    keyed = {one.value.partition("=")[0] for one in mentions if tokens[one.first].sort == "tag"}
    return [one for one in mentions if tokens[one.first].sort == "tag" or one.value.partition("=")[0] not in keyed]


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) and tokens[at].sort != "mark" else ""


def _tag(tokens: Sequence[Token], at: int) -> Mention | None:
    token = tokens[at]
    if token.sort == "tag" and _SETTING.fullmatch(token.text):
        return None
    if token.sort == "tag":
        key, _, value = token.text.partition("=")
        if not value and at + 1 < len(tokens) and tokens[at + 1].sort == "quoted":
            return Mention("tag", f"{key}={tokens[at + 1].text}", at, at + 2)
        return Mention("tag", f"{key}={value.strip(chr(34))}", at, at + 1)
    if (
        token.sort == "identifier"
        and (pair := _PAIR.fullmatch(token.text))
        and (pair["key"] in KEYS or _word(tokens, at - 1) in {"tag", "tagged", "label", "labelled", "labeled"})
    ):
        return Mention("tag", f"{pair['key']}={pair['value']}", at, at + 1)
    if token.sort == "identifier" and (pair := _WORDS.fullmatch(token.text)) and _is_hung(tokens, at):
        return Mention("tag", f"{pair['key']}={pair['value']}", at, at + 1)
    if token.text in {"tag", "label"} and (place := _taken_off(tokens, at)):
        return Mention("tag", tokens[place].text, place, place + 1)
    if token.text in {"tagged", "labelled", "labeled", "tag", "label"} and token.sort == "word":
        return _told(tokens, at)
    if token.text in KEYS | _COST_CENTRES and token.sort in {"word", "identifier"} and _word(tokens, at + 1) in _TAGS:
        return _keyed(tokens, at)
    if token.text in {"owned", "run", "maintained", "managed", "belonging", "belong", "belongs"} and _word(
        tokens, at + 1
    ) in {"by", "to"}:
        start = at + 2 + (_word(tokens, at + 2) in {"the", "our"})
        return _team(tokens, at, start)
    if token.text in _COST_CENTRES and at + 1 < len(tokens) and tokens[at + 1].sort in {"number", "identifier"}:
        return Mention("tag", f"{token.text}={tokens[at + 1].text}", at, at + 2)
    if token.text == "owner" and (told := _owner(tokens, at)):
        return told
    if token.text in {"the", "team", "squad"}:
        start = at + (token.text == "the")
        told = _team(tokens, at, start)
        joined = _word(tokens, at - 1) in {"of", "by", "from", "for"} and _word(tokens, start + 1) != "group"
        if told and joined:
            return told
        if told and _word(tokens, told.last) in _OWNING:
            return Mention("tag", told.value, at, told.last + 1)
    return _named_team(tokens, at)


def _named_team(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "team platform" or "platform team" as a word beside others, as in languages without a word for "of"."""
    is_behind = _word(tokens, at + 1) == "team"
    if not is_behind and tokens[at].text not in {"team", "squad"}:
        return None
    if _word(tokens, at - 1) in _TOLD_TO or _word(tokens, at - 2) in _TOLD_TO:
        return None
    named = at + 1 + (_word(tokens, at + 1) == "of")
    if tokens[at].text in {"team", "squad"} and _may_be_team(tokens, named) and tokens[named].sort != "cjk":
        return Mention("tag", f"team={_word(tokens, named)}", at, named + 1)
    behind = tokens[at].sort != "cjk" and _may_be_team(tokens, at + 2) and tokens[at + 2].sort != "cjk"
    if is_behind and _may_be_team(tokens, at) and not behind:
        return Mention("tag", f"team={_word(tokens, at)}", at, at + 2)
    return None


def _may_be_team(tokens: Sequence[Token], at: int) -> bool:
    word = _word(tokens, at)
    if not word or tokens[at].sort not in {"word", "identifier", "name", "cjk"} or word in _NO_TEAM:
        return False
    if tokens[at].plain in _LEFT_OUT:
        return False
    return (word,) not in terms.terms() and (word, _word(tokens, at + 1)) not in terms.terms()


def _owner(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "owner is billing", and "owner billing is" where verbs stand last."""
    before = _word(tokens, at + 1) in {"is", "are"}
    start = at + 1 + before
    behind = _word(tokens, start + 1) == "is"
    asks = _word(tokens, at - 1) in {"who", "what"} or _word(tokens, at - 2) in {"who", "what", "is"}
    if asks or not (before or behind) or not _may_be_team(tokens, start):
        return None
    return Mention("tag", f"owner={_word(tokens, start)}", at, start + 1 + (behind and not before))


def _team(tokens: Sequence[Token], first: int, start: int) -> Mention | None:
    """ "platform team" or "team platform"; "by team and region" names none."""
    named = start + 1 + (_word(tokens, start + 1) == "of")
    if _word(tokens, named) in _SPENDING | (_JOINING if _word(tokens, start) in _TEAMS else set()):
        return None
    if _word(tokens, start) in _TEAMS and _word(tokens, named) and tokens[named].sort in {"word", "identifier", "name"}:
        return Mention("tag", f"team={_word(tokens, named)}", first, named + 1)
    if _word(tokens, start + 1) in _TEAMS:
        return Mention("tag", f"team={_word(tokens, start)}", first, start + 2)
    return None


def _is_hung(tokens: Sequence[Token], at: int) -> bool:
    """Whether two words with a colon are hung on something: "put zone:dmz on web-7"; "update it to nginx:latest" is none."""
    others = [one for place, one in enumerate(tokens) if place != at]
    return any(one.sort in {"name", "identifier"} for one in others) and not _HANGING.isdisjoint(
        one.plain for one in others[: at + 1]
    )


def _taken_off(tokens: Sequence[Token], at: int) -> int:
    """Where the key stands of a tag that is taken off: "remove from web-7 the label delete-on"; zero: it is none."""
    key = at + 1
    is_key = key < len(tokens) and tokens[key].sort in {"identifier", "name"} and _word(tokens, key).isascii()
    is_taken = not _TAKING.isdisjoint(one.plain for one in tokens[:at])
    others = any(one.sort == "name" for place, one in enumerate(tokens) if place != key)
    return key if is_key and is_taken and others else 0


def _keyed(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "team tag is payments", "the cost-center tag"."""
    after = at + 2
    if after < len(tokens) and tokens[after].sort == "tag":
        return None
    while _word(tokens, after) in _EQUALS:
        after += 1
    value = _word(tokens, after)
    is_value = after > at + 2 or (_word(tokens, after + 1) != "" and _may_be_team(tokens, after))
    if value and is_value and value not in _NO_VALUE and tokens[after].sort in {"word", "identifier", "name"}:
        return Mention("tag", f"{tokens[at].text}={value}", at, after + 1)
    return Mention("tag", tokens[at].text, at, at + 2) if tokens[at].text in _COST_CENTRES else None


def _is_bare(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether a key that no list has stands alone behind "tagged" or "with the tag": "databases tagged pci"."""
    key = _word(tokens, start)
    is_quoted = bool(key) and tokens[start].sort == "quoted"
    if key in KEYS | _COST_CENTRES | _SAYING or ":" in key or not (is_quoted or _may_be_team(tokens, start)):
        return False
    is_told = tokens[at].text not in {"tag", "label"} or not _LED_BY.isdisjoint(
        {_word(tokens, at - 1), _word(tokens, at - 2)}
    )
    return is_told and at > 0 and _word(tokens, start + 1) in {"", "in", "on", "at"}


def _told(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "tagged key value", "with the tag key"."""
    start = at + 1
    while _word(tokens, start) in {"as", "with", "by", "the", "key", "named", "called"}:
        start += 1
    key = _word(tokens, start)
    if _is_bare(tokens, at, start):
        return Mention("tag", key, at, start + 1)
    if key not in KEYS | _COST_CENTRES or tokens[start].sort not in {"word", "identifier"}:
        return None
    after = start + 1
    while _word(tokens, after) in _EQUALS or (after > start + 1 and _word(tokens, after) in {"to", "of"}):
        after += 1
    if key in _COST_CENTRES and after == start + 1:
        return Mention("tag", key, at, start + 1)
    value = _word(tokens, after)
    is_value = bool(value) and (value not in _NO_VALUE or tokens[after].sort == "quoted")
    if is_value and tokens[after].sort in {"word", "identifier", "quoted", "number", "name"}:
        return Mention("tag", f"{key}={value}", at, after + 1)
    return Mention("tag", key, at, start + 1)

"""Whether a change is asked for or only spoken of: questions, reports, refusals, and changes that are the name of a thing.

Told by grammar, over English keywords: person, tense, mood, and whether a word is a verb or a noun where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from dharma_tui.nlp.clauses import part_of, typed
from dharma_tui.nlp.leave import questioned
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.reading import KEPT, Reading
from dharma_tui.nlp.sayings import bare, is_label, is_order, leaves_alone, was_vain
from dharma_tui.nlp.word_lists import words_of

_NAME = "•"
"""Stands for what is named, whose words carry no meaning."""
_VERBS = words_of("mood.verbs")
_STARTERS = words_of("mood.starters")
"""Verbs that begin what is to be done, by themselves of no change in particular."""
_PASTS = words_of("mood.pasts")
_GERUNDS = words_of("mood.gerunds")
_NOUNS = words_of("mood.nouns")
_BOTH = words_of("mood.nouns_and_verbs")
_ASKED = _VERBS | _STARTERS
_ENDING_VERBS = _VERBS - {"fail", "roll", "shut", "snapshot", "spin"}
"""Verbs that may ask for something where they stand last."""
_LAST_VERBS = _ENDING_VERBS - _BOTH
"""Those that do."""
_ONLY_PAST = _PASTS - _VERBS
_MANY = words_of("mood.plurals")
_HEADS = words_of("mood.heads")
"""Nouns that a change stands before as the name of a thing: "restart policy", "delete protection"."""
_WHICH = words_of("mood.which")
"""Words before a change that make it a thing: "the failed restart", "any deletion"."""
_POINTING = frozenset({"this", "that", "these", "those"})
_QUESTIONS = words_of("mood.questions")
_WORDS_OF_QUESTIONS = words_of("mood.question_words")
_REPORTING = words_of("mood.reporting")
_FILLERS = words_of("mood.fillers")
_TROUBLE = words_of("mood.trouble")
_SUBJECTS = words_of("mood.subjects")
_REFUSALS = frozenset({"don't", "not", "never", "mustn't", "shouldn't", "nobody", "noone"})
_UNABLE = words_of("mood.unable")
_UNDONE = _REFUSALS | _UNABLE
_NOT_ASKED = _UNDONE | {"how", "why", "who", "safely", "if"}
_ASKED_BACK = words_of("mood.asked_back")
_ATTEMPTS = words_of("mood.attempts")
"""What was tried, said or allowed was not done."""
_STATING = frozenset({"was", "were", "is", "are", "has", "had"})
"""Behind a name, without a question mark, these tell and do not ask."""
_POLITE = frozenset({"you", "u", "we", "somebody", "someone", "anyone", "anybody", "please", "i"})
_PASSIVE = frozenset({"was", "were", "wasn't", "weren't", "got", "been", "being", "isn't", "gets", "already"})
_NEEDED = frozenset({"should", "must", "can", "may", "to", "shall", "could", "ought", "will"})
_WAYS = words_of("mood.ways")
_GOVERNING = words_of("mood.governing")
"""Words behind which a gerund is what is asked for, or names it."""
_HEDGES = frozenset({"can't", "should", "safe"})
_SUPPOSING = frozenset({"wonder", "wondering", "whether", "suppose", "imagine", "hypothetically", "assuming"})
_TAILS = frozenset({"please", "pls", "now", "asap", "then", "again", "immediately", "today", "tonight"})
_DOING = frozenset({"delete", "remove", "restart", "reboot", "stop", "start", "scale"})
_ORDERING = frozenset({"please", "pls", "now", "you", "me", "it", "them", "must", "should", "want", "need"})
_STOPS = frozenset(",;.:!?—–、，。؛،；！？")
_ENDS = frozenset({"?", "？", "؟"})
_CREATES = frozenset({"create", "launch", "provision", "add", "start"})
_EVERY = frozenset({"all", "every", "each", "everything"})
_BEFORE_OBJECTS = frozenset({"down", "up", "off", "on", "out", "back", "the", "our"})
"""What stands between a verb and what it is done to."""
_PLACES = frozenset({"environment", "region", "provider"})
_WHERE = frozenset({"in", "on", "at", "of", "for", "from", "tagged", "please", "now"})
_SUPPOSED = _SUPPOSING | {"if"}
_NOT_ORDERED = _UNDONE | _WORDS_OF_QUESTIONS | _HEDGES
_WORKLOADS = words_of("mood.workloads")
_LEFT = frozenset({"others", "rest", "ones"})
_ALL_THAT_ARE = _WORKLOADS | _LEFT


class Mood(StrEnum):
    """How a change is spoken of."""

    COMMANDED = "commanded"
    """A clause plainly asks for something to be done."""
    OPEN = "open"
    """Nothing speaks for it or against it."""
    QUESTIONED = "questioned"
    REPORTED = "reported"
    REFUSED = "refused"
    NAMED = "named"
    """As a thing: "the deletion of web-7", "restart policy"."""


@lru_cache(maxsize=KEPT)
def mood(reading: Reading) -> Mood:
    """The mood of a whole request; where one of its clauses plainly asks for a change, that is what it does."""
    if any(_commands(words) for _, words in clauses_within(reading)) or orders_all(reading):
        return Mood.COMMANDED
    told = (_spoken(words) for _, words in clauses_within(reading))
    return next((one for one in told if one != Mood.OPEN), Mood.OPEN)


def orders_all(reading: Reading) -> bool:
    """Whether all of something is plainly to be changed: "stop all deployments in dev", and "… all deployments stop" where
    verbs stand last."""
    if any(words[-1] == "?" or not _SUPPOSED.isdisjoint(words) for _, words in clauses_within(reading)):
        return False
    return any(_orders_all(reading, *places, words) for places, words in clauses_within(reading))


def _orders_all(reading: Reading, first: int, last: int, words: Sequence[str]) -> bool:
    every = next((at for at in range(len(words)) if words[at] in _EVERY or _are_workloads(words, at)), -1)
    if every < 0 or not _NOT_ORDERED.isdisjoint(words):
        return False
    kinds = (one for one in reading.mentions if one.sort == "resource_kind" and first <= one.first < last)
    if not any(kinds) and _ALL_THAT_ARE.isdisjoint(words):
        return False
    where = {
        token.plain for one in reading.mentions if one.sort in _PLACES for token in reading.tokens[one.first : one.last]
    }
    verb = every - 1
    while verb > 0 and (words[verb] in _BEFORE_OBJECTS or words[verb] in where):
        verb -= 1
    if verb >= 0 and words[verb] in _VERBS:
        return _commands(words)
    said = [token for token in reading.tokens[first:last] if token.sort != "mark" and token.plain not in _TAILS]
    return (
        bool(said) and said[-1].plain in _ENDING_VERBS and reading.text[said[-1].start : said[-1].end] != said[-1].text
    )


def _are_workloads(words: Sequence[str], at: int) -> bool:
    """Whether workloads, or what is left, are what something is done to: "delete the deployments in prod", "… the others"."""
    behind = words[at + 1] if at + 1 < len(words) else "in"
    if words[at] in _LEFT:
        return words[at - 1 : at] == ["the"] and behind != "of"
    return words[at] in _WORKLOADS and behind in _WHERE and at > 0


def request(reading: Reading) -> Reading:
    """The clauses that ask for a change, where others only tell or ask of one: "web-7 was made by mistake, delete it"."""
    if mood(reading) != Mood.COMMANDED:
        return reading
    clauses = clauses_within(reading)
    told = {Mood.REPORTED, Mood.QUESTIONED}
    kept = [at for at, words in clauses if _commands(words) or is_label(words) or _spoken(words) not in told]
    if len(kept) == len(clauses):
        return reading
    return part_of(reading, [at for first, last in kept for at in range(first, last)])


@lru_cache(maxsize=KEPT)
def clauses_within(reading: Reading) -> tuple[tuple[tuple[int, int], list[str]], ...]:
    """Where each clause begins and ends, and its words: names as ``•``, a question mark kept at its end."""
    return tuple((places, questioned(words, typed(reading, *places))) for places, words in _divided(reading))


def _divided(reading: Reading) -> Iterator[tuple[tuple[int, int], list[str]]]:
    clause: list[str] = []
    first = 0
    for at, token in enumerate(reading.tokens):
        mention = reading.at(at)
        if mention is not None and (mention.sort in {"resource_name", "tag"} or _describes(mention, reading)):
            clause += [_NAME] if clause[-1:] != [_NAME] else []
        elif token.sort == "mark" and token.plain in _STOPS:
            if clause:
                yield (first, at + 1), [*clause, "?"] if token.plain in _ENDS else clause
            clause, first = [], at + 1
        elif token.sort != "mark":
            clause += [_NAME] if token.sort == "quoted" else token.plain.split()
    if clause:
        yield (first, len(reading.tokens)), clause


def _describes(mention: Mention, reading: Reading) -> bool:
    """Whether a state stands before a kind, and so tells which are meant: "stopped machines"."""
    after = reading.at(mention.last)
    return mention.sort == "status" and after is not None and after.sort in {"resource_kind", "environment", "provider"}


def _commands(clause: Sequence[str]) -> bool:
    """Whether a clause plainly asks for something to be done."""
    words = bare(clause)
    first, second = words[0], words[1] if len(words) > 1 else ""
    if words[-1] in {"before", "after"} or was_vain(words):
        return False
    if _is_to_be_done(words) or is_order(clause):
        return True
    if _refused_behind(clause) or (words[-1] == "?" and clause[0] == _NAME) or _HEDGES & set(words[1:]):
        return _asked_politely(words)
    if first in _VERBS and second not in _HEADS and not (first in _BOTH and second in {"of", "in"}):
        return True
    if (
        first in _STARTERS
        and second not in {"not", "we", "i", "they", "you", "any"}
        and not _WORDS_OF_QUESTIONS & set(words[1:4])
    ):
        return True
    if _asked_politely(words) or (first == "mind" and second in _GERUNDS) or (first, second) == ("see", "to"):
        return True
    if any(word in {"please", "pls"} and after in _VERBS for word, after in pairwise(clause)):
        return True
    if _WORDS_OF_QUESTIONS & set(words) or words[-1] == "?" or _UNDONE & set(words):
        return False
    for at, word in enumerate(words[:-1]):
        if word in _NEEDED and words[at + 1] in {"be", "go", "get"}:
            return True
        if word == "must" and _PASTS & set(words[at + 1 : at + 6]):
            return True
        if word in {"get", "want", "have", "need"} and any(one in _PASTS for one in words[at + 2 : at + 7]):
            return word != "have" or at == 0
        if word in {"want", "need"} and words[-1] == "gone":
            return True
    last = [word for word in words if word not in _TAILS][-1:]
    return bool(last and last[0] in _LAST_VERBS and not (_PASSIVE | _SUPPOSING) & set(words))


def _is_to_be_done(words: Sequence[str]) -> bool:
    """ "could it be restarted", "would it be possible to stop it", "I told you to delete it", "it should be started"."""
    if _NOT_ASKED & set(words):
        return False
    first = words[0]
    if "possible" in words[1:5] and words[1:2] == ["it"] and first in {"would", "is", "could"} and _NAME in words:
        return bool(_VERBS & set(words))
    for at in range(1, len(words) - 1):
        told = words[at] in {"told", "asked", "ask", "need", "want"} and list(words[at + 1 : at + 3]) == ["you", "to"]
        if told and words[at + 3 : at + 4] and words[at + 3] in _ASKED:
            return True
        if words[at] == "see" and words[at - 1] == "to" and _PASTS & set(words[at + 2 : at + 4]):
            return first in {"would", "i'd", "i", "we", "love", "like", "want"} and words[-1] != "?"
        if words[at] == "be" and words[at + 1] in _PASTS:
            if first == "could" or (
                first in {"can", "would", "will"} and {"please", "pls", "now", "asap"} & set(words)
            ):
                return _NAME in words
            if words[at - 1] in {"should", "shall"} and words[-1] != "?" and not _WORDS_OF_QUESTIONS & set(words):
                return True
    return False


def _refused_behind(words: Sequence[str]) -> bool:
    """Whether a verb is followed by its negation and little else, as in languages that put both last."""
    said = [word for word in words if word not in _TAILS and word != "?"]
    if said[-3:] == ["don't", "want", "to"]:
        said = said[:-2]
    return said[-1:] in (["not"], ["don't"], ["can't"]) and bool((_VERBS | _PASTS) & set(said[-3:-1]))


def _asked_politely(words: Sequence[str]) -> bool:
    """ "can you restart it", "we need to stop it", "I'd like to delete it"."""
    if words[0] in {"can't", "couldn't", "won't"} and words[1:2] == ["you"]:
        return any(word in _VERBS for word in words[2:5])
    if "at all" in " ".join(words[-3:]):  # whether it can be done by anyone
        return False
    for at in range(1, min(len(words), 8)):
        if words[at] not in _ASKED or _UNDONE & set(words[:at]):
            continue
        before = words[:at]
        if (
            before[0] in {"can", "could", "would", "will"}
            and len(before) > 1
            and before[1] in {"you", "u", "somebody", "someone"}
        ):
            return True
        if before[-1] in {"to", "must", "should", "gotta", "let's", "and", "need", "want"} and before[0] in {
            "we",
            "i",
            "i'd",
            "you",
            "let's",
        }:
            return words[-1] != "?" and not (_ATTEMPTS | {"if", "how", "whether"}) & set(before)
    return False


def _spoken(clause: Sequence[str]) -> Mood:
    """How a clause that asks for nothing plainly speaks of a change."""
    words = bare(clause)
    if was_vain(words):
        return Mood.REPORTED
    if leaves_alone(words):
        return Mood.REFUSED
    if not any(
        word in _VERBS or word in _PASTS or word in _GERUNDS or word in _NOUNS or word in _MANY for word in words
    ):
        asks = words[0] in _QUESTIONS and not (clause[0] == _NAME and words[0] in _STATING)
        return Mood.QUESTIONED if asks else Mood.OPEN
    if _is_refused(words):
        return Mood.REFUSED
    told = clause[0] == _NAME and words[0] in _STATING | {"could", "should"} and words[-1] != "?"
    if not told and _is_question(words):
        return Mood.QUESTIONED
    if _is_report(words):
        return Mood.REPORTED
    return Mood.NAMED if _is_named(words) else Mood.OPEN


def _is_refused(words: Sequence[str]) -> bool:
    if _refused_behind(words):
        return True
    for at, word in enumerate(words):
        if word not in _REFUSALS or (word == "nobody" and "should" not in words[at : at + 2]):
            continue
        if at and words[at - 1] in {"why", "did", "does", "do"} and word == "don't":
            return False
        after = at + 1
        while after < len(words) and words[after] in _FILLERS:
            after += 1
        if after < len(words) and (words[after] in _VERBS or words[after] in _PASTS or words[after] in _GERUNDS):
            return not {"did", "was", "is", "has", "have"} & set(words[:at])
    return False


def _is_question(words: Sequence[str]) -> bool:
    first, second = words[0], words[1] if len(words) > 1 else ""
    said = set(words)
    if first in _QUESTIONS:
        return first not in {"how", "what"} or second != "about"
    if first in _ASKED_BACK:
        return True
    if first == "do" and second in {"we", "i", "they", "you", "any", "people", "those", "these"}:
        return True
    if first in {"would", "will", "could", "may", "might", "can"} and second not in _POLITE:
        return not {"please", "now", "pls"} & said
    if first == "can" and second == "i" and not _CREATES & said:
        return words[-1] == "?" or "safely" in said
    if words[-1] == "?" and ("should" in said or "right" in words[-2:] or (words[0] == "i" and second == "need")):
        return True
    if (
        {"who", "how", "why", "whether"} & said
        or [word for word in words if word != "?"][-1:] == ["when"]
        or "should we" in " ".join(words)
        or "it safe" in " ".join(words)
    ):
        return True
    if words[-1] == "?" and {"need", "needs", "required", "necessary"} & said and not _CREATES & said:
        return True
    if (
        words[-1] == "?" and words[-2:-1] and words[-2] in _LAST_VERBS | _DOING and not _ORDERING & said
    ):  # "alle gestoppten server löschen?"
        return True
    if " to " in " ".join(words) and _WAYS & said:
        return True
    if first in _REPORTING and _WORDS_OF_QUESTIONS & set(words[1:6]):
        return True
    return bool(_SUPPOSING & said) or (first in {"if", "any"} and _NAME in said)


def _is_report(words: Sequence[str]) -> bool:
    said = set(words)
    last = [word for word in words if word not in _TAILS and word != "?"][-1:]
    if words[0] in _ONLY_PAST or (last and last[0] in _ONLY_PAST):
        return True
    for at, word in enumerate(words):
        before = words[max(0, at - 4) : at]
        if word in _PASTS and before[-1:] in (["recently"], ["just"], ["newly"], ["lately"], ["already"]):
            return True
        is_kind_of = word == "rolling" and words[at + 1 : at + 2] and words[at + 1] in _NOUNS
        if word in _GERUNDS and before and before[-1] not in _GOVERNING and not is_kind_of:
            return True
        if word in _PASTS and (
            _PASSIVE & set(before) or _SUBJECTS & set(before[-3:]) or {"is", "are", "has", "have", "had"} & set(before)
        ):
            return True
        if word in _GERUNDS and ({"keeps", "keep", "kept", "while", "after", "about"} & set(before) or _TROUBLE & said):
            return True
        if word in _GERUNDS and {"is", "anyone", "somebody", "someone", "who"} & set(before[-2:]):
            return True
        if word in _VERBS and before[-1:] == ["to"] and _ATTEMPTS & said:
            return True
        unable = _UNABLE & set(before) or "did not" in " ".join(before)
        if word in _VERBS | _PASTS and unable and "you" not in before:
            return True
    return False


def _is_named(words: Sequence[str]) -> bool:
    if words[-1] == "?" and words[0] in _NOUNS - _BOTH:
        return True
    for at, word in enumerate(words):
        if word in _MANY:
            return True
        if (word in _NOUNS or word in _BOTH or word in _VERBS) and at + 1 < len(words) and words[at + 1] in _HEADS:
            return True
        if word in _NOUNS or word in _BOTH:
            before = set(words[max(0, at - 3) : max(0, at - 1)]) - _POINTING | set(words[max(0, at - 1) : at])
            if before & _WHICH or (words[0] in _REPORTING and before & {"the", "of", "about", "for", "behind"}):
                return True
    return False

"""Whether a request asks for something by itself, and takes nothing over from the ones before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Frame
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_POINTERS = words_of("context.pointers")
_SMALL = words_of("context.small")
_LINKING = words_of("wholeness.linking")
"""Words that join a request to the one before it wherever they stand: "same for x"."""
_OPENING = words_of("wholeness.opening")
"""Words that do so where it begins: "and the public buckets"."""
_DENYING = "not"
_OURS = frozenset({"our", "ours", "my", "we", "us"})
_BEING = frozenset({"is", "are", "was", "were"})
_WITHIN = frozenset({"in", "of", "by", "per", "each", "every", "for", "at", "on"})
_FILTERS = frozenset({"status", "tag", "region", "environment", "provider", "account", "count"})
_ASKING = words_of("wholeness.asking")
"""What stands around "its volumes" where they are asked for."""
_OWNING = frozenset({"its", "it", "have", "has", "does", "do", "of"})
LISTS = frozenset({"list_resources", "list_deployments", "list_infrastructure", "show_statistics"})
_QUESTIONS = frozenset({"what", "which", "who", "whose", "where", "how"})
_TELLING = frozenset({"resource_kind", "status", "tag"})
"""What tells of a question which things it is about."""
_AT = frozenset({"in", "on", "at", "of", "from", "within", "under", "inside"})
_DETAILS = frozenset(
    {
        *(
            "ip",
            "address",
            "image",
            "ami",
            "type",
            "size",
            "zone",
            "az",
            "architecture",
            "arch",
            "kernel",
            "os",
            "engine",
        ),
        *("private", "public", "internal", "external", "instance", "machine", "key", "arn", "id"),
    }
)
"""What a thing has as its details, and what leads on to them."""
_SIZES = frozenset({"memory", "ram", "cpu", "cpus", "vcpu", "vcpus", "core", "cores", "storage", "disk", "space"})
"""What is a detail where it is asked how much of it there is, and usage elsewhere."""
_ASKING_OF_IT = frozenset(
    {
        *(
            "what",
            "which",
            "how",
            "much",
            "many",
            "is",
            "are",
            "its",
            "it",
            "it's",
            "does",
            "do",
            "have",
            "has",
            "got",
            "use",
        ),
        *(
            "uses",
            "run",
            "runs",
            "on",
            "in",
            "of",
            "the",
            "'s",
            "what's",
            "with",
            "a",
            "an",
            "tell",
            "me",
            "show",
            "give",
        ),
        *("and", "?", ".", "!", "please", "gb"),
    }
)
_CALLED = frozenset({"named", "called", "the", "is", "a", "an", '"', "'"})
"""What stands between a kind and the name of one of it."""
_OF_NEIGHBOURS = frozenset(
    {"resource_relationships", "show_graph", "list_resources", "list_deployments", "deployment_status"}
)
_COMPARED = ("<", ">")
"""A number that begins so tells which are meant: "bigger than 100 gb"."""
_BRIEF = 4
"""Words of "are there any threats" at most; more of them say where, such as "on top"."""
_UP_TO_ALL = frozenset({"detect_threats", "optimize_cost"})
"""What is asked of all there is as often as of one thing."""


_HAPPENING = frozenset(
    {"how", "any", "were", "was", "there", "are there", "?", "have", "has", "had", "been", "get", "got", "in"}
)


def is_whole(alone: Frame, reading: Reading, before: Frame) -> bool:
    """Whether what ``alone`` says is all that is meant, whatever was asked ``before``.

    "public buckets" and "any threats?" are whole; "and in dublin?", "the stopped ones" and, after a list, "databases?" are not.
    """
    words = [token.plain for token in reading.tokens]
    if alone.intent in CHANGES:
        return False
    if alone.intent in _UP_TO_ALL and not reading.mentions and words[:2] == ["are", "there"]:
        return len(words) <= _BRIEF
    if points_back(reading):
        return False
    if any(word in _LINKING and reading.at(at) is None for at, word in enumerate(words)):
        return False
    if before.intent in CHANGES and _is_asked_apart(alone, reading, before):
        return True
    if not words or (words[0] in _OPENING and not _begins_with_a_denial(reading)):
        return False
    if any(one.excluded for one in reading.mentions) and not kinds_of(reading):
        return False
    sorts = {one.sort for one in reading.mentions}
    if not sorts:
        return alone.intent in _UP_TO_ALL and (words[:1] == ["any"] or not _OURS.isdisjoint(words))
    if is_list_in_full(alone, reading, before):
        return True
    if sorts == {"status"} and words[0] == "what" and words[1] in _BEING and alone.intent == "list_resources":
        return True  # "what is stopped?" is asked of all there is, "which are stopped?" of what was spoken of
    if "resource_name" in sorts:
        measured = "metric" in sorts and not before.values("metric") and before.intent not in CHANGES
        return measured or ("status" in sorts and words[0] in _BEING and before.intent not in CHANGES)
    if _is_of_one(before) and alone.intent == "list_resources" and (sorts == {"resource_kind"} or words[0] == "what"):
        return True
    if "resource_kind" in sorts:
        return (bool(sorts & _FILTERS) and not _narrows(alone, words, before)) or (
            _is_existing(reading) and "many" in words
        )
    return False


def _is_asked_apart(alone: Frame, reading: Reading, before: Frame) -> bool:
    """Whether it asks which things are so, or names a kind by where it is, and goes on with no change: "what is stopped?",
    "instances in prod-core" after "stop web-1"."""
    sorts = {one.sort for one in reading.mentions}
    words = {token.plain for at, token in enumerate(reading.tokens) if reading.at(at) is None}
    if not words.isdisjoint(_QUESTIONS) and "resource_name" not in sorts:
        return alone.intent != OUT_OF_SCOPE and bool(sorts & _TELLING)
    first = reading.at(0)
    if alone.intent not in LISTS or first is None or first.sort != "resource_kind" or first.excluded:
        return False
    is_other = bool(before.values("resource_name")) or first.value not in before.values("resource_kind")
    placed = reading.tokens[first.last : first.last + 1]
    return is_other and len(sorts) > 1 and bool(placed) and placed[0].plain in _AT


def _begins_with_a_denial(reading: Reading) -> bool:
    """Whether it begins with things that are not so: "not expired certificates"; "not in dublin" goes on."""
    first = reading.at(1)
    if reading.tokens[0].plain != _DENYING or first is None or not first.excluded:
        return False
    return any(one.first == first.last for one in kinds_of(reading))


def is_list_in_full(alone: Frame, reading: Reading, before: Frame) -> bool:
    """Whether after a list it says of which kind, and which of those: "databases with postgres", "servers older than 100 days"."""
    first = reading.at(0) if {alone.intent, before.intent} <= LISTS else None
    is_kind = first is not None and first.sort == "resource_kind"
    return is_kind and any(one is not first for one in reading.mentions)


def _is_of_one(before: Frame) -> bool:
    """Whether one thing alone was spoken of, and no things that it has, so that no kind narrows that."""
    is_other = before.intent in CHANGES or before.intent in _OF_NEIGHBOURS
    return not is_other and bool(before.values("resource_name")) and not before.values("resource_kind")


def _narrows(alone: Frame, words: Sequence[str], before: Frame) -> bool:
    """Whether some of what was asked for are named by its kind: "the stopped servers" of servers; or another kind to be changed."""
    if before.intent in CHANGES:
        is_compared = any(one.startswith(_COMPARED) for one in alone.values("count"))
        is_amended = not is_compared and (before.intent == "create_infrastructure" or "count" in alone.entities)
        return is_amended or not before.values("resource_name")
    return words[0] == "the" and alone.values("resource_kind") == before.values("resource_kind")


def points_back(reading: Reading) -> bool:
    """Whether a word stands for what was spoken of before.

    Neither "there" of "how many volumes are there", nor "each" of "each team", nor "that" of "servers in prod that are stopped"
    does.
    """
    words = [token.plain for token in reading.tokens]
    kinds = kinds_of(reading)
    for at, word in enumerate(words):
        if word not in _POINTERS or reading.at(at) is not None:
            continue
        after = words[at + 1] if at + 1 < len(words) else ""
        if word == "there" and _is_existing(reading):
            continue
        if word == "each" and kinds and after.isalpha() and after not in {"of", "has", "have", "is", "are", "in", "on"}:
            continue
        if is_relative(reading, at):
            continue
        return True
    return False


def is_relative(reading: Reading, at: int) -> bool:
    """Whether the word there goes on about a kind: "servers that are stopped", and "in prod" may stand between."""
    words, behind = [token.plain for token in reading.tokens], reading.at(at + 1)
    is_told = bool({*words[at + 1 : at + 2]} & {*_BEING, "have", "has"}) or (behind and behind.sort == "status")
    if words[at] != "that" or not is_told:
        return False
    return any(
        one.last <= at and all(reading.at(among) or words[among] in _WITHIN for among in range(one.last, at))
        for one in kinds_of(reading)
    )


def _is_existing(reading: Reading) -> bool:
    """Whether things are told to exist: "how many volumes are there", "are there any buckets"; not "how many are there in each"."""
    words = [token.plain for token in reading.tokens]
    if "there" not in words:
        return False
    there = words.index("there")
    beside = not _BEING.isdisjoint(words[max(0, there - 1) : there + 2])
    return beside and any(
        one.first < there or _WITHIN.isdisjoint(words[there : one.first]) for one in kinds_of(reading)
    )


def kinds_of(reading: Reading) -> list[Mention]:
    return [one for one in reading.mentions if one.sort == "resource_kind" and not one.excluded]


def asks_of_errors(reading: Reading, words: Collection[str], before: Frame) -> bool:
    """ "were there errors?" of a scan that was just asked for."""
    is_of_scan = before.intent in {"start_discovery", "discovery_status"}
    return (
        is_of_scan and {one.value for one in reading.mentions} == {"error_rate"} and set(words) <= _SMALL | _HAPPENING
    )


def asks_for_its(reading: Reading) -> bool:
    """Whether things of one kind are asked for of what was spoken of: "and its volumes?", "what volumes does it have"."""
    words = [token.plain for token in reading.tokens]
    kinds = kinds_of(reading)
    if (
        len(kinds) != 1
        or kinds[0].value == "account"
        or {one.sort for one in reading.mentions} - {"resource_kind", "status", "metric"}
    ):
        return False
    first, last = kinds[0].first, kinds[0].last
    rest = {word for at, word in enumerate(words) if not kinds[0].covers(at) and reading.at(at) is None}
    if first and words[first - 1] in {"its", "it"} and "status" not in {one.sort for one in reading.mentions}:
        return rest <= _ASKING | _OWNING
    owning = (
        ("it", "have") in pairwise(words) or ("it", "has") in pairwise(words) or words[last : last + 2] == ["of", "it"]
    )
    return owning and rest <= _ASKING | _OWNING


def asks_what_it_has(reading: Reading) -> bool:
    """Whether a detail of what was spoken of is asked for: "what is its ip?", "how many cpus does it have?"; usage is none."""
    if not {one.sort for one in reading.mentions} <= {"resource_kind", "metric"}:
        return False
    words = {token.plain for token in reading.tokens}
    what = words - _ASKING_OF_IT
    is_had = bool(words & {"have", "has", "got"}) and bool(words & {"much", "many", "what", "which"})
    details = _DETAILS | (_SIZES if is_had else frozenset())
    is_of_it = bool(words & {"its", "it", "it's"}) or (is_had and len(reading.tokens) <= _BRIEF + 1)
    return bool(what) and what <= details and is_of_it


def asks_for_neighbours(reading: Reading) -> bool:
    """Whether the kind that is said is that of what is asked for, and not of what is named: "which balancers point to x"."""
    words = [token.plain for token in reading.tokens]
    names = [one for one in reading.mentions if one.sort == "resource_name" and not one.excluded]
    kinds = kinds_of(reading)
    if len(names) != 1 or len(kinds) != 1:
        return False
    (name,), (kind,) = names, kinds
    among = words[kind.last : name.first] if kind.last <= name.first else words[name.last : kind.first]
    return not set(among) <= _CALLED

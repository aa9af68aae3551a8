"""Why no plan is made of a request as it stands: each doubt, and what to say instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp import as_typed
from dharma_tui.nlp.denied_states import OPPOSITES, places
from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.parts_of import is_in_namespace, is_of_a_part
from dharma_tui.nlp.restricting import SIZING, sets_tags
from dharma_tui.nlp.safety import NEGATIONS
from dharma_tui.nlp.tokens import LONGEST
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.word_lists import words_of
from dharma_tui.nlp.words import listed, named

_VERBS: Mapping[str, frozenset[str]] = {
    "delete": frozenset(
        (
            "delete",
            "terminate",
            "drop",
            "destroy",
            "purge",
            "wipe",
            "decommission",
            "remove",
            "erase",
            "kill",
            "nuke",
            "tear",
            "rid",
        )
    ),
    "stop": frozenset(("stop", "halt", "shutdown", "suspend", "pause")),
    "start": frozenset(("start", "boot", "resume")),
    "restart": frozenset(("restart", "reboot", "bounce", "recycle", "reload", "kick", "cycle")),
    "scale": frozenset(("scale", "upscale", "downscale")),
    "roll back": frozenset(("rollback", "revert", "undo")),
    "create": frozenset(("create", "launch", "provision", "spin")),
    "alter": frozenset(("resize", "enlarge", "rename", "encrypt", "patch", "upgrade", "migrate")),
    "isolate": frozenset(("isolate", "quarantine", "drain", "cordon", "failover")),
}
"""Words that ask for a change, by what they ask for."""
_EXCEPT = ("except", "excluding", "besides", "apart", "unless", "minus")
_POINTERS = ("it", "that", "this", "those", "these", "them", "they", "both", "same", "again", "one", "ones", "its")
_PLURAL = ("those", "these", "them", "they", "ones")
_BESIDE_NAMES = ("it", "those", "these", "them", "one", "ones", "others", "this", "that")
_REHEARSED = ("apply", "applying", "execute", "executing", "dry", "plan", "simulate")
"""What is not to be carried out may be planned."""
_CARRYING_OUT = frozenset(("do", "doing", "apply", "execute", "run", "make", "with", "confirm", "plan", "simulate"))
"""Before "it" these speak of what is to be done."""
_TAGGING = frozenset(("tag", "tags", "label", "labels"))
_SWITCHES = ("power", "turn", "switch")
_COMPARING = frozenset(
    [
        "old",
        "new",
        "earlier",
        "previous",
        "larger",
        "bigger",
        "smaller",
        "lower",
        "more",
        "fewer",
        "less",
        "extra",
        "additional",
        "another",
    ]
)
"""Words that say which of several are meant, of what is not told here; or what something is to become."""
_BECOMING = ("scale_deployment", "rollback_deployment", "create_infrastructure")
_PARTS = frozenset(("one", "half", "any", "either", "some", "part"))
_EACH = frozenset(("every", "each", "first", "second", "third", "fourth", "fifth", "last"))
"""Before "one of those": then it is said which."""
_PLACED = frozenset(("environment", "region", "provider", "account", "status", "tag"))
"""What narrows kinds that the label scheme has no word for."""
_JOINING = frozenset(("and", "plus", "&", ","))
_VERSION = lazy_pattern(r"v?\d+(?:\.\w+)*")

SAYS: Mapping[str, str] = {
    "negated": "a *not* in it: say only what is to be done",
    "supposed": "an *if* in it: ask what would happen, or say plainly what is to be done",
    "excluded": "something left out (*except*): name each resource that is meant instead",
    "guessed": "a name that is only like one here: write it in full",
    "two verbs": "two changes at once: ask for one after the other",
    "everything": "no narrower than everything: name the resources, or add a place, a tag or a state",
    "several": "a name that several resources have: say which one, by its region or its key",
    "unknown": "a name that nothing here has",
    "address": "an address, which may be another's by then: say the name of what has it",
    "id": "an id, which is a part of a key alone: say the name of what has it, or its whole key",
    "elsewhere": "a name that nothing has where you said it is",
    "missing": "no name: say which resource is meant",
    "not two": "*both*, where not two were shown: name them",
    "not plain": "*those*, where several things were spoken of one after the other: name them",
    "not several": "*those*, where one thing alone was spoken of: say *it*, or name them",
    "not one": "*it*, where several things were spoken of: say *those*, or name one",
    "unanswered": "what was asked before, which was not understood: name what is meant",
    "no resource": "a row that is no single resource: name what is meant",
    "nothing shown": "words for something that was shown, where nothing was: name what is meant",
    "no such row": "a row that was not shown: name what is meant",
    "no such rows": "rows that were not shown, or are not told plainly: say *the first two* or *1 and 3* of those shown",
    "two lists": "a row that is one thing in the last plan and another in the list before it: name what is meant",
    "last not shown": "*the last one* of a list that was not shown to its end: name it, or narrow the list",
    "also a name": "words that point at something shown, and that are also the name of a resource: give its name in quotes",
    "gone": "something that was shown and is there no more: list them again",
    "not all shown": "rows that were not shown: narrow the list first, or say what they are: *all*, a state, a kind, a place",
    "left out": "*those* of a list of which something that was asked for was left out, so that it may be more than is meant: name"
    " them, or say *the first one*",
    "not left out": "a row of a list in which something is that was to be left out of it: name what is meant",
    "only guessed": "*those* of a list that was only guessed to be what was asked for: ask for it plainly, or name them",
    "narrower": "what was counted by more than a kind, a place, a tag or a state: list them first",
    "untold": "a condition that nothing known here tells",
    "too many": "more resources than one plan may change",
    "one of several": "several resources that fit: say *all*, or name one",
    "unfit": "a resource that this cannot be done with",
    "stale": "a resource that was not seen lately: scan first",
    "no value": "no word of what it is to become",
    "no number": "no number of copies: say how many it is to have",
    "no way": "a number that may be how many are to be left, or how many more or fewer: say *to* how many",
    "copies not known": "a number of copies that is not known here",
    "too few copies": "more copies to be taken away than it has",
    "too many copies": "more copies than one plan may ask for: say a number up to 100,000",
    "other way": "a number of copies that goes the other way than was said",
    "no such version": "a version that is not the one before: that one alone can be planned",
    "no version": "an earlier version that no scan has seen",
    "no such tag": "a tag that it does not have so",
    "no tag": "no tag that is read as one: say it as *key=value*, or take *the tag KEY* off",
    "no size": "no size: say what it is to have",
    "not a size": "a size of something that is no storage: that is not planned here",
    "is off": "something that is stopped, which cannot be restarted: say *start*",
    "no such change": "a change that is not planned here: what is can be started, stopped, restarted, tagged or resized",
    "no account": "no account, of which several are known: say *in account NAME*",
    "no type": "no type of machine: say *of type NAME*",
    "no kind": "no kind of things that is made here: say what it is to be",
    "several rows": "several rows at once: ask for one after the other, or for the first so many",
    "several kinds": "several kinds that it may be",
    "no fix": "no word of which fix: say isolate, drain, fail over or patch",
    "part": "a part of several things, and no word of which: name them",
    "of a part": "something that is a part of what is named, or that it has: no plan is made of that, and none of the whole",
    "all and one": "something named beside all of some: ask for one after the other",
    "half named": "something behind *and* that names nothing here: ask for one after the other",
    "half pointed": "something pointed at beside something named: ask for one after the other",
    "exists": "a name that is taken: what is made has one of its own",
    "unplaced": "words that may change what is meant: say plainly what is to be done, and with what",
    "by namespace": "a namespace, by which no plan is narrowed here: list what is in it, and say what of that is meant",
    "other kind": "a resource that is of another kind than was said",
    "unfitting": "a place, a tag or a state that none of what is meant has",
    "not so many": "a number that is not how many there are of what is meant",
    "not from there": "a number of copies that it does not have now",
    "pattern": "a pattern or a range of names: name each resource",
    "altered": "a tag that is not read as it was typed: set its value in quotes",
    "several tags": "several tags at once: ask for one after the other",
    "two places": "several places or states of several names: ask for one after the other",
    "run together": "a word that may be a name: set it in quotes",
    "bad name": "a name that its provider would not take",
    "later": "a time in it: a plan is of what is done now",
    "quoted": "how it is written, as what is quoted, listed or noted: say it without marks and titles",
    "kept beside": "something that is to stay as it is: say only what is to be changed, and by its name",
    "only may be": "words that tell what may or will be done: say what is to be done",
    "stands": "the order that this goes on with, of which no plan is made: say in full what is to be done",
    "not planned": "words that stand for what was not planned: say in full what is to be done",
    "too long": f"its length: no more than {LONGEST:,} characters are read, and the rest may say otherwise",
}
"""What stands against a plan, as the answer says it."""
NO_ROW = frozenset(
    {"no resource", "no such row", "no such rows", "several rows", "last not shown", "gone", "nothing shown"}
)
"""What stands against any answer about a row."""


def doubts_of(asked: Asked) -> list[str]:
    """What the words themselves leave open."""
    told = ["stands"] if "stands" in asked.doubts else []
    told += [doubt for doubt in asked.frame.doubts if doubt != "negated" or _is_negated(asked)]
    told += [doubt for doubt in asked.doubts if doubt != "elsewhere"]
    if asked.has(*NEGATIONS) and not asked.has(*_REHEARSED):
        told.append("negated")
    is_carried = asked.is_carried and not (asked.kinds and _PLACED & asked.said.keys())
    if is_carried and asked.has("everything", "anything", "all"):
        told += [] if asked.is_pointed and asked.has(*_PLURAL) else ["everything"]
    elif is_carried and not asked.is_pointed and not asked.has(*_POINTERS) and not asked.so_many:
        told.append("missing")
    if _is_one_of_several(asked):
        told.append("not one")
    if _is_part(asked):
        told.append("part")
    if asked.has(*_EXCEPT) or asked.excluded:
        told.append("excluded")
    if asked.has("if", "unless", "should"):
        told.append("supposed")
    if any(time != "at:today" for time in asked.said.get("time_range", ())):
        told.append("later")
    if as_typed.has_pattern(asked):
        told.append("pattern")
    if sets_tags(asked) and len(asked.frame.values("tag")) > 1:
        told.append("several tags")
    elif sets_tags(asked) and not as_typed.tag(asked):
        told.append("altered")
    if len(verbs(asked)) > 1:
        told.append("two verbs")
    if asked.frame.destructive and (words := unplaced(asked)):
        told.append("by namespace" if is_namespace(asked, words) else "unplaced")
    if is_in_namespace(asked):
        told.append("by namespace")
    if not asked.unknown and is_of_a_part(asked):
        told.append("of a part")
    if _is_half_pointed(asked):
        told.append("half pointed")
    if _is_of_all_and_one(asked):
        told.append("all and one")
    elif _is_half_named(asked):
        told.append("half named")
    if asked.read_as or any(not target.exact for target in asked.targets):
        told.append("guessed")
    if asked.ambiguous:
        told.append("several")
    if asked.unknown:
        told.append("elsewhere" if "elsewhere" in asked.doubts else "unknown")
    return list(dict.fromkeys(told))


def _is_negated(asked: Asked) -> bool:
    """Whether something is not to be done; to stop a machine is to do something."""
    return asked.has(*NEGATIONS) or asked.frame.intent != "update_infrastructure"


def _is_one_of_several(asked: Asked) -> bool:
    """Whether "it" is to be changed, as somebody typed it, and several were named before."""
    said = asked.text.lower().replace("?", " ").replace(",", " ").split()
    is_it = any(word == "it" and before not in _CARRYING_OUT for before, word in pairwise(said))
    is_it = is_it and not asked.has(*_PLURAL, "both", "all")
    return is_it and asked.is_carried and not asked.is_pointed and len(asked.targets) > 1


def _is_half_pointed(asked: Asked) -> bool:
    """Whether something is pointed at beside what is named: "delete those and web-1"."""
    names = asked.said.get("resource_name", ())
    pointed = asked.has(*_BESIDE_NAMES) or (asked.has("both") and len(names) != 2)
    return bool(names) and pointed and asked.has("and", "plus", "also", "&")


def _is_half_named(asked: Asked) -> bool:
    """Whether there is more beside an *and* than was found: "delete orders-db and web"."""
    words = asked.words
    behind = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "and"]
    if not asked.targets or len(asked.targets) > words.count("and"):
        return False
    return any(word in terms.words() for word in behind)


def _is_of_all_and_one(asked: Asked) -> bool:
    """Whether something is named beside all of some: "all servers in prod and web-1", "all servers in prod, web-1"."""
    is_of_all = asked.has("all", "every", "each") and bool(asked.said.get("resource_kind"))
    return is_of_all and bool(asked.targets) and len(asked.targets) <= _joins(asked)


def _joins(asked: Asked) -> int:
    """How often something is joined to something else; of names alone, ", and" joins once."""
    joins = sum(word in _JOINING for word in asked.words)
    joins += max(asked.text.lower().split().count("plus") - asked.words.count("plus"), 0)  # which is read as "more"
    if not _PLACED & asked.said.keys():
        joins -= sum(before == "," and word in _JOINING - {","} for before, word in pairwise(asked.words))
    return joins


def _is_part(asked: Asked) -> bool:
    """Whether some of several are meant, and it is not said which: "one of those", "half of them"."""
    words = asked.words
    for at, word in enumerate(words[1:], 1):
        which = set(words[max(0, at - 3) : at - 1]) & _EACH
        is_of = word == "of" and words[at - 1] in _PARTS and set(words[at + 1 : at + 3]) & {*_PLURAL, "all", "the"}
        if is_of and not (words[at - 1] == "one" and which):
            return True
    is_share = asked.has("half") and asked.frame.intent not in _BECOMING
    return is_share or (asked.is_pointed and asked.has("any", "either"))


def is_namespace(asked: Asked, words: Sequence[str]) -> bool:
    """Whether these are nothing but a namespace that is named: "in namespace payments", "in the payments namespace"."""
    beside = {word for one in pairwise(asked.words) if _NAMESPACES & set(one) for word in one}
    return bool(words) and set(words) <= beside - _NAMESPACES


_NAMESPACES = frozenset({"namespace", "namespaces"})
_OTHERS = frozenset({"others", "other", "rest", "instead", "too"})
"""What is said of rows beside those that were spoken of, where rows are pointed at."""


def unplaced(asked: Asked) -> list[str]:
    """Words that are neither the change, nor what it is about, nor small: one of them may turn it round ("save", "perhaps")."""
    plain = words_of("refusing.plain") | terms.words() | set(NUMBERS) | set().union(*_VERBS.values())
    plain -= _VERBS["delete"] & {"rid", "tear"}
    plain -= _unheeded(asked)
    plain |= _OTHERS if asked.is_pointed else frozenset()
    is_open = (asked.is_pointed or not asked.targets) and asked.frame.intent not in _BECOMING
    if is_open and not asked.has(*SIZING):
        plain -= _COMPARING
    counts = {count.lstrip("+-x/<>=") for count in asked.frame.values("count")}
    counts |= {str(asked.so_many), "top"} if asked.so_many else set()
    told = []
    for word in _without_phrases(asked.words):
        if any(map(str.isalpha, word)):
            is_version = asked.frame.intent == "rollback_deployment" and _VERSION.fullmatch(word)
            told += [word] if word not in plain | counts and not is_version else []
        elif is_open and word[-1:].isdecimal() and word not in counts and not asked.has("number", "row", "#"):
            told.append(word)
    return told


_EVERY = frozenset({"every", "each"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth"})


def _unheeded(asked: Asked) -> set[str]:
    """Words for what is not in a state that stand where they are not read as that: "with private access"."""
    is_tagged = bool(asked.frame.values("tag"))
    found = {word for word in asked.free if word in OPPOSITES and not (is_tagged and word.startswith(("tag", "label")))}
    if asked.frame.intent not in _BECOMING and not sets_tags(asked):
        plain = words_of("refusing.plain") | set(NUMBERS) | set().union(*_VERBS.values()) | {"keep", "keeps"}
        plain |= {"have", "has", "been"} if "been" in asked.free else set()
        plain |= {"name"} if asked.targets and not asked.is_pointed else set()
        found |= (terms.words() - plain) & {*asked.free, *asked.unread}
        found |= {word for before, word in pairwise(asked.words) if before in _EVERY and word in _ORDINALS}
    return found - {asked.words[at] for at in places(asked.words)}


def _without_phrases(words: tuple[str, ...]) -> list[str]:
    """``words`` without those that together say nothing of what is meant, or that are a verb: "right now", "get rid of"."""
    line = f" {' '.join(words)} "
    for phrase in sorted(words_of("refusing.phrases"), key=len, reverse=True):
        line = line.replace(f" {phrase} ", " ")
    return line.split()


def verbs(asked: Asked) -> list[str]:
    """The changes that are asked for. To add or to remove a tag is one: to tag."""
    words = set(asked.words)
    if words & _TAGGING or asked.frame.values("tag"):
        words -= {"remove", "drop", "delete", "create"}
    told = [verb for verb, said in _VERBS.items() if words & said]
    return list(dict.fromkeys([*told, *_switched(asked.words)]))


def _switched(words: tuple[str, ...]) -> list[str]:
    """To stop or to start, as it is said of what is switched: "power off", "turn it on"."""
    if {"bring", "up"} <= set(words):
        return ["start"]
    if not set(words) & {*_SWITCHES, "shut"}:
        return []
    behind = {after for word, after in pairwise(words) if word in _SWITCHES} | {words[-1]}
    told = ["stop"] if "off" in words or {"shut", "down"} <= set(words) else []
    return [*told, "start"] if "on" in behind else told


def asked_back(asked: Asked, doubts: list[str]) -> str:
    """What is open, in words."""
    told = [SAYS.get(doubt, doubt) for doubt in doubts]
    if "unplaced" in doubts:
        said = listed([named(word) for word in unplaced(asked)[:4]])
        told = [f"{one} ({said})" if one == SAYS["unplaced"] else one for one in told]
    if "unknown" in doubts or "elsewhere" in doubts:
        names = listed([named(one) for one in asked.unknown])
        told = [f"{one} ({names})" if one in (SAYS["unknown"], SAYS["elsewhere"]) else one for one in told]
    return "; ".join(told)


_BEGINNING = frozenset(
    {"stop", "delete", "terminate", "restart", "reboot", "remove", "scale", "resize", "kill", "destroy"}
)


def only_listed(asked: Asked) -> str:
    """What is said where a request begins as a change does and was read as a list; empty: it does not."""
    begins = asked.frame.intent == "list_resources" and asked.words[:1] and asked.words[0] in _BEGINNING
    begins = begins and asked.words[0] in asked.free  # what was said before is no order now
    return f"No change is planned: this was read as a list, not as an order to {asked.words[0]}." if begins else ""

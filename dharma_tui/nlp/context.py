"""What a request takes over from the ones before it: ellipses, pronouns, confirmations, a bare "why?"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Entities, Frame
from dharma_tui.nlp.amending import amended, amends, with_unit
from dharma_tui.nlp.continuing import (
    asks_what_runs_on_it,
    confirms,
    counts_them,
    goes_on,
    is_broken_down,
    plans,
    scans_again,
)
from dharma_tui.nlp.denied_states import others_described
from dharma_tui.nlp.features import is_size
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.mood import Mood, mood
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.set_anew import ASKED_OF_ONE, OF_COPIES, RANKED, asks_who, hangs_a_tag, sets_copies, sets_size
from dharma_tui.nlp.wholeness import (
    LISTS,
    asks_for_its,
    asks_for_neighbours,
    asks_of_errors,
    asks_what_it_has,
    is_list_in_full,
    is_whole,
    kinds_of,
    points_back,
)
from dharma_tui.nlp.word_lists import words_of

_TALK = frozenset({"help_or_smalltalk", OUT_OF_SCOPE})
_SMALL = words_of("context.small")
_WHOLE = frozenset({"resource_name", "resource_kind", "provider", "region", "environment", "account"})
_SET = frozenset({*_WHOLE, "status", "tag"})
_CAUSE = frozenset({*_SET, "metric", "time_range"})
_WHY = words_of("context.why")
_SWAPPING = frozenset({"update", "change", "switch", "replace"})
_DONE = words_of("context.done")
_SHOWN, _OTHERS = frozenset({"show", "list", "see", "give"}), frozenset({"which", "who", "los", "las", "les"})
_GOING = frozenset({"going", "coming", "along", "progress", "progressing", "far"})
_BEHIND = frozenset({"what", "who", "is", "are", "behind", "it", "stands", "and", "?"})
_OF_IT = words_of("context.of_it")
_GOES_ON = frozenset({*CHANGES, "start_discovery", "discovery_status", "deployment_status"})
_BEGINS = words_of("context.begins")
_ANOTHER = words_of("context.another")
_MACHINES = words_of("context.machines")
_OF_WORKLOADS = frozenset({"rollback_deployment", "restart_deployment", "scale_deployment"})
_COMPLAINTS = frozenset({"explain_root_cause", "detect_anomalies", "show_statistics", "detect_threats", "show_changes"})
_OPENING = frozenset({"is", "are", "was", "were", "will", "does", "did"})
"""With a question mark, a question begins so that is none about a change being made."""
_ORDERS = {
    **dict.fromkeys(("start", "reboot"), "update_infrastructure"),
    **dict.fromkeys(("restart", "bounce"), "restart_deployment"),
    "delete": "delete_infrastructure",
    "rollback": "rollback_deployment",
}
_DENIED = frozenset({"not", "don't", "no", "never", "?"})
_EARLIER = frozenset({"previous", "before", "prior", "version", "weeks", "months", "days", "last"})
_SEVERAL = 3
_NOD = 2
"""Words of a nod at most."""
_OF_SCANS = frozenset({"start_discovery", "discovery_status"})
_ROLLED_OUT = frozenset({"k8s.pod", "k8s.statefulset", "k8s.daemonset", "k8s.cronjob", "k8s.job", "aws.ecs.service"})
_RESTARTS = frozenset({"restart", "bounce", "kick", "recycle", "redeploy"})
_CERTAIN = 0.98
_DOUBTED = 0.1
"""The same of a change that is not plainly asked for."""
_FAINT = 0.02
"""An intent less likely than this is none that a few words may mean."""
_LONG = 12
"""Words of a request that names nothing, and may still mean what the one before it named."""
_SHORT = 7
"""Words of a request that leaves out what it is about."""
_NEEDS_A_NAME = words_of("context.needs_a_name")


@dataclass(frozen=True, slots=True)
class Turn:
    """One request as it was read and resolved."""

    reading: Reading
    frame: Frame
    about: Entities | None = None
    """What "it" is from then on, where that is not what the frame says: of "its volumes" it is what has them."""

    @property
    def subject(self) -> Frame:
        """The frame of what was spoken of; a state that was only asked about is none of it: "is it running?"."""
        entities = self.frame.entities if self.about is None else self.about
        opening = {token.plain for token in self.reading.tokens[:1]}
        is_of_one = "resource_kind" not in entities or bool(opening & _OPENING)
        if self.frame.intent in ASKED_OF_ONE and "resource_name" in entities and is_of_one:
            entities = {sort: said for sort, said in entities.items() if sort != "status"}
        return replace(self.frame, entities=entities)


def after(turn: Turn, before: Turn | None) -> Turn:
    """What the next request is resolved against: thanks and talk do not end a subject, what was not understood names one."""
    if turn.frame.intent == OUT_OF_SCOPE and (named := _named(turn)):
        return named
    return before if before is not None and turn.frame.intent in _TALK else turn


def _named(turn: Turn) -> Turn | None:
    """A turn that was not understood, as the likeliest question about the one thing of ours that it names."""
    entities = {sort: told for sort, told in said(turn.reading.mentions).items() if sort in _CAUSE}
    likely = (one for one, _ in turn.frame.ranked if one not in _TALK and one not in CHANGES)
    if not 1 <= len(entities.get("resource_name", ())) <= _SEVERAL or not any(
        token.sort == "name" for token in turn.reading.tokens
    ):
        return None
    return replace(turn, frame=replace(turn.frame, intent=next(likely, "describe_infrastructure"), entities=entities))


def resolved(frame: Frame, reading: Reading, before: Turn | None, is_english: Callable[[str], bool]) -> Frame:
    """``frame`` with what the turn before it lends; ``is_english`` tells the words that are."""
    if before is not None and before.frame.intent not in _TALK and (told := _going_on(frame, reading, before)):
        return told
    if before is None or before.frame.intent in _TALK or is_whole(frame, reading, before.frame):
        is_list = before is not None and is_list_in_full(frame, reading, before.frame)
        return replace(frame, confidence=max(frame.confidence, 0.9)) if is_list else frame
    words, last = _words(reading), before.frame
    if asks_what_it_has(reading) and len(before.subject.values("resource_name")) == 1:
        told = replace(
            frame, intent="describe_infrastructure", confidence=max(frame.confidence, 0.9), destructive=False
        )
        return replace(told, entities=_owner(before), ranked=_led(frame, "describe_infrastructure"))
    if asks_for_its(reading):
        kinds = said(reading.mentions)
        told = replace(frame, intent="resource_relationships", confidence=max(frame.confidence, 0.9), destructive=False)
        return replace(told, entities=_owner(before) | kinds, ranked=_led(frame, "resource_relationships"))
    if not reading.mentions and words & {"why", "come", "caused"} and words <= _WHY:
        return replace(
            frame,
            intent="explain_root_cause",
            confidence=max(frame.confidence, 0.9),
            entities=dict(last.entities),
            destructive=False,
        )
    if (
        last.intent in CHANGES
        and len(reading.tokens) <= _NOD
        and [one.value for one in reading.mentions] == ["healthy"]
    ):
        return replace(frame, intent="help_or_smalltalk", entities={}, destructive=False)  # "all right" is a nod
    if (
        "behind" in words
        and words & {"what", "who"}
        and words <= _BEHIND
        and last.intent not in _COMPLAINTS
        and last.values("resource_name")
    ):
        return _followed(frame, last, "resource_relationships")
    if last.intent in CHANGES and confirms(reading, words):
        return replace(frame, intent=last.intent, confidence=0.9, entities=dict(last.entities), destructive=True)
    if amends(reading, frozenset(words), last, _SMALL, is_english):
        return _inherited(frame, reading, last)
    if last.intent in _OF_SCANS and not reading.mentions and words & _BEGINS and words <= _BEGINS | _ANOTHER | _SMALL:
        return _scanned(frame, last)
    if asks_of_errors(reading, words, last) or _asks_of_the_end(reading, words, last):
        return _ended(frame, last)
    if sets_copies(reading, words, last):
        told = replace(frame, intent="scale_deployment", confidence=0.9, entities=dict(said(reading.mentions)))
        return replace(told, entities=_carried(told, last), destructive=True, ranked=_led(frame, "scale_deployment"))
    if sets_size(reading, words, last):
        told = replace(frame, intent="update_infrastructure", confidence=0.9, entities=dict(said(reading.mentions)))
        return replace(told, entities=_carried(told, last), destructive=True, ranked=_led(frame, told.intent))
    if hangs_a_tag(frame, reading, words, before.subject):
        told = replace(frame, intent="update_infrastructure", confidence=0.9, entities=dict(said(reading.mentions)))
        return replace(told, entities=_carried(told, before.subject), destructive=True, ranked=_led(frame, told.intent))
    if asks_who(frame, reading, words, before.subject):
        return replace(frame, entities=_carried(frame, before.subject))
    if last.intent not in CHANGES and "previous" in words and words <= _EARLIER | _SMALL and last.values("time_range"):
        return _inherited(frame, reading, last)
    if frame.intent == OUT_OF_SCOPE and len(reading.tokens) <= _SHORT and frame.confidence < _CERTAIN:
        frame = _brief(frame, reading, last)
    ranks = {"count", "metric"} <= {one.sort for one in reading.mentions} and last.intent not in RANKED
    asks = last.intent in CHANGES and "?" in words and bool(reading.tokens) and reading.tokens[0].plain in _OPENING
    if (intent := _ordered(reading, words)) and (
        carried := _carried(replace(frame, intent=intent, entities={}), before.subject)
    ):
        intent = of_machine(intent, carried.get("resource_kind", ()))
        told = replace(frame, intent=intent, confidence=max(frame.confidence, 0.9), entities=carried)
        return replace(told, destructive=True, ranked=_led(frame, intent))
    if last.intent not in CHANGES and ("about" in words or {"switch", "to"} <= words):
        words = words - _SWAPPING
    described = others_described(reading) if last.intent in LISTS else frozenset()
    is_said_anew = bool(reading.mentions or described or words & {"same", "again"})
    shown = _OTHERS | (_SHOWN if last.intent != "show_statistics" else frozenset()) if described else frozenset()
    begins = [token.plain for token in reading.tokens[:2] if token.plain not in {"and", "but"}]
    if last.intent in LISTS and begins[:1] == ["which"]:
        shown |= {"which", "isn't", "aren't"}
    if not asks and not words - _SMALL - described - shown and is_said_anew and not ranks:
        return _inherited(frame, reading, last)
    if frame.intent in _TALK:
        return frame
    if points_back(reading) or _counts_off(reading):
        carried = _carried(frame, before.subject)
        intent = _of_kind(frame.intent, words, carried.get("resource_kind", ()))
        return replace(frame, intent=of_machine(intent, carried.get("resource_kind", ())), entities=carried)
    bare = frame.entities.keys() <= ({"time_range", "count"} if frame.intent in _OF_WORKLOADS else frozenset())
    if frame.intent in _NEEDS_A_NAME and bare and len(reading.tokens) <= _LONG:
        carried = _carried(frame, before.subject)
        return replace(frame, intent=_of_kind(frame.intent, words, carried.get("resource_kind", ())), entities=carried)
    return frame


def _going_on(frame: Frame, reading: Reading, before: Turn) -> Frame | None:
    """What the request before is with what is said anew; None: it is not gone on with."""
    words, last = _words(reading), before.frame
    if scans_again(frame, reading, words, last):
        return _scanned(frame, last)
    if asks_what_runs_on_it(reading, words, before.subject):
        return _followed(frame, before.subject, "resource_relationships")
    if counts_them(frame, reading, before.subject):
        return replace(frame, entities=_carried(replace(frame, entities={}), before.subject))
    if not goes_on(frame, reading, words, last):
        return None
    if is_broken_down(reading, last):
        return _inherited(frame, replace(reading, mentions=()), last)
    told = _inherited(frame, reading, last)
    return replace(told, destructive=told.destructive and not plans(words))


def turned(reading: Reading, frame: Frame, before: Turn | None) -> Turn:
    """The turn of a resolved request. What it asks for of "it" is not what "it" is afterwards."""
    if frame.intent != "resource_relationships" or "resource_kind" not in frame.entities:
        return Turn(reading, frame)
    is_of_it = any(token.plain == "it" for token in reading.tokens) and bool(kinds_of(reading))
    if before is not None and (asks_for_its(reading) or (is_of_it and "resource_name" not in said(reading.mentions))):
        return Turn(reading, frame, before.subject.entities)
    is_again = before is not None and before.about is not None and not kinds_of(reading)
    if is_again or asks_for_neighbours(reading):
        return Turn(
            reading, frame, {sort: values for sort, values in frame.entities.items() if sort != "resource_kind"}
        )
    return Turn(reading, frame)


def _owner(before: Turn) -> dict[str, tuple[str, ...]]:
    """What has what is asked for, where it is named, and where that is; what rows it was among is nothing of what it has."""
    of_it, places = before.subject.entities, _WHOLE - {"resource_kind"}
    return {sort: said for sort, said in of_it.items() if sort in places} if "resource_name" in of_it else {}


def _counts_off(reading: Reading) -> bool:
    """ "the last two" of what was asked for, nothing else being named."""
    if {one.sort for one in reading.mentions} != {"count"}:
        return False
    return any(
        reading.tokens[one.first - 1].plain in {"last", "first", "other", "oldest", "newest", "those", "these", "all"}
        for one in reading.mentions
        if one.first
    )


def _ordered(reading: Reading, words: set[str]) -> str:
    """The change that one verb alone asks for: "ok, then start"; empty: there is more, or none."""
    verbs = words - _SMALL
    if reading.mentions or len(verbs) != 1 or not words.isdisjoint(_DENIED):
        return ""
    return _ORDERS.get(next(iter(verbs)), "")


def _led(frame: Frame, intent: str) -> tuple[tuple[str, float], ...]:
    """The intents of ``frame`` with this one first."""
    return ((intent, 0.9), *((one, p * 0.1) for one, p in frame.ranked if one != intent))


def _words(reading: Reading) -> set[str]:
    """Words that are no entities; "after" that nothing follows is "too" in languages that say it so."""
    last = reading.tokens[-1:]
    tokens = reading.tokens[:-1] if last and last[0].plain == "after" else reading.tokens
    return {
        token.plain
        for at, token in enumerate(tokens)
        if reading.at(at) is None and token.plain not in {",", ".", ";", "-", "…", ":"}
    }


def _brief(frame: Frame, reading: Reading, before: Frame) -> Frame:
    """A few words that say nothing by themselves, in a conversation: the likeliest that they may mean here."""
    counted = any(one.sort == "count" and not is_size(one.value) for one in reading.mentions)
    if counted and (
        before.intent == "scale_deployment" or (before.intent in OF_COPIES and before.values("resource_name"))
    ):
        intent, confidence = "scale_deployment", 0.7
    else:
        intent, confidence = next(((one, p) for one, p in frame.ranked if one not in _TALK), (frame.intent, 0.0))
        if confidence < (_DOUBTED if intent in CHANGES and mood(reading) != Mood.COMMANDED else _FAINT):
            return frame
    entities = dict(said(reading.mentions))
    told = replace(frame, intent=intent, confidence=confidence, entities=entities, destructive=intent in CHANGES)
    return replace(told, entities=_carried(told, before))


def _asks_of_the_end(reading: Reading, words: set[str], before: Frame) -> bool:
    """ "is it done?", "did that work?"; "how is it going?" of what was started."""
    ends = words & _DONE or (words & _GOING and before.intent in _GOES_ON)
    return not reading.mentions and bool(ends) and words <= _DONE | _GOING | _SMALL | _OF_IT | {"which", "where"}


def _followed(frame: Frame, before: Frame, intent: str) -> Frame:
    """Another question about the same thing."""
    told = replace(frame, intent=intent, confidence=0.9, destructive=False, ranked=_led(frame, intent))
    return replace(told, entities={sort: values for sort, values in before.entities.items() if sort in _SET})


def _scanned(frame: Frame, before: Frame) -> Frame:
    """ "run one now" after it was asked how the last scan went."""
    return _followed(frame, before, "start_discovery")


def _ended(frame: Frame, before: Frame) -> Frame:
    """How what was asked for last went."""
    return _followed(frame, before, "discovery_status" if before.intent in _OF_SCANS else "deployment_status")


def _inherited(frame: Frame, reading: Reading, before: Frame) -> Frame:
    """An ellipsis: the last request, with the entities that are named anew."""
    anew = said(reading.mentions)
    if "count" in anew and "count" in before.entities:
        anew["count"] = tuple(with_unit(value, before.entities["count"][0]) for value in anew["count"])
    anew = amended(reading, anew, before)
    names = before.values("resource_name")
    if len(anew.get("resource_name", ())) == 1 and len(names) > 1 and before.intent == "run_remediation":
        anew["resource_name"] = (*names[:-1], *anew["resource_name"])
    kept = {
        sort: values for sort, values in before.entities.items() if sort not in anew and not _ousted(sort, anew, before)
    }
    excluded = {mention.value for mention in reading.mentions if mention.excluded} - {*chain(*anew.values())}
    kept = {sort: tuple(value for value in values if value not in excluded) for sort, values in kept.items()}
    intent = _of_time(before.intent, anew)
    return replace(
        frame,
        intent=intent,
        confidence=0.9,
        entities={sort: values for sort, values in {**kept, **anew}.items() if values},
        destructive=intent in CHANGES and before.destructive,
        ranked=_led(frame, intent),
    )


def _of_time(intent: str, anew: Entities) -> str:
    """A value now and "in six months" are two questions."""
    ahead = any(value.startswith(("in:", "next:", "at:next-", "at:tomorrow")) for value in anew.get("time_range", ()))
    return "forecast_capacity" if ahead and intent == "show_statistics" else intent


def _ousted(sort: str, anew: Mapping[str, tuple[str, ...]], before: Frame) -> bool:
    """A provider that only the kind implied goes with the kind."""
    kinds = before.values("resource_kind")
    implied = {kind.split(".")[0] for kind in kinds}
    return sort == "provider" and "resource_kind" in anew and set(before.values("provider")) <= implied


def of_machine(intent: str, kinds: Collection[str]) -> str:
    """To restart a machine or a database is to change it in place; to restart a workload is not."""
    return "update_infrastructure" if intent == "restart_deployment" and kinds and set(kinds) <= _MACHINES else intent


def _of_kind(intent: str, words: Collection[str], kinds: Collection[str]) -> str:
    """To restart what is no machine, "the second one" of a list of workloads, is to restart a workload.

    The version of a database or a machine is one of its details; that of a workload tells what is live.
    """
    if intent == "deployment_status" and "version" in words and kinds and not _ROLLED_OUT.intersection(kinds):
        return "describe_infrastructure"
    if intent == "update_infrastructure" and not _RESTARTS.isdisjoint(words) and not kinds:
        return "restart_deployment"
    return intent


def _carried(frame: Frame, before: Frame) -> Entities:
    """What a pronoun stands for, as far as it is not named anew."""
    if "resource_name" in frame.entities and "resource_name" in before.entities:
        return frame.entities
    named = bool(before.values("resource_name"))
    if frame.intent == "run_remediation":  # what is to be mended is what was complained of
        sorts = _SET
    else:
        is_listed = frame.intent in CHANGES and bool(before.values("resource_kind"))
        sorts = _CAUSE if frame.intent in {"explain_root_cause", "detect_anomalies"} else _SET
        sorts = _WHOLE if named and not is_listed and sorts is _SET else sorts
        sorts |= (
            {"metric"} if frame.intent == "forecast_capacity" else frozenset()
        )  # it fills up with what was asked for
    told = dict(frame.entities)
    for sort in before.entities:
        if sort in sorts and sort not in told:
            told[sort] = before.entities[sort]
    return told

"""From an utterance, and what was said before it, to a frame."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise

import numpy as np

from dharma_tui.core.errors import ModelError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Frame
from dharma_tui.core.resources import bundled
from dharma_tui.nlp import clauses, context, safety, scope
from dharma_tui.nlp.entities.fitting import fitted
from dharma_tui.nlp.features import features, is_size, masked
from dharma_tui.nlp.hurrying import unhurried
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.model import LinearModel
from dharma_tui.nlp.mood import Mood, mood, orders_all, request, without_reason
from dharma_tui.nlp.reading import KEPT, Reader, Reading
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

MODEL = "intent_recogniser/1"
_AN_ORDER = 3
"""Words of an order that names nothing, at least."""
_TALK, _PLAINLY = "help_or_smalltalk", 0.7
_INSTALL_AGAIN = "install the program again"
_SURE = 0.97
_ASKING = words_of("recogniser.asking")
"""A request that begins so asks about a change, and asks for none."""
_ASKING_OF = words_of("recogniser.asking_of")
"""The same, in English and but for "how about"."""
_SHOWING = frozenset({"show", "list", "describe", "display", "explain"})
_REHEARSING = frozenset(
    {
        "plan",
        "dry",
        "dry-run",
        "preview",
        "simulate",
        "simulation",
        "what-if",
        "rehearsal",
        "rehearse",
        "pretend",
        "draft",
    }
)
_READING_COMMANDS = frozenset(("kubectl", verb) for verb in ("get", "describe", "top", "logs", "explain", "events"))
_STRANGE = 1.0
"""What is out of scope counts for so much more, or less: few valid requests are taken for it."""
_SEEN = 0.3
"""A request of the same frame was trained on with one intent alone: that counts where the model finds it likely, too."""
_CARRY_OUT = frozenset(
    {"apply", "applying", "execute", "executing", "run", "carry", "commit", "anything", "yet", "change"}
)
_LIKELY = 0.75
_UNLIKE_ORDERS = 0.35
"""What changes nothing counts for so much where something is plainly to be done: few such requests change nothing."""
_BARELY = 0.001
"""The same where all of something is to be changed."""
_EVEN = 0.45
"""Where some change is plainly asked for, it is not doubted from here on that one is, whichever it may be."""
_OBJECTS = frozenset({"resource_name", "resource_kind", "tag"})
_UNKNOWN = 0.6
"""What is read of words of which half are unknown is so much less sure."""
_LEFT = 0.7
"""How sure at most is what is left once a change is ruled out."""
_PLAIN = 0.9
"""How likely a change must be where no word of the request says one, nor what it would be done to now."""
_DOUBTED = 0.4
"""Below ``_LIKELY`` a change counts for so much less: what only may be one is read as something that changes nothing."""


class Recogniser:
    """Reads requests against the names of one inventory. Not changed by reading."""

    def __init__(
        self, names: NameIndex | None = None, model: LinearModel | None = None, own: Iterable[str] = ()
    ) -> None:
        """``own`` are titles of kinds that are known beside those of the label scheme."""
        self.model = model or trained()
        self.reader = Reader(
            names or NameIndex(()), self.model.vocabulary, own, self.model.common, self.model.elsewhere
        )
        self._probabilities = lru_cache(maxsize=KEPT)(self._found)
        """What the model finds of a reading."""

    def frame(self, utterance: str, turns: Sequence[str] = ()) -> Frame:
        """What ``utterance`` asks, after the user's earlier ``turns``, oldest first."""
        return self.turn_after(utterance, turns).frame

    def turn_after(self, utterance: str, turns: Sequence[str]) -> context.Turn:
        """The same with its reading."""
        before: context.Turn | None = None
        for turn in turns:
            before = context.after(self.turn(turn, before), before)
        return self.turn(utterance, before)

    def turn(self, utterance: str, before: context.Turn | None = None) -> context.Turn:
        """One request with its reading, resolved against the turn before it; a change without what hurries it."""
        language = self.reader.language(before.reading) if before else ""
        reading = self.reader.read(utterance, language)
        plain = unhurried(reading)
        if plain is not reading and (turn := self._resolved(plain, before)).frame.intent in CHANGES:
            return turn
        return self._resolved(reading, before)

    def _resolved(self, reading: Reading, before: context.Turn | None) -> context.Turn:
        alone = self._alone(reading)
        frame = context.resolved(alone, reading, before, self.reader.is_english)
        return context.turned(reading, safety.judged(frame, reading), before)

    def _alone(self, whole: Reading) -> Frame:
        """The request by itself."""
        if not whole.tokens or scope.is_pasted(whole) or scope.gives_orders(whole):
            return Frame(OUT_OF_SCOPE, _SURE, ranked=((OUT_OF_SCOPE, _SURE),))
        whole = self._bare(whole)
        reading, refused = clauses.asked(clauses.unwrapped(without_reason(whole)))
        reading = request(reading)
        ranked = self._ranked(reading)
        intent, confidence = ranked[0]
        if intent != OUT_OF_SCOPE and self._is_half_unknown(reading):
            confidence *= _UNKNOWN
        entities = {} if intent == OUT_OF_SCOPE else said(fitted(intent, reading.mentions, reading.tokens))
        destructive = intent in CHANGES and not (
            self._only_rehearsed(intent, whole, refused) or mood(reading) == Mood.REFUSED
        )
        return Frame(intent, confidence, entities, destructive, tuple(ranked))

    def _bare(self, whole: Reading) -> Reading:
        """Without courtesies, where what is left plainly asks for something."""
        bare = clauses.without_courtesies(whole, self._is_talk)
        asks = bool(bare.mentions) or (mood(bare) == Mood.COMMANDED and len(bare.tokens) >= _AN_ORDER)
        return bare if asks and not self._is_talk(bare) else whole

    def _is_talk(self, reading: Reading) -> bool:
        """Whether nothing but talk is plainly meant, such as a greeting or thanks."""
        if not masked(reading):
            return True
        if mood(reading) == Mood.COMMANDED:
            return False
        return float(self._probabilities(reading)[self.model.intents.index(_TALK)]) >= _PLAINLY

    def _found(self, reading: Reading) -> np.ndarray:
        return self.model.probabilities(features(reading, self.reader))

    def _is_half_unknown(self, reading: Reading) -> bool:
        """Whether nothing is named, and every other word is none that requests are made of."""
        if any(one.sort in _OBJECTS for one in reading.mentions):
            return False
        words = [token.plain for token in reading.tokens if token.sort == "word"]
        return 2 * sum(not self.reader.knows(word) for word in words) >= max(2, len(words) - 1)

    def _only_rehearsed(self, intent: str, whole: Reading, refused: Sequence[Token]) -> bool:
        """Whether what is asked for is refused in the same breath: "plan a new cluster, but don't create it"."""
        if not refused:
            return False
        if {token.plain for token in refused} & _CARRY_OUT:
            return True
        return self.model.intents[int(self._probabilities(clauses.refused(whole, refused)).argmax())] == intent

    def _ranked(self, reading: Reading) -> list[tuple[str, float]]:
        """Every intent, the likeliest first; a change only where it is likely and of something, or only planned."""
        row, how = masked(reading), mood(reading)
        rehearsed = not _REHEARSING.isdisjoint(token.plain for token in reading.tokens)
        plain = (how == Mood.COMMANDED or rehearsed) and any(one.sort in _OBJECTS for one in reading.mentions)
        of_all = orders_all(reading)
        told = self._likely(reading, row, _BARELY if of_all else _UNLIKE_ORDERS if plain or how == Mood.REFUSED else 1)
        plain = plain or of_all
        if other := _made_or_changed(reading, told):
            told[other], told[_MADE_OR_CHANGED[other]] = told[_MADE_OR_CHANGED[other]], told[other]
        first = max(told, key=lambda intent: told[intent])
        if meant := _of_what_is_said(first, reading, row):
            told[meant], told[first] = told[first], told[meant]
        kinds = {one.value for one in reading.mentions if one.sort == "resource_kind"}
        if kinds and kinds <= _CONTAINERS and told["list_resources"] > told["list_infrastructure"]:
            told["list_resources"], told["list_infrastructure"] = told["list_infrastructure"], told["list_resources"]
        ranked = sorted(told.items(), key=lambda one: -one[1])
        if context.of_machine(ranked[0][0], kinds) != ranked[0][0]:
            told["restart_deployment"], told["update_infrastructure"] = told["update_infrastructure"], ranked[0][1]
            ranked = sorted(told.items(), key=lambda one: -one[1])
        if ranked[0][0] in CHANGES and scope.is_about_other_things(reading, self.reader):
            return [(OUT_OF_SCOPE, ranked[0][1]), *((intent, p) for intent, p in ranked if intent != OUT_OF_SCOPE)]
        if (
            ranked[0][0] in CHANGES
            and row
            and not rehearsed
            and (_is_spoken_of(row, reading, how) or tuple(row[:2]) in _READING_COMMANDS)
        ):
            return _as_it_begins(_without_changes(ranked), row)
        if ranked[0][0] in CHANGES and not (rehearsed or safety.speaks_of_change(reading)):
            return _without_changes(ranked)
        named = any(one.sort == "resource_name" for one in reading.mentions)
        is_doubted = how == Mood.OPEN and ranked[0][1] < _PLAIN and not rehearsed
        if ranked[0][0] in CHANGES and is_doubted and not safety.says_a_change(reading):
            return _as_it_begins(_without_changes(ranked), row)
        if ranked[0][0] == "resource_relationships" and not named and _is_filtered(reading):
            ranked.sort(key=lambda one: (one[0] != "list_resources", -one[1]))
        if ends := _of_what_ends(reading, ranked[0][0]):
            places = {ranked[0][0]: ends, ends: ranked[0][0]}
            ranked = [(places.get(intent, intent), p) for intent, p in ranked]
        elif ranked[0][0] == "show_statistics" and any(
            one.value.startswith(("in:", "next:")) for one in reading.mentions
        ):
            ranked.sort(key=lambda one: (one[0] != "forecast_capacity", -one[1]))
        sure = sum(p for intent, p in ranked if intent in CHANGES) if plain else ranked[0][1]
        if ranked[0][0] in CHANGES and sure < (_EVEN if plain else _LIKELY):
            ranked.sort(key=lambda one: -one[1] * (_DOUBTED if one[0] in CHANGES else 1))
        return _as_it_begins(ranked, row)

    def _likely(self, reading: Reading, row: Sequence[str], otherwise: float) -> dict[str, float]:
        """How likely each intent is; those that do nothing count for so much where something is plainly to be done."""
        told = dict(zip(self.model.intents, map(float, self._probabilities(reading)), strict=True))
        told[OUT_OF_SCOPE] *= _STRANGE
        told = {intent: p * (1 if intent in CHANGES else otherwise) for intent, p in told.items()}
        total = sum(told.values())
        told = {intent: p / total for intent, p in told.items()}
        seen = self.model.exact(row)
        exact = (seen if told.get(seen, 0) >= _SEEN else "") or (
            (_worded(row) or _listed(reading, row)) if max(told.values()) < _SURE else ""
        )
        if exact:
            told = {intent: p * (1 - _SURE) for intent, p in told.items()}
            told[exact] = _SURE
        return told


_CONTAINERS = frozenset(
    {"account", "cluster", "k8s.cluster", "datacenter", "aws.eks.cluster", "azure.aks.cluster", "gcp.gke.cluster"}
)
_WANTING = frozenset({"want", "wants", "need", "needs"})
_THANKING = frozenset({"thanks", "bye", "best", "great", "cheers"})
_TALKING = words_of("recogniser.talking") | {f"<time:{point}>" for point in ("at", "until", "next", "in")}
_IMAGINED = frozenset({"imagine", "suppose", "supposing", "assume", "assuming"})
_IS_DONE = words_of("mood.pasts") | words_of("mood.verbs")
_MAKING = words_of("recogniser.making")
_ANY_KIND = {(article, "<resource_kind>") for article in ("a", "an", "another", "new")}
_MADE_OR_CHANGED = {
    "create_infrastructure": "update_infrastructure",
    "update_infrastructure": "create_infrastructure",
}
_AS_WELL = 0.15
"""An intent that is at least so likely may be meant instead of the likeliest."""
_WORKLOADS = frozenset({"k8s.statefulset", "k8s.daemonset"})
_SMALL = words_of("recogniser.small")
_LISTING = frozenset({"list_deployments", "list_resources", "deployment_status"})
_SOMEBODY = frozenset({"anyone", "anybody", "someone", "somebody"})
_DONE = words_of("mood.pasts")
_NAMED = frozenset({"<name>", "<machine>"})
_ASKED_OF_ONE = frozenset({"can", "could", "would", "will", "you", "please", "pls", "then"})
"""With one of these a question behind a name may ask for a change: "web-7, could you restart it?"."""
_FORESEEING = frozenset({"forecast_capacity", "predict_failure", "show_statistics"})
_ENDING = frozenset({"expire", "expires", "expiring"})
_COUNTING = frozenset({"many", "count", "number", "total", "percentage", "share"})


def _as_it_begins(ranked: list[tuple[str, float]], row: Sequence[str]) -> list[tuple[str, float]]:
    """``ranked``, where a list comes first that is none by how the question begins, with what it is in its place."""
    asked, first = _of_its_question(row), ranked[0][0]
    if not asked or first not in _LISTING:
        return ranked
    places = {first: asked, asked: first}
    return [(places.get(intent, intent), p) for intent, p in ranked]


def _of_its_question(row: Sequence[str]) -> str:
    """The intent that a question has by how it begins, whatever it is about; empty: it may have several."""
    first, second = (*row, "", "")[:2]
    if (first, second) == ("what", "if"):
        return "show_graph"
    is_done = not _DONE.isdisjoint(row)
    if first == "why":
        return "explain_root_cause"
    return "show_changes" if (first == "who" and is_done) or (first in {"did", "has"} and second in _SOMEBODY) else ""


def _is_spoken_of(row: Sequence[str], reading: Reading, how: Mood) -> bool:
    """Whether changes are only spoken of, and none is asked for."""
    if how == Mood.COMMANDED:
        return row[0] in _ASKING
    if how == Mood.OPEN and row[-1] == "?" and row[0] in _NAMED and _ASKED_OF_ONE.isdisjoint(row):
        return True
    return _asks(row, reading) or how in {Mood.QUESTIONED, Mood.REPORTED, Mood.NAMED}


def _without_changes(ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The other intents first, as likely as they are beside each other; never as sure as what was read at once."""
    left = sum(p for intent, p in ranked if intent not in CHANGES) or 1.0
    others = [(intent, _LEFT * p / left) for intent, p in ranked if intent not in CHANGES]
    return [*others, *((intent, (1 - _LEFT) * p) for intent, p in ranked if intent in CHANGES)]


def _asks(row: Sequence[str], reading: Reading) -> bool:
    """Whether it begins as a question about things does."""
    first = [token.plain for token in reading.original[:2]]
    shows = first[0] in _SHOWING or (row[0] in _SHOWING and reading.tokens[0].mended)
    if shows and not _REHEARSING & set(row):
        return True
    if row[0] in _ASKING or (first[-1:] != ["about"] and first[0] in _ASKING_OF):
        return True
    if first[0] == "do" and first[-1] in {"we", "i", "they", "any"}:
        return True
    return first[0] == "do" and first[-1] == "you" and row[-1] == "?"


def _is_filtered(reading: Reading) -> bool:
    """Whether things are asked for that are attached to nothing: of those there are no neighbours."""
    return any(one.value == "unattached" for one in reading.mentions)


def _of_what_ends(reading: Reading, intent: str) -> str:
    """The intent of a question about things that expire in a time to come, which is no forecast; empty: it is none such."""
    sorts = {one.sort for one in reading.mentions}
    words = {token.plain for token in reading.tokens}
    if (
        intent not in _FORESEEING
        or "resource_kind" not in sorts
        or "resource_name" in sorts
        or _ENDING.isdisjoint(words)
    ):
        return ""
    return "list_resources" if _COUNTING.isdisjoint(words) else "show_statistics"


def _worded(row: Sequence[str]) -> str:
    """The intent of "imagine we deleted x …", "finance wants owner=x on …" and "plan a cluster in …"; empty: of none."""
    if _TALKING.issuperset(row) and not _THANKING.isdisjoint(row):
        return _TALK
    if row[:1] and row[0] in _IMAGINED and not _IS_DONE.isdisjoint(row[1:5]):
        return "show_graph"
    if any(first in _WANTING and second == "<tag>" for first, second in pairwise(row)):
        return "update_infrastructure"
    return "create_infrastructure" if tuple(row[:1]) == ("plan",) and tuple(row[1:3]) in _ANY_KIND else ""


def _of_what_is_said(first: str, reading: Reading, row: Sequence[str]) -> str:
    """What is meant where ``first`` is likelier: to resize, where no copies are counted but gigabytes; which version of a workload
    is live, where it is asked for in an environment. Empty: that it is."""
    sorts = {one.sort for one in reading.mentions}
    if first == "scale_deployment" and any(one.sort == "count" and is_size(one.value) for one in reading.mentions):
        return "update_infrastructure"
    is_asked = first == "describe_infrastructure" and tuple(row[:2]) in {("what", "version"), ("which", "version")}
    return "deployment_status" if is_asked and "<name>" in row and sorts == {"resource_name", "environment"} else ""


def _made_or_changed(reading: Reading, told: Mapping[str, float]) -> str:
    """Which of making and changing is meant of a size, where the likelier is not: what has a name is there already."""
    first = max(told, key=lambda intent: told[intent])
    other = _MADE_OR_CHANGED.get(first, "")
    sorts = {one.sort for one in reading.mentions}
    if not other or told[other] < _AS_WELL or "count" not in sorts or "resource_kind" not in sorts:
        return ""
    words = {token.plain for token in reading.tokens}
    is_there = "resource_name" in sorts and _MAKING.isdisjoint(words)
    is_new = sorts.isdisjoint({"resource_name", "tag", "status"}) and not _WANTING.isdisjoint(words)
    return other if (is_there if first == "create_infrastructure" else is_new) else ""


def _listed(reading: Reading, row: Sequence[str]) -> str:
    """The intent of a request that is nothing but a kind and what narrows it ("unhealthy nodes prod"); empty: it is more."""
    if any(not word.startswith("<") and word not in _SMALL for word in row):
        return ""
    kinds = [one.value for one in reading.mentions if one.sort == "resource_kind"]
    if not kinds or any(one.sort in {"resource_name", "metric", "time_range", "count"} for one in reading.mentions):
        return ""
    if any(one.value == "idle" for one in reading.mentions):
        return "optimize_cost"
    if kinds[0] in _WORKLOADS:
        return "list_deployments"
    return "list_infrastructure" if kinds[0] in _CONTAINERS else "list_resources"


@cache
def trained() -> LinearModel:
    """The model that the package carries.

    Raises:
        ModelError: when its file is not the one that the manifest names.
    """
    models = bundled("models")
    name = f"{MODEL}/weights.npz"
    try:
        weights = (models / name).read_bytes()
        wanted = json.loads((models / "manifest.json").read_text("utf-8"))[name]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("the model that reads requests is missing", _INSTALL_AGAIN) from error
    if hashlib.sha256(weights).hexdigest() != wanted:
        raise ModelError("the model that reads requests is not the one that was delivered", _INSTALL_AGAIN)
    return LinearModel.load(BytesIO(weights))

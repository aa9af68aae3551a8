"""From an utterance, and what was said before it, to a frame."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from io import BytesIO

import numpy as np

from dharma_tui.core.errors import ModelError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Frame
from dharma_tui.core.resources import bundled
from dharma_tui.nlp import clauses, context, graph_questions, leave, reach, rulings, safety, scope
from dharma_tui.nlp.continuing import with_metric
from dharma_tui.nlp.denied_states import but_opposed
from dharma_tui.nlp.entities import exceptions, reading
from dharma_tui.nlp.entities.fitting import fitted
from dharma_tui.nlp.features import features, masked
from dharma_tui.nlp.hurrying import unhurried
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.model import LinearModel
from dharma_tui.nlp.mood import Mood, mood, orders_all, request
from dharma_tui.nlp.reading import KEPT, Reader, Reading
from dharma_tui.nlp.reasons import clauses_of, order_of_it, without_reason
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of
from dharma_tui.nlp.work_orders import is_for_others

MODEL = "intent_recogniser/1"
_AN_ORDER = 3
"""Words of an order that names nothing, at least."""
_TALK, _PLAINLY = "help_or_smalltalk", 0.7
_UNDERSTOOD = 0.6
"""What is less likely is not understood by the whole of what is said."""
_INSTALL_AGAIN = "install the program again"
_SURE = 0.97
_ASKING = words_of("recogniser.asking")
"""A request that begins so asks about a change, and asks for none."""
_ASKING_OF = words_of("recogniser.asking_of")
"""The same, in English and but for "how about"."""
_SMALL = words_of("context.small") | words_of("loose.small")
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
        utterance = reach.with_other_ports(utterance, before.reading) if before else utterance
        reading = self.reader.read(utterance, language)
        plain = unhurried(reading)
        if plain is not reading and (turn := self._resolved(plain, before)).frame.intent in CHANGES:
            return turn
        return self._resolved(reading, before)

    def _resolved(self, reading: Reading, before: context.Turn | None) -> context.Turn:
        reading = with_metric(reading, before.frame) if before else reading
        reading = reach.plain(reach.of_it(reading, before.frame.values("resource_name") if before else ()))
        alone = self._alone(reading)
        frame = but_opposed(context.resolved(alone, reading, before, self.reader.is_english), reading)
        return context.turned(reading, safety.judged(frame, reading), before)

    def _alone(self, whole: Reading) -> Frame:
        """The request by itself."""
        if not whole.tokens or scope.is_pasted(whole) or scope.gives_orders(whole):
            return Frame(OUT_OF_SCOPE, _SURE, ranked=((OUT_OF_SCOPE, _SURE),))
        if (of_graph := graph_questions.frame(whole)) is not None:
            return of_graph
        whole = self._bare(whole)
        reading, refused = clauses.asked(clauses.unwrapped(without_reason(whole)))
        reading = request(reading)
        reading, ranked = self._asked_for(reading, self._ranked(reading))
        ranked = self._of_one_of(reading, self._but_for(reading, ranked))
        intent, confidence = ranked[0]
        if intent != OUT_OF_SCOPE and self._is_half_unknown(reading):
            confidence *= _UNKNOWN
        entities = {} if intent == OUT_OF_SCOPE else said(fitted(intent, reading.mentions, reading.tokens))
        destructive = intent in CHANGES and not (
            self._only_rehearsed(intent, whole, refused) or mood(reading) == Mood.REFUSED
        )
        return Frame(intent, confidence, entities, destructive, tuple(ranked))

    def _asked_for(self, whole: Reading, ranked: list[tuple[str, float]]) -> tuple[Reading, list[tuple[str, float]]]:
        """The clause that plainly asks for something, where the whole is not understood for what is told beside it."""
        if is_for_others(whole) or (ranked[0][0] in CHANGES and ranked[0][1] >= _UNDERSTOOD):
            return whole, ranked
        if (order := order_of_it(whole)) and (told := self._ranked(order))[0][0] in CHANGES:
            return whole, told
        strange = ranked[0][0] == OUT_OF_SCOPE
        doubted = strange or ranked[0][1] < _UNDERSTOOD
        asks = any(token.plain == "?" for token in whole.tokens)
        for part in clauses_of(whole):
            told = self._ranked(part)
            intent, likely = told[0]
            if intent in {ranked[0][0], OUT_OF_SCOPE, _TALK}:
                continue
            known = any(token.sort == "name" for token in part.tokens)
            if likely < (_PLAINLY if doubted else _PLAIN) or not (known or (doubted and not strange)):
                continue
            if asks and not doubted:
                continue
            if mood(part) == Mood.COMMANDED if intent in CHANGES else strange:
                return part, told
        return whole, ranked

    def _but_for(self, whole: Reading, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
        """``ranked``, or that of what is left without what is to be left out, where that is surer and changes nothing."""
        tokens, mentions = exceptions.kept(whole.tokens, whole.mentions)
        is_doubted = ranked[0][0] in CHANGES or ranked[0][1] < _LIKELY
        if not is_doubted or len(tokens) == len(whole.tokens):
            return ranked
        rest = replace(whole, tokens=tokens, mentions=mentions)
        if not mentions:
            return ranked if safety.says_a_change(rest) else _without_changes(ranked)
        told = self._ranked(rest)
        is_surer = ranked[0][0] in CHANGES or told[0][1] > ranked[0][1]
        return told if is_surer and told[0][0] not in CHANGES else ranked

    def _of_one_of(self, whole: Reading, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
        """``ranked``, or that of a list without "or data" behind a value, where that is surer."""
        words = [token.plain for token in whole.tokens]
        at = next((at for at in range(2, len(words) - 1) if words[at] == "or" and _is_value(whole, at + 1)), 0)
        if not at or ranked[0][1] >= _SURE or not _is_value(whole, at - 1):
            return ranked
        tokens = (*whole.tokens[:at], *whole.tokens[at + 2 :])
        told = self._ranked(replace(whole, tokens=tokens, mentions=tuple(reading.read(tokens))))
        return told if told[0][0] in _OF_VALUES and told[0][1] > ranked[0][1] else ranked

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
        words = {token.plain for token in refused}
        if words & _CARRY_OUT:
            return True
        if "touch" in words:  # "restart it, but don't touch the replicas" restarts it
            return False
        return self.model.intents[int(self._probabilities(clauses.refused(whole, refused)).argmax())] == intent

    def _ranked(self, reading: Reading) -> list[tuple[str, float]]:
        """Every intent, the likeliest first; a change only where it is likely and of something, or only planned."""
        row, how = masked(reading), mood(reading)
        rehearsed = not _REHEARSING.isdisjoint(token.plain for token in reading.tokens)
        plain = (how == Mood.COMMANDED or rehearsed) and any(one.sort in _OBJECTS for one in reading.mentions)
        of_all = orders_all(reading)
        told = self._likely(reading, row, _BARELY if of_all else _UNLIKE_ORDERS if plain or how == Mood.REFUSED else 1)
        plain = plain or of_all
        if other := rulings.made_or_changed(reading, told):
            told[other], told[rulings.MADE_OR_CHANGED[other]] = told[rulings.MADE_OR_CHANGED[other]], told[other]
        first = max(told, key=lambda intent: told[intent])
        if meant := rulings.of_what_is_said(first, reading, row):
            told[meant], told[first] = told[first], told[meant]
        kinds = {one.value for one in reading.mentions if one.sort == "resource_kind"}
        if kinds and kinds <= rulings.CONTAINERS and told["list_resources"] > told["list_infrastructure"]:
            told["list_resources"], told["list_infrastructure"] = told["list_infrastructure"], told["list_resources"]
        ranked = sorted(told.items(), key=lambda one: -one[1])
        is_doubtful = ranked[0][0] in CHANGES or ranked[0][1] < _EVEN
        if is_doubtful and (meant := rulings.of_a_place(row)):
            return [(meant, _SURE), *((intent, p * (1 - _SURE)) for intent, p in ranked if intent != meant)]
        if context.of_machine(ranked[0][0], kinds) != ranked[0][0]:
            told["restart_deployment"], told["update_infrastructure"] = told["update_infrastructure"], ranked[0][1]
            ranked = sorted(told.items(), key=lambda one: -one[1])
        if scope.is_out_of(ranked[0][0], reading, self.reader):
            return [(OUT_OF_SCOPE, ranked[0][1]), *((intent, p) for intent, p in ranked if intent != OUT_OF_SCOPE)]
        if how == Mood.QUESTIONED and not rehearsed and (meant := leave.instead(ranked[0][0], reading)):
            return [(meant, _SURE), *((intent, p * (1 - _SURE)) for intent, p in ranked if intent != meant)]
        if (
            ranked[0][0] in CHANGES
            and row
            and not rehearsed
            and (_is_spoken_of(row, reading, how) or tuple(row[:2]) in _READING_COMMANDS)
        ):
            return _as_it_begins(_without_changes(ranked), row)
        if ranked[0][0] in CHANGES and not (rehearsed or safety.speaks_of_change(reading)):
            return _without_changes(ranked)
        is_doubted = how == Mood.OPEN and ranked[0][1] < _PLAIN and not rehearsed
        if ranked[0][0] in CHANGES and is_doubted and not safety.says_a_change(reading):
            return _as_it_begins(_without_changes(ranked), row)
        named = any(one.sort == "resource_name" for one in reading.mentions)
        if ranked[0][0] == "resource_relationships" and not named and _is_filtered(reading):
            ranked.sort(key=lambda one: (one[0] != "list_resources", -one[1]))
        if ends := rulings.of_what_ends(reading, ranked[0][0]):
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
        seen, listed = self.model.exact(row), rulings.listed(reading, row)
        is_bare = bool(listed) and not safety.says_a_change(reading)
        seen = seen if told.get(seen, 0) >= _SEEN and not (is_bare and seen in CHANGES) else ""
        first = max(told, key=lambda intent: told[intent])
        is_doubted = told[first] < _SURE or (is_bare and first in CHANGES)
        exact = seen or ((rulings.worded(row) or listed) if is_doubted else "")
        if exact:
            told = {intent: p * (1 - _SURE) for intent, p in told.items()}
            told[exact] = _SURE
        return told


_LISTING = frozenset({"list_deployments", "list_resources", "deployment_status"})
_OF_VALUES = frozenset({"list_deployments", "list_resources", "show_statistics"})
"""Intents of things that columns tell apart."""
_SOMEBODY = frozenset({"anyone", "anybody", "someone", "somebody"})
_DONE = words_of("mood.pasts")
_NAMED = frozenset({"<name>", "<machine>"})
_ASKED_OF_ONE = frozenset({"can", "could", "would", "will", "you", "please", "pls", "then"})
"""With one of these a question behind a name may ask for a change: "web-7, could you restart it?"."""


def _as_it_begins(ranked: list[tuple[str, float]], row: Sequence[str]) -> list[tuple[str, float]]:
    """``ranked``, where a list comes first that is none by how the question begins, with what it is in its place."""
    asked, first = _of_its_question(row), ranked[0][0]
    is_reason = (asked, first) == ("explain_root_cause", "show_changes")
    if not asked or not (is_reason or first in _LISTING):
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


def _is_value(whole: Reading, at: int) -> bool:
    """Whether the word there is no entity and may be the value of a column."""
    token = whole.tokens[at]
    return whole.at(at) is None and token.sort in {"word", "identifier", "name"} and token.plain not in _SMALL


def _is_filtered(reading: Reading) -> bool:
    """Whether things are asked for that are attached to nothing: of those there are no neighbours."""
    return any(one.value == "unattached" for one in reading.mentions)


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

"""What a person has said their words mean: a masked request and its intent, looked up before the model. Never for a change."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dharma_tui.core.errors import NotFoundError, SettingsError, UsageError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE
from dharma_tui.core.near import did_you_mean
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.features import masked
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.llm.spoken_secrets import safe
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.services import atomic_file
from dharma_tui.services.private_folder import make_private

log = logging.getLogger(__name__)

LIMIT = 500
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Correction:
    """Requests of these words ask for this."""

    words: str
    intent: str


class Corrections:
    """Kept in one file of the person's state folder. Writing raises SettingsError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = _loaded(path)

    def all(self) -> list[Correction]:
        """Every correction, in the order learnt."""
        return [Correction(words, intent) for words, intent in self._known.items()]

    def intent_of(self, row: Sequence[str]) -> str:
        """What requests of this masked row ask for; empty: nothing was learnt of it."""
        return self._known.get(" ".join(row), "") if self._known else ""

    def learn(self, row: Sequence[str], intent: str) -> Correction:
        """Requests like this ask for ``intent``. Raises UsageError for one that changes things, or that is none."""
        known = [name for name in intents() if name != OUT_OF_SCOPE]
        if intent in CHANGES:
            raise UsageError(f"{intent} changes things and is never learnt", "ask for it in its own words")
        if intent not in known:
            raise UsageError(f"there is no intent {intent!r}", did_you_mean(intent, known, "tab lists them"))
        words = safe(" ".join(row))
        if not words:
            raise UsageError("there is nothing to learn from", "ask something first, then /correct INTENT")
        self._known.pop(words, None)
        self._known[words] = intent
        while len(self._known) > LIMIT:
            del self._known[next(iter(self._known))]
        self._write()
        return Correction(words, intent)

    def forget(self, number: int | None = None) -> int:
        """Forget the one of this number, from 1, or all; how many were forgotten. Raises NotFoundError."""
        if number is None:
            gone = len(self._known)
            self._known.clear()
        elif 1 <= number <= len(self._known):
            gone = 1
            del self._known[list(self._known)[number - 1]]
        else:
            raise NotFoundError(f"there is no correction {number}", "/corrections lists them")
        self._write()
        return gone

    def _write(self) -> None:
        try:
            make_private(self._path.parent)
            atomic_file.write_text(self._path, json.dumps(self._known, indent=1) + "\n")
        except OSError as error:
            raise SettingsError(
                f"{self._path} cannot be written: {error.strerror}", "what was learnt holds until the console ends"
            ) from error


class CorrectedRecogniser(Recogniser):
    """Reads as the model does, but what was corrected as it was corrected."""

    def __init__(self, names: NameIndex, corrections: Corrections, own: Iterable[str] = ()) -> None:
        super().__init__(names, own=own)
        self._corrections = corrections

    def row(self, text: str) -> tuple[str, ...]:
        """The masked words of a request, as corrections know it."""
        return masked(self.reader.read(text))

    def reads_as_change(self, text: str) -> bool:
        """Whether a request is read as a change, which is never put right: neither to another nor to something that reads."""
        return self.frame(text).intent in CHANGES

    def _ranked(self, reading: Reading) -> list[tuple[str, float]]:
        ranked = super()._ranked(reading)
        if ranked[0][0] in CHANGES:
            return ranked
        meant = self._corrections.intent_of(masked(reading))
        if not meant or meant in CHANGES:
            return ranked
        rest = [(intent, p * (1 - _SURE)) for intent, p in ranked if intent != meant]
        return [(meant, _SURE), *rest]


def _loaded(path: Path) -> dict[str, str]:
    """What the file holds; one that cannot be read holds nothing, and says so in the log."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags), encoding="utf-8") as file:
            told = json.load(file)
        return {str(words): str(intent) for words, intent in told.items() if intent not in CHANGES}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        log.warning("corrections not read", extra={"reason": str(error)})
        return {}

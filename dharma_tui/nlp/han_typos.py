"""Words of Chinese, Japanese and Korean of which one sign was typed for another that sounds or looks like it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from dharma_tui.nlp.lexicon import Entry, Lexicons
from dharma_tui.nlp.tokens import fold

_SHORTEST = 2
"""Signs of a word that may be mistyped: alone, a sign is what it is."""
_HANGUL, _LAST_HANGUL = 0xAC00, 0xD7A3
_FINALS, _VOWELS = 28, 21
_ALIKE_JAMO = (
    ((0, 1, 15), (3, 4, 16), (7, 8, 17), (9, 10), (12, 13, 14)),
    ((0, 4), (1, 5), (3, 7), (5, 7), (10, 11), (10, 15), (11, 15)),
    ((1, 2), (19, 20), (4, 21), (1, 24), (7, 25), (17, 26), (19, 25)),
)
"""Places of what sounds alike, of a syllable's first consonants, its vowels and its last consonants."""


_SHORTEST_KANA, _WIDEST_KANA = 3, 12
_KANA = re.compile("[ぁ-ゖァ-ヶー]{3}")
_RUN = re.compile("[ァ-ヶー][ァ-ヶー力口卜]*[ァ-ヶー力卜]")
_LOOK_ALIKE = str.maketrans("ソツ力口卜", "ンシカロト")
"""Signs that are typed for others that look like them."""
_LONG_ENOUGH_KANA = 4
_KATAKANA = {code: code + 96 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA = {code + 96: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
_LENGTHENED = {
    "ア": "アカガサザタダナハバパマヤラワァャ",
    "イ": "イキギシジチヂニヒビピミリィ",
    "ウ": "ウクグスズツヅヌフブプムユルゥュ",
    "エ": "エケゲセゼテデネヘベペメレェ",
    "オ": "オコゴソゾトドノホボポモヨロォョ",
}
"""Vowels, and the signs that end in them."""


@cache
def _listed() -> dict[str, str]:
    """Signs that each sign may have been typed for."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name("alike.txt").read_text("utf-8").splitlines():
        signs = "" if line.startswith("#") else fold(line.strip())
        for sign in signs:
            told[sign].update(set(signs) - {sign})
    return {sign: "".join(sorted(others)) for sign, others in told.items()}


@lru_cache(maxsize=1024)
def _alike(sign: str) -> str:
    """Signs that this one may have been typed for."""
    if not _HANGUL <= ord(sign) <= _LAST_HANGUL:
        return _listed().get(sign, "")
    rest, final = divmod(ord(sign) - _HANGUL, _FINALS)
    parts = [*divmod(rest, _VOWELS), final]
    told: list[str] = []
    for at, groups in enumerate(_ALIKE_JAMO):
        for other in {one for group in groups if parts[at] in group for one in group} - {parts[at]}:
            first, vowel, last = [other if place == at else part for place, part in enumerate(parts)]
            told.append(chr(_HANGUL + (first * _VOWELS + vowel) * _FINALS + last))
    return "".join(sorted(told))


def mistyped(text: str, at: int, known: Lexicons, language: str) -> Entry | None:
    """The longest entry that is meant where no word of two signs or more begins; none: nothing comes near."""
    typed = text[at]
    best: Entry | None = None
    for first in (typed, *_alike(typed)):
        for entry in known.unspaced.get(first, ()):
            size = len(entry.phrase)
            if entry.language != language or size < _SHORTEST or (best and size <= len(best.phrase)):
                continue
            if _is_near(entry.phrase, text[at : at + size]):
                best = entry
    return best


def in_other_kana(text: str, at: int, known: Lexicons) -> Entry | None:
    """The longest Japanese entry that begins here in the other kana, or with its long vowels written out: "えらー", "サーバア"."""
    ahead = text[at : at + _WIDEST_KANA]
    if not _KANA.match(ahead):
        return None
    best: Entry | None = None
    for typed in {ahead.translate(_KATAKANA), ahead.translate(_HIRAGANA)}:
        for said in (typed, _long(typed)):
            fits = (
                one
                for one in known.unspaced.get(said[0], ())
                if one.language == "ja" and len(one.phrase) >= _SHORTEST_KANA and said.startswith(one.phrase)
            )
            longest = max(fits, key=lambda one: len(one.phrase), default=None)
            if longest and (best is None or len(longest.phrase) > len(best.phrase)):
                best = longest
    return best


def near_katakana(text: str, at: int, known: Lexicons, read: int) -> tuple[Entry, int] | None:
    """The entry that a whole run of katakana comes near to ("レイテシー"), and how long the run is, where ``read`` signs of it are
    known at most; none: nothing does, or it begins no run."""
    run = _RUN.match(text, at)
    if run is None or read >= len(run.group()) - 1 or (at and _RUN.match(text, at - 1)):
        return None
    meant = _nearest(run.group().translate(_LOOK_ALIKE), known)
    return (meant, len(run.group())) if meant else None


def _nearest(run: str, known: Lexicons) -> Entry | None:
    """The entry in katakana that has one sign more, fewer or other; none: there is none, or several mean other things."""
    from rapidfuzz.distance import OSA

    near: dict[int, list[Entry]] = {}
    for one in known.unspaced.get(run[0], ()):
        if one.language == "ja" and _RUN.fullmatch(one.phrase):
            most = 1 if len(one.phrase) >= _LONG_ENOUGH_KANA else 0
            distance = OSA.distance(run, one.phrase.translate(_LOOK_ALIKE), score_cutoff=most)
            if distance <= most:
                near.setdefault(distance, []).append(one)
    nearest = near[min(near)] if near else []
    return nearest[0] if len({one.english for one in nearest}) == 1 else None


def _long(text: str) -> str:
    """Katakana with a vowel that only lengthens the sign before it as the mark for that; as many signs as before."""
    told = text
    for vowel, signs in _LENGTHENED.items():
        told = re.sub(f"(?<=[{signs}]){vowel}", "ー", told)
    return told


def _is_near(meant: str, typed: str) -> bool:
    """Whether one sign differs, and is typed for what it sounds or looks like."""
    if len(typed) < len(meant):
        return False
    wrong = [(one, other) for one, other in zip(meant, typed, strict=True) if one != other]
    if len(wrong) != 1:
        return False
    one, other = wrong[0]
    return one in _alike(other)

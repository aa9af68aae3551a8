"""Secrets that a clause tells: a word for what lets somebody in, whose it is, "is" or a mark, and then the secret.

How sure it must look follows from the word: behind a password, a code or a key of access any word that nobody says to a console;
behind a plain key, token or code the same where "is" stands right behind it, and otherwise what has digits.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.llm import secret_words as words
from dharma_tui.nlp.llm.secret_shapes import PLAIN, degree, is_named

Span = tuple[int, int]
Knows = Callable[[str], bool]

_AROUND: Final = "\"'`“”„«»‘’()[]{}<>|.,;:…?!。，；、？！¿¡؟।"
_ALL = f"{words.PHRASE}{words.PASSWORD}{words.CODE}{words.OTHER}"
_WORD = rf"[^\s,;.!?:=：＝。，；、？！{words.MARKS}]{{1,64}}"
_BE = r"e|eh|now|jetzt|c['’]est|heißt|se llama|s['’]appelle|si chiama|هى"
_CLAUSE = lazy_pattern(
    rf"(?P<word>[{_ALL}]{{2,64}})(?P<of>(?:\s{{1,3}}{_WORD}){{0,4}}?)"
    rf"(?:(?P<mark>\s{{0,3}}(?:[:=：＝→]|->)\s{{0,3}})|\s{{1,3}}(?:{words.BE}|{_BE})\s{{1,3}})"
    rf"(?P<value>[^\s,;。，；、{words.MARKS}]{{2,256}})"
)
_CODE = lazy_pattern(
    rf"{words.CODE}{{2,64}}(?:\s{{0,3}}(?:[:=：＝#]|(?:{words.BE}|{words.BE_JOINED}|no\.?|nr\.?|n°))){{0,2}}\s{{0,3}}(?P<value>\d{{3}})(?![0-9A-Za-z/:-]|\.\d)"
)
"""Three digits, as they stand on the back of cards."""
_FOLLOWED = lazy_pattern(rf"{words.CODE}{{2,64}}(?P<more>(?:\s{{1,3}}{_WORD}){{1,3}})")
_ENDED = lazy_pattern(rf"[{_ALL}]{{2,64}}\s{{1,3}}(?P<value>{_WORD})\s{{1,3}}(?:हैं?|था|थी|hai|tha)(?!\w)")
_NUMBERED = lazy_pattern(r"\d{4,32}")
_NO_CODE = lazy_pattern(r"(?:error|exit|status|return|response|http|zip|country|fehler|ошибки|region)\s{1,3}$")
_AGE = lazy_pattern(r"\s{0,3}(?:%|percent|(?:second|minute|hour|day|week|month|year|tag|jour|día|dia|giorn|дн)\w{0,4})")
_DONE: Final = ("ed", "ing", "iert", "ado", "ada", "ato", "ata", "é", "ée", "ть", "лся", "ется", "ен", "ена")
_SAID_OF: Final = (*_DONE, "ly", "ment", "mente", "tion", "ies", "'s", "less", "able")
"""How words end by which something is said of a secret; behind a plain key the more of them."""
_ENCODED = lazy_pattern(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{8,4096}={0,2}(?![\w+/=])")
_ANY = lazy_pattern(f"[{_ALL}{words.SESSION}{words.COOKIE}]")
_TOKEN = lazy_pattern(r"[^\s,;。，；、？！]+")


def spans(text: str, is_known: Knows, is_ordinary: Knows) -> Iterator[Span]:
    """What is secret in ``text`` by the clause that it stands in; the spans may overlap."""
    yield from (match.span() for match in _ENCODED.finditer(text) if _is_login(match[0]))
    marked = words.marked(text)
    at = 0
    while match := _CLAUSE.search(marked, at):
        at = match.end("word")
        start = match.start("value")
        value = text[slice(*match.span("value"))].rstrip(_AROUND)
        bare = value.lstrip(_AROUND)
        start += len(value) - len(bare)
        if _hides(bare, match["word"][0], match["mark"] or "", match["of"], is_known, is_ordinary):
            is_number = bool(_NUMBERED.fullmatch(bare))
            before, behind = _NO_CODE.search(marked, 0, match.start()), _AGE.match(marked, start + len(bare))
            if not (is_number and behind) and not before:
                yield start, start + len(bare)
    yield from _bare(text, marked, is_known)
    for match in _ENDED.finditer(marked):
        value = text[slice(*match.span("value"))]
        if _hides(value, match[0][0], "", "", is_known, is_ordinary) and not value.endswith("त"):
            yield match.span("value")
    yield from (match.span("value") for match in _CODE.finditer(marked) if not _AGE.match(marked, match.end()))


def _bare(text: str, marked: str, is_known: Knows) -> Iterator[Span]:
    """Words that stand right behind the word for a code or an answer."""
    for match in _FOLLOWED.finditer(marked):
        for word in _TOKEN.finditer(text, *match.span("more")):
            bare = word[0].strip(_AROUND)
            is_told = any(map(str.isalpha, bare)) and not is_named(bare) and not is_known(bare)
            if is_told and not bare.lower().endswith(_SAID_OF) and "•" not in bare:
                yield word.start(), word.start() + len(word[0].rstrip(_AROUND))


def may_tell(text: str, is_known: Knows) -> bool:
    """Whether a text speaks of a key, a token or a code, and says a word or a number that no request has."""
    marked = words.marked(text)
    if not _ANY.search(marked):
        return False
    for match in _TOKEN.finditer(text):
        bare = match[0].strip(_AROUND)
        if not bare or is_known(bare):
            continue
        if _NUMBERED.fullmatch(bare) or degree(bare) > PLAIN or not (is_named(bare) or bare.isdigit()):
            return True
    return False


def _hides(bare: str, sort: str, mark: str, of: str, is_known: Knows, is_ordinary: Knows) -> bool:
    if "•" in bare or not any(map(str.isalnum, bare)) or is_known(bare) or is_ordinary(bare.lower()):
        return False
    if degree(bare) > PLAIN or _NUMBERED.fullmatch(bare):
        return True
    if bare.isdigit() or (is_named(bare) and not (mark and sort != words.OTHER)):
        return False
    if sort == words.OTHER:
        return len(of.split()) < 4 and not bare.lower().endswith(_SAID_OF)
    return not bare.lower().endswith(_DONE)


def _is_login(word: str) -> bool:
    """Whether a word is a user and a password, as browsers send them: ``YWRtaW46…``."""
    try:
        plain = base64.b64decode(
            word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4), altchars=b"-_" if set(word) & set("-_") else None
        )
        user, mark, password = plain.decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return False
    return bool(mark and len(user) > 1 and len(password) > 1) and (user + password).isprintable()

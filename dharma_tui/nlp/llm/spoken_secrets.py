"""Masks secrets as people say them, in twelve languages, before a text is kept or leaves: "my password is …", "パスワードは…".

What programs write is masked by ``core.secrets``; this comes after it, and ``safe`` does both. Behind ``:`` and
``=`` whatever stands is hidden; behind a verb what is no ordinary word; behind the word alone what looks like a secret, or
behind that of a password a word that no request has. It errs on the side of hiding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.secrets import MASK, mask, mask_arguments
from dharma_tui.nlp.llm import keyed_secrets, secret_clauses, secret_numbers, secret_places
from dharma_tui.nlp.llm import secret_words as words
from dharma_tui.nlp.llm.secret_shapes import is_random, looks

_IS = r"is|are|was|to|as|ist|sind|war|lautet|es|est|è|é|это|है|هو|هي"
_MARK = r"[\"'`*]{0,3}\s{0,3}(?:=>|:=|[:=：＝])"
_JOINED_IS = r"是|为|為|は|が|の|를|을|은|는|이|가"
_VALUE = r"""(?!["'`]?•••)(?:"[^"\n]{1,4096}"?|'[^'\n]{1,4096}'?|`[^`\n]{1,4096}`?|[^\s"',;]{1,8192})"""
_SAID = lazy_pattern(
    rf"(?<![\w.-])(?:(?P<password>{words.PASSWORDS})|(?P<token>{words.TOKENS})|(?P<key>{words.KEYS}))(?![\w-])"
    rf"(?:(?:{words.OF}(?P<mark>{_MARK})\s{{0,3}})|(?P<verb>{words.OF}\s{{1,3}}(?:{_IS})(?:\s{{1,3}}|{_MARK}\s{{0,3}}))|\s{{1,3}})(?P<value>{_VALUE})"
    rf"|(?:{words.JOINED})(?:(?P<mark_>\s{{0,3}}[:=：＝]\s{{0,3}})(?P<any>{_VALUE})|(?:{_JOINED_IS})?\s{{0,3}}(?P<ascii>(?!•)[!-~]{{3,1024}}))",
    re.IGNORECASE,
)
_MASKS = lazy_pattern(rf"(?:{MASK}){{2,}}")
_USER = lazy_pattern(r"(?<!\S)((?:-u|-U|--user|--proxy-user)(?:\s{1,3}|=)?[\"']?[^\s:\"']{1,128}:)[^\s\"']{1,1024}")
_LONG = lazy_pattern(r"arn:[^\s\"']{1,2048}|sha\d{3}:[0-9a-f]{32,128}|(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/=_-]{32,8192}")
_WORD = lazy_pattern(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AGED = lazy_pattern(r"\d{1,4}")
_AGE = lazy_pattern(r"\s{1,3}(?:%|percent|(?:second|minute|hour|day|week|month|year|tag|jour|día|dia|giorn|дн)\w{0,4})")
_ENDED = lazy_pattern(r"\s*(?:[.,;!?)]|$|(?:and|und|y|et|e|please|bitte|thanks)(?!\w))")
"""A word alone is a password where nothing is said of it."""
_ANY = lazy_pattern(r"(?<!\w)(?:a|an|any|every|each|no|which|what|whose|one|this)\s{1,3}$", re.IGNORECASE)
"""Before "password": none that is told."""
_REMEMBERED = 100
_TELLING = 4
"""Characters of a secret that is masked where it is said again."""
_ENDS: Final = ".,;:!?)]}。？！、"
_ORDINARY = frozenset(
    re.findall(
        r"\S+",
        """
    not no never still also only already too very just always in on at of for from to by with without under behind than the a an
    this that there here my your our it what which who where when how why and or but if weak strong safe secure insecure valid
    invalid wrong right correct incorrect bad good ok okay fine old older oldest new newer newest due out long longer short
    shorter missing unknown unused empty public private active inactive known same different about open shared leaked lost
    required optional visible hidden readable plain base64 set unset kept left sent given stale fresh ready broken able like
    policy policies rotation rotations age ages expiry expiration manager managers hash hashes length strength complexity
    authentication login logins reset resets vault store file field prompt check settings rules requirements breach attempts
    olvidada olvidado vergessen oublié oubliée esquecida dimenticata забыт
    be been being all any some none more less most both each next last one two three many few web server servers users
    nicht noch kein keine abgelaufen ungültig gültig falsch richtig alt älter neu leer schwach sicher bekannt
    pas expiré expirée expirés invalide valide ancien ancienne vieux faux vide connu la le les un une
    caducada caducado vencida inválida inválido válida válido antigua antiguo vieja viejo nueva nuevo incorrecta el en
    scaduta scaduto valida valido vecchia vecchio nuova sbagliata expirada expirado antiga velha nova errada não non no
    не истёк истек истекает устарел неверный старый новый नहीं पुराना गलत
    """,
    )
)
"""Words that tell of a secret and are none."""


def safe(text: str, is_name: Callable[[str], bool] = lambda _: False) -> str:
    """What a person typed, without secrets of any sort."""
    return without_secrets(mask(text), is_name)


def hidden(text: str, clean: str) -> tuple[str, ...]:
    """What stands in ``text`` where ``clean``, which was made of it, has a mask."""
    told: dict[str, None] = {}
    place, (first, *pieces) = len(clean.partition(MASK)[0]), clean.split(MASK)
    if not text.startswith(first):
        return ()
    for piece in pieces:
        end = text.find(piece, place) if piece else len(text)
        if end < 0:
            break
        told[text[place:end].strip("\"'` ")] = None
        place = end + len(piece)
    for one in [*told]:
        parts = re.split(r"[\W_]+", one)
        told |= dict.fromkeys(part for part in parts if len(parts) > 1 and not is_of_requests(part.lower()))
    return tuple(one for one in told if len(one) >= _TELLING)


def speaks_of_secret(text: str, is_name: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether a secret is said, or may be: nobody is told such a text who was not meant to be."""
    if secret_places.speaks(text) or safe(text, is_name) != text:
        return True
    return secret_clauses.may_tell(text, lambda word: _is_known(word, is_name))


class Heard:
    """Secrets that were said before: they are masked where they are said again, though nothing tells of them there."""

    def __init__(self) -> None:
        self.secrets: tuple[str, ...] = ()

    def hear(self, text: str, clean: str) -> str:
        """``clean``, which was made of ``text``, without what was said before; what is masked in it is known from now on."""
        new = (one for one in hidden(text, clean) if not is_of_requests(one.lower()))
        self.secrets = tuple(dict.fromkeys((*self.secrets, *new)))[-_REMEMBERED:]
        return without(clean, self.secrets)


def unsaid(text: str, said: str) -> str:
    """``text`` without the secrets of what a person ``said``."""
    return without(text, hidden(said, safe(said)))


def without(text: str, secrets: Sequence[str]) -> str:
    """``text`` with these masked wherever they stand as a word of their own."""
    for secret in secrets:
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def without_secrets(text: str, is_name: Callable[[str], bool] = lambda _: False, *, bare: bool = True) -> str:
    """``text`` without the secrets that are said in it; what ``is_name`` knows names a thing and is none.

    ``bare``: long random words, too, by which nothing says that they are secret.
    """

    def said(match: re.Match[str]) -> str:
        found = match["value"] or match["any"] or match["ascii"]
        kept = match[0][: len(match[0]) - len(found)]
        hides = _is_secret(match, found.strip("\"'`").rstrip(_ENDS), text[match.end() :], is_name)
        return f"{kept}{MASK}" if hides else match[0]

    def long(match: re.Match[str]) -> str:
        return MASK if is_random(match[0]) and not is_name(match[0]) else match[0]

    text = _USER.sub(rf"\1{MASK}", mask_arguments(("", text))[1])
    text = _placed(_again(_SAID, said, text), is_name)
    return _LONG.sub(long, text) if bare else text


def _is_known(word: str, is_name: Callable[[str], bool]) -> bool:
    return is_name(word) or is_of_requests(word.lower())


def _placed(text: str, is_name: Callable[[str], bool]) -> str:
    """``text`` without what stands where secrets do, or looks like one near a word of them."""

    def known(word: str) -> bool:
        return _is_known(word, is_name)

    parts: list[str] = []
    place = 0

    def ordinary(word: str) -> bool:
        return word.lower() in _ORDINARY

    rules = (secret_places.spans, keyed_secrets.spans, secret_clauses.spans)
    told = chain(secret_numbers.spans(text, is_name), *(rule(text, known, ordinary) for rule in rules))
    for start, end in sorted(told):
        if start >= place:
            parts += (text[place:start], MASK)
        place = max(place, end)
    return _MASKS.sub(MASK, "".join((*parts, text[place:])))


def _again(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], text: str) -> str:
    """Each match replaced; where one stays as it is, the next is looked for inside it."""
    parts: list[str] = []
    place = at = 0
    while match := pattern.search(text, at):
        new = put(match)
        at = match.end()
        if new == match[0]:
            at = match.start() + 1
            continue
        parts += (text[place : match.start()], new)
        place = at
    return "".join((*parts, text[place:]))


def _is_secret(match: re.Match[str], value: str, rest: str, is_name: Callable[[str], bool]) -> bool:
    is_password = bool(match["password"])
    if match["mark"] or match["mark_"]:
        return not match["key"] or looks(value, 6)
    if is_name(value) or value.lower() in _ORDINARY or (_AGED.fullmatch(value) and _AGE.match(rest)):
        return False
    if match["ascii"]:
        return looks(value, 4) or (value.isdigit() and len(value) > 3)
    if match["verb"] and not match["key"]:
        is_word = bool(_WORD.fullmatch(value)) and value.lower().endswith(("ed", "ing"))
        return not is_word and (is_password or not value.isdigit())
    if is_password and value.isdigit():
        return len(value) > 3
    if (
        is_password
        and _WORD.fullmatch(value)
        and _ENDED.match(rest)
        and not _ANY.search(match.string, 0, match.start())
    ):
        is_adverb = value.lower().endswith(("ly", "mente", "ment", "ed", "ing"))
        return len(value) >= _TELLING and not is_adverb and not is_of_requests(value.lower())
    return looks(value, 4 if is_password else 8)


def is_of_requests(word: str) -> bool:
    """Whether requests are made of this word, in any language: "password policy" tells no password."""
    from dharma_tui.nlp.lexicon import lexicons
    from dharma_tui.nlp.recogniser import trained

    return word in _ORDINARY or word in trained().vocabulary or lexicons().knows(word)

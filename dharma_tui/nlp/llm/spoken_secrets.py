"""Masks secrets as people say them, in twelve languages, before a text is kept or leaves: "my password is …", "パスワードは…".

What programs write is masked by ``core.secrets``; this comes after it, and ``safe`` does both. Behind ``:`` and
``=`` whatever stands is hidden; behind a verb what is no ordinary word; behind the word alone what looks like a secret, or
behind that of a password a word that no request has. It errs on the side of hiding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.secrets import MASK, mask, mask_arguments

_PASSWORDS = (
    r"pass[ -]?(?:words?|phrases?|codes?)|passwd|pass|pwd|pw"
    r"|pass?wort|passwörter|kennwort|mots? de passe|mdp|contrase[ñn]as?|parola d['’]ordine|senhas?|palavra[ -]passe"
    r"|парол(?:ь|я|ем|и)|पासवर्ड|कूटशब्द|كلمة (?:ال)?(?:مرور|سر)"
)
_TOKENS = r"tokens?|secrets?|credentials?|geheimnis|jetons?|secreto|segreto|segredo|токен|секрет|टोकन|गुप्त|(?:ال)?رمز|(?:ال)?سر"
_KEYS = (
    r"keys?|(?:api|zugriffs|zugangs)?-?schlüssel|cl(?:é|ef)(?: (?:d['’](?:api|accès)|secrète|privée))?"
    r"|(?:clave|llave|chiave|chave)(?: (?:de |di |d['’])?\w{2,12})?|ключ|कुंजी|चाबी|(?:ال)?مفتاح"
)
_JOINED = r"密码|密碼|口令|密钥|密鑰|秘钥|令牌|パスワード|暗証番号|秘密鍵|シークレット|トークン|비밀번호|암호|패스워드|시크릿|토큰"
"""In scripts that write no space behind a word."""
_OF = r"(?:\s+(?:of|for|to|on|von|für|de|del|di|do|da|du|des|para|pour|per|для|от|का|की|ل)\s+\S{1,64}(?:\s\S{1,64})?)?"
_IS = r"is|are|was|to|as|ist|sind|war|lautet|es|est|è|é|это|है|هو|هي"
_MARK = r"[\"'`*]{0,3}\s{0,3}(?:=>|:=|[:=：＝])"
_JOINED_IS = r"是|为|為|は|が|の|를|을|은|는|이|가"
_VALUE = r"""(?!["'`]?•••)(?:"[^"\n]{1,4096}"?|'[^'\n]{1,4096}'?|`[^`\n]{1,4096}`?|[^\s"',;]{1,8192})"""
_SAID = lazy_pattern(
    rf"(?<![\w.-])(?:(?P<password>{_PASSWORDS})|(?P<token>{_TOKENS})|(?P<key>{_KEYS}))(?![\w-])"
    rf"(?:(?:{_OF}(?P<mark>{_MARK})\s{{0,3}})|(?P<verb>{_OF}\s{{1,3}}(?:{_IS})(?:\s{{1,3}}|{_MARK}\s{{0,3}}))|\s{{1,3}})(?P<value>{_VALUE})"
    rf"|(?:{_JOINED})(?:(?P<mark_>\s{{0,3}}[:=：＝]\s{{0,3}})(?P<any>{_VALUE})|(?:{_JOINED_IS})?\s{{0,3}}(?P<ascii>(?!•)[!-~]{{3,1024}}))",
    re.IGNORECASE,
)
_USER = lazy_pattern(r"(?<!\S)((?:-u|-U|--user|--proxy-user)(?:\s{1,3}|=)?[\"']?[^\s:\"']{1,128}:)[^\s\"']{1,1024}")
_LONG = lazy_pattern(r"arn:[^\s\"']{1,2048}|sha\d{3}:[0-9a-f]{32,128}|(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/=_-]{32,8192}")
_UUID = lazy_pattern(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_WORD = lazy_pattern(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AGED = lazy_pattern(r"\d{1,4}")
_AGE = lazy_pattern(r"\s{1,3}(?:%|percent|(?:second|minute|hour|day|week|month|year|tag|jour|día|dia|giorn|дн)\w{0,4})")
_ENDED = lazy_pattern(r"\s*(?:[.,;!?)]|$|(?:and|und|y|et|e|please|bitte|thanks)(?!\w))")
"""A word alone is a password where nothing is said of it."""
_ANY = lazy_pattern(r"(?<!\w)(?:a|an|any|every|each|no|which|what|whose|one|this)\s{1,3}$", re.IGNORECASE)
"""Before "password": none that is told."""
_TELLING = 4
"""Characters of a secret that is masked where it is said again."""
_ENDS: Final = ".,;:!?)]}。？！、"
_DIGITS, _MARKS = frozenset("0123456789"), frozenset("!@#$%^&*~+=|\\")
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
    return tuple(one for one in told if len(one) >= _TELLING)


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
    text = _again(_SAID, said, text)
    return _LONG.sub(long, text) if bare else text


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
        return not match["key"] or _looks(value, 6)
    if is_name(value) or value.lower() in _ORDINARY or (_AGED.fullmatch(value) and _AGE.match(rest)):
        return False
    if match["ascii"]:
        return _looks(value, 4) or (value.isdigit() and len(value) > 3)
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
        return len(value) >= _TELLING and not is_adverb and not _is_of_requests(value.lower())
    return _looks(value, 4 if is_password else 8)


def _is_of_requests(word: str) -> bool:
    """Whether requests are made of this word, in any language: "password policy" tells no password."""
    from dharma_tui.nlp.lexicon import lexicons
    from dharma_tui.nlp.recogniser import trained

    return word in _ORDINARY or word in trained().vocabulary or lexicons().knows(word)


def _looks(value: str, least: int) -> bool:
    """Whether a value is no word: letters with digits or marks among them, or capitals inside."""
    if len(value) < least:
        return False
    letters = any(map(str.isalpha, value))
    return letters and (not _DIGITS.isdisjoint(value) or not _MARKS.isdisjoint(value) or _turns(value) > 2)


def is_random(word: str) -> bool:
    """Whether a long word reads as if it were drawn by lot; names of things are words with marks between them."""
    if _UUID.fullmatch(word) or (word.startswith(("arn:", "sha")) and ":" in word):
        return False
    if _DIGITS.isdisjoint(word) or not any(map(str.isalpha, word)):
        return False
    longest = max(re.split(r"[-_/+=]", word), key=len)
    return (len(longest) >= 32 and _turns(longest) > 5) or 4 * _turns(word) >= len(word)


def _turns(word: str) -> int:
    """How often small letters, capitals and digits change about."""
    sorts = ["d" if char.isdigit() else "u" if char.isupper() else "l" if char.isalpha() else "" for char in word]
    return sum(one != after and bool(one and after) for one, after in pairwise(sorts))

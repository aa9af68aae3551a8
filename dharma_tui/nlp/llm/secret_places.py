"""Where secrets stand in what people say: before and behind their words, between "from" and "to", in pairs, phrases and codes.

Each rule tells spans of a sentence, of which words that tell of secrets are marked. What is masked already stays; names and
words that requests are made of are no secrets, unless they stand in a phrase with others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.secrets import MASK
from dharma_tui.nlp.llm import secret_words as words
from dharma_tui.nlp.llm.secret_shapes import ENDED_BY_DIGITS, GENERATED, MIXED, PLAIN, degree, is_lot, is_named

Span = tuple[int, int]
NEAR: Final = 120
"""Letters between a word of secrets and what merely ends in digits."""

_QUOTES = "\"'`“”„«»‘’"
_AROUND: Final = f"{_QUOTES}()[]{{}}<>|.,;:?…。，；、？！¿¡"
_M = words.MARKS
_TOLD = f"[{words.PHRASE}-{words.CODE}]{{2,64}}"
"""A word for a password, a phrase or a code."""
_VALUE = rf"[{_QUOTES}]?[^\s,;。，；、•{_QUOTES}{_M}]{{1,256}}[{_QUOTES}]?"
_END = (
    r"(?=\s{0,3}(?:[.,;!?)\n。，；！？、]|है|था|hai|$)|\s{1,3}(?:for|of|on|in|at|to|and|please|since|now|here|again|für|von|auf|bitte|und"
    r"|pour|de|du|sur|et|para|del|en|por|y|per|di|su|e|da|do|na|для|от|на|и|пожалуйста|في|ل|من)\b)"
)
"""What may stand behind a word for a secret, where nothing more is told of it."""
_NO = r"(?!(?:without|with|not|no|ohne|mit|kein\w*|sans|avec|pas|sin|con|senza|sem|com|без|с)\b)"
_FEW = rf"(?:{_NO}[^\s,;.]{{1,32}}\s{{1,3}}){{0,3}}?"
_OF = r"(?:\s(?:of|for|on|von|für|auf|de|del|di|do|da|du|para|pour|per|для|от|का|की)\s\S{1,64}(?:\s\S{1,64})?)?"
_IS = rf"(?:\s{{0,3}}(?:=>|:=|[:=：＝])\s{{0,3}}|{_OF}\s{{1,3}}(?:{words.BE})\s{{1,3}}|\s?(?:{words.BE_JOINED})\s?)"

_LATIN, _ENGLISH = lazy_pattern(r"[a-z]"), lazy_pattern(r"pass[ -]?(?:word|phrase)|pwd|pw|(?:my|our) pass")
_OF_OTHERS = ("ed", "ing", "ly", "ment", "mente", "tion", "ies", "'s", "less", "able")
_BESIDES: Final = 60
_SENTENCE = lazy_pattern(r"[^\n。]+?(?:[.?](?=\s)|[\n。]|$)")
_TOKEN = lazy_pattern(r"[^\s。，；、？！：]+")
_ASCII_RUN = lazy_pattern(r"[!-~]{3,1024}")
_NO_SPACES = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ANCHOR = lazy_pattern(_TOLD)
_ANY = lazy_pattern(f"[{_M}]")
_SHOUTED = lazy_pattern(r"[A-Za-z0-9](?:@?[!#$%^&*])+[A-Za-z0-9]|[A-Za-z0-9]!(?!\w)")

_BEFORE = lazy_pattern(
    rf"(?<!\S)(?P<value>{_VALUE})\s{{1,3}}(?:{words.BE})\s{{1,3}}{_FEW}{_TOLD}{_END}"
    rf"|(?<![!-~])(?P<joined>[!-~]{{3,256}}?)\s?(?:{words.BE_JOINED})(?:\s?[^\s,;。，、!-~{_M}]{{1,8}}){{0,2}}?\s?{_TOLD}"
    rf"|(?<!\S)(?P<hindi>{_VALUE})\s(?:[^\s,;।{_M}]{{1,16}}\s){{0,2}}{_TOLD}\s(?:है|था|के रूप में|hai)"
)
"""A secret before its word: "hunter2 is my password", "use it as the password"."""
_FROM_TO = lazy_pattern(
    rf"(?<!\S)(?:{words.FROM})\s{{1,3}}(?P<old>{_VALUE})\s{{1,3}}(?:[^\s,;.]{{1,16}}\s{{1,3}})?(?:{words.TO})\s{{1,3}}(?P<new>{_VALUE})"
    r"|从\s?(?P<from>[!-~]{3,256})\s?[^!-~\s]{1,6}\s?(?P<to>[!-~]{3,256})"
    r"|(?<![!-~])(?P<before>[!-~]{3,256})(?:から|에서|\sसे\s)\s?(?P<after>[!-~]{3,256})"
)
_LATER = lazy_pattern(
    r"(?:^|[\s'’])(?:is|was|be|been|equals?|now|not|ist|war|wird|lautet|jetzt|nicht|es|est|était|sera|era|ahora|ora|agora|fue|foi"
    r"|será|sarà|è|é|non|não|no|pas"
    r"|old|new|alte?s?|neue?s?|ancien|nouveau|vie?j[oa]|nuev[oa]|vecchi[oa]|nuov[oa]|antig[oa]|nov[oa]|старый|новый|будет"
    r"|(?:changed|set|reset|rotated|switched) to|geändert auf|changé en|cambiad[oa] a|cambiat[oa] in|alterad[oa] para|изменён на"
    rf"|был[ао]?|это|теперь|не|है|था)\s{{1,3}}(?P<value>{_VALUE})(?:{_END}|(?=\s{{1,3}}(?:not|nicht|but|aber|or|pas|no|non|não|а|не)\s))"
    rf"|\s(?:typed|entered|tried|typing|using|use)\s{{1,3}}(?P<typed>{_VALUE})"
)
"""Further on in a sentence that speaks of a password: "it was … and is now …"."""
_BESIDE = lazy_pattern(
    rf"{_TOLD}(?:\s?\([^()]{{1,16}}\))?\s{{0,3}}(?:->|→|–|—|:|=|\()\s{{0,3}}(?P<beside>{_VALUE})"
    rf"|{words.LOGIN}{{2,64}}\s{{1,3}}[^\s{_M}]{{1,64}}\s{{1,3}}(?:(?:and|with|und|mit|et|y|e|и|с)\s)?{words.PASSWORD}{{2,64}}\s{{1,3}}(?P<of>{_VALUE})"
)
_QUOTED = lazy_pattern(r"(?<!\w)[\"'`“«](?P<value>[^\"'`“”«»\n]{3,128})[\"'`”»](?!\w)")
_NUMBER = lazy_pattern(
    rf"(?<![\w.:/-])\d{{4,10}}(?![\w:/-]|\.\d)(?:{_END}|(?=\s{{1,3}}(?:when|if|as|wenn|als|si|quand|quando|cuando|если)\s))"
)
_COMMON = lazy_pattern(
    r"(?i)(?<![\w-])(?:(?:p[a@4][s$5]{2}w[o0]rd|passwort|qwert[yz]\w{0,8}|hunter|sommer|winter|summer|welcome|letmein|changeme)"
    r"[\d!]{1,8}|letmein|changeme|iloveyou|qwert[yz]uiop)(?![\w-])"
)
"""Passwords that half the world has."""
_PHRASE = lazy_pattern(rf"(?P<word>{_TOLD})(?:(?P<is>{_IS})|\s{{1,3}})(?P<value>[^.,;!?\n。，；！？、]{{1,200}})")
"""Several words behind the word for them, to the end of the clause."""
_PHRASE_BEFORE = lazy_pattern(
    rf"(?:^|[.,;:!?\n])\s{{0,3}}(?P<value>[^.,;:!?\n{_M}]{{3,256}}?)\s{{1,3}}(?:{words.BE})\s{{1,3}}{_FEW}{words.PHRASE}{{2,64}}{_END}"
)
_PAIR = lazy_pattern(
    rf"[{words.PASSWORD}{words.LOGIN}]{{2,64}}(?:{_IS}|\s{{1,3}}(?:with|as|mit|avec|con|com|с)\s{{1,3}}|\s{{0,3}})[{_QUOTES}]?"
    rf"(?:[\w.@-]{{1,64}}?\s{{0,2}}[/:|]\s{{0,2}}(?P<pair>[^\s,;/。，{_M}]{{2,256}})"
    rf"|(?<![\w-])(?:{words.USERS}|•••)\s{{1,3}}(?:(?:and|und|y|et|e|и|with|/)\s{{1,3}})?(?P<second>{_VALUE}))"
    rf"|(?<![\w-])(?P<user>{words.USERS})[/:](?P<alone>[^\s,;/。，{_M}]{{3,256}})"
)
"""A user and a password: "login admin/x", "credentials root x"."""
_AS_USER = lazy_pattern(rf"{words.USERS}|toor|changeme|letmein")
_GROUPS = r"(?:[a-z0-9]{3,12}-){1,7}[a-z0-9]{3,12}"
_CODE = lazy_pattern(
    rf"[{words.CODE}{words.OTHER}]{{3,64}}(?:{_IS}|\s{{0,3}}(?:#|no\.?|nr\.?)?\s{{0,3}})[{_QUOTES}]?"
    rf"(?P<digits>(?:\d[ -]?){{3,12}}\d(?![a-z0-9]))"
    rf"|{words.CODE}{{2,64}}(?:{_IS}|\s{{0,3}})[{_QUOTES}]?(?P<groups>{_GROUPS}(?:(?:\s?,\s?|\s){_GROUPS})*)"
    rf"|(?<![\w.-])(?P<before>\d{{4,10}}|\d{{3}}[ -]\d{{3}})\s{{0,3}}(?:{words.BE}|{words.BE_JOINED})\s{{0,3}}"
    rf"(?:[^\s,;.{_M}]{{1,32}}\s{{0,3}}){{0,3}}?[{words.PHRASE}-{words.CODE}{words.OTHER}]"
)
_NO_CODE = lazy_pattern(r"(?:error|exit|status|return|response|http|zip|country|fehler|ошибки|region)\s{1,3}$")
_COOKIE = lazy_pattern(
    rf"{words.COOKIE}{{2,64}}[\s:=]{{1,4}}(?P<cookies>[\w.{_M}-]{{1,64}}=[^\s;]{{1,4096}}(?:;\s?[\w.{_M}-]{{1,64}}=[^\s;]{{1,4096}}){{0,32}})"
    rf"|(?<![\w-]){words.SESSION}{{2,64}}=(?P<named>[^\s;,&]{{4,4096}})"
    rf"|[{words.SESSION}{words.COOKIE}]{{2,64}}(?:{_IS}|\s{{0,3}})(?P<session>[^\s,;=。，{_M}]{{8,4096}})"
)
_STRANGE = lazy_pattern(r"(?<![!-~])[a-z][a-z'-]{3,40}(?![a-z0-9_-])(?!\s?(?:的|の|의|का|की|के))")
"""Words of Latin letters alone."""
_BEHIND_MASK = lazy_pattern(
    rf"[{words.PHRASE}-{words.CODE}{words.OTHER}]{{2,64}}[^\n•]{{0,80}}?{MASK}(?P<rest>[!-~]{{1,256}})?(?P<more>(?:\s{{1,2}}[^\s•]{{2,64}}){{0,8}})"
)
_ADDRESS = lazy_pattern(rf"://[^\s/{_QUOTES}]{{1,256}}(?P<path>/[^\s{_QUOTES}<>]{{1,4096}})")
_KEYED = frozenset(
    (
        *("s", "share", "shared", "invite", "join", "reset", "verify", "confirm", "activate", "magic", "login"),
        *("token", "key", "code", "auth", "d", "u", "callback", "unsubscribe"),
    )
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and what is known of words."""

    text: str
    marked: str
    is_known: Callable[[str], bool]
    """Whether a word is a name, or one that requests are made of."""
    is_ordinary: Callable[[str], bool]
    """Whether a word tells of secrets, or joins others."""

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match, those that overlap too."""
        at = 0
        while match := pattern.search(self.marked, at):
            yield match
            at = match.start() + 1
            while self.marked[at - 1 : at] == self.marked[at : at + 1] and _ANY.match(self.marked, at):
                at += 1  # not within the same word

    def of(self, span: Span) -> str:
        """What is said there."""
        return self.text[slice(*span)]

    def is_unknown(self, value: str) -> bool:
        """Whether a word is none that anybody says to a console, or looks like a secret."""
        bare = value.strip(_AROUND)
        if MASK in bare or not any(map(str.isalnum, bare)) or self.is_known(bare):
            return False
        return degree(bare) > PLAIN or not (is_named(bare) or bare.isdigit())


def speaks(text: str) -> bool:
    """Whether a text speaks of passwords or codes, whatever it says of them."""
    return bool(_ANCHOR.search(words.marked(text)))


def spans(text: str, is_known: Callable[[str], bool], is_ordinary: Callable[[str], bool]) -> Iterator[Span]:
    """What is secret in ``text``, by any of the rules; the spans may overlap."""
    if "://" in text:
        yield from _addresses(text, is_known)
    yield from (match.span() for match in _COMMON.finditer(text) if not is_known(match[0]))
    marked = words.marked(text)
    if not (_ANY.search(marked) or _SHOUTED.search(text)):
        return
    for match in _SENTENCE.finditer(text):
        said = Sentence(match[0], marked[slice(*match.span())], is_known, is_ordinary)
        for start, end in _of_sentence(said):
            yield match.start() + start, match.start() + end


def _of_sentence(said: Sentence) -> Iterator[Span]:
    anchored = [match.span() for match in _ANCHOR.finditer(said.marked)]
    if anchored:
        for rule in _OF_PASSWORDS:
            yield from rule(said)
    if _ANY.search(said.marked):
        for rule in _OF_ALL:
            yield from rule(said)
        yield from _looking(said, anchored)
    elif _SHOUTED.search(said.text):
        yield from (span for span, grade, _ in _graded(said) if grade == GENERATED and _is_mixed(said.of(span)))


# -- what stands somewhere --------------------------------------------------------------------------------------------


def _before(said: Sentence) -> Iterator[Span]:
    for match in said.found(_BEFORE):
        if said.is_unknown(said.of(match.span(match.lastgroup or 0))):
            yield match.span(match.lastgroup or 0)


def _from_to(said: Sentence) -> Iterator[Span]:
    for match in said.found(_FROM_TO):
        several = (match.span(name) for name, value in match.groupdict().items() if value)
        yield from (span for span in several if said.is_unknown(said.of(span)))


def _later(said: Sentence) -> Iterator[Span]:
    for match in said.found(_LATER):
        span = match.span(match.lastgroup or 0)
        value = said.of(span)
        is_told = any(map(str.isdigit, value)) and not said.is_known(value) if match["typed"] else False
        if is_told or (said.is_unknown(value) and not match[match.lastgroup or 0].endswith(("ed", "ing"))):
            yield span


def _beside(said: Sentence) -> Iterator[Span]:
    for match in said.found(_BESIDE):
        span = match.span(match.lastgroup or 0)
        if said.is_unknown(said.of(span)):
            yield span[0], span[0] + len(said.of(span).rstrip(")"))
    for match in said.found(_QUOTED):
        before = said.marked[: match.start()].split()[-1:]
        value = said.of(match.span("value"))
        is_placed = bool(words.PLACES.intersection(before))
        if not is_placed and not said.is_known(value) and any(map(said.is_unknown, value.split())):
            yield match.span("value")


def _numbers(said: Sentence) -> Iterator[Span]:
    """Numbers that stand alone in a sentence about codes."""
    if words.CODE not in said.marked:
        return
    for match in _NUMBER.finditer(said.marked):
        before = said.marked[: match.start()].rstrip(" #").split()[-1:]
        if not (words.PLACES | words.TIMES).intersection(before) and not _NO_CODE.search(said.marked, 0, match.start()):
            yield match.span()


def _strange(said: Sentence) -> Iterator[Span]:
    """Words that nobody knows: behind an English word for a password, beside one in another script."""
    for anchor in _ANCHOR.finditer(said.marked):
        word = said.of(anchor.span()).lower()
        if anchor[0][0] == words.CODE or (_LATIN.match(word) and not _ENGLISH.fullmatch(word)):
            continue
        start = anchor.end() if _LATIN.match(word) else max(0, anchor.start() - _BESIDES)
        for match in _STRANGE.finditer(said.marked, start, anchor.end() + _BESIDES):
            before = said.marked[: match.start()].split()
            while before and before[-1] in words.ARTICLES:
                before.pop()
            is_placed = bool(words.PLACES.intersection(before[-1:]))
            if not is_placed and not match[0].endswith(_OF_OTHERS) and said.is_unknown(match[0]):
                yield match.span()


def _phrases(said: Sentence) -> Iterator[Span]:
    for match in said.found(_PHRASE):
        if match["value"][0] in "-(":
            continue
        several, unknown, is_told = _told(said, match)
        if match["word"][0] == words.PHRASE and (match["is"] or len(several) > 2):
            hides = bool(unknown) or (len(several) > 3 and is_told)
        else:
            hides = bool(match["is"]) and is_told and len(unknown) > 1
        if hides:
            yield match.start("value"), match.start("value") + len(match["value"].rstrip())
    for match in said.found(_PHRASE_BEFORE):
        several, unknown, is_told = _told(said, match)
        if unknown or (len(several) > 3 and is_told):
            yield match.span("value")


def _told(said: Sentence, match: re.Match[str]) -> tuple[list[str], list[str], bool]:
    """The words of a phrase, those of no request, and whether nothing else is told of the secret there."""
    several = [one.strip(_AROUND) for one in said.of(match.span("value")).split()]
    is_told = not any(map(said.is_ordinary, several[1:])) and not any(map(is_named, several))
    return several, list(filter(said.is_unknown, several)), is_told


def _pairs(said: Sentence) -> Iterator[Span]:
    for match in said.found(_PAIR):
        span = match.span(match.lastgroup or 0)
        value = said.of(span)
        if match["pair"]:
            hides = not said.is_known(value.strip(_AROUND)) and "//" not in match[0]
        elif match["second"]:
            hides = said.is_unknown(value) or bool(_AS_USER.fullmatch(match["second"]))
        else:
            hides = degree(value) > PLAIN or match["alone"] == match["user"]
        if hides:
            yield span


def _codes(said: Sentence) -> Iterator[Span]:
    for match in said.found(_CODE):
        span = match.span(match.lastgroup or 0)
        if match["before"] or not (said.is_known(said.of(span)) or _NO_CODE.search(said.marked, 0, match.start())):
            yield span


def _cookies(said: Sentence) -> Iterator[Span]:
    for match in said.found(_COOKIE):
        span = match.span(match.lastgroup or 0)
        value = said.of(span)
        if match["cookies"]:
            for pair in re.finditer(r"=([^;\s]+)", value):
                yield span[0] + pair.start(1), span[0] + pair.end(1)
        elif (match["named"] and (degree(value) > PLAIN or len(value) > 7)) or (
            match["session"] and degree(value) >= MIXED and not said.is_known(value)
        ):
            yield span


def _behind_masks(said: Sentence) -> Iterator[Span]:
    """What goes on behind a mask: marks within a secret, and further words of it."""
    for match in said.found(_BEHIND_MASK):
        rest, start = match["rest"] or "", match.start("more")
        if rest.strip(_AROUND):
            yield match.span("rest")
        if rest.endswith(tuple(_AROUND)) or _NO_SPACES.search(match["more"]):
            continue
        end = start
        is_phrase = match[0][0] == words.PHRASE and not any(map(is_named, match["more"].split()))
        for word in re.finditer(r"\s+(\S+)", said.of(match.span("more"))):
            if not is_phrase and not said.is_unknown(word[1]):
                break
            end = start + word.end(1)
            if word[1].endswith(tuple(".,;:?)")):
                break
        if end > start:
            yield start + 1, end


def _addresses(text: str, is_known: Callable[[str], bool]) -> Iterator[Span]:
    """Parts of addresses that let in whoever knows them."""
    for match in _ADDRESS.finditer(text):
        before = ""
        for part in re.finditer(r"[^/?&=#]+", match["path"]):
            is_key = is_lot(part[0]) or (before.lower() in _KEYED and degree(part[0]) > PLAIN)
            if is_key and MASK not in part[0] and not is_known(part[0]):
                yield match.start("path") + part.start(), match.start("path") + part.end()
            before = part[0]


_OF_PASSWORDS = (_before, _from_to, _later, _beside, _numbers, _strange, _phrases)
_OF_ALL = (_pairs, _codes, _cookies, _behind_masks)


# -- what looks so ----------------------------------------------------------------------------------------------------


def _looking(said: Sentence, anchored: list[Span]) -> Iterator[Span]:
    """What looks like a secret near a word of them: the less it does, the nearer, and not where a place is told."""
    for (start, end), grade, is_placed in _graded(said):
        near = any(begun - NEAR <= start and end <= ended + NEAR for begun, ended in anchored)
        least = GENERATED if is_placed or not anchored else ENDED_BY_DIGITS if near else MIXED
        if grade >= least:
            yield start, end


def _graded(said: Sentence) -> Iterator[tuple[Span, int, bool]]:
    """Words that look like secrets, how much, and whether a place is told of before them."""
    before, is_placed = "", False
    for token in _TOKEN.finditer(said.text):
        word = token[0]
        is_joined = before in words.JOINING or word.lower() in words.JOINING
        is_placed = before in words.PLACES or (is_placed and is_joined)
        pieces = [one.span() for one in _ASCII_RUN.finditer(word)] if _NO_SPACES.search(word) else [(0, len(word))]
        for start, end in pieces:
            bare = word[start:end].strip(_AROUND)
            place = token.start() + word.index(bare, start)
            is_word = bool(_ANY.search(said.marked, place, place + len(bare)))
            if (grade := degree(bare)) and not is_word and not said.is_known(bare):
                yield (place, place + len(bare)), grade, is_placed
        before = "and" if is_placed and word[-1:] in ",、" else word.lower().strip(_AROUND)


def _is_mixed(word: str) -> bool:
    return word.lower() != word != word.upper() and any(map(str.isdigit, word))

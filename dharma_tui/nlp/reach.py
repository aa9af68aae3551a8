"""Whether it is asked if one of two that are named reaches the other, and over which ports: "can web-7 reach orders-db on 5432".

Told by how each language asks, in the words as typed: what is said of ports and of reaching has few keywords to be glossed to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.reach_wordings import led
from dharma_tui.nlp.reading import KEPT, Reading
from dharma_tui.nlp.tokens import fold, normalise
from dharma_tui.nlp.word_lists import words_of

_PORT = r"(?:\bports?\b|puertos?|portas?|\bporte\b|порт(?!ал)\w*|端口|ポート|포트|पोर्ट|(?:ال)?منفذ|(?:ال)?بورت)"
_SERVICES = {
    "https": 443,
    "http": 80,
    "ssh": 22,
    "rdp": 3389,
    "telnet": 23,
    "ftp": 21,
    "smtp": 25,
    "ldaps": 636,
    "ldap": 389,
    "nfs": 2049,
    "smb": 445,
    "mysql": 3306,
    "postgresql": 5432,
    "postgres": 5432,
    "redis": 6379,
}
"""Ports of TCP that are called by what answers there."""
_TO = r"(?:\s?[-–~]\s?|\s(?:to|through|thru|bis|hasta|ate|a|al|до|по|से|तक|se|tak|ال[يى])\s|\s?(?:到|至|から|부터|에서)\s?)"
_RANGE = rf"\d{{1,9}}(?:{_TO}\d{{1,9}})?(?!\d|%|\.\d)"
_SPAN = rf"(?:{_RANGE}|(?<![\w-])(?:{'|'.join(_SERVICES)})(?![\w-]))"
_AND = r"(?:\s*(?:,|/|&|(?<=\s)(?:and|or|und|oder|y|o|et|ou|e|и|или|و|او|और|या|aur|ya)(?=\s)|和|或|と|か|及|와|과)){1,3}\s*"
_SPANS = rf">{_SPAN}(?:{_AND}{_SPAN})*)"
_BY = r"(?:on|over|via|through|auf|uber|ueber|sur|par|en|por|em|na|no|pela|sulla|su|на|по|через)"
_NUMBER = r"\s*(?:number|nr|no|numero|номер|号|番号|नंबर|رقم)?"
_PORTS = lazy_pattern(
    "|".join(
        (
            rf"(?:\b(?P<protocol1>tcp|udp)[\s/-]*)?{_PORT}{_NUMBER}[.:#\s]*(?P<spans1{_SPANS}(?:\s*/?\s*\(?(?P<protocol2>tcp|udp)\b\)?)?",
            rf"(?<![\d,/])(?P<spans2{_SPANS}\s*(?:番|号|號|번|(?:st|nd|rd|th|er)\b)?\s*(?:の)?{_PORT}",
            rf"\b(?P<protocol3>tcp|udp)[\s/:-]+(?P<spans3{_SPANS}",
            rf"(?<![\d,/])(?P<spans4{_SPANS}\s*/\s*(?P<protocol4>tcp|udp)\b",
            rf"\b{_BY}\s+(?:(?:the|el|la|o|a|le|lo|il|der|dem|den)\s+)?(?P<spans5{_SPANS}\s*(?:$|(?={_AND}{_PORT}))",
            rf"\b(?:{_BY}|with|using|by|per|mit|con|com|avec|عبر)\s+(?P<spans6>(?:{'|'.join(_SERVICES)})(?![\w-])(?:{_AND}{_SPAN})*)",
            r"\b(?P<verb>ssh|telnet|rdp)(?=\s(?:in ?)?to\b)",
        )
    )
)
_AT_NAME = re.compile(r"(?P<name>.*[^\d:].*|\d{1,3}(?:\.\d{1,3}){3}):(?P<port>\d{1,5})")
"""A name with a port behind it."""
_MANY = lazy_pattern(r"\d+\s*(?:ports|puertos|portas|porte|порт(?:а|ов))")
"""How many ports, and not which."""
_STRETCH = lazy_pattern(rf"(?P<first>\d+)(?:{_TO}(?P<last>\d+))?|(?P<service>[a-z]+)")
_PROTOCOL = re.compile(r"\b(tcp|udp)\b")
_IS_PORT = re.compile(r"(?:tcp|udp)[/:-]?\d+|\d+/(?:tcp|udp)|\d+-\d+")
_SAYS_PORT = lazy_pattern(rf"{_PORT}|\d")
_SAYS_PORTS = lazy_pattern(_PORT)
_BETWEEN = re.compile(r"[-'’,،、?？؟¿¡!.;:()\s]+")
_ENDS = re.compile(r"[.!;](?=\s|$)")
_NOTHING_ELSE = re.compile(r"(?:from )?• to •(?: (?:on|over|via|at))?")
"""Two, and beside them nothing but ports."""
_TOGETHER = lazy_pattern(rf"•(?:{_AND}•)*")
"""Those on one side."""
_TWO = 2
_SELF = lazy_pattern(
    r"\b(?:itself|sich (?:selbst|selber)|sich(?= (?:erreichen|anpingen|pingen|ansprechen))|(?:lui|elle|soi)[- ]m[êe]me"
    r"|s[ií] (?:mism|propi|mesm|própri|propri)[oa]|s[eé] stess[oa]|(?:сам(?:ого|ой|ому|у) )?себ[яе]|khud|apne\s?aap)\b"
    r"|自己|自身|本身|自分自身|自分|자기\s?자신|자신|(?:نفس|ذات)(?:ه|ها)\b|ख\u093c?ुद|स्वयं|अपने\s?आप"
)
_TO_ITSELF = lazy_pattern(r"(?P<verb>\b\w+[aei]r)[ -]?se\b(?! stess)")
"""A verb with what hangs on it where one does something to oneself."""
_POINTED = "pointed"
"""What is named by "it", or are the rows that were shown: "they"."""
THEY = frozenset({"they", "them", "those", "these"})
_POINTING = THEY | {"it"}
_A_NUMBER = re.compile(r"(?<![\w.-])\d{1,5}(?![\w.-])")
_SHORT = 60
"""Letters of what only goes on, at most."""
_GOING_ON = words_of("reach.going_on")
"""Words beside other ports that say nothing more."""
_NOT_ASKED = words_of("mood.verbs") | words_of("mood.pasts")
_LETTING = frozenset({"let", "allow", "permit"})
_AMONG = frozenset({"of", "among", "between", "from", "in", "out"})
"""With one of these, "who" is one of those that are named."""
_DOES, _WHO = frozenset({"do", "does"}), frozenset({"the", "our", "my", "any", "these", "those"})
_BEFORE = (
    _NOT_ASKED | words_of("negations") | {"why", "when", "since", "who", "ensure", "make", "so", "happens", "breaks"}
)
"""Words before the first name with which something else is asked, or ordered."""
_BEHIND = _NOT_ASKED | {
    "if",
    "once",
    "after",
    "when",
    "unless",
    "without",
    "while",
    "before",
    "because",
    "why",
    "since",
}
"""The same behind the second."""
_WAYS, _SHOWING = frozenset({"path", "route", "way"}), frozenset({"show", "find", "give", "draw", "trace", "list"})
"""A way that is to be shown is asked for."""
_PLACES = frozenset({"environment", "region", "provider", "tag"})


@dataclass(frozen=True, slots=True)
class Ports:
    """A stretch of ports; of any protocol where none was said."""

    first: int
    last: int
    protocol: str = ""

    @property
    def words(self) -> str:
        """``port 443``, ``TCP ports 8000-8010``."""
        said = f"port {self.first}" if self.first == self.last else f"ports {self.first}-{self.last}"
        return f"{self.protocol.upper()} {said}".strip()


@dataclass(frozen=True, slots=True)
class Reach:
    """What is asked of two sides that are named: whether the first reaches the second, or the other way round, over these
    ports."""

    is_back: bool = False
    ports: tuple[Ports, ...] = ()
    is_of_ports: bool = False
    """Ports are asked for, whether any was said or not."""
    firsts: int = 1
    """How many are named on the first side."""
    count: int = 2
    """How many are named in all; one where it is on both sides."""
    is_of_itself: bool = False
    """Whether the first reaches itself is asked, too."""
    rows: str = ""
    """Which side is the rows that were shown, where one is: ``first`` or ``second``."""
    kind: str = ""
    """The kind that they are said to be of."""


@lru_cache(maxsize=KEPT)
def asked(reading: Reading) -> Reach | None:
    """What is asked of how one of two reaches the other; None where something else is asked."""
    ends, itself = _ends(reading), _itself(reading)
    names = {one.value for one in ends}
    spans = sorted((reading.tokens[one.first].start, reading.tokens[one.last - 1].end) for one in ends)
    spans = sorted((*spans, itself)) if spans and itself and itself > spans[0] else spans
    if len(spans) < _TWO or _TWO < len(spans) != len(names) + (itself in spans) or _leaves_out(reading):
        return None
    pieces, at, plain = list[str](), 0, _without_regions(reading)
    for start, end in spans:
        pieces.append(plain[at:start])
        at = end
    text = fold(" • ".join((*pieces, plain[at:])))
    plain, ports = _without_ports(text)
    plain, firsts = _grouped(plain)
    if not firsts or itself in spans[:firsts]:
        return None
    before, between, behind = plain.split("•")
    if _ENDS.search(between):
        return None
    plain = " • ".join((_ENDS.split(before)[-1], between, _ENDS.split(behind)[0]))
    plain = _BETWEEN.sub(" ", plain.replace("n't ", " not ")).strip()
    plain = _TO_ITSELF.sub(r"\g<verb>", plain) if itself in spans else plain
    way = "forth" if ports and _NOTHING_ELSE.fullmatch(plain) else led(plain)
    if not way or _says_otherwise(reading, spans[0][0], at):
        return None
    if (they := next((one for one in ends if one.value in THEY), None)) is not None and _narrows(reading, ends, they):
        return None
    rows = "" if they is None else "first" if they is ends[0] else "second"
    kind = next((one.value for one in reading.mentions if they is not None and _is_kind_of(one, they)), "")
    at_names = (int(found["port"]) for one in ends if (found := _at_name(reading, one)))
    ports = (*ports, *(Ports(port, port) for port in at_names))
    is_of_ports = bool(ports) or bool(_SAYS_PORTS.search(text))
    return Reach(way == "back", ports, is_of_ports, firsts, len(names), itself in spans, rows, kind)


def with_other_ports(utterance: str, before: Reading) -> str:
    """``utterance``, or where it says other ports alone what was asked before with these: "and on port 22?"."""
    if len(utterance) > _SHORT or (reach := asked(before)) is None:
        return utterance
    rest, ports = _without_ports(fold(normalise(utterance)))
    if not ports and reach.is_of_ports:
        rest, ports = _without_ports(_A_NUMBER.sub(r"port \g<0>", rest))
    words = _BETWEEN.sub(" ", rest).split()
    if not (words and ports) or any(word not in _GOING_ON for word in words):
        return utterance
    said, _ = _without_ports(before.text)
    return f"{said.rstrip(' ?？؟.!')} {' '.join(f'{one.protocol} port {one.first}-{one.last}' for one in ports)}"


def of_it(reading: Reading, names: Sequence[str]) -> Reading:
    """``reading`` in which "it" is the one thing that was spoken of before, of these ``names``, where that is asked."""
    pointed = next((one for one in _ends(reading) if one.sort == _POINTED), None)
    if pointed is None or pointed.value in THEY or len(names) != 1 or asked(reading) is None:
        return reading
    named = replace(pointed, sort="resource_name", value=names[0])
    return replace(reading, mentions=tuple(sorted((*reading.mentions, named), key=lambda one: one.first)))


def plain(reading: Reading) -> Reading:
    """``reading`` without what its verbs and ports are taken for where that is asked: "connections", "5432"."""
    if asked(reading) is None:
        return reading
    ends = _ends(reading)
    kept = (one for one in reading.mentions if one in ends or _is_of_an_end(one, ends))
    return replace(
        reading,
        mentions=tuple(replace(one, value=at["name"]) if (at := _at_name(reading, one)) else one for one in kept),
    )


def _itself(reading: Reading) -> tuple[int, int] | None:
    """Where it is said that something is asked of itself."""
    found = _SELF.search(reading.text)
    return found.span() if found else None


def _at_name(reading: Reading, mention: Mention) -> re.Match[str] | None:
    """A name that nothing has as it stands and a port behind it: "orders-db:5432"."""
    token = reading.tokens[mention.first]
    is_whole = mention.sort != "resource_name" or token.sort == "name"
    return None if is_whole else _AT_NAME.fullmatch(reading.text[token.start : token.end])


def _ends(reading: Reading) -> list[Mention]:
    """What is named where it stands, and is no port; beside one thing alone what is pointed at, too."""
    named = [
        one
        for one in reading.mentions
        if one.sort == "resource_name"
        and not one.excluded
        and one.last > one.first
        and not _IS_PORT.fullmatch(one.value)
    ]
    places = [at for at, token in enumerate(reading.tokens) if token.plain in _POINTING and reading.at(at) is None]
    if len(named) != (0 if _itself(reading) else 1) or len(places) != 1:
        return named
    they = reading.tokens[places[0]].plain if reading.tokens[places[0]].plain in THEY else ""
    return sorted((*named, Mention(_POINTED, they, places[0], places[0] + 1)), key=lambda one: one.first)


def is_it(reading: Reading, name: str) -> bool:
    """Whether ``name`` was not said, but is what "it" is."""
    said = [one for one in reading.mentions if one.sort == "resource_name" and one.value == name]
    return bool(said) and all(reading.tokens[one.first].plain == "it" for one in said)


def _is_kind_of(mention: Mention, they: Mention) -> bool:
    return mention.sort == "resource_kind" and mention.first == they.last


def _narrows(reading: Reading, ends: Sequence[Mention], they: Mention) -> bool:
    """Whether some of the rows are told by more than their kind: "which of those in eu-west-1 reach …"."""
    until = next((one.first for one in ends if one.first > they.first), 0)
    between = (one for one in reading.mentions if they.last <= one.first < until and one.last != until)
    return any(not _is_kind_of(one, they) for one in between)


def _is_of_an_end(mention: Mention, ends: Sequence[Mention]) -> bool:
    """Whether it tells which of a name is meant: a kind beside it, or a place that is said of it and not before all."""
    is_beside = any(mention.last == one.first or mention.first == one.last for one in ends)
    is_behind = mention.sort in _PLACES and mention.first > ends[0].first
    return is_behind or (is_beside and mention.sort in {"resource_kind", *_PLACES})


def _without_regions(reading: Reading) -> str:
    """The text without its regions, which have many words: of the same length, as places in it are kept."""
    text = reading.text
    for one in reading.mentions:
        if one.sort == "region" and one.last > one.first:
            start, end = reading.tokens[one.first].start, reading.tokens[one.last - 1].end
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _leaves_out(reading: Reading) -> bool:
    return any(one.excluded and one.sort == "resource_name" for one in reading.mentions)


def _grouped(text: str) -> tuple[str, int]:
    """``text`` with the two sides as one each, where several are named with an *and* between them, and how many the first are;
    0 where there are no two sides."""
    if text.count("•") == _TWO:
        return text, 1
    sides: list[int] = []

    def joined(said: re.Match[str]) -> str:
        sides.append(said.group().count("•"))
        return "•"

    text = _TOGETHER.sub(joined, text)
    return text, sides[0] if len(sides) == _TWO else 0


def _without_ports(text: str) -> tuple[str, tuple[Ports, ...]]:
    """``text`` without what it says of ports, and those."""
    found: list[Ports] = []
    sides = re.split(r"([?？؟]\s*)", text)  # what stands at the end of a question stands at the end

    def taken(said: re.Match[str]) -> str:
        groups = said.groupdict()
        if verb := groups["verb"]:
            found.append(Ports(_SERVICES[verb], _SERVICES[verb], "tcp"))
            return f" {verb} "
        if _MANY.fullmatch(said.group()):
            return said.group()
        spans = next(filter(None, (groups[name] for name in groups if name.startswith("spans"))))
        protocol = next(filter(None, (groups[name] for name in groups if name.startswith("protocol"))), "")
        for each in _STRETCH.finditer(spans):
            if port := _SERVICES.get(each["service"] or ""):
                found.append(Ports(port, port, protocol or "tcp"))
            elif each["first"]:
                low, high = sorted((int(each["first"]), int(each["last"] or each["first"])))
                found.append(Ports(low, high, protocol))
        return " "

    left = "".join(_PORTS.sub(taken, side) for side in sides)
    if len(beside := set(_PROTOCOL.findall(left))) == 1:
        found = [one if one.protocol else replace(one, protocol=min(beside)) for one in found]
    return left, tuple(dict.fromkeys(found))


def _says_otherwise(reading: Reading, start: int, end: int) -> bool:
    """Whether what stands before or behind the two says that something else is wanted."""
    said = [one for one in reading.tokens if not _SAYS_PORT.search(fold(reading.text[one.start : one.end]))]
    before, behind = ({one.plain for one in said if one.end <= start}, {one.plain for one in said if one.start >= end})
    before -= {"who"} if _AMONG & before else set()
    before -= _SHOWING if _WAYS & before else set()
    lets = not _LETTING.isdisjoint(before) and (_DOES.isdisjoint(before) or _WHO.isdisjoint(before))
    return lets or not (_BEFORE.isdisjoint(before) and _BEHIND.isdisjoint(behind))

"""Words, numbers, identifiers and quotes of an utterance in any script, with where they stand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp import spoken_clocks, time_links, written_times
from dharma_tui.nlp.scripts import latin, simplified

LONGEST = 2000
"""Characters of an utterance that are read, its blanks folded; what is longer was pasted."""

_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "′": "'",
    }
)
_DASHES = str.maketrans(
    {
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": " - ",
        "−": "-",
        "﹣": "-",
        "\u200b": "",
        "\u200d": "",
        "\ufeff": "",
        "\u00ad": "",
    }
)

_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""))

_PIECE = lazy_pattern(
    r"""
    (?P<quoted>"[^"]{1,120}"|(?<![\w])'[^']{1,120}'(?![\w]))
    |(?P<tag>[a-z][a-z0-9_.\-]*="[^"]{1,80}"|[^\W\d_][\w.\-]*(?:/[\w.\-]+)?=[^\s,;=!?)"'、。，（）「」]+(?<!\.))
    |(?P<address>arn:[^\s,;)"']+|[a-z]+://[^\s,)"']+|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?::\d+)?)
    |(?P<moment>\d{4}-\d{2}-\d{2}(?:t?\d{2}:\d{2}(?::\d{2})?z?)?|\d{1,2}:\d{2}(?:\s?[ap]m)?|\d{1,2}h\d{2}\b|\d{1,2}\s?[ap]m\b)
    |(?P<number>(?:(?:[<>]=?|≥|≤)\s?|[+\-]|[x×](?=\d))?\d+(?:[.,]\d+)*(?:\s?%|[a-z]{1,5}(?![a-z0-9_\-]))?(?![a-z0-9_]|[\-./:][a-z0-9]))
    |(?P<identifier>[a-z0-9_](?:[a-z0-9_]|[\-./:@](?=[a-z0-9_*]))*[\-./:@_0-9][a-z0-9_\-./:@]*(?<![.\-/:@])|[a-z]+\d[a-z0-9]*)
    |(?P<word>[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963\u064b-\u065f\u200c]+[^\W\d_]*)*(?:'[^\W\d_]+)*)
    |(?P<mark>[^\s\w])
    |(?P<rest>\w)
    """,
    re.VERBOSE,
)
_CJK = lazy_pattern(r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff々ー]+")
_VALUE = lazy_pattern(r"[^のをでがはにへと的标標タ태]+")
"""The value of a tag up to the word behind it."""
_SCRIPTS = lazy_pattern(
    r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff々ー]+|[^\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff々ー]+"
)
_HOW_MANY = lazy_pattern(r"(?:^|(?<=\s))#\s*(?:of\s)?(?=[a-z])")
_ESCAPE = lazy_pattern(r"(?<!\S)\x1b\[[0-?]*[ -/]*[@-~]")
"""What colours a terminal before a word, as it is copied along with text; inside of one it may be of a name."""
_SLASHED = lazy_pattern(r"(?<!\S)(?:w/o|b/c|w/|b/w|n/w)(?!\S)")
_SLASHED_WORDS = {"w/o": "without", "b/c": "because", "w/": "with", "b/w": "between", "n/w": "network"}
_ARROW = lazy_pattern(r"\s*(?:->|=>|→|⇒|➜)\s*")
_FLAG = lazy_pattern(r"(?<!\S)--?(?P<name>[a-z][a-z\-]*)(?:=|\s+(?=[^\s\-])|(?=\s|$))")
_FLAGS = {"n": "namespace", "ns": "namespace", "l": "tagged", "selector": "tagged", "to-revision": "revision"}
_SHELL_WORD = lazy_pattern(
    r"(?<!\S)(?:(?P<kind>deployments?|deploy|services?|svc|pods?|po|statefulsets?|sts|daemonsets?|ds|jobs?|cronjobs?|cj|nodes?|no|ns|namespaces?|pvc"
    r"|ingress|ing|configmaps?|cm|rs|asg|vpc|sg)/(?=[a-z0-9])"
    r"|(?P<verb>describe|list|get|create|delete|start|stop|reboot|run|terminate|modify|scale|restart)-(?P<noun>instances?|clusters?|buckets?|volumes?|functions?|tables?"
    r"|queues?|topics?|databases?|db-instances|vpcs?|subnets?|regions?|services?|nodegroups?|snapshots?|security-groups?|load-balancers?|log-groups?|users?|roles?)(?!\S))"
)
_COMMANDS = frozenset(
    {"aws", "ec2", "rds", "ecs", "eks", "s3api", "az", "gcloud", "openstack", "lambda", "sqs", "sns", "$"}
)
_AGAIN = lazy_pattern(
    r"(?<!\S)re-(?P<verb>(?:scan|sync|start|boot|deploy|read|run|size|name|import|index|discover|fresh|crawl|create|launch)(?:s|ed|ing)?)(?![\w\-])"
)
_KINDS = {
    "po": "pod",
    "svc": "service",
    "no": "node",
    "cj": "cronjob",
    "ing": "ingress",
    "rs": "",
    "deploy": "deployment",
}
_SOME_OF_THEM = lazy_pattern(r"(?<!\w)(?P<some>те|тех|die|diejenigen|alle),(?=\s(?:что|котор|die\s))")
"""Between these and what tells which of them are meant, Russians and Germans write a comma."""
_TERABYTES = lazy_pattern(r"(?<=\d)\s?To(?!\w)(?!\s*\d)")
"""Octets by the million millions, as French has them: "2 To"."""
_GLUED_LETTERS = lazy_pattern(r"(?<![\u0600-\u06ff])(?P<letter>[ولب])(?=[a-zA-Z])")
"""The letters that Arabic writes together with the next word, where that is a name."""
_GIGS = lazy_pattern(
    r"(?<!\w)(?P<unit>гигов|гигабайт|гигабайтов|терабайт|терабайтов|гб|тб)\s(?:на|под)\s(?P<count>\d+)(?!\w)"
)
"""Russians put the number behind its unit where it is about so many."""
_JOINED_CYRILLIC = lazy_pattern("(?<=[а-яё])-(?=[а-яё])")
_SOFTENED = lazy_pattern(r"(?<=[иьй])-ка(?!\w)|(?<=[a-z])-là(?!\w)")
"""What Russians hang on an order, and the French on what they point at."""
_MEASURED = lazy_pattern(
    r"(?<![a-z0-9\-_./])(?P<metric>cpu|gpu|memory|mem|ram|disk|disque|disco|speicher)(?=\d{1,3}\s?%)"
)
"""A metric that is written together with its limit: "CPU80%"."""
_JOINED_ACCENTED = lazy_pattern(
    r"(?<![\w\-./:@])(?P<first>[a-zà-öø-ÿœ]{2,})-(?P<second>[a-zß-öø-ÿœ]{4,})(?![\w\-./:@=])"
)
_MARKED = ("LATIN", "CYRILLIC", "ARABIC", "GREEK")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an utterance in lower case; ``sort``: word, cjk, number, moment, identifier, tag, address, quoted, mark."""

    text: str
    sort: str
    start: int
    end: int
    mended: bool = False
    """Typed otherwise, and taken for a typo of this."""

    @property
    def plain(self) -> str:
        """As lexicons know it: without accents."""
        return fold(self.text)

    def said(self, text: str, sort: str = "") -> Token:
        """The same place with other words."""
        return replace(self, text=text, sort=sort or self.sort)


def folded_blanks(utterance: str) -> str:
    """``utterance`` without blanks at its ends, and with one space for any number of them elsewhere."""
    return " ".join(utterance.translate(_UNSEEN).split())


def normalise(utterance: str) -> str:
    """Lower case, compatibility forms, plain quotes and dashes, a space where scripts meet; of at most ``LONGEST`` characters."""
    if len(utterance) > LONGEST:
        utterance = begun(folded_blanks(utterance))
    text = _ESCAPE.sub("", unicodedata.normalize("NFKC", utterance))
    text = _TERABYTES.sub("tb", _GLUED_LETTERS.sub(r"\g<letter> ", text))
    text = latin(text.translate(_QUOTES).translate(_DASHES).lower())
    text = _JOINED_CYRILLIC.sub(" ", _SOFTENED.sub("", written_times.plain(spoken_clocks.told(time_links.led(text)))))
    text = text if text.isascii() else _JOINED_ACCENTED.sub(_parted, text)
    text = _MEASURED.sub(r"\g<metric> ", _GIGS.sub(r"\g<count> \g<unit>", text))
    text = _SOME_OF_THEM.sub(r"\g<some>", text)
    text = _AGAIN.sub(r"re\g<verb>", text)
    text = _SLASHED.sub(lambda short: _SLASHED_WORDS[short.group()], text)
    text = _SHELL_WORD.sub(_words, _FLAG.sub(_flag, _ARROW.sub(" to ", _HOW_MANY.sub("how many ", text))))
    return " ".join(_CJK.sub(_apart, unicodedata.normalize("NFKC", text)).split())


def begun(text: str) -> str:
    """The beginning that is read, to the end of a word; one that is as long as that is cut."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition(" ")[0] or text[:LONGEST]


def _parted(said: re.Match[str]) -> str:
    """Two words with a hyphen as two, where one of them has an accent: no name is written so ("sous-réseaux", "Login-mäßig")."""
    return said.group() if said.group().isascii() else f"{said['first']} {said['second']}"


def _apart(run: re.Match[str]) -> str:
    """Signs of East Asia with spaces around them; in quotes, and as the key or the value of a tag, they stay with the rest."""
    told, text = run.group(), run.string
    if text.count('"', 0, run.start()) % 2 and '"' in text[run.end() :]:
        return told
    before, after = text[max(0, run.start() - 2) : run.start()], text[run.end() : run.end() + 2]
    if before[-1:] == "=" and before[:1].strip(" <>=!"):
        value = _VALUE.match(told)
        return f"{value.group()} {told[value.end() :]} " if value else f" {told} "
    if after[:1] == "=" and after[1:].strip(" ="):
        return f" {told}"
    return f" {told} "


def _flag(said: re.Match[str]) -> str:
    """A flag of a shell command as words; one of a single letter is none, but for those that name a scope."""
    name = _FLAGS.get(said["name"], said["name"])
    return f" {name} " if len(name) > 1 else said.group()


def _words(said: re.Match[str]) -> str:
    """``deploy/web`` and ``describe-instances`` as words; behind words that are no command it is a name."""
    if said["kind"]:
        return f"{_KINDS.get(said['kind'], said['kind'])} "
    before = said.string[: said.start()].split()
    if before and before[0] not in _COMMANDS:
        return said.group()
    return f"{said['verb']} {said['noun'].replace('-', ' ')}"


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """``word`` without accents and vowel points where its script does without them."""
    if word.isascii():
        return word
    kept: list[str] = []
    base = ""
    for one in unicodedata.normalize(
        "NFKD", word.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae").replace("ـ", "")
    ):
        if (unicodedata.combining(one) and base.startswith(_MARKED)) or one == "\u093c":
            continue
        base = unicodedata.name(one, "") if not unicodedata.combining(one) else base
        kept.append(one)
    return simplified(
        unicodedata.normalize("NFC", "".join(kept))
        .replace("ı", "i")
        .replace("ø", "o")
        .replace("ى", "ي")
        .replace("ة", "ه")
    )


def tokenise(text: str) -> tuple[Token, ...]:
    """The pieces of a normalised text."""
    found: list[Token] = []
    for piece in _PIECE.finditer(text):
        sort = piece.lastgroup or "rest"
        told = piece.group()
        if sort == "quoted":
            found.append(Token(told[1:-1].strip(), sort, piece.start(), piece.end()))
        elif sort == "word" and _CJK.search(told):
            at = piece.start()
            for run in _SCRIPTS.finditer(told):
                found.append(
                    Token(run.group(), "cjk" if _CJK.match(run.group()) else "word", at + run.start(), at + run.end())
                )
        elif sort == "number":
            found.append(Token(re.sub(r"\s", "", told), sort, piece.start(), piece.end()))
        else:
            found.append(Token(told, sort, piece.start(), piece.end()))
    return tuple(found)

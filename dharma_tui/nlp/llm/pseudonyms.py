"""Placeholders for what must not leave: stable within a conversation, put back in what is answered.

Secrets, as programs write them and as people say them, are dropped for good first. What is then replaced: names of the
inventory, ARNs, accounts, addresses, mail addresses, hosts, ids of providers, home folders, and whole values of fields that hold
such things. Spans that overlap become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dharma_tui.core.secrets import MASK, mask, mask_value
from dharma_tui.nlp.llm.secret_words import folded as _folded
from dharma_tui.nlp.llm.spellings import Spellings
from dharma_tui.nlp.llm.spoken_secrets import Heard, without, without_secrets

SORTS = ("NAME", "ARN", "ACCOUNT", "IP", "MAIL", "HOST", "ID", "USER", "TEXT")
_SORT = "|".join(SORTS)
_PLACEHOLDER = re.compile(rf"<(?:{_SORT})_\d{{1,9}}>|(?<![A-Za-z0-9_<])(?:{_SORT})_\d{{1,9}}(?![A-Za-z0-9_])")
_BEGUN = re.compile(r"(?:<|(?<![A-Za-z0-9_]))[A-Z]{0,7}_?\d{0,9}\Z")
"""What may be the beginning of a placeholder, at the end of a piece of an answer."""

_PATTERNS = re.compile(
    rf"(?P<TEXT>(?:{_SORT})_\d+)"
    r"|(?P<ARN>arn:aws[a-z-]{0,16}:[^\s\"'`,;<>()\[\]{}]{1,2048})"
    r"|(?P<MAIL>[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,252})"
    r"|(?P<IP>(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w])"
    r"|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4}(?:/\d{1,3})?(?![\w:])"
    r"|(?<![\w:])(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?(?:/\d{1,3})?(?![\w:]))"
    r"|(?P<ACCOUNT>(?<![A-Za-z0-9])\d{12}(?![A-Za-z0-9])|(?<![A-Za-z0-9])\d{4}-\d{4}-\d{4}(?![A-Za-z0-9]))"
    r"|(?P<ID>(?<![A-Za-z0-9])[a-z]{1,12}-(?=[a-f0-9]*\d)[0-9a-f]{8,17}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![A-Za-z0-9]))"
    r"|(?P<HOST>(?<![A-Za-z0-9.])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.){1,12}[A-Za-z]{2,24}(?![A-Za-z0-9]))"
    r"|(?<=/home/)(?P<USER>[^/\s\"']{1,64})|(?<=/Users/)(?P<_USER>[^/\s\"']{1,64})"
)
_STEP = re.compile(
    r"(?P<address>(?i:[a-z][a-z0-9+.-]{0,31}://|https?:[/\\]|www\.|mailto:|data:|\]\(|\]:\s?|(?:href|src)\s?=\s?"
    r"|(?<=[a-z0-9-])\.[a-z]{2,24}[/?#:]|(?<=[^\s.])\.(?:[a-z]{2,24}|xn--[a-z0-9-]{2,48}|[^\x00-\x7f\s]{2,24})\.?(?:[/?#]|:\d)"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}\.?(?:[/?#]|:\d)))"
    rf"|(?P<placeholder>{_PLACEHOLDER.pattern})|\s"
)
"""The beginning of an address, or of what a link leads to; a placeholder; where a word ends, and an address with it."""
LONGEST_BEGINNING = 64
"""No such beginning is longer."""
_WORD = re.compile(r"[A-Za-z0-9]+|[^\x00-\x7f]|[!-/:-@\[-`{-~]")
"""Where a name may begin: at a run of letters and digits, at a letter of another script, at a mark."""
_LETTER = re.compile(r"[A-Za-z0-9]")

SHORTEST, SHORTEST_NUMBER = 3, 6
"""Letters and digits of names that are looked for in texts; as values of the fields below they are replaced however short."""

FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("name", "resource", "resource_name", "cluster", "namespace", "service", "title"), "NAME"),
    **dict.fromkeys(("account", "account_id", "account_name", "project", "subscription", "tenant"), "ACCOUNT"),
    **dict.fromkeys(("key", "id", "uid", "uuid", "arn"), "ID"),
    **dict.fromkeys(("ip", "address", "addresses", "private_ip", "public_ip"), "IP"),
    **dict.fromkeys(("host", "hostname", "dns", "dns_name", "fqdn", "endpoint", "url", "node"), "HOST"),
    **dict.fromkeys(("owner", "user", "username", "login", "created_by", "mail", "email", "contact", "team"), "USER"),
}
"""Fields whose values are replaced whole, and what they are called by."""
LABELS = frozenset({"labels", "tags", "annotations"})
"""Fields whose every value is replaced whole."""


class KnownNames:
    """The inventory's names, found where they stand in a text."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {folded for name in names if _telling(folded := _folded(name.strip()))}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(_first(name), set()).add(len(name))
        self._lengths = {first: tuple(sorted(several, reverse=True)) for first, several in lengths.items()}
        self._spellings = Spellings(self._names)

    def __contains__(self, text: object) -> bool:
        """Whether ``text`` is one of them, and nothing else."""
        return isinstance(text, str) and (_folded(text) in self._names or text in self._spellings)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand, the longest at each place; they may overlap. A part of a longer word is none."""
        folded = _folded(text)
        for match in _WORD.finditer(folded):
            start = match.start()
            for length in self._lengths.get(match[0], ()):
                end = start + length
                if folded[start:end] in self._names and not _joined(folded, end):
                    yield start, end
                    break
        yield from self._spellings.spans(folded)


def _telling(name: str) -> bool:
    """Whether a name says anything where it stands alone in a text: short numbers and pairs of letters do not."""
    return len(name) >= (SHORTEST_NUMBER if name.isdigit() else SHORTEST if name.isascii() else 1)


def _first(name: str) -> str:
    match = _WORD.match(name)
    return match[0] if match else name[:1]


def _joined(text: str, end: int) -> bool:
    """Whether a word goes on over ``end``."""
    return bool(_LETTER.match(text, end) and _LETTER.match(text, end - 1))


@dataclass(frozen=True, slots=True)
class Replaced:
    """One placeholder and what it stands for."""

    placeholder: str
    original: str


class Pseudonyms:
    """The placeholders of one conversation."""

    def __init__(self, names: KnownNames, *, enabled: bool = True, plain: AbstractSet[str] = frozenset()) -> None:
        """``plain`` words name nothing, though they look as if they did: kinds have dots as hosts do."""
        self._plain = plain
        self._names = names
        self._said: dict[str, None] = {}
        self._own = KnownNames(())
        self.enabled = enabled
        self._given: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._heard = Heard()
        self.dropped = 0
        """Secrets that were taken out for good."""

    @property
    def given(self) -> tuple[Replaced, ...]:
        """All placeholders so far."""
        return tuple(Replaced(placeholder, original) for original, placeholder in self._given.items())

    def know(self, names: KnownNames) -> None:
        """There are other names in the inventory now; placeholders that were given stay what they are."""
        self._names = names

    def also(self, names: Iterable[str]) -> None:
        """These are names, too: of what is gone from the inventory, and was spoken of."""
        before = len(self._said)
        self._said.update(dict.fromkeys(names))
        if len(self._said) > before:
            self._own = KnownNames(self._said)

    def hear(self, texts: Iterable[str]) -> None:
        """What was said before: the secrets in it are dropped wherever they are said again."""
        for text in texts:
            self._heard.hear(text, without_secrets(mask(text), self._is_name))

    def text(self, text: str) -> str:
        """``text`` as it may leave."""
        return self._replaced(self._heard.hear(text, self._without_secrets("", text)))

    def value(self, value: object, field: str = "", *, whole: bool = False) -> object:
        """A value as JSON has them, as it may leave; ``field`` is what it is called."""
        if isinstance(value, Mapping):
            inside = whole or field.lower() in LABELS
            return {self.text(str(key)): self.value(inner, str(key), whole=inside) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner, field, whole=whole) for inner in value]
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int):
            return self.text(str(value)) if len(str(abs(value))) == 12 else value
        return self._field(str(value), field, whole)

    def restored(self, text: str) -> str:
        """``text`` with what its placeholders stand for, but in addresses: who opens one would tell it to whoever is there."""
        restorer = Restorer(self)
        return restorer.feed(text) + restorer.end()

    def restored_value(self, value: object) -> object:
        """A value as JSON has them, with what its placeholders stand for, wherever they stand: it is no prose."""
        if isinstance(value, dict):
            return {_PLACEHOLDER.sub(self.original, key): self.restored_value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.restored_value(inner) for inner in value]
        return _PLACEHOLDER.sub(self.original, value) if isinstance(value, str) else value

    def _field(self, value: str, field: str, whole: bool) -> str:
        clean = without(self._without_secrets(field, value), self._heard.secrets)
        sort = FIELDS.get(field.lower(), "TEXT" if whole else "")
        if not self.enabled or not sort or not clean.strip() or MASK in clean:
            return self._replaced(clean)
        return self._placeholder(sort, clean)

    def _without_secrets(self, field: str, text: str) -> str:
        clean = str(mask_value(field, text) if field else mask(text))
        is_replaced = self.enabled and field.lower() in FIELDS  # whole: ids are long and random, too
        clean = without_secrets(clean, self._is_name, bare=not is_replaced)
        self.dropped += clean != text
        return clean

    def _is_name(self, text: str) -> bool:
        return text in self._names or text in self._own

    def _replaced(self, text: str) -> str:
        if not self.enabled:
            return text
        parts: list[str] = []
        place = 0
        for start, end, sort in _merged(self._spans(text)):
            parts += (text[place:start], self._placeholder(sort, text[start:end]))
            place = end
        return "".join((*parts, text[place:]))

    def _spans(self, text: str) -> list[tuple[int, int, str]]:
        found = [(start, end, "NAME") for names in (self._names, self._own) for start, end in names.spans(text)]
        for match in _PATTERNS.finditer(text):
            if match[0] in self._plain:
                continue
            sort = (match.lastgroup or "TEXT").removeprefix("_")
            found.append((*match.span(match.lastgroup or 0), sort))
        return sorted(found, key=lambda one: (one[0], -one[1]))

    def _placeholder(self, sort: str, original: str) -> str:
        if original not in self._given:
            self._counts[sort] = self._counts.get(sort, 0) + 1
            placeholder = f"<{sort}_{self._counts[sort]}>"
            self._given[original] = placeholder
            self._originals[placeholder] = original
        return self._given[original]

    def original(self, match: re.Match[str]) -> str:
        """What a placeholder stands for; what is none stays."""
        told = match[0]
        return self._originals.get(told if told.startswith("<") else f"<{told}>", told)


def _merged(spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Spans in order; those that overlap as one, so that no part of any is left."""
    held: tuple[int, int, str] | None = None
    for start, end, sort in spans:
        if held is not None and start < held[1]:
            held = (held[0], max(end, held[1]), held[2])
            continue
        if held is not None:
            yield held
        held = (start, end, sort)
    if held is not None:
        yield held


class Restorer:
    """Puts back what placeholders stand for in pieces of text as they come, wherever a piece is cut."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._text = ""
        """What was told last, as it came, and then what is held back."""
        self._seen = self._told = 0
        """How far in it nothing is looked for, and how far it was told."""
        self._in_address = False
        """Whether an address goes on from what was seen."""

    def feed(self, piece: str) -> str:
        """What can be told now; the beginning of a placeholder is held back."""
        self._text += piece
        held = _BEGUN.search(self._text, self._told)
        return self._told_to(held.start() if held else len(self._text))

    def end(self) -> str:
        """What was held back last."""
        return self._told_to(len(self._text))

    def _told_to(self, end: int) -> str:
        parts: list[str] = []
        place = self._told
        seen = max(self._seen, end - LONGEST_BEGINNING)  # what begins behind it may go on with what comes
        in_address = self._in_address
        for match in _STEP.finditer(self._text, self._seen, end):
            at, to = match.span()
            if at < seen < to:
                seen = at
            if not match["placeholder"]:
                in_address = bool(match["address"])
            elif at >= place and not in_address:
                parts += (self._text[place:at], self._pseudonyms.original(match))
                place = to
            if to <= seen:
                self._in_address = in_address
        parts.append(self._text[place:end])
        kept = max(0, seen - 1)  # the character before tells whether a word begins
        self._text, self._seen, self._told = self._text[kept:], seen - kept, end - kept
        return "".join(parts)

"""Numbers that are nobody's to know: cards by their check digit, accounts of banks by theirs, and telephones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dharma_tui.core.lazy_pattern import lazy_pattern

Span = tuple[int, int]

_CARD = lazy_pattern(r"(?<![\w.:/-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w:/-])")
_BEHIND_CARD = lazy_pattern(
    r"(?<![\d./-])(?:(?P<date>(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d\d)|\d{3,4})(?![\w/:-]|\.\d)"
)
"""Until when a card is good, and the digits on its back."""
_CARD_WORD = lazy_pattern(
    r"(?i)(?<!\w)(?:cv[cv]2?|csc|cryptogramme|(?:karten)?prüf(?:nummer|ziffer)|security code)(?!\w)"
)
_NEAR_CARD = 60
_SOCIAL = lazy_pattern(r"(?<![\w.:/-])\d{3}-\d\d-\d{4}(?![\w:/-]|\.\d)")
_IBAN = lazy_pattern(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_DIGITS = r"(?:[ ./\u2010-\u2015-]?\(?\d\)?){%s}(?![\w:]|[.-]\d)"
_CALLED = (
    r"(?:tele)?phones?|tel|cell|mobiles?|fax|whatsapp|sms|telefon(?:nummer|o|e)?|handy(?:nummer)?|anruf\w*|ruf|t[eé]l[eé]phones?|portable"
    r"|appel\w*|tel[eé]fono|m[oó]vil|celular|ll[aá]m\w+|chiam\w+|cellulare|telemóvel|lig(?:a|ue)|телефон\w*|моб\w*|звон\w+|هاتف\w*|تليفون|جوال|اتصل|फ़?ोन|मोबाइल"
)
_CALLED_JOINED = r"電話(?:番号)?|携帯|电话|電話|手机|手機|전화(?:번호)?|핸드폰|휴대폰|फोन"
_PHONE = lazy_pattern(
    rf"(?i)(?<![\w.])(?P<abroad>(?:\+|00)[1-9]{_DIGITS % '7,14'})"
    rf"|(?<!\w)(?:(?P<verb>call|ring|dial|reach)|{_CALLED})(?!\w)(?P<between>[^\d\n]{{1,24}}?)"
    rf"(?P<behind>\(?\+?\d{_DIGITS % '6,14'})"
    rf"|(?:{_CALLED_JOINED})[^\d\n]{{0,8}}?(?P<joined>\(?\+?\d{_DIGITS % '6,14'})"
    r"|(?<![\w./:-])(?P<written>\(\d{2,5}\)\s?\d{3,4}[ -]?\d{3,5}|\d{3}-\d{3}-\d{4}|0\d{1,3}-\d{3,4}-\d{4})(?![\w./:-])"
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_OTHER = lazy_pattern(
    rf"(?<![\d.])(?:{_BYTE}\.){{3}}{_BYTE}(?!\d|\.\d)(?:/\d{{1,2}}(?!\d))?|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    r"|(?P<account>(?<![\d(+-])(?:\d{12}|[1-9]\d{3}-\d{4}-\d{4})(?![\d-]))"
)
"""Addresses, networks, days and accounts are as long, and no telephones."""
_OF_SOMEBODY = lazy_pattern(r"(?i)\s+(?:me|us|him|her|them|my|our|his|their)(?!\w)|\s*[:=]")
"""Behind a word: a number of a person comes, however it is written."""
_JOINED_TO = lazy_pattern(r"[A-Za-z][A-Za-z_]*[-_]?\Z")
"""What makes a number behind it a part of a name: "reach subnet-12345678"."""
_SHORTEST = 7


def spans(text: str, is_name: Callable[[str], bool] = lambda _: False) -> Iterator[Span]:
    """Where such numbers stand; what ``is_name`` knows is no telephone."""
    if sum(map(str.isdecimal, text)) < 6:
        return
    for match in _CARD.finditer(text):
        if _is_card([int(one) for one in match[0] if one.isdecimal()]):
            yield match.span()
            yield from _near_card(text, *match.span())
    for match in _CARD_WORD.finditer(text):
        yield from _near_card(text, *match.span(), is_date=True)
    yield from (match.span() for match in _SOCIAL.finditer(text))
    for match in _IBAN.finditer(text):
        said = match[0]
        while said and not _is_account(said):  # a word may stand behind it
            said = said.rpartition(" ")[0]
        if said:
            yield match.start(), match.start() + len(said)
    yield from _telephones(text, is_name)


def _near_card(text: str, start: int, end: int, *, is_date: bool = False) -> Iterator[Span]:
    """What else of a card is told beside its number: until when it is good, and behind it the code, too."""
    yield from (
        match.span() for match in _BEHIND_CARD.finditer(text, end, end + _NEAR_CARD) if match["date"] or not is_date
    )
    yield from (
        match.span() for match in _BEHIND_CARD.finditer(text, max(0, start - _NEAR_CARD), start) if match["date"]
    )


def _telephones(text: str, is_name: Callable[[str], bool]) -> Iterator[Span]:
    at = 0
    while match := _PHONE.search(text, at):
        start, at = match.span(match.lastgroup or 0)
        end = at
        if match["behind"] or match["joined"]:
            is_somebodys = bool(_OF_SOMEBODY.match(match["between"] or ""))
            if (other := _OTHER.search(text, start, end)) and not (is_somebodys and other["account"]):
                end, at = other.span()
            said = text[start:end].rstrip(" ./-")
            end = start + len(said)
            if sum(map(str.isdecimal, said)) < _SHORTEST or is_name(said):
                continue
            if said[0].isdecimal() and _JOINED_TO.search(match["between"] or ""):
                continue
            if match["verb"] and not is_somebodys and said.isdecimal() and not said.startswith("0"):
                continue  # "reach port 44300000"
        yield start, end


def _is_card(digits: list[int]) -> bool:
    """Whether the last digit is the one that Luhn's sum asks for."""
    doubled = [one if at % 2 == 0 else sum(divmod(2 * one, 10)) for at, one in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def _is_account(said: str) -> bool:
    """Whether the check digits of an IBAN are those of the rest, modulo 97."""
    plain = "".join(one for one in said.upper() if one.isalnum())
    return len(plain) > 14 and int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1

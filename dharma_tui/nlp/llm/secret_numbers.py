"""Numbers that are nobody's to know: cards by their check digit, accounts of banks by theirs, and telephones."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.lazy_pattern import lazy_pattern

Span = tuple[int, int]

_CARD = lazy_pattern(r"(?<![\w.:/-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w:/-])")
_IBAN = lazy_pattern(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_DIGITS = r"(?:[ ./\u2010-\u2015-]?\(?\d\)?){%s}(?![\w:]|[.-]\d)"
_CALLED = (
    r"(?:tele)?phones?|tel|cell|mobiles?|fax|whatsapp|call|ring|dial|sms|reach|telefon(?:nummer|o|e)?|handy(?:nummer)?|anruf\w*|ruf|t[eé]l[eé]phones?|portable"
    r"|appel\w*|tel[eé]fono|m[oó]vil|celular|ll[aá]m\w+|chiam\w+|cellulare|telemóvel|lig(?:a|ue)|телефон\w*|моб\w*|звон\w+|هاتف\w*|تليفون|جوال|اتصل|फ़?ोन|मोबाइल"
)
_CALLED_JOINED = r"電話(?:番号)?|携帯|电话|電話|手机|手機|전화(?:번호)?|핸드폰|휴대폰|फोन"
_PHONE = lazy_pattern(
    rf"(?i)(?<![\w.])(?P<abroad>(?:\+|00)[1-9]{_DIGITS % '7,14'})"
    rf"|(?<!\w)(?:{_CALLED})(?!\w)[^\d\n]{{1,24}}?(?P<behind>\(?\+?\d{_DIGITS % '6,14'})"
    rf"|(?:{_CALLED_JOINED})[^\d\n]{{0,8}}?(?P<joined>\(?\+?\d{_DIGITS % '6,14'})"
    r"|(?<![\w./:-])(?P<written>\(\d{2,5}\)\s?\d{3,4}[ -]?\d{3,5}|\d{3}-\d{3}-\d{4}|0\d{1,3}-\d{3,4}-\d{4})(?![\w./:-])"
)


def spans(text: str) -> Iterator[Span]:
    """Where such numbers stand."""
    if sum(map(str.isdecimal, text)) < 7:
        return
    for match in _CARD.finditer(text):
        if _is_card([int(one) for one in match[0] if one.isdecimal()]):
            yield match.span()
    for match in _IBAN.finditer(text):
        said = match[0]
        while said and not _is_account(said):  # a word may stand behind it
            said = said.rpartition(" ")[0]
        if said:
            yield match.start(), match.start() + len(said)
    yield from (match.span(match.lastgroup or 0) for match in _PHONE.finditer(text))


def _is_card(digits: list[int]) -> bool:
    """Whether the last digit is the one that Luhn's sum asks for."""
    doubled = [one if at % 2 == 0 else sum(divmod(2 * one, 10)) for at, one in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def _is_account(said: str) -> bool:
    """Whether the check digits of an IBAN are those of the rest, modulo 97."""
    plain = "".join(one for one in said.upper() if one.isalnum())
    return len(plain) > 14 and int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1

"""Accounts that a request is narrowed to: taken out of it before it is read, so that their numbers are no counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk

_WORD = (
    r"(?:accounts?|acct|cuentas?|contas?|comptes?|kont[oeins]+|аккаунт\w*|учетн\w+\s+запис\w+|アカウント|账户|账号|帐户|帐号"
    r"|계정|حساب|खाते|खाता|अकाउंट)"
)
_LEFT_OUT = (
    r"(?P<out>(?:not|except(?:\s+for)?|excluding|outside(?:\s+of)?|besides|without|other\s+than|but|neither)\s+)?"
)
_LEAD = (
    r"(?P<lead>(?:in|within|inside|on|of|from|under|for|to|at|en|de|del|da|do|na|no|em|dans|du|nel|nell|im|auf|aus|von|der"
    r"|в|из|на)\s+)"
)
_IF = "".join(rf"|(?<=\b{word}\s)" for word in ("if", "lose", "losing", "wenn", "falls", "si", "se", "если"))
"""Words before what fails, and may be an account; they stay, as what fails is asked for by them."""
_LED = rf"(?:{_LEAD}{_IF})"
_ARTICLE = r"(?:(?:the|our|my|this|that|la|el|le|o|a|il|das|dem|den|der)\s+)?(?:(?:aws|amazon|demo)\s+)?"
_THOSE = (
    r"(?:for|those|that|these|the|ones|which|are|is|what|who|servers?|instances?|resources?|things|all|everything|die|denen|der|den|das"
    r"|ceux|celles|qui|sont|los|las|les|que|están|estan|son|quelli|quelle|che|sono|gli|os|as|estão|тех|те|что|которые|تلك|التي|الموجودة)"
)
_EXCEPT = lazy_pattern(
    r"(?:\b(?:except|excepting|excluding|besides|other than|apart from|aside from|but not|außer|ausser|ausgenommen|sauf|hormis"
    r"|excepté|à part|menos|excepto|salvo|exceto|tranne|eccetto|кроме|за исключением|إلا|ما عدا|باستثناء)|除了)"
    rf"(?:[\s,]+{_THOSE})*\s*$",
    re.IGNORECASE,
)
_ALL_BUT = lazy_pattern(
    r"[^.;?!,、，]{0,16}?(?:以外|を除|除外|之外|빼고|제외|외에|छोड़|के अलावा|\bchhod|\bchod|\bke alawa|\bexcluded\b)",
    re.IGNORECASE,
)
"""Words of exception before and behind what is left out, as languages have them."""
_TITLE = r"(?:\s*(?:ids?|numbers?|no\.|nr\.|called|named|with|the|#|:))*\s*"
_NUMBER = r"(?<![0-9A-Za-z_:./\-=])(?P<name>\d{12}|\d{4}-\d{4}-\d{4})(?![0-9A-Za-z_/\-]|[:.]\w)"
_NAME = r"[\"']?(?P<name>[A-Za-z0-9][\w.\-]*\w)[\"']?(?![\w/\-])"
_OR = r"(?P<or>or|and|oder|und|o|ou|y|e|et|или|и)"
_ALSO = lazy_pattern(rf"\s+(?:{_OR}|nor|noch|ni|né|nem)\s+", re.IGNORECASE)
_FORMS = (
    lazy_pattern(rf"{_LEFT_OUT}{_LEAD}?{_ARTICLE}(?:{_WORD}{_TITLE})?{_NUMBER}(?:\s*{_WORD})?", re.IGNORECASE),
    lazy_pattern(rf"{_LEFT_OUT}(?<!\w){_LED}{_ARTICLE}{_WORD}(?!\w){_TITLE}{_NAME}", re.IGNORECASE),
    lazy_pattern(rf"{_LEFT_OUT}(?<!\w){_LED}{_ARTICLE}{_NAME}\s+{_WORD}(?!\w)", re.IGNORECASE),
    lazy_pattern(rf"{_LEFT_OUT}(?<!\w){_LED}{_ARTICLE}{_NAME}", re.IGNORECASE),
    lazy_pattern(rf"(?P<out>(?!))?(?P<lead>(?!))?(?<=\s){_OR}\s+{_ARTICLE}{_NAME}(?:\s+{_WORD}(?!\w))?", re.IGNORECASE),
)
"""By its number; behind the word; before the word; by the name of one that is known here, also beside another place."""
_BESIDE = (
    r"\s*(?:,|&|\band\b|\bwith\b|\bto\b|\bvs\b\.?|\bversus\b|\bagainst\b|\bund\b|\bmit\b|\by\b|\be\b|\bet\b|\bcon\b|\bcom\b|\bavec\b"
    r"|\bи\b|\bс\b|と|和|与|跟|와|과|\bو\b|\bऔर\b)\s*"
)
_TWO = lazy_pattern(
    rf"{_ARTICLE}(?:{_WORD}\s+)?[\"']?(?P<first>[A-Za-z0-9][\w.\-]*\w)[\"']?(?:\s+{_WORD})?{_BESIDE}{_ARTICLE}(?:{_WORD}\s+)?"
    rf"[\"']?(?P<second>[A-Za-z0-9][\w.\-]*\w)[\"']?(?:\s*{_WORD})?",
    re.IGNORECASE,
)
"""Two that are compared."""
COMPARING = lazy_pattern(
    r"\b(?:compar|diff|vs\b|versus|unterschied|vergleich|difer|différ|confront)|сравн|отлич|разниц|比较|对比|區別|区别|差异|不同|違い|比較"
    r"|차이|비교|فرق|قارن|अंतर|तुलना",
    re.IGNORECASE,
)
_AND_WITH = lazy_pattern(
    r"[\s¿¡]*(?:(?:and|und|et|y|e|ed|и|what about|how about|same|vs\.?|versus|with|to|against|mit|avec|con|com|с)\s+){1,3}"
    r"(?:the\s+)?(?:account\s+)?(?P<name>[A-Za-z0-9][\w.\-]*)(?:\s+account)?[\s?.!]*",
    re.IGNORECASE,
)
_TWO_SIDES = 2
_MOST_AROUND = 6
"""Words beside two accounts: "what is the difference between"."""
_DIFFERS, _COSTS = "what differs", "costs"
"""What is asked of two accounts that are compared."""
_MONEY = lazy_pattern(
    r"\b(?:cost|spend|bill\b|kosten|ausgaben|coste|gasto|coût|cout|dépens|costo|costi|spesa|custo|стоимост|расход)|コスト|費用|成本"
    r"|费用|비용|تكلفة|खर्च",
    re.IGNORECASE,
)
_BEFORE_WORD, _BARE = 2, 3
_ENVIRONMENTS = ("environment", "environments", "env", "stage", "tagged")
_SMALL = frozenset(
    {"and", "or", "only", "now", "what", "about", "how", "same", "y", "e", "et", "und", "just", "for", "but"}
)
_SHOWN = 5
"""Accounts that are told of, where one is not known."""
_LEAST = 2
"""Words of a request that is not about an account itself: "describe" and its number is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left of a request without its accounts, and those."""

    text: str
    accounts: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def taken(text: str, known: Collection[str], is_other: Callable[[str], bool]) -> Taken:
    """``text`` without the accounts in it. ``is_other`` says of a word that it is one of requests, or a name of a resource.

    What is left of "and in account 1234…?" is asked for the same again; what is about an account itself stays as it is.
    """
    names = {name.casefold(): name for name in known if name}
    if two := _compared(text, names):
        return Taken(_COSTS if _MONEY.search(text) else _DIFFERS, two)
    found: dict[str, bool] = {}
    left, is_led = text, False
    for place, form in enumerate(_FORMS):
        for one in reversed([one for one in form.finditer(left) if _is_account(place, one["name"], names, is_other)]):
            number = one["name"].replace("-", "") if place == 0 else one["name"]
            found[names.get(number.casefold(), number)] = bool(one["out"]) or _is_left_out(left, one.start(), one.end())
            is_led = is_led or bool(one["lead"])
            joined, rest = one.groupdict().get("or") or "", left[one.end() :]  # of two places one is enough
            if one["out"] and (also := _ALSO.match(rest)):  # "not in prod-core or sandbox" is in neither
                joined, rest = f"{one['out']}{one['lead'] or ''}", rest[also.end() :]
            left = f"{left[: one.start()]} {joined} {rest}"
    left = " ".join(left.split())
    words = re.findall(r"\w+", left.lower())
    if _SMALL.issuperset(words):
        left = f"same {left}"
    elif not found or (len(words) < _LEAST and left.isascii() and not is_led):
        return Taken(text)
    kept = tuple(name for name, is_out in found.items() if not is_out)
    return Taken(left, kept, tuple(name for name, is_out in found.items() if is_out)) if found else Taken(text)


def is_compared(text: str) -> bool:
    """Whether ``text`` is what ``taken`` leaves of two accounts that are compared: all of it is said by them."""
    return text in {_DIFFERS, _COSTS}


def compared_on(text: str, before: Asked | None, known: Collection[str]) -> str:
    """ "and staging?" behind a comparison, as that of the first of the two with it; else ``text``."""
    if before is None or not COMPARING.search(before.text):
        return text
    found = _AND_WITH.fullmatch(text)
    names = {name.casefold(): name for name in known if name}
    sides = before.frame.values("account")
    name = names.get(found["name"].casefold(), "") if found else ""
    if len(sides) != _TWO_SIDES or not name or name in sides:
        return text
    second = re.compile(rf"(?<![\w-]){re.escape(sides[1])}(?![\w-])", re.IGNORECASE)
    kept, several = second.subn(name, before.text)
    return kept if several else f"compare account {sides[0]} and account {name}"


def _is_left_out(text: str, start: int, end: int) -> bool:
    """Whether what stands there is told of what is to be left out: "except those in account sandbox"."""
    return _EXCEPT.search(text[:start]) is not None or _ALL_BUT.match(text[end:]) is not None


def _compared(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The two accounts that are compared, where nothing more is asked: "compare prod-core and sandbox"."""
    for one in _TWO.finditer(text) if COMPARING.search(text) else ():
        said = (one["first"], one["second"])
        two = tuple(names.get(side.replace("-", "") if side[0].isdigit() else side.casefold(), "") for side in said)
        is_plain = not re.search(_WORD, one[0], re.IGNORECASE) and all(side.isalpha() for side in said)
        rest = re.findall(r"\w+", f"{text[: one.start()]} {text[one.end() :]}")
        if (
            all(two) and two[0] != two[1] and len(rest) <= _MOST_AROUND and not is_plain
        ):  # "prod and staging" are environments
            return two
    return ()


def _is_account(place: int, name: str, names: Collection[str], is_other: Callable[[str], bool]) -> bool:
    """Whether what stands there, in one of ``_FORMS``, is one. A word of requests, or the name of a resource, is none."""
    if 0 < place <= _BEFORE_WORD and name.casefold() in names:
        return True
    if is_other(name.lower()):
        return False
    if name.casefold() in names:
        return place < _BARE or not name.isalpha()
    return place < _BEFORE_WORD or (place == _BEFORE_WORD and not name.isalpha())


def within(frame: Frame, accounts: tuple[str, ...]) -> Frame:
    """``frame`` narrowed to accounts, where any were said."""
    return replace(frame, entities={**frame.entities, "account": accounts}) if accounts else frame


def beside(asked: Asked, known: Collection[str]) -> Asked:
    """ "in prod-core or sandbox": beside an account, what is called like an environment is the account of that name."""
    frame = asked.frame
    if any(sort == "account" for sort, _ in asked.excluded) and not asked.has(*_ENVIRONMENTS):
        out = tuple(
            ("account" if one[0] == "environment" and one[1] in known else one[0], one[1]) for one in asked.excluded
        )
        asked = replace(asked, excluded=out)
    names = [one for one in frame.values("environment") if one in known]
    if not names or not frame.values("account") or asked.has(*_ENVIRONMENTS):
        return asked
    entities = {sort: said for sort, said in frame.entities.items() if sort != "environment"}
    if left := tuple(one for one in frame.values("environment") if one not in names):
        entities["environment"] = left
    entities["account"] = tuple(dict.fromkeys((*frame.values("account"), *names)))
    return replace(asked, frame=replace(frame, entities=entities))


async def unknown(asked: Asked, desk: Desk) -> Answer | None:
    """That an account is not known here, where one that was said is not."""
    known = await desk.grounds.accounts()
    strange = [one for one in asked.said.get("account", ()) if one not in known]
    if not strange:
        return None
    there = f"Known are {listed([named(one) for one in sorted(known)[:_SHOWN]])}." if known else "None is known yet."
    return Answer(
        lines(f"No account called {listed([named(one) for one in strange], 'or')} is known here.", there),
        basis=await desk.grounds.of(),
        next_steps=("list accounts", "scan status"),
    )


async def meant(asked: Asked, desk: Desk) -> Answer | None:
    """Whether an account is meant, where nothing is of the environment that was said, and an account is called so."""
    known = await desk.grounds.accounts()
    name = next((one for one in asked.said.get("environment", ()) if one in known), "")
    if not name:
        return None
    said = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", f"account {name}", asked.text, count=1)
    return Answer(
        f"Nothing that fits is tagged as of environment {named(name)}. Is the account {named(name)} meant?",
        basis=await desk.grounds.of(),
        next_steps=(*((said,) if said != asked.text else ()), "list accounts"),
    )


def told(asked: Asked, answer: Answer) -> Answer:
    """``answer``, which says so where it is not narrowed to the account that was said."""
    said = asked.said.get("account", ())
    filters = answer.basis.filters if answer.basis else ()
    if not said or asked.targets or asked.frame.intent in CHANGES or any("account" in one for one in filters):
        return answer
    return replace(answer, text=lines(f"Not of account {listed([named(one) for one in said])} alone.", answer.text))

"""Digits, percents and times of day of other scripts as English writes them: "٣" as 3, "百分之80" as 80%, "下午3点半" as 15:30."""

from __future__ import annotations

import re
from functools import cache

from dharma_tui.core.lazy_pattern import lazy_pattern

_ZEROS = "\u0660\u06f0\u0966\u09e6\u0ae6\u0be6"
"""Zeros of Arabic, Persian, Devanagari and other scripts; their other digits follow."""
_SIGNS = {"٪": "%", "٫": ".", "٬": ",", "¿": " ", "¡": " ", "؟": "?", "،": ",", "؛": ";"}
_HAN = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "十一": 11, "十二": 12, "零": 0}
_KOREAN = {
    word: value
    for value, word in enumerate(
        ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"), 1
    )
}
_HOURS = _HAN | _KOREAN
_LATE = frozenset({"下午", "晚上", "傍晚", "夜里", "今晚", "昨晚", "午後", "夜", "夕方", "오후", "저녁", "밤"})
_PART = "凌晨|早上|上午|中午|下午|晚上|傍晚|夜里|午前|午後|朝|夜|夕方|오전|오후|아침|저녁|새벽|밤"
_CLOCK = lazy_pattern(
    rf"(?:(?P<part>{_PART})の?\s?)?(?<!\d)(?P<hour>\d{{1,2}}|{'|'.join(sorted(_HOURS, key=len, reverse=True))})"
    r"\s?(?:点钟|點鐘|点|點|時(?!間)|时(?!间)|시(?![간스작점각])) ?(?:(?P<half>半|반)|(?P<minute>\d{1,2})\s?(?:分(?!钟)|분)?)?"
)
_GOES_ON = lazy_pattern(rf"(?:{'|'.join(sorted(_LATE))})[^,，。]{{0,12}}(?:到|至|から|부터|에서|~|-)\s*$")
"""What stands before the second time of "下午3点到5点", which is late, too."""
_PERCENT = lazy_pattern(r"百分之\s?(?P<number>\d+(?:\.\d+)?)")
_PARTS = lazy_pattern(
    r"(?P<number>\d+(?:\.\d+)?)\s?"
    r"(?:퍼센트|프로(?![가-힣])|パーセント|प्रतिशत|फीसदी|بالمئة|بالمائة|في المئة|في المائة|процент\w*)"
)
_MYRIADS = lazy_pattern(r"(?P<number>\d+)\s?[万萬만](?![一-鿿가-힣])")


@cache
def _digits() -> dict[int, str]:
    """What each foreign digit and sign is written as."""
    told = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
    return told | {ord(sign): latin for sign, latin in _SIGNS.items()}


def latin(text: str) -> str:
    """``text`` with its digits, percents and times of day as English writes them."""
    if text.isascii():
        return text
    text = text.translate(_digits())
    text = _PERCENT.sub(r"\g<number>% ", text)
    text = _PARTS.sub(r"\g<number>% ", text)
    text = _MYRIADS.sub(lambda said: str(10000 * int(said["number"])), text)
    return _CLOCK.sub(_clock, text)


def _clock(said: re.Match[str]) -> str:
    """A time of day, of twenty-four hours; what is none stays."""
    told = said["hour"]
    hour = int(told) if told.isdigit() else _HOURS[told]
    is_late = said["part"] in _LATE if said["part"] else _GOES_ON.search(said.string[: said.start()]) is not None
    if is_late and hour < 12:
        hour += 12
    if hour > 23 or int(said["minute"] or 0) > 59:
        return said.group()
    if not said["part"] and not said["half"] and told in {"一", "한"}:
        return said.group()
    return f" {hour:02}:{'30' if said['half'] else (said['minute'] or '0').zfill(2)} "

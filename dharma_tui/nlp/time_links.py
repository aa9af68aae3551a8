"""What leads on to a moment, or stands behind it, in any language, as English: "с самого понедельника", "de ayer para acá".

Words that mean much else ("с", "ab", "前") are since, until or before where a moment stands beside them, and nowhere else.
"""

from __future__ import annotations

import re

from dharma_tui.core.lazy_pattern import lazy_pattern

_RUSSIAN_MOMENT = (
    r"(?:понедельник|вторник|сред[ыу]|четверг|пятниц|суббот|воскресен|пн(?!\w)|вт(?!\w)|ср(?!\w)|чт(?!\w)|пт(?!\w)|сб(?!\w)|вс(?!\w)|вчера"
    r"|сегодня|утр[аеоу]|обед|ночи|вечер[ау]|выходных|прошл|позапрошл|последн|предыдущ|начал|этого|этой|январ|феврал|март|апрел|мая"
    r"|июн|июл|август|сентябр|октябр|ноябр|декабр|\d\d?[:.\-]\d\d(?!\d)|\d\d?-?го(?!\w))"
)
_RUSSIAN_DAY = (
    r"(?:(?:понедельник[у]?|вторник[у]?|сред[уе]|четверг[у]?|пятниц[уе]|суббот[уе]|воскресень[юе]|январ[юь]|феврал[юь]|марту?|апрел[юь]|май|маю|июн[юь]"
    r"|июл[юь]|августу?|сентябр[юь]|октябр[юь]|ноябр[юь]|декабр[юь])(?!\w)|\d\d:\d\d)"
)
_LATIN_DAY = (
    r"(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|ayer|hoy|anoche|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre|segunda|ter[çc]a|quarta|quinta|sexta|s[áa]bado|ontem|hoje|janeiro|fevereiro|mar[çc]o|maio"
    r"|junho|julho|setembro|outubro|novembro|dezembro|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|janvier|f[ée]vrier|mars"
    r"|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato"
    r"|domenica|ieri|stamattina|stamani|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|gestern|januar|jänner|februar|märz|april|juni|juli|august|september"
    r"|oktober|november|dezember|esta\s+mañana|este\s+mes|ce\s+matin|questa\s+mattina|semana\s+passada|settimana\s+scorsa)"
)
_HAN_MOMENT = (
    r"(?:(?:昨天|今天|前天|昨晚|今早)\s?\d\d:\d\d|周[一二三四五六日天末]|星期[一二三四五六日天]|礼拜[一二三四五六日天]|昨天(?:晚上|夜里|早上|上午|下午)?|昨晚|昨夜|昨儿|前天|今天(?:早上|上午|下午|凌晨)?"
    r"|今早|今晨|早上|午饭|午餐|中午|上周|上个?星期|上个?月|上次\w{2,4}|黑五|黑色星期五|月底|年底|季度末|\d\d:\d\d)"
)
_KANA_MOMENT = r"(?:[月火水木金土日]曜日?|昨日|きのう|今朝|昨夜|昨晩|先週|先月|週末|お?昼|昼休み|\d\d:\d\d)"
_HORIZON = (
    (
        (
            r"(?P<ahead>(?<!\w)(?:previsi[óo]n|previs[ãa]o|pron[óo]stico|proyecci[óo]n|proje[çc][ãa]o|pr[ée]vision|projection|estimation"
            r"|tendance|tendencia"
            r"|tend[êe]ncia|prognose|vorhersage|hochrechnung|previsione|proiezione|stima)s?(?!\w).*?)\s(?:a|para|pra|por|en|em|num|numa|sur|pour|auf|für|fuer|fürs"
            r"|über|ueber|per|su|in)\s+(?=(?:un|una|uno|um|uma|une|ein|eine|einen|medio|meio|mezzo|six|sei|seis|tre|tres"
            r"|trois|drei|três|sechs|zwei|deux|dos|due|dois|\d+)\b)"
        ),
        r"\g<ahead> next ",
    ),
    (
        (
            r"(?P<ahead>(?<!\w)(?:прогноз|оценк|предсказ)\w*.*?)\sна\s+(?:ближайш\w+\s+)?(?:(?:один|одну|одна)\s+)?"
            r"(?P<unit>год|месяц|недел[юя]|сутки|день|квартал)(?!\w)(?:\s+впер[её]д)?"
        ),
        r"\g<ahead> next 1 \g<unit>",
    ),
    (
        (
            r"(?P<ahead>(?<!\w)(?:прогноз|оценк|предсказ)\w*.*?)\sна\s+(?:ближайш\w+\s+)?(?=(?:полгода|\d+|два|две|три|четыре|пять|шесть"
            r"|семь|восемь|девять|десять|пару)\s?)"
        ),
        r"\g<ahead> next ",
    ),
    (
        r"(?<!\w)(?:agle\s+|aane\s+wale\s+)?(?:ek|एक)\s+(?P<unit>saal|sal|mahine|hafte|साल|महीने|हफ्ते)\s+(?=(?:ka|ki|का|की)\s+(?:forecast|anumaan|anuman|prediction|पूर्वानुमान|अनुमान|फोरकास्ट))",
        r"next 1 \g<unit> ",
    ),
)
"""How far a forecast looks, which is no moment from now: "previsión a un año", "прогноз на полгода"."""
_LATIN = (
    (r"(?<!\w)(?<!\dh )(?<!\d )a\s+(?=\d{1,2}h[0-5]\d(?!\w))", "à "),
    (
        (
            rf"(?<!\w)(?:de|del|da|do|dal|von|vom)\s+(?P<day>{_LATIN_DAY}(?:-feira)?)\s+"
            r"(?:(?:para|pra|p'ra|pa)\s+(?:ac[áa]|c[áa])|en\s+adelante|em\s+diante|in\s+poi|a\s+hoy|a\s+hoje|até\s+(?:agora|hoje)|hasta\s+(?:hoy|ahora)"
            r"|a\s+oggi|ad?\s+adesso|an|bis\s+(?:jetzt|heute))(?!\w)"
        ),
        r"since \g<day>",
    ),
    (
        rf"(?<!\w)(?:de|da|do|del|dal|von)\s+(?P<from>{_LATIN_DAY})\s+(?:a|à|até|ao|al|hasta|bis)\s+(?P<to>{_LATIN_DAY})(?!\w)",
        r"between \g<from> and \g<to>",
    ),
    (
        rf"(?<!\w)(?:a\s+partir\s+d(?:el?|[oa])|à\s+partir\s+d(?:e\s|u\s|')|dès|a\s+partire\s+da[l]?|ab|seid|starting|as\s+of)\s*(?:el\s+|le\s+|la\s+)?(?={_LATIN_DAY})",
        "since ",
    ),
    (
        (
            r"(?<!\w)(?:a\s+más\s+tardar|a\s+mas\s+tardar|no\s+más\s+tarde\s+d(?:el|e)|au\s+plus\s+tard|bis\s+spätestens|spätestens(?:\s+bis)?|no\s+máximo\s+até"
            r"|o\s+mais\s+tardar|entro\s+e\s+non\s+oltre|al\s+più\s+tardi|no\s+later\s+than|de\s+aqu[íi]\s+(?:a|al|hasta)|de\s+ac[áa]\s+(?:a|al)"
            rf"|daqui\s+até|da\s+qui\s+a)\s+(?:el\s+|le\s+|la\s+|o\s+|a\s+)?(?={_LATIN_DAY}|mañana|manana|amanhã|demain|domani|morgen|fin|fim|fine)"
        ),
        "until ",
    ),
    (
        (
            rf"(?<!\w)(?:previo\s+al?|con\s+anterioridad\s+al?|anterior\s+al?|prior\s+to|ahead\s+of|earlier\s+than|vor)\s+(?:el\s+|the\s+)?(?={_LATIN_DAY}|black\s+friday|monday"
            r"|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|tomorrow|lunch|christmas)"
        ),
        "before ",
    ),
    (r"(?<!\w)(?P<at>alle|dalle|entro\s+le|verso\s+le)\s+ore\s+(?=\d)", r"\g<at> "),
    (
        r"(?<!\w)(?P<at>alle|dalle|a\s+las|desde\s+las|às|um|gegen|seit|ab|since|at)\s+(?P<hour>[01]?\d|2[0-3])[.](?P<minute>[0-5]\d)(?=\s*(?:uhr|[ap]m|$|[,;?!]|\s[a-zà-ü]))",
        r"\g<at> \g<hour>:\g<minute>",
    ),
    (r"(?<!\w)(?P<hour>\d{1,2})\s(?P<word>uhr|h)\s(?P<minute>[0-5]\d)(?!\w)", r"\g<hour>:\g<minute>"),
    (r"(?<!\w)das\s+(?P<hour>\d{1,2})h\s+(?:para|pra)\s+c[áa](?!\w)", r"since \g<hour>:00"),
    (r"(?<!\w)(?P<at>dalle|desde\s+las)\s+(?P<hour>\d{1,2})\s+(?:in\s+poi|en\s+adelante)(?!\w)", r"since \g<hour>:00"),
    (
        (
            r"(?<!\w)(?P<at>dalle|a\s+partire\s+dalle|(?:desde|a\s+partir\s+de)\s+las|desde\s+as|a\s+partir\s+das)\s+(?P<hour>[01]?\d|2[0-3])"
            r"(?=\s*(?:$|[,;?!])|\s+(?:l[aeio]|el|il|l[ao]s|gli|[aeio]|[ao]s|que|che|n[oã]n?o?|se|si|está|è|tá|va|[\w]+-[\w\-]+)(?![\w\-:.])|\s+l')"
        ),
        r"since \g<hour>:00",
    ),
    (r"(?<!\w)lá\s+pelas\s+(?P<hour>\d{1,2})h?(?!\w)", r"at \g<hour>:00"),
    (r"(?<!\w)(?:a[ul]|du|del?|el|no|nel|il|en\s+el|do|le)\s+[tq](?P<which>[1-4])(?![\w.\-])", r"in q\g<which>"),
    (r"(?<![\d.])(?:im\s+)?(?P<which>[1-4])\.\s?quartal(?!\w)", r"in q\g<which>"),
)
_CYRILLIC = (
    (r"(?<!\w)за\s+(?:последние\s+)?(?:полчаса|пол\s?часа)(?!\w)", "last 30 minutes"),
    (
        r"(?<!\w)(?:начиная\s+)?с\s+(?:самого\s+|раннего\s+|сегодняшнего\s+)*(?:утра|утречка)(?!\w)",
        "since this morning",
    ),
    (r"(?<!\w)(?:начиная\s+)?с\s+(?:самого\s+)?(?:обеда|обеденного\s+перерыва)(?!\w)", "since lunch"),
    (r"(?<!\w)(?:с\s+(?:прошлой\s+|самой\s+|этой\s+)?ночи|со\s+вчера(?:шнего)?\s+вечера)(?!\w)", "since last night"),
    (r"(?<!\w)(?:начиная\s+)?со?\s+вчера(?:шнего(?:\s+дня)?)?(?!\w)", "since yesterday"),
    (r"(?<!\w)(?:до|перед)\s+обед(?:а|ом)(?!\w)", "before lunch"),
    (
        rf"(?<!\w)(?:со?|от|начиная\s+со?|с\s+самого|с\s+самой|со\s+времени|с\s+момента)\s+(?:само(?:го|й)\s+)?(?={_RUSSIAN_MOMENT})",
        "since ",
    ),
    (rf"(?<!\w)(?:раньше|перед|до\s+наступления)\s+(?={_RUSSIAN_MOMENT}|ч[её]рной)", "before "),
    (rf"(?<!\w)(?:вплоть\s+до|не\s+позднее|не\s+позже)\s+(?={_RUSSIAN_MOMENT})", "until "),
    (rf"(?<!\w)(?:по|к)\s+(?={_RUSSIAN_DAY})", "until "),
    (
        r"(?<!\w)(?:во?\s+|на\s+)?(?P<which>[1-4])(?:-[йомху]{1,2})?\s?-?\s?(?:квартал[еау]?|кв(?:\.|(?!\w)))",
        r"in q\g<which> ",
    ),
)
_EASTERN = (
    (
        rf"(?:自从|自|从|打)?\s?(?P<moment>{_HAN_MOMENT})\s?(?:到现在|至今|到目前|开始|以来|起(?!点)|之后|以后|过后|后(?!天|台|端|面))",
        r" since \g<moment> ",
    ),
    (rf"(?P<moment>{_HAN_MOMENT})\s?(?:之前|以前|前(?!天|端|面|台))", r" before \g<moment> "),
    (rf"(?:到|直到|截至|截止)?\s?(?P<moment>{_HAN_MOMENT}|明天|下周|下个?月)\s?为止", r" until \g<moment> "),
    (
        r"(?P<verb>[撑挺扛熬活持]到)\s?(?P<moment>周末|(?:周|星期|礼拜)[一二三四五六日天]|十?[一二三四五六七八九十]月|1?\d月|明天|后天|下周|下个?月|[年月]底)",
        r"\g<verb> until \g<moment> ",
    ),
    (rf"(?P<moment>{_KANA_MOMENT})\s?(?:より前に?|の前に?|前に?|以前に?)(?!回)", r"\g<moment> before "),
    (rf"(?P<from>{_KANA_MOMENT})\s*[〜～~]\s*(?P<to>{_KANA_MOMENT})", r"\g<from>から\g<to>まで"),
    (rf"(?P<moment>{_KANA_MOMENT})(?:このかた|からずっと)", r"\g<moment>から"),
    (rf"(?P<from>{_KANA_MOMENT})\s?から\s?(?P<to>{_KANA_MOMENT})\s?にかけて", r"\g<from>から\g<to>まで"),
    (
        r"(?:第\s?(?P<which>[1-4])\s?|(?<![\d.])(?P<plain>[1-4])\s?)(?:四半期|季度|분기)(?![間间])",
        r" in q\g<which>\g<plain> ",
    ),
    (r"第?一(?:四半期|季度)", " in q1 "),
    (r"第?二(?:四半期|季度)", " in q2 "),
    (r"(?:第?三(?:四半期|季度)|삼분기)", " in q3 "),
    (r"(?:第四四半期|第?四季度)", " in q4 "),
)


def _compiled(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((lazy_pattern(pattern), english) for pattern, english in rows)


_ROWS = {"latin": _compiled(_HORIZON + _LATIN), "ru": _compiled(_HORIZON + _CYRILLIC), "eastern": _compiled(_EASTERN)}
_OF_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_OF_RUSSIA = re.compile("[а-яё]")


def led(text: str) -> str:
    """``text`` with the words that link its moments in English."""
    script = "eastern" if _OF_EAST.search(text) else "ru" if _OF_RUSSIA.search(text) else "latin"
    for pattern, english in _ROWS[script]:
        text = pattern.sub(english, text)
    return text

"""Whether a request only asks about a change: whether it may be made ("can I delete web-7"), or how it is ("how do I").

Told by how each language asks, in the words as typed: glossed to keywords, "kann ich" and "kannst du" are much alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_OBJECTS = frozenset({"resource_name", "resource_kind", "tag"})
_BEING = frozenset({"is", "would", "will"})
"""Behind these "it" points at nothing: "is it possible"."""
_POINTING = frozenset({"it", "them", "those", "these", "that", "this", "one", "ones"})
"""What points at what was told before."""
_VERBS = words_of("mood.verbs")
_HEADS = words_of("mood.heads")
_SPOKEN = _VERBS | words_of("mood.pasts") | words_of("mood.gerunds") | words_of("mood.nouns")

_LEADS = (
    r"^[¿¡\s]*(?:(?:hey|hi|hello|ok(?:ay)?|so|and|but|well|then|also|und|aber|sag\s+mal|hallo|oye|hola|y|e|o|pero|et|mais|dis|salut|alors|ma|mas|ciao"
    r"|oi|olha|а|и|но|слушай|привет|طيب|و|و?لكن|मगर|और|अच्छा)\s+){0,2}"
)
"""What may stand before a question."""
_MAY = (
    r"(?:can|could|may|might|shall|should)\s+(?:i|we|one)(?:\s+(?:just|safely|also|still|now|simply|really))?\s+(?!ask|see|trouble|bother|at\s)",
    r"(?:am\s+i|are\s+we)\s+(?:allowed|permitted|able|free|supposed)\s+to\s",
    r"is\s+it\s+possible\s+(?:to|for)\s",
    r"(?:is|would)\s+it\s+(?:be\s+)?(?:ok(?:ay)?|fine|alright|all\s+right|safe|allowed|wise|sensible)\s+(?:to|if|for)\s",
    r"(?:can|could|may|shall|should)\s+\S+(?:\s\S+){0,2}?\s+be\s+(?:\w+ed|shut)(?:\s(?:up|down|off|out|back))?\s*(?:\?|$)",
    r"(?:kann|könnte|darf|dürfte|soll|sollte|muss)\s+(?:ich|man)(?!\w)",
    r"(?:können|könnten|dürfen|dürften|sollen|sollten|müssen)\s+wir(?!\w)",
    r"(?:kann|könnte|darf|soll|sollte|können|dürfen|sollen)\s.*\s(?:werden|weg)\s*\??$",
    r"ist\s+es\s+(?:ok(?:ay)?|erlaubt|in\s+ordnung|sicher|möglich)(?!\w)",
    r"(?:puedo|podemos|podr[ií]amos|debo|debemos|se\s+pueden?|es\s+posible|est[aá]\s+bien\s+si)\s",
    r"(?:puis[-\s]je|pourrais[-\s]je|peut[-\s]on|pouvons[-\s]nous|pourrait[-\s]on|on\s+peut|je\s+peux|ai[-\s]je\s+le\s+droit|est[-\s]il\s+possible)(?!\w)",
    r"(?:est[-\s]ce\s+qu(?:e\s+|'\s?))(?:je|nous|on)\s+(?:peu[xt]|pouvons|pourrai[st]|doi[st]|devrai[st]|devons)(?!\w)",
    r"(?:est[-\s]ce\s+qu(?:e\s+|'\s?))?\S+\s+(?:peut|doit)(?:[-\s](?:il|elle|on))?\s+être\s+\w+\s*\?",
    r"(?:posso|possiamo|potrei|potremmo|devo|dobbiamo|si\s+pu[oò]|[eè]'?\s+possibile)\s",
    r"(?:(?:eu\s+|a\s+gente\s+|será\s+que\s+(?:eu\s+)?)?(?:posso|podemos|devo|devemos)|a\s+gente\s+pode|pode[-\s]se|[eé]\s+possível)\s",
    r"(?:можно|могу|можем|разрешено|нужно|надо|стоит|следует)(?:\s+ли)?(?:\s+(?:я|мне|мы|нам))?\s+(?:это\s+|просто\s+|безопасно\s+)?\S+(?:ть|ти|чь)(?:ся)?(?!\w)(?=.*(?:\?|$))",
    r"\S+(?:ть|ти)\s+(?:ли|мне|нам)(?!\w).*\?",
    r"(?:هل\s+)?(?:يمكنني|يمكننا|أستطيع|استطيع|نستطيع|أقدر|اقدر|نقدر|[بي]?[إا]مكاني|مسموح|يجوز|مسموح\s+لي)(?!\w)",
    r"هل\s+(?:من\s+)?(?:ال)?(?:ممكن|مأمون|آمن|امن|يمكن)\s",
    r"هل\s+(?:أ|ن)\w+\s",
    r"ممكن\s+(?:أ|ن)\w+\s",
    r"(?:क्या\s+)?(?:मैं|हम)\s.*(?:सकत|दूँ|दूं|लूँ|लूं|चाहिए)",
    r"क्या\s+.*(?:जा\s+सकत|(?:दूँ|दूं)(?:\s|\?|$))",
    r"kya\s+(?:main|mai|mein|me|hum|ham)\s.*(?:sak(?:ta|te|ti)|du|dun|doon|chahiye)(?!\w)",
    r"(?:main|mai|hum|ham)\s.*sak(?:ta|te|ti)\s.*",
    r"kya\s+.*ja\s+sakt[aei]",
)
"""How it is asked whether something may be done, from the beginning of a clause."""
_MAY_AT_END = (
    r"\s(?:kann|darf)\s+(?:weg|gelöscht\s+werden|entfernt\s+werden)\s*\?",
    r"\s(?:può|puo)\s+essere\s+\w+\s*\?|\s(?:puede|pode)\s+ser\s+\w+\s*\?|\sможно\s+\S+(?:ть|ти)\s*\?",
    r"(?:जा\s+सकत[ाेी]\s+(?:है|हैं)|ja\s+sakt[aei]\s+(?:hai|hain|h))\s*\?",
    r"て\s?も?\s?(?:いい|良い|よい|よろしい|大丈夫|構わない|かまわない|構いません|かまいません|平気|問題ない)(?:です|でしょう|の|ん|かな|か|\s|[?？。])*$",
    r"(?<!お願い)(?:でき|出来)(?:ます(?:でしょう)?か|る(?:か|の)?\s?[?？]|る(?:か|の)\s?$)|可能(?:です|でしょう)か|可能\s?[?？]",
    r"(?:消せ|止められ|落とせ|戻せ|減らせ|増やせ|外せ|捨てられ)(?:ます(?:か|\s?[?？])|る(?:か|の|\s?[?？]))",
    r"(?:ましょう|しよう|そう|よう)\s?か(?:な)?\s?[?？。]?$|べき(?:か|です|\s?[?？])",
    r"도\s?(?:돼|되나|되니|되는|될까|될지|됩니까|괜찮|되겠)",
    r"(?:할|울|출|릴|킬|끌|될)\s?수\s?(?:있|없)",
    r"(?:할|울|출|릴|킬|끌)까(?:요)?\s?[?？]?$",
    r"(?:可以|能|可|行).*(?:吗|嗎|么|嘛)\s?[?？]?\s?$",
    r"(?:能不能|能否|可否|可不可以|是否可以|是不是可以|该不该|是否应该|应不应该|要不要)",
    r"我们?(?:可以|能|应该|可不可以).*",
    r"(?:删除?|删掉|停止?|停掉|重启|关闭?|回滚|扩容|缩容).*(?:吗|嗎)\s?[?？]?\s?$",
)
"""The same where it stands elsewhere."""
_HOW = (
    r"(?:how|how\s+(?:do|can|could|should|would|might|must|does|to))\s+(?:i|we|one|you|someone|to)(?!\w)",
    r"how\s+to\s",
    r"(?:(?:please|pls|can\s+you|could\s+you)\s+)*(?:tell|show|teach|explain(?:\s+to)?|remind)\s+(?:me|us)\s+(?:again\s+)?how\s+(?:to|i|we|one)\s",
    r"i\s+(?:want|need|would\s+like|'?d\s+like)\s+to\s+(?:know|learn|understand)\s+how\s+(?:to|i|we|one)\s",
    r"(?:sag|zeig|erklär)\w*\s+(?:mir|uns)(?:\s+bitte)?,?\s+wie\s",
    r"(?:dime|muéstrame|explícame|enséñame)\s+c[oó]mo\s|(?:dis|montre|explique)[-\s](?:moi|nous)\s+comment\s",
    r"(?:dimmi|mostrami|spiegami)\s+come\s|(?:me\s+)?(?:diga|diz|mostra|mostre|explique|explica)(?:-me)?\s+como\s",
    r"(?:скажи|покажи|объясни|расскажи)(?:те)?\s+(?:мне\s+|нам\s+)?,?\s*как\s|(?:قل\s+لي|اشرح\s+لي|أخبرني|اخبرني)\s+كيف\s",
    r"wie\s+(?:\w+\s+(?:ich|man|wir)|lässt\s+sich|geht)(?!\w)",
    r"c[oó]mo\s+(?:(?:lo|la|se|le)\s+)?(?!cambio|fallo|termino|quedo)(?:\w{2,}o|\w+[aei]mos|\w+[aei]r|\w+a|\w+e)\s(?:(?:a|el|la|los|las)\s)?",
    r"comment\s+(?:je|on|nous|puis[-\s]je|peut[-\s]on|\w+(?:er|ir|re))(?!\w)",
    r"come\s+(?:(?:lo|la|si|posso|faccio)\s+)*(?!cambio)(?:\w{2,}o|\w+iamo|\w+[aei]re)(?!\w)",
    r"como\s+(?:(?:eu|que\s+eu|posso|faço\s+para|faço\s+pra|é\s+que\s+eu)\s+)*(?!mudo)(?:\w{2,}o|\w+[aei]mos|\w+[aei]r)(?!\w)",
    r"как\s+(?:мне\s+|нам\s+|тут\s+|здесь\s+|можно\s+|правильно\s+|безопасно\s+)*(?:\S+(?:ть|ти|чь)(?:ся)?)(?!\w)",
    r"(?:كيف|ازاي|إزاي|شلون)\s+(?:يمكنني\s+|يمكن\s+|لي\s+أن\s+|أقدر\s+|اقدر\s+)?(?:أ|ا|ن|ي|ت)?\w+",
)
"""How the way of doing it is asked for."""
_HOW_AT_END = (
    r"(?:する|す|る|う|く|む|ぶ|つ|ぬ)(?:に\s?は|ため\s?に\s?は)\s?(?:$|[?？。、]|どう|何|なに)|(?:たい|い)場合(?:\s?$|\s?は|[?？])|どう(?:やって|すれば|したら|やれば)|方法|やり方|手順",
    r"려면\s?(?:$|[?？]|어떻게|뭐|무엇|요)|(?:하는|는|할)\s?(?:방법|법)(?:\s|$|[은이을?？])|어떻게\s?(?!돼|되|될)",
    r"(?:怎么|怎麼|怎样|怎麽|如何)(?!样|回事|了)",
    r"(?:कैसे|kaise|kese)(?!\w)",
)
_ORDERED = lazy_pattern(
    r"(?<!\w)(?:please|pls|plz|kindly|bitte|por\s+favor|porfa|s'?il\s+(?:te|vous)\s+pla[iî]t|svp|stp|per\s+(?:favore|piacere|cortesia)|пожалуйста|пж|пжл|कृपया"
    r"|kripya|من\s+فضلك|رجاء\w*|لو\s+سمحت\w*|آپ|आप|तुम|aap|tum|get|have|order|haben|bekommen|kriegen|tener|avoir|avere|ter|получить|you)(?!\w)"
    r"|你|您|帮|请|麻烦|给我|一下|[つく]ださい|下さい|お願い|もら|くれ|いただ|頂|줘|주세|줄|주실|주시|부탁|달라"
)
"""With one of these it is an order, however politely it is put."""


def _any(patterns: Iterable[str], before: str = "") -> re.Pattern[str]:
    return lazy_pattern(f"{before}(?:{'|'.join(patterns)})")


_OPENS_MAY, _ENDS_MAY = _any(_MAY, _LEADS), _any(_MAY_AT_END)
_OPENS_HOW, _ENDS_HOW = _any(_HOW, _LEADS), _any(_HOW_AT_END)


_INFINITIVE = lazy_pattern(r"[¿¡\s]*(?:[a-zà-ú]+(?:ar|er|ir|re)|[а-яё]+(?:ть|ти|чь)|[^\W\da-zà-ÿа-яё]+)(?!\w)")
_CLAUSE = lazy_pattern(r"(?:[^,;.!?、，。؛،；！？؟]|[.,](?=\S))+[?？؟]?")
_MADE_ANEW = frozenset({"create_infrastructure", "start_discovery"})
"""Changes of what is not there yet, on which nothing can hang."""
_ECHOED = lazy_pattern(
    rf"[¿¡\s]*(?:(?:{'|'.join(sorted(_VERBS))})|[a-zà-ú]+(?:ar|er|ir|re)|[а-яё]+(?:ть|ти|чь)|删除?|删掉|停止|重启|削除|再起動|삭제|중지|재시작)(?:\s\S+){{0,2}}?\s*[?？؟]$"
)
"""Little but a verb and a name, with a question mark."""
_NAME_AND_VERB = 3
"""Words of "web-7 löschen?", with its mark."""
_HOW_READ = frozenset({"help_or_smalltalk", OUT_OF_SCOPE})
_READ_INSTEAD = frozenset(
    {"show_graph", "show_changes", "explain_root_cause", "describe_infrastructure", "help_or_smalltalk", OUT_OF_SCOPE}
)
"""What a question about a change of something that is named is read as where its words are less usual."""


@lru_cache(maxsize=64)
def asks_how(clause: str) -> bool:
    """Whether it is asked how something is done."""
    return bool(_OPENS_HOW.match(clause) or _ENDS_HOW.search(clause))


@lru_cache(maxsize=64)
def asks_leave(clause: str) -> bool:
    """Whether it is asked if something may, can or should be done, by whom asks or by anyone."""
    return bool((_OPENS_MAY.match(clause) or _ENDS_MAY.search(clause)) and not _ORDERED.search(clause))


def questioned(words: list[str], clause: str) -> list[str]:
    """The words of a clause in English; as a question of English where it asks so of a change, as ``clause`` was typed."""
    if _SPOKEN.isdisjoint(words):
        return words
    if asks_how(clause) or asks_leave(clause) or _echoes(words, clause):
        return ["should", "we", *(word for word in words if word != "?"), "?"]
    return words


def _echoes(words: Sequence[str], clause: str) -> bool:
    """Whether nothing but a change is said, with a question mark: "delete web-7?", "¿borrar web-7?"."""
    if words[-1] != "?" or words[1] in _HEADS or _ORDERED.search(clause):
        return False
    is_begun = words[0] in _VERBS and (clause.split()[0] == words[0] or bool(_INFINITIVE.match(clause)))
    return is_begun or (len(words) == _NAME_AND_VERB and words[0] == "•" and words[1] in _VERBS)


def is_asked(text: str) -> bool:
    """Whether a request asks if a change may be made."""
    return any(asks_leave(one) or _ECHOED.match(one) for one in _parts(text.lower()))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _CLAUSE.findall(text)]


def _has_name(reading: Reading) -> bool:
    return any(one.sort == "resource_name" for one in reading.mentions)


def instead(intent: str, reading: Reading) -> str:
    """The intent of a question about a change, which is likeliest to be read as ``intent``: what hangs on it, or help.

    Empty where it asks neither.
    """
    clauses = _parts(reading.text)
    named = any(one.sort in _OBJECTS for one in reading.mentions)
    words = [token.plain for token in reading.tokens]
    named = named or any(word in _POINTING and words[at - 1] not in _BEING for at, word in enumerate(words))
    if any(map(asks_how, clauses)):
        is_of_change = intent in CHANGES or intent == "show_changes" or (intent in _HOW_READ and _has_name(reading))
        return "help_or_smalltalk" if is_of_change else ""
    echoed = intent in CHANGES and any(map(_ECHOED.match, clauses))
    asks = (intent in CHANGES or (named and intent in _READ_INSTEAD)) and any(map(asks_leave, clauses))
    if not (asks or echoed):
        return ""
    return "show_graph" if named and intent not in _MADE_ANEW else "help_or_smalltalk"

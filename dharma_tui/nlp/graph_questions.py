"""What is asked of the graph of everything, in the words as typed: for circles, for what dangles, for what nothing is related to,
and whether one of two reaches the other."""

from __future__ import annotations

import re
from functools import lru_cache

from dharma_tui.core.frames import Frame
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.topology_view import Question
from dharma_tui.nlp import reach
from dharma_tui.nlp.entities.fitting import fitted
from dharma_tui.nlp.leave import asks_how
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.mood import Mood, mood
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tokens import fold, normalise

_CIRCLES = (
    r"(?:dependency|dependencies|reference|references|relationship|relationships) (?:graph )?(?:cycles?|loops?|circles?)",
    r"(?:circular|cyclic|cyclical) (?:dependenc(?:y|ies)|references?|relationships?)",
    r"(?:cycles?|loops?|circles?) (?:in|of|among|between) (?:the |our |my )?(?:graph|topology|dependenc\w+|relations\w*)",
    r"(?:show|list|find|any|detect|there|what|which)(?: me)?(?: all| any| the| a)* (?:cycles|circles)(?: are there)?$",
    r"depends? on (?:itself|themselves|each other)",
    r"leads? back to (?:itself|themselves)",
    r"abhangigkeits(?:zyk\w+|kreis\w*|schleife\w*)",
    r"(?:zirkular|zyklisch|kreisformig)\w* (?:abhangigkeit|verweis|beziehung|referenz)\w*",
    r"(?:dependencias?|referencias?|relacion|relaciones) (?:circular(?:es)?|ciclicas?)",
    r"ciclos? (?:de|en) (?:las? |el )?(?:dependencias?|grafo|relaciones|topologia)",
    r"(?:dependances?|references?|relations?) (?:circulaires?|cycliques?)",
    r"(?:cycles?|boucles?) (?:de|dans) (?:les? |la )?(?:dependances?|graphe|relations|topologie)",
    r"(?:dipendenz[ae]|riferiment[oi]|relazion[ei]) (?:circolar[ei]|ciclic\w+)",
    r"cicl[oi] (?:di|nelle|nel|tra le) (?:dipendenz[ae]|grafo|relazioni)",
    r"(?:dependencias?|referencias?|relacao|relacoes) (?:circular(?:es)?|ciclicas?)",
    r"ciclos? (?:de|nas|no|na) (?:dependencias?|grafo|relacoes|topologia)",
    r"(?:циклическ|кругов|кольцев)\w+ (?:зависимост|ссылк|связ)\w+",
    r"цикл\w* (?:в |между )?(?:зависимост|граф|связ)\w+",
    r"循环(?:依赖|依存|参照|引用)|(?:依赖|依存)(?:[关関]系)?の?(?:循环|闭环|ループ|サイクル|环)|环形(?:依赖|引用)",
    r"순환 ?(?:의존|종속|참조)|(?:의존|종속)(?:성|관계)?(?:의|에)? ?(?:순환|사이클|루프)",
    r"(?:चक्रीय|सर्कुलर|वृत्ताकार) (?:निर्भरता\w*|डिपेंडेंसी|संदर्भ)|(?:निर्भरता\w*|डिपेंडेंसी) (?:का |की |में )?(?:चक्र|साइकिल|लूप)",
    r"(?:ال)?(?:تبعيات|تبعيه|اعتماديات|اعتماديه|اعتماد|مراجع|علاقات) (?:ال)?(?:دائريه|دائري|دايريه|حلقيه)",
    r"(?:ال)?(?:حلقات|حلقه|دورات|دوره) (?:في |بين )?(?:ال)?(?:تبعيات|تبعيه|اعتماد|اعتماديات|علاقات)",
)
_THINGS = r"(?:(?:things?|resources?|objects?|something|anything|what|nothing) )?"
_THAT = r"(?:that |which )?(?:is |are )?"
_GONE = r"(?:missing|deleted|gone|not there|(?:do|does|did) not exist|no longer exists?)"
_WITHOUT = r"(?:with no|without|without any|has no|have no|having no)"
_DANGLING = (
    r"(?:dangling|broken|dead|stale) (?:references?|relationships?|links?|refs?|pointers?|edges?)",
    r"(?:references?|relationships?|links?|refs?|pointers?) (?:are |that are |is )?(?:dangling|broken|dead|stale|dangle)",
    rf"(?:refers?|points?|references|relationships|links) to {_THINGS}{_THAT}{_GONE}",
    r"(?:hangende|tote|verwaiste|kaputte|ungultige|ins leere zeigende)n? (?:referenz|verweis|beziehung|link)\w*",
    r"(?:referenz|verweis|beziehung)\w* ins (?:leere|nichts)",
    r"(?:referencias?|relaciones) (?:colgantes?|colgadas?|rotas?|huerfanas?|invalidas?|muertas?)",
    r"(?:references?|relations?|liens?) (?:pendantes?|cassees?|orphelin\w*|mort\w*|brise\w*|rompu\w*|casses?)",
    r"riferiment[oi] (?:pendent[ei]|rott[oi]|orfan[oi]|penzolant[ei]|interrott[oi])",
    r"(?:referencias?|relacoes) (?:pendentes?|quebradas?|orfas?|soltas?|mortas?)",
    r"(?:висяч|бит|мертв|оборван|сломан)\w+ (?:ссыл|связ)\w+|ссылк\w+ в никуда",
    r"(?:悬空|悬挂|失效|断开|无效|断掉)的?(?:引用|关系|链接)|(?:引用|参照)(?:悬空|失效|切れ)",
    r"(?:宙ぶらりんの|[坏壊]れた|切れた|ダングリング|无効な)(?:参照|リンク|[关関]系)|リンク切れ",
    r"(?:끊어진|끊긴|깨진|댕글링|유효하지 않은) ?(?:참조|관계|링크)",
    r"(?:टूटे|टूटी|लटकते|लटके)(?: हुए| हुई)? (?:संदर्भ|रेफरेंस|रिश्ते|लिंक)|(?:toote|tute) (?:hue )?(?:references?|links?)",
    r"(?:ال)?(?:مراجع|اشارات|روابط|علاقات) (?:ال)?(?:معلقه|مكسوره|مقطوعه|ميته)",
)
_ORPHANS = (
    rf"(?:things?|resources?|what|anything|something) {_THAT}{_WITHOUT} (?:relationships?|relations?|neighbou?rs?)",
    r"(?:things?|resources?|what|anything) (?:that |which )?(?:is|are) not (?:connected|related|linked) to (?:any|some)thing",
    r"ressourcen ohne (?:jede )?(?:beziehung|verbindung|nachbar)\w*",
    r"recursos sin (?:relaciones|conexiones|vinculos)",
    r"ressources sans (?:relations?|liens?|connexions?)",
    r"risorse senza (?:relazioni|collegamenti|legami)",
    r"recursos sem (?:relacoes|relacionamentos|conexoes|ligacoes)",
    r"ресурсы? без (?:связеи|отношении)",
    r"(?:没有|无)(?:任何)?(?:关系|关联)的?资源|[关関]系の?(?:を持た)?ないリソース",
    r"관계가 ?없는 ?리소스|बिना (?:संबंध|रिश्ते)\w*(?: वाले)? (?:संसाधन|रिसोर्स)",
    r"(?:ال)?موارد (?:بلا|بدون|ليس لها) علاقات",
)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return lazy_pattern(rf"(?<![a-z0-9_-])(?:{'|'.join(patterns)})")


_ASKED = ((Question.DANGLING, _any(_DANGLING)), (Question.CYCLES, _any(_CIRCLES)), (Question.ORPHANS, _any(_ORPHANS)))
_DEFINED = lazy_pattern(
    r"^(?:(?:explain|define|describe)|what (?:is|are) (?!the |my |our |these |there |(?:dis|not )?connected|not )|what s an? "
    r"|what does .*mean|was (?:ist|sind|bedeute)|que (?:es|son|significa) (?!las |los )|qu est[- ]ce qu|c est quoi|que signifie"
    r"|cos e|che cos|cosa (?:e|sono|significa) (?!le |i )|o que (?:e|sao|significa) (?!as |os )|что (?:такое|значит)|什么是"
    r"|ما (?:هي|هو|معن[يى]) (?!(?:ال)?(?:تبعيات|حلقات|مراجع|روابط|علاقات)))"
    r"|とは|って何|뭐야|무엇|이란|의 뜻|(?:क्या|kya) (?:है|होता है|होती है|hai|hota hai|hoti hai)$"
)
"""How it is asked what something means, and not whether there is any."""
_QUOTED = re.compile(r'"[^"]*"')
_MARKS = re.compile(r"[?？؟¿¡!.,،、。':;\s]+")
_OF_PLACES = frozenset({"resource_name", "resource_kind", "environment", "region", "provider", "tag"})
_SURE = 0.97


@lru_cache(maxsize=64)
def asked(text: str) -> Question | None:
    """What ``text`` asks of everything; None: nothing, or something else."""
    plain = _MARKS.sub(" ", fold(_QUOTED.sub(" ", normalise(text))).replace("n't", " not")).strip()
    if _DEFINED.search(plain) or asks_how(plain):
        return None
    return next((question for question, said_so in _ASKED if said_so.search(plain)), None)


_OF_INTERNET = lazy_pattern(
    r"\b(?:from|over|through) (?:the )?(?:public )?internet (?:to|into|get|reach|enter)\b"
    r"|\b(?:can|could|does|will) (?:the )?(?:public )?internet (?:reach|access|get to|talk to|connect to|see)\b"
)
"""How it is asked whether the internet reaches something, as if that were one of two."""


def _of_internet(reading: Reading) -> Frame | None:
    names = [one for one in reading.mentions if one.sort == "resource_name" and not one.excluded]
    plain = _MARKS.sub(" ", fold(reading.text))
    if len(names) != 1 or mood(reading) == Mood.COMMANDED or not _OF_INTERNET.search(plain):
        return None
    mentions = fitted("detect_threats", [one for one in reading.mentions if one.sort in _OF_PLACES], reading.tokens)
    return Frame("detect_threats", _SURE, said(mentions), ranked=(("detect_threats", _SURE), ("show_graph", 1 - _SURE)))


def frame(reading: Reading) -> Frame | None:
    """What is asked where it is that: to be shown in the graph, of what is named; None: something else is asked."""
    of_everything = asked(reading.text) in {Question.CYCLES, Question.DANGLING} and mood(reading) != Mood.COMMANDED
    reached = reach.asked(reading)
    if not of_everything and reached is None:
        return _of_internet(reading)
    of_rows = ("resource_kind", reached.kind if reached else "")
    wanted = [one for one in reading.mentions if one.sort in _OF_PLACES and (one.sort, one.value) != of_rows]
    mentions = fitted("show_graph", wanted, reading.tokens)
    ranked = (("show_graph", _SURE), ("resource_relationships", 1 - _SURE))
    return Frame("show_graph", _SURE, said(mentions), ranked=ranked)

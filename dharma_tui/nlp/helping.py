"""Help of one part of what can be asked: "help security", "help with costs", "what can I ask about scans?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.tokens import Token

_CALLED = {
    **dict.fromkeys(("security", "threats", "exposure"), "Security"),
    **dict.fromkeys(("cost", "costs", "money", "savings", "spending", "bills", "billing"), "Cost"),
    **dict.fromkeys(("scan", "scans", "scanning", "discovery", "discoveries"), "Discovery"),
    **dict.fromkeys(("topology", "graph", "graphs", "dependencies", "relationships"), "Topology"),
    **dict.fromkeys(("change", "changes", "changing", "plans"), "Changes"),
    **dict.fromkeys(("workload", "workloads", "deployment", "deployments", "rollouts"), "Workloads"),
    **dict.fromkeys(("inventory", "resources", "listing", "lists", "counting"), "Inventory"),
    **dict.fromkeys(("prediction", "predictions", "forecast", "forecasts", "anomalies"), "Predictions"),
}
"""Categories of what can be asked, by what they are called."""
_LONGEST = 80
"""Letters of what only asks for help."""
_ABOUT = r"(?:about|with|on|for|of|regarding)"
_HELP = re.compile(
    rf"(?:please )?(?:show |get |give me |i need "
    rf"|can you )?(?:some )?/?help(?: me)?(?: {_ABOUT})?(?: the| my| our)? (?P<word>\w+)"
    rf"|what (?:can|may|could|should) (?:i|we) (?:ask|say|type)(?: you)? {_ABOUT}(?: the| my| our)? (?P<asked>\w+)"
)


_ASKED_FOR = (
    r"help|hilfe|ayuda|aide|aiuto|ajuda|помощь|помоги|справка|ヘルプ|使い方|帮助|幫助|说明|도움말|도움|مساعدة|ساعدني|मदद|सहायता|madad"
    r"|examples?|beispiele?|ejemplos?|exemples?|esemp(?:io|i)|exemplos?|примеры?|例|例子|示例|예시|예제|أمثلة|उदाहरण"
)
_ABROAD = {
    "Security": r"security|sicherheit|seguridad|sécurité|sicurezza|segurança|безопасност\w+|セキュリティ|安全|보안"
    r"|(?:ال)?[أا]م[نا]\w*|सुरक्षा",
    "Cost": r"costs?|kosten|costes?|costos?|co[uû]ts?|costi|custos?|затрат\w*|расход\w*|стоимост\w*|コスト|費用|成本"
    r"|费用|비용|(?:ال)?تكاليف|(?:ال)?تكلفة|लागत|खर्च",
    "Discovery": r"scans?|discovery|escaneos?|analyses?|scansioni|varreduras?|сканировани\w+|スキャン|扫描|스캔|(?:ال)?مسح"
    r"|स्कैन",
    "Topology": r"topolog\w+|graphs?|graphe?n?|grafos?|abhängigkeiten|dependencias|dépendances|dipendenze"
    r"|dependências|топологи\w+|граф\w*|зависимост\w+"
    r"|トポロジー?|依存関係|拓扑|依赖|토폴로지|의존성|(?:ال)?طوبولوجيا|टोपोलॉजी",
    "Changes": r"changes?|änderungen|cambios|changements?|modifiche|mudanças|alterações|изменени\w+|変更|更改|变更|변경"
    r"|(?:ال)?تغييرات|बदलाव",
    "Workloads": r"workloads?|deployments?|rollouts?|despliegues?|déploiements?|distribuzioni|implantações"
    r"|деплой\w*|развертывани\w+|デプロイ|部署|배포|(?:ال)?نشر|डिप्लॉयमेंट",
    "Inventory": r"inventory|resources?|inventar|ressourcen|inventario|recursos|inventaire|ressources|risorse"
    r"|inventário|инвентар\w*|ресурс\w*|リソース|インベントリ|资源|리소스|자원|(?:ال)?موارد|संसाधन",
    "Predictions": r"predictions?|forecasts?|vorhersagen?|prognosen?|predicciones|prévisions?|previsioni|previsões"
    r"|прогноз\w*|予測|预测|예측|(?:ال)?تنبؤات|भविष्यवाणी",
}
"""Categories as they are called in other languages."""
_BESIDE = (
    r"(?:show|give|me|some|please|with|on|for|of|about|regarding|the|to|zu|zum|zur|für|mit|bei|über"
    r"|den|der|die|das|bitte|con|sobre|para|de|del|los|las|el|la|sur|pour|avec|les|des|le|du"
    r"|sulla|sui|sugli|sulle|sul|su|per|i|gli|com|os|as|o|a|por|по|с|о|про|для|关于|有关|的|に関する|について|の|에"
    r"|대한|관한|관련|في|عن|حول|من|में|के|की|लिए|बारे|ke|mein|liye)"
)
_HELP_ABROAD = lazy_pattern(
    rf"\s*(?:{_BESIDE}\s*)*(?:"
    rf"(?:{_ASKED_FOR})(?!\w*[a-z])\s*(?:{_BESIDE}\s+|[にのの的]\s?)*(?P<behind>\S+?)"
    rf"|(?P<before>\S+?)\s*(?:{_BESIDE}\s*)*(?:{_ASKED_FOR}))\s*(?:を|をください|ください|주세요|please|bitte)?\s*[?!.。]*",
    re.IGNORECASE,
)


def category_of(text: str) -> str:
    """The category that help, or examples, are asked of in a text in any language; empty where none is."""
    found = _HELP_ABROAD.fullmatch(text) if len(text) < _LONGEST else None
    said = (found["behind"] or found["before"]).strip("?!.。") if found else ""
    return next((one for one, called in _ABROAD.items() if said and re.fullmatch(called, said, re.IGNORECASE)), "")


def category(words: Sequence[str]) -> str:
    """The category that help is asked of; empty where none is."""
    found = _HELP.fullmatch(
        " ".join(word for word in words if word not in {"?", "!", ".", ",", "please"}).replace("/ ", "/")
    )
    return _CALLED.get(found["word"] or found["asked"], "") if found else ""


def is_about_help(tokens: Sequence[Token], text: str = "") -> bool:
    """Whether a request asks for help of a category."""
    return bool(category([token.plain for token in tokens]) or category_of(text))

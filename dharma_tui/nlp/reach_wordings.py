"""How each language asks whether one of two reaches the other: ``•`` stands for what is named, and accents are left out.

What is told is the whole question but for ports: these are taken out before.
"""

from __future__ import annotations

from dharma_tui.core.lazy_pattern import lazy_pattern

_W, _WW, _WWW = r"(?:[^\s•]+ )?", r"(?:[^\s•]+ ){0,2}", r"(?:[^\s•]+ ){0,3}"
"""So many words at most that may stand in between."""


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_EN = _any(
    r"(?:reach|access|contact)(?:es)?",
    r"(?:ping|query|see|curl|hit)s?",
    r"(?:talk|speak|communicate|connect)s? (?:to|with)",
    r"(?:get|route|telnet|ssh|rdp)s? (?:through |in )?(?:to|into)",
    r"(?:send|open)s? (?:a |any )?(?:traffic|packets|requests|connections?) to",
)
_EN_DONE = _any("reached", "accessed", "pinged", "contacted", "queried", "seen")
_EN_ABLE = _any("reachable", "accessible", "visible", "pingable", "open")
_EN_WAY = _any("path", "route", "way", "connection", "connectivity", "access", "line")
_EN_GOES = _any("get", "go", "flow", "pass", "travel", "come", "arrive", "lead", "connect", "talk", "speak")
_EN_LET = _any("open", "allowed", "permitted", "possible", "blocked", "reachable", "let through")
_DE = (
    r"(?:erreichen|zugreifen|ansprechen|reden|sprechen|kommunizieren|verbinden|kontaktieren|(?:an)?pingen|sehen|kommen|gelangen"
    r"|(?:he)?rankommen)"
)
_DE_WHO = rf"(?:wer|was|welche[rs]?|irgendeine[rs]?|eine[rs]?) {_W}(?:von|aus|unter|zwischen)"
_DE_WAY = r"(?:weg|pfad|route|verbindung|zugriff|netzzugriff|zugang|konnektivitat)"
_DE_ABLE = _any("erreichbar", "zugreifbar", "zuganglich", "sichtbar", "ansprechbar")
_ES = r"(?:llegar|acceder|alcanzar|conectar(?:se)?|hablar|comunicar(?:se)?|contactar|ver|entrar)"
_ES_DOES = r"(?:llega|accede|alcanza|se conecta|habla|se comunica|contacta|ve)"
_ES_CAN = r"(?:puede|podria|podra|logra|consigue|es capaz de)"
_FR = r"(?:atteindre|joindre|acceder|se connecter|parler|communiquer|contacter|voir|pinger)"
_FR_DOES = r"(?:atteint|joint|accede|se connecte|parle|communique|contacte|voit)"
_FR_ABLE = _any("accessible", "joignable", "atteignable", "visible")
_IT = r"(?:raggiungere|accedere|connettersi|collegarsi|parlare|comunicare|contattare|arrivare|vedere)"
_IT_DOES = r"(?:raggiunge|accede|si connette|si collega|parla|comunica|contatta|arriva|vede)"
_PT = r"(?:alcancar|acessar|aceder|chegar|(?:se )?conectar(?:[ -]se)?|falar|(?:se )?comunicar(?:[ -]se)?|ligar[ -]se|ver|pingar)"
_PT_DOES = r"(?:alcanca|acessa|chega|se conecta|conecta[ -]se|fala|se comunica|ve)"
_PT_CAN = r"(?:pode|consegue|poderia|da conta de|e capaz de)"
_FOR = r"(?:desde|para|pour|depuis|a|al|ao|pro|per|da|dal|de|do)"
_RU = (
    r"(?:достучаться|достучится|достигнуть|достичь|подключ(?:ить|ать)ся|подключится|соединиться|дотянуться|связаться|обратиться|обращаться|попасть"
    r"|общаться|ходить|пинговать|видеть|до[йи]ти|добраться|получить доступ|увидеть)"
)
_RU_DOES = (
    r"(?:достуч(?:ит|ать)ся|подключ(?:ит|ает)ся|дотягивается|дотянется|видит|достает|доходит|попадает|ходит"
    r"|имеет доступ)"
)
_RU_WAY = r"(?:доступ|связь|связность|маршрут|путь|соединение)"
_RU_ABLE = _any("доступ[а-я]+", "достижим[а-я]*", "видн[а-я]+", "видна", "пингуется")
_AR = r"(?:الوصول|الاتصال|التواصل|الولوج|الدخول|يصل|يتصل|يتواصل|يوصل|ان يصل|ان يتصل)"
_AR_TO = r"(?:ال[يى]|ب|ل|مع|لل)"
_HI = r"(?:पहु[ँंचन]|पहु|कनेक्ट|जुड|बात|एक्सेस|संपर्क|pahu|pohu|pahoo|connect|jud|baat|access|ping|sampark|khul[ai]|खुल[ाी])"
_HI_WHO, _HI_WHICH = r"(?:(?:में|mein|me|men) )?", r"(?:(?:कौन|कौनसा|कौन सा|kaun|kaun sa|kaunsa|kon) )?"
_HI_TO = r"(?:तक |से |को |पर |में |tak |se |ko |par |pe |mein )?"

_FORTH = (
    # English
    rf"(?:who|which|what|any|either|both|all|none|one|neither) {_W}(?:of|among|between|from) {_WW}• {_WWW}{_EN} {_WWW}•",
    rf"(?:can|could|does|do|is|will|would|should|may) {_WW}• {_WWW}{_EN} {_WWW}•",
    rf"(?:can|could|does|do|will) {_WW}• {_W}have {_WWW}{_EN_WAY} (?:to|into|with) {_WWW}•",
    rf"(?:tell|check|see|know|verify|confirm|out|wonder|wondering) {_W}(?:if|whether) {_WW}• {_WWW}{_EN} {_WWW}•",
    rf"• (?:can|could) {_WW}{_EN} {_WWW}•",
    rf"is there {_WWW}{_EN_WAY} {_W}(?:from|between) {_WW}• {_W}(?:to|and) {_WW}•",
    rf"is {_WWW}{_EN_LET} {_WW}(?:from|between) {_WW}• {_W}(?:to|and|towards) {_WW}•",
    rf"is {_WWW}(?:from|between) {_WW}• {_W}(?:to|and|towards) {_WW}• {_WW}{_EN_LET}",
    rf"(?:do|does|will|would) {_WWW}(?:allow|let|permit) {_WW}• (?:to )?{_EN} {_WWW}•",
    rf"can {_WW}(?:flow|get|go|pass|travel) {_W}from {_WW}• to {_WW}•",
    rf"(?:reachability|connectivity) {_W}(?:from|between) {_WW}• (?:to|and) {_WW}•",
    rf"way for {_WW}• to {_EN} {_WWW}•",
    rf"how (?:do|does|can|could|will|would) {_WWW}{_EN_GOES} {_W}from {_WW}• {_WW}to {_WWW}•",
    rf"how (?:do|does|can|could|will|would) {_WWW}• {_EN_GOES} (?:in |on |over )?to {_WWW}•",
    rf"{_EN_WAY} from {_WW}• {_WW}to {_WWW}•",
    rf"(?:which|what) ports {_WWW}(?:from|between) {_WW}• {_W}(?:to|and|towards) {_WW}•",
    # German
    rf"{_DE_WHO} {_WW}• (?:erreicht|sieht|kontaktiert|kommt|gelangt) {_WWW}•",
    rf"{_DE_WHO} {_WW}• (?:kann|konnte|koennte|darf) {_WWW}• {_WWW}{_DE}",
    rf"(?:kann|konnte|koennte|darf|ob) {_WW}• {_WWW}• {_WWW}{_WW}{_DE}",
    rf"(?:erreicht|sieht|kontaktiert|spricht|redet|verbindet sich) {_WW}• {_WWW}•",
    rf"ob {_WW}• {_WW}• {_WW}(?:erreicht|sieht|kontaktiert)",
    rf"(?:kommt|gelangt) {_WW}• {_W}(?:an|bis|zu|zur|zum|auf|nach) {_WW}•",
    rf"(?:hat|besitzt|bekommt) {_WW}• {_WW}{_DE_WAY} {_W}(?:auf|zu|zur|zum|mit|nach) {_WW}•",
    rf"(?:gibt es|existiert|besteht) {_WWW}{_DE_WAY} {_W}(?:von|zwischen) {_WW}• {_W}(?:auf|zu|zur|zum|und|nach) {_WW}•",
    rf"(?:welche|welcher) ports? {_WWW}(?:von|zwischen) {_WW}• {_W}(?:zu|zur|zum|und|nach) {_WW}•",
    rf"ist {_WWW}(?:von|zwischen) {_WW}• {_W}(?:zu|zur|zum|und|nach) {_WW}• {_WW}(?:offen|erlaubt|frei|moglich)",
    rf"ist (?:von|vom|fur) {_WW}• {_W}(?!nach |zu |und )• {_WW}{_DE_ABLE}",
    # Spanish
    rf"(?:{_ES_CAN} {_WW}•|• {_ES_CAN}) {_W}{_ES} {_WWW}•",
    rf"(?:{_ES_DOES} {_WW}•|• {_ES_DOES}) {_WWW}•",
    rf"(?:tiene {_WW}•|• tiene) {_WW}(?:acceso|conexion|conectividad|ruta) {_W}(?:a|al|con|hacia|hasta) {_WW}•",
    rf"(?:que|cuales) puertos {_WWW}(?:entre|desde|de) {_WW}• (?:y|a|al|hacia|hasta) {_WW}•",
    rf"(?:esta|hay) {_WWW}(?:entre|desde|de) {_WW}• (?:y|a|al|hacia|hasta) {_WW}•",
    rf"desde {_WW}• se (?:puede {_W}{_ES}|llega|accede|alcanza) {_WW}•",
    # French
    rf"(?:• peut(?: il| elle)?|est ce que {_WW}• peut|peut {_WW}•|• (?:arrive|reussit)(?: t il)? a) {_W}{_FR} {_WWW}•",
    rf"(?:• {_FR_DOES}(?: t)?(?: il| elle)?|est ce que {_WW}• {_FR_DOES}) {_WWW}•",
    rf"• a(?: t)?(?: il| elle)? {_WW}(?:acces|connexion|connectivite|route|chemin) {_W}(?:a|au|aux|avec|vers) {_WW}•",
    rf"(?:quels|quelles) ports {_WWW}(?:entre|de|depuis) {_WW}• (?:et|a|vers|jusqu a) {_WW}•",
    rf"y a t il {_WW}(?:acces|connexion|connectivite|route|chemin) {_W}(?:entre|de|depuis) {_WW}• (?:et|a|vers) {_WW}•",
    rf"est (?:il |elle |ce que )?{_WWW}(?:ouvert|ouverte|autorise|possible) {_W}(?:entre|de|depuis) {_WW}• (?:et|a|vers) {_WW}•",
    # Italian
    rf"(?:• (?:puo|potrebbe|riesce|riuscirebbe)|(?:puo|riesce) {_WW}•) {_W}{_IT} {_WWW}•",
    rf"(?:{_IT_DOES} {_WW}•|• {_IT_DOES}) {_WWW}•",
    rf"(?:• ha|ha {_WW}•) {_WW}(?:accesso|connessione|connettivita|rotta) {_W}(?:a|al|alla|con|verso) {_WW}•",
    rf"c e {_WW}(?:accesso|connessione|connettivita|rotta) {_W}(?:tra|fra|da|dal) {_WW}• (?:e|ed|a|al|verso) {_WW}•",
    rf"(?:quali|che) porte {_WWW}(?:tra|fra|da|dal) {_WW}• (?:e|ed|a|al|verso) {_WW}•",
    rf"e {_WW}(?:aperta|aperto|consentita|possibile) {_W}(?:tra|fra|da|dal) {_WW}• (?:e|ed|a|al|verso) {_WW}•",
    # Portuguese
    rf"(?:• {_PT_CAN}|{_PT_CAN} {_WW}•) {_W}{_PT} {_WWW}•",
    rf"(?:• {_PT_DOES}|{_PT_DOES} {_WW}•) {_WWW}•",
    rf"(?:• tem|tem {_WW}•) {_WW}(?:acesso|conexao|conectividade|rota) {_W}(?:a|ao|com|para|pro|ate) {_WW}•",
    rf"(?:ha|existe|tem) {_WW}(?:acesso|conexao|conectividade|rota) {_W}(?:entre|de|do|da) {_WW}• (?:e|para|ao) {_WW}•",
    rf"(?:quais|que) portas {_WWW}(?:entre|de|do|da) {_WW}• (?:e|para|pro|ate|ao) {_WW}•",
    rf"(?:esta|ta) {_WW}(?:aberta|aberto|liberada|liberado) {_W}(?:entre|de|do|da) {_WW}• (?:e|para|pro|ate|ao) {_WW}•",
    # Russian
    rf"(?:(?:может|сможет)(?: ли)? {_WW}•|• (?:может|сможет|умеет)(?: ли)?) {_WW}{_RU} {_WWW}•",
    rf"(?:{_RU_DOES}(?: ли)? {_WW}•|• {_RU_DOES}(?: ли)?) {_WWW}•",
    rf"есть(?: ли)? {_WW}• {_WW}{_RU_WAY} {_W}(?:к|ко|с|со|до|на) {_WW}•",
    rf"есть(?: ли)? {_WW}{_RU_WAY} {_W}(?:с|со|от|из|между) {_WW}• {_W}(?:к|ко|и|до|на) {_WW}•",
    rf"можно(?: ли)? (?:с|со|из|от) {_WW}• {_WW}{_RU} {_WWW}•",
    rf"какие порты {_WWW}(?:с|со|от|из|между) {_WW}• (?:к|ко|и|до|на) {_WW}•",
    rf"открыт[а-я]*(?: ли)? {_WWW}(?:с|со|от|из|между) {_WW}• (?:к|ко|и|до|на) {_WW}•",
    # Arabic
    rf"(?:اي|من|ايهما|ايهم|هل اي) {_WW}• {_WWW}{_AR} {_W}{_AR_TO} {_W}•",
    rf"(?:يمكن|يستطيع|تستطيع|بامكان|يقدر|هل) {_W}• {_W}{_AR} {_W}{_AR_TO} {_W}•",
    rf"هل {_W}{_AR} • {_AR_TO} {_W}•",
    rf"هل (?:لد[يى]|عند|ل|يملك) {_W}• {_WW}(?:وصول|صلاحيه وصول|اتصال) {_AR_TO} {_W}•",
    rf"هل {_WWW}(?:بين|من) • (?:و|ل|ال[يى]) ?•",
    rf"(?:المنافذ|منافذ) {_WWW}(?:بين|من) • (?:و|ال[يى]) ?•",
    # Hindi
    rf"• (?:\S+ )?{_HI_WHO}(?:से |se )?{_HI_WHICH}• {_HI_TO}{_WW}{_HI}.*(?:सक|है|sak|hai|h$)",
)
_BACK = (
    rf"(?:is|are|will|would) {_WW}• {_WW}{_EN_ABLE} {_WW}(?:from|for|to|by) {_WWW}•",
    rf"(?:do|does|will|would) {_WW}• accept {_WWW}from {_WW}•",
    rf"ping {_WW}• from {_WW}•",
    rf"can {_WW}• be {_EN_DONE} {_WW}(?:from|by) {_WWW}•",
    rf"can (?:i|we|you|one) {_EN} {_WW}• {_W}from {_WWW}•",
    rf"ist {_WW}• (?:von|vom|fur|ab|uber) {_WW}• {_WW}(?:{_DE_ABLE}|offen)",
    rf"(?:es|esta) {_W}(?:alcanzable|accesible|visible) {_WW}• {_W}(?:desde|para|por) {_WW}•",
    rf"(?:es|esta) {_WW}• {_W}(?:alcanzable|accesible|visible) {_WW}(?:desde|para|por) {_WW}•",
    rf"• (?:es|esta) {_W}(?:alcanzable|accesible|visible) {_WW}(?:desde|para|por) {_WW}•",
    rf"• (?:esta|e|ta|est)(?: il| elle)? (?:abiert|apert|abert|ouvert|liberad)[aoe]? {_FOR} {_WW}•",
    rf"se puede {_W}{_ES} {_WW}• {_W}desde {_WW}•",
    rf"(?:• est(?: il| elle)?|est ce que {_WW}• est) {_W}{_FR_ABLE} {_WW}(?:depuis|de|par) {_WW}•",
    rf"peut on {_FR} {_WW}• {_W}depuis {_WW}•",
    rf"(?:• e|e {_WW}•) {_W}(?:raggiungibile|accessibile|visibile) {_W}(?:da|dal|dalla) {_WW}•",
    rf"(?:• (?:e|esta|ta)|(?:e|esta) {_WW}•) {_W}(?:acessivel|alcancavel|visivel) {_WWW}(?:de|do|da|pelo|pela|para) {_WW}•",
    rf"si puo {_W}{_IT} {_WW}• {_W}(?:da|dal|dalla) {_WW}•",
    rf"(?:da pra|da para|e possivel|consigo|podemos) {_PT} {_WW}• {_WWW}(?:de|do|da|desde) {_WW}•",
    rf"(?:{_RU_ABLE}(?: ли)? {_WW}•|• {_RU_ABLE}(?: ли)?) {_W}(?:с|со|из|от|для) {_WW}•",
    rf"можно(?: ли)? {_RU} (?:к|ко|до|на) {_WW}• (?:с|со|из|от) {_WW}•",
    rf"هل (?:يمكن )?{_AR} {_AR_TO} • من {_W}•",
    rf"هل {_W}• (?:متاح|متاحه|يمكن الوصول اليه|قابل للوصول) {_W}من {_W}•",
    rf"• (?:तक |tak ){_WW}• (?:से |se ){_WW}{_HI}.*(?:सक|है|sak|hai|h$)",
)
_ZH = r"(?:访问|连接|连上|连到|连通|连得上|到达|触达|联通|通信|通讯|ping通|ping|登录|连)"
_ZH_CAN = r"(?:能|可以|可否|是否|有没有办法|可不可以)"
_ZH_TOO = r"(?:通不通|通吗|通么|能通|是否通|能不能通|连通|互通|可达|连得上|有路径|有没有路|能连|能访问|通信)"
_JA = r"(?:到达|接続|アクセス|通信|つなが|繋が|届[くけき]|疎通|话せ|話せ|繋げ|つなげ|ping|いけ|行け)"
_KO = r"(?:접근|연결|접속|도달|통신|닿|핑|액세스|붙을|갈수)"
_JOINED_FORTH = (
    rf"从?•[^•]{{0,4}}{_ZH_CAN}[^•]{{0,8}}?{_ZH}[^•]{{0,3}}•",
    rf"{_ZH_CAN}(?:不能|不可以)?从•[^•]{{0,6}}{_ZH}[^•]{{0,3}}•",
    rf"从?•(?:到|和|与|跟|至|去)•[^•]{{0,8}}{_ZH_TOO}",
    r"从?•(?:到|和|与|跟|至)•的?(?:开|开放|打开)了?(?:吗|没|么)",
    r"•(?:有没有|是否有|有)[^•]{0,4}(?:访问|连接)[^•]{0,3}•|•[^•]{0,4}有[^•]{0,3}•的?(?:访问|网络|连接)(?:权限?)?吗",
    r"从?•(?:到|和|与|跟)•[^•]{0,8}(?:哪些|什么|哪个)端口|(?:哪些|什么|哪个)端口[^•]{0,6}从?•(?:到|和|与|跟)•",
    rf"•(?:の(?:うち|中)?(?:で)?)?(?:どちら|どれ|どの[^•]{{1,6}}|どっち)が•[^•]*{_JA}[^•]*(?:でき|可能|ます|る|か|$)",
    rf"•(?:は|が|から|って|より)(?:は)?•[^•]*{_JA}[^•]*(?:でき|可能|ます|る|か|$)",
    r"•(?:から|と)•(?:へ|に|まで|の)?[^•]*(?:どの|何番の?)?(?:ポート|経路|疎通)[^•]*(?:开い|開い|空い|あり|ある|か$)",
    r"•から•[^•]*(?:开いて|空いて|通って)[^•]*(?:か|る|$)",
    r"•(?:과|와|랑|하고|에서)•(?:사이|간|로|으로|까지)[^•]*(?:포트|열려|열린|개방)",
    rf"•(?:중|중에|중에서|가운데)(?:어느|어떤|누가|무엇|뭐|하나)[^•]{{0,6}}•(?:에|로|으로|와|과|까지|를|을|의)?[^•]*{_KO}[^•]*(?:있|가능|되|돼|나요|$)",
    rf"•(?:이|가|은|는|에서|서|와|과|이랑|랑|하고)?•(?!에서)(?:에|로|으로|와|과|까지|한테|를|을|의|랑)?(?!서)[^•]*{_KO}(?:(?!게|도록)[^•])*(?:있|가능|되|돼|하나|할까|니$|나요|어$|지$|수)",
)
_JOINED_BACK = (
    r"•的?对•(?:开放|开|可见|可达)",
    rf"•[^•]{{0,6}}被•[^•]{{0,3}}{_ZH}|{_ZH_CAN}从•[^•]{{0,3}}{_ZH}的?•(?!)",
    rf"•(?:は|に|へ|って)•から[^•]*{_JA}[^•]*(?:でき|可能|ます|る|か|$)",
    rf"•(?:은|는|이|가|에|로)?•에서[^•]*{_KO}(?:(?!게|도록)[^•])*(?:있|가능|되|돼|하나|할까|니$|나요|어$|지$|수)",
)
_SAYS_FORTH = lazy_pattern(rf"(?:^| )(?:{'|'.join(_FORTH)})")
_SAYS_BACK = lazy_pattern(rf"(?:^| )(?:{'|'.join(_BACK)})")
_JOINED = lazy_pattern("|".join(_JOINED_FORTH)), lazy_pattern("|".join(_JOINED_BACK))
_EAST_ASIAN = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ORDERED = lazy_pattern(
    r"让|使得|确保|允许|开通|放行|打通|ように|(?:接続|アクセス|到达|通信)(?:させ|して)|许可して|开けて|ない|ません|해줘|해주|시켜|허용"
    r"|열어|수없|안되|못|कर दो|करो|नहीं|kar do|karo|nahi|karwa"
)
"""With one of these it is an order, or a complaint."""


def led(masked: str) -> str:
    """Which of the two is asked to reach the other: "forth" for the first, "back" for the second; empty: none is."""
    joined = masked.replace(" ", "")
    if _ORDERED.search(masked) or _ORDERED.search(joined):
        return ""
    if _EAST_ASIAN.search(masked):
        forth, back = _JOINED
        return "back" if back.search(joined) else "forth" if forth.search(joined) else ""
    return "back" if _SAYS_BACK.search(masked) else "forth" if _SAYS_FORTH.search(masked) else ""

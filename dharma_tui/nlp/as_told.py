"""What only looks like an order, as it was typed: quoted and listed text, what may be done, what is to be left as it is.

Also what of a text is read at all: blanks are folded first, and what is longer than that is said not to have been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.text import printable
from dharma_tui.nlp.planning import NO_PLAN
from dharma_tui.nlp.refusing import SAYS, verbs
from dharma_tui.nlp.safety import NEGATIONS
from dharma_tui.nlp.tokens import LONGEST, begun, folded_blanks
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import lines, listed, named

_TITLES = (
    r"todo|to-do|fixme|notes?|nb|n\.b\.|reminder|re|fwd?|aw|wg|subject|betreff|asunto|objet|oggetto"
    r"|assunto|тема|заметка|notiz|nota"
    r"|step\s\d+|schritt\s\d+|paso\s\d+|étape\s\d+|ticket|title|example|e\.g\.|beispiel|ejemplo"
    r"|exemple|esempio|exemplo|например"
    r"|件名|引用|例|主题|主題|转发|待办|제목|예|할\s?일|موضوع|ملاحظة|مثال|विषय|नोट|उदाहरण"
)
_QUOTED = lazy_pattern(
    rf"""^[^\S\n]*(?:[>|»❯]|\#+\s|//|--\s|;;|/\*|<!--|<(?:del|s|q|blockquote|li|code)>|~~|```
    |\[[\sxX✓✔*-]?\]|[☐☑☒✓✔✗✘]|(?:[-*•‣◦·–—+]|\(?(?:\d{{1,3}}|[a-z])[.)])\s+(?:\[[\sxX✓✔*-]?\]|[☐☑☒✓✔✗✘]|(?!\d)\S+[ \t]+\S)
    |(?:{_TITLES})\s*[:：])""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
"""A line of a mail, a list, a comment or a heading; behind its mark one word alone is a name. Each line is looked at by itself."""
_WHOLE = lazy_pattern(
    r"\s*(?:\"[^\"]+\"|'[^']+'|`[^`]+`|“[^”]+”|„[^“”]+[“”]|«[^»]+»|‘[^’]+’|「[^」]+」|『[^』]+』)[.!。]?\s*"
)
"""A text all of which is in quotes."""
_DONE_JA = r"(?:削除|停止|起動|再起動|消去|変更|止め|消し?|落と?し?)"
_DO_ZH = r"(?:删|停|关|启|重启|开|移|清|改|扩|缩|回滚|销毁|终止|下线)"
_MAY_BE = lazy_pattern(
    rf"""(?<!\w)(?:
    (?<=\s)(?:can|could|may|might|will|would|shall)\s(?:\w+\s){{0,2}}?be\s\w
    |(?:you|we|one|they|people|anyone|everybody)\s(?:can|could|may|might)\s
    |is\s(?:now\s|also\s|probably\s)?(?:safe|ready|ok|okay|fine|free|due|scheduled|about|going|supposed|allowed|good|meant|planned)\s(?:to|for)\s
    |(?<=\s)(?:kann|könnte|darf|dürfte|können|dürfen|könnten|wird|werden)\s(?:\S+\s){{0,4}}?(?:\w+\swerden|weg)\b
    |man\s(?:kann|könnte|darf)\s
    |se\spueden?\s|(?<=\s)(?:pueden?|podrían?)\s(?:ser\s|\w+[aei]rse\b)
    |on\speut\s|(?<=\s)(?:peut|peuvent|pourrait|pourraient)\s(?:être\s|se\s)
    |si\spu[oò]\s|si\spossono\s|(?<=\s)(?:pu[oò]|possono|potrebbe|potrebbero)\sessere\s
    |(?:pode|podem)-se\s|(?<=\s)(?:pode|podem|poderia|poderiam)\sser\s
    |(?:можно|разрешено|допустимо)\s|(?:может|могут)\sбыть\s
    |(?:يمكن|يجوز|بالإمكان)\s(?!ل?ك)
    )
    |जा\sसकत|(?<!\w)ja\ssak(?:ta|ti|te)\b
    |(?<!你)(?<!您)(?<!能)(?:可以|能够|能|可)(?:被|放心|安全)?{_DO_ZH}
    |{_DONE_JA}\s?(?:できます|できる|可能|して?も?(?:いい|よい|良い|大丈夫|構わ|かまわ)|ても(?:いい|よい|良い|大丈夫|構わ|かまわ))
    |(?:해|도)도?\s?(?:됩니다|돼요|된다|괜찮)|(?:삭제|중지|시작|재시작|정지)\s?(?:가능|할\s?수\s?있(?:습니다|다|음|어요))
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""That something may be done, or that it will be: told, and not asked for."""
_POLITE = lazy_pattern(
    r"[?？؟]|吗|嗎|么|ますか|까(?:요)?\s*$"
    r"|(?<!\w)(?:please|pls|kindly|bitte|por\sfavor|s'il|svp|per\sfavore|пожалуйста|من\sفضلك"
    r"|कृपया)(?!\w)|请|ください|お願い|주세요|줘"
)
_CONDITION = lazy_pattern(
    r"的话|的話|如果|要是|假如|倘若|万一|一旦|除非|もし|場合|ていれば|ていたら|(?:落ち|止まっ|ダウンし|死ん)(?:たら|だら)|만약|만일|경우|(?:다면|라면|되면|지면"
    r"|추면|으면)(?!\s?(?:좋|고맙|감사))"
    r"|(?<!\w)(?:falls|sofern|если|إذا|اذا|अगर|यदि|agar|yadi|si\s(?:el|la|le|il|elle|está|esta|est|no"
    r"|ne|se|c'|\S+\s(?:est|está|esta|n'))|se\s(?:è|estiver|for|não|non|il|lo|la|\S+\s(?:è|estiver"
    r"|for|está)))(?!\w)",
    re.IGNORECASE,
)
"""That something is to be done only if something else is so, in the words of other languages than English."""
_LEFT = lazy_pattern(
    r"""(?<!\w)(?:
    (?:leave|let)\s(?:\S+\s){1,5}?(?:alone|be|running|stopped|on|off|up|in\speace|untouched|as\s(?:it|they)\s(?:is|are|was|were)|there)\s*(?:$|[,.;!])
    |keep\s(?:\S+\s){1,5}?(?:running|stopped|alive|up|on|off|untouched|as\s(?:it|they)\s(?:is|are))\s*(?:$|[,.;!])
    |(?:keep|spare|save|protect|preserve)\s\S+\s*$|hands\soff\s
    |lass(?:t|en\ssie)?\s(?:\S+\s){1,4}?(?:in\sruhe|laufen|stehen|wie\s(?:es|er|sie)\s(?:ist|sind|war)|unangetastet|so)\s*(?:$|[,.;!])
    |behalt[e]?\s\S+\s*$|finger\sweg\s
    |laisse[rz]?\s(?:\S+\s){1,4}?(?:tranquilles?|tourner|tel\squel|en\spaix|comme\s\S+|allumée?s?|en\smarche)\s*(?:$|[,.;!])|ne\stouche[rz]?\spas\s|garde[rz]?\s\S+\s*$
    |dej[ae]n?\s(?:\S+\s){1,4}?(?:en\spaz|tranquil\w+|corriendo|encendid\w+|como\s\S+|quiet\w+)\s*(?:$|[,.;!])|no\stoques\s|conserva\s\S+\s*$
    |lascia(?:te|re)?\s(?:stare|perdere|in\space)\s\S|lascia(?:te|re)?\s(?:\S+\s){1,4}?(?:in\space|acces\w+|com'?\s?\S+|stare)\s*(?:$|[,.;!])|non\stoccare\s
    |deix[ae]m?\s(?:\S+\s){1,4}?(?:em\spaz|quiet\w+|rodando|ligad\w+|como\s\S+)\s*(?:$|[,.;!])|não\smex[ae]\s
    |(?:оставь(?:те)?|не\sтрогай(?:те)?)\s\S
    |(?:اترك|دع|لا\sتلمس)\s\S
    |(?:\S+\sको\s)?(?:मत\sछेड़|रहने\sदो|छोड़\sदो)
    )
    |そのまま|放っておいて|触らない(?!\w)|(?:不要|别|別|勿)(?:动|動|碰)|保留|(?:건드리지|손대지)\s?(?:마|말)|그대로\s?(?:둬|두|놔)|छेड़ना\sमत|(?:mat\schhed|rehne\sdo|chhod\sdo)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""That something is to stay as it is."""
_NAMED = "x0x"
"""Stands for what is named."""
_BREAKS = frozenset({"and", "but", "then", "while"})
_CALLED_OFF = lazy_pattern(
    r"""(?<!\w)(?:
    (?:undo|undelete|unstop|abort|cancel|revoke|reverse|withdraw|call\soff|halt|stop|take\sback)\s(?:the\s|that\s|my\s|this\s|last\s)*(?:delet\w+|terminat\w+|remov\w+|shut\s?downs?|stop(?:ping)?|restart\w*|reboot\w*|resiz\w+|scal(?:e|ing)|start(?:ing)?|change|destruction|plan)\b
    |undelete\s|un-delete\s|bring\s(?:\S+\s){1,3}?back\sfrom\s
    |(?:lösch\w*|entfern\w*|stopp?\w*|neustart\w*)\s(?:\S+\s){0,3}?(?:abbrechen|rückgängig|zurücknehmen|widerrufen)
    |(?:brich|brecht|breche)\s(?:das|die|den)\s\w+|mach\w*\s(?:das|die)\s(?:lösch|entfern)\w+
    |(?:annule[rz]?|défai[st]|défaire|arrête[rz]?)\s(?:la\s|l'\s?|le\s)(?:suppression|arrêt|redémarrage|destruction)
    |(?:cancela|deshaz|deshacer|aborta|anula|cancele|desfa[zç]\w*|desfazer|anule)\s(?:la\s|el\s|a\s|o\s)(?:eliminación|borrado|parada|reinicio|exclusão|remoção|reinício)
    |(?:annulla|interrompi|ferma)\s(?:la\s|l'\s?|il\s)(?:eliminazione|cancellazione|rimozione|arresto|riavvio)
    |(?:отмени\w*|останови\w*|прерви\w*|откати\w*)\s(?:удалени|остановк|перезапуск|запуск)\w+
    |(?:ألغ|الغ|أوقف|اوقف|تراجع\sعن)\w*\s(?:عملية\s)?(?:ال)?(?:حذف|إيقاف|ايقاف|إعادة)
    )
    |(?:取消|撤销|撤銷|中止)(?:对)?\s?\S*?\s?(?:的)?(?:删除|刪除|停止|重启)|(?:删除|刪除)\s?\S*\s?(?:取消|撤销)
    |(?:削除|停止|再起動)を?(?:取り消|キャンセル|中止|やめ)|삭제(?:를)?\s?(?:취소|중단|되돌)|(?:हटाना|delete\skarna|डिलीट)\s?(?:रद्द|रोको|cancel|rok)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""That a change is to be called off or undone."""


_GO_AHEAD = lazy_pattern(
    r"\b(?:for real|do (?:it|that|so)|go ahead|apply (?:it|that)|proceed|make it so|execute (?:it|that)|yes|confirm)\b"
)


def unread(text: str) -> str:
    """What of ``text`` lies behind what is read; empty: nothing."""
    if len(text) <= LONGEST:
        return ""
    folded = folded_blanks(text)
    return folded[len(begun(folded)) :]


def _without_names(asked: Asked) -> str:
    """What is read of a text, with a stand-in for what it names: words within a name say nothing of what is meant."""
    text = asked.text[:LONGEST]
    for name in sorted((*asked.frame.values("resource_name"), *asked.frame.values("tag")), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _NAMED, text, flags=re.IGNORECASE)
    return text


def doubts(text: str, whole: str = "") -> Iterator[str]:
    """What speaks against a plan in how ``text`` is written; ``whole`` is all of it, as it was typed."""
    if unread(whole or text):
        yield "too long"
    text = text[:LONGEST]
    if _QUOTED.search(text) or _WHOLE.fullmatch(text):
        yield "quoted"
    if _MAY_BE.search(text) and not _POLITE.search(text):
        yield "only may be"
    if _CONDITION.search(text):
        yield "supposed"


def doubted(asked: Asked, before: str) -> Asked:
    """``asked`` with these; of a request that only reads, with what was not read of it.

    ``before`` is what was answered last: what was refused is not planned because somebody says to go ahead.
    """
    is_change = asked.frame.intent in CHANGES
    text = _without_names(asked) if is_change else ""
    told = [*doubts(text, asked.text)] if is_change else ["too long"] * bool(unread(asked.text))
    if is_change and not asked.said and before.startswith(NO_PLAN) and _GO_AHEAD.search(" ".join(asked.words)):
        told.append("not planned")
    if is_change and _LEFT.search(text) and _changes_beside(asked):
        told.append("kept beside")
    return replace(asked, doubts=(*asked.doubts, *told)) if told else asked


def _changes_beside(asked: Asked) -> bool:
    """Whether a clause beside the one of what stays asks for a change: "restart web-1 but keep web-2 running"."""
    clauses: list[list[str]] = [[]]
    for word in asked.words:
        if word in _BREAKS or not any(map(str.isalnum, word)):
            clauses.append([])
        else:
            clauses[-1].append(word)
    told = [clause for clause in clauses if clause]
    return len(told) > 1 and any(
        verbs(replace(asked, words=tuple(clause))) or "tag" in clause for clause in told if NEGATIONS.isdisjoint(clause)
    )


def told(asked: Asked, answer: Answer) -> Answer:
    """``answer``, which says where its request was not read to its end, and where it is of more than was spoken of before.

    Nothing is planned of what was listed of a text that was not read to its end.
    """
    if asked.widened and asked.frame.intent == "show_statistics" and answer.table is not None:
        answer = replace(
            answer, text=lines(answer.text, f"It is of all, not of {listed([*map(named, asked.widened)])} alone.")
        )
    rest = unread(asked.text)
    if not rest or asked.frame.intent in CHANGES:
        return answer
    behind = named(printable(rest.strip(), 30))
    said = f"Only the first {LONGEST:,} characters were read; the {len(rest):,} from {behind} on were not."
    return replace(answer, text=lines(said, answer.text), doubts=(*answer.doubts, "too long"))


def kept(asked: Asked) -> Answer | None:
    """The answer where something is to be left as it is, or a change to be called off: no change is planned or offered."""
    if asked.frame.intent not in CHANGES:
        return None
    text = _without_names(asked)
    if _CALLED_OFF.search(text):
        said = "Nothing is called off or undone: this release carries out no change, so it has made none."
    elif "kept beside" in asked.doubts:
        said = f"{NO_PLAN}{SAYS['kept beside']}."
    elif _LEFT.search(text):
        said = "Nothing is planned: all of it is left as it is."
    else:
        return None
    steps = tuple(f"what changed on {one.name}?" for one in asked.targets[:1])
    return Answer(said, next_steps=(*steps, "what changed today?", "list servers", "what can you do?")[:3])

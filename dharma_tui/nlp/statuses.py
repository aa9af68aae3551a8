"""What is said of the state of things: "stopped", "public", "unattached"; told by their state, or by a column of their kind."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.denied_states import opposed_now
from dharma_tui.nlp.engines import is_of_engine
from dharma_tui.nlp.lacking import missing_tags
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked

STATES = {
    "running": "running",
    "stopped": "stopped",
    "terminated": "terminated",
    "failed": "failed",
    "pending": "pending",
    "healthy": "running",
    "unhealthy": "degraded,failed",
    "unstable": "degraded,failed,pending",
    "degraded": "degraded",
    "down": "failed,stopped",
    "crashlooping": "failed",
    "throttled": "degraded",
}
_PROPERTIES = {
    "public": {
        "public": ("public=yes", "public=no"),
        "open": ('!open=no !open=""', "open=no"),
        "exposed": ("exposed=yes", "exposed=no"),
        "public_access": ('!public_access=blocked !public_access=""', "public_access=blocked"),
        "public_ip": ('!public_ip=""', 'public_ip=""'),
        "scheme": ("scheme:internet", '(!scheme:internet !scheme="")'),
    },
    "unencrypted": {"encrypted": ("encrypted=no", "encrypted=yes"), "encryption": ('encryption=""', '!encryption=""')},
    "unattached": {"instance": ('instance=""', '!instance=""'), "in_use": ("in_use=no", "in_use=yes")},
    "idle": {"instance": ('instance=""', '!instance=""'), "in_use": ("in_use=no", "in_use=yes")},
    "expiring": {"expires": ("(expires<+30d expires>+0s)", "!(expires<+30d expires>+0s)")},
    "expired": {"expires": ("expires>1s", "!expires>1s")},
}
"""Filters for states that are told by a column of a kind, and for not being in them: by the column that there must be."""
TURNED = {pair[is_so]: pair[1 - is_so] for pairs in _PROPERTIES.values() for pair in pairs.values() for is_so in (0, 1)}
"""Those filters by their opposites: what says nothing of a state is neither in it nor out of it."""
_HELD = frozenset({"volume", "disk", "address", "interface"})
"""What runs where it is attached, and says no more of that."""
_DENIED = {"unencrypted": "encrypted", "unattached": "attached"}
"""How not being in a state is said, where one word says it."""
_RUNNING = re.compile(r"\brunning (?:out|low|short|late)\b")
_NOT_RUNNING = re.compile(
    r"\b(?:not|no longer|isn't|aren't|never) (?:\w+ )?(?:running|active|started|up)\b|\brunning not\b"
)
_NOT_RUNNING_ABROAD = lazy_pattern(
    r"\bnicht (?:mehr )?(?:laufen|l[aä]uft|aktiv|gestartet)|\bl(?:aufen|[aä]uft) (?:\w+ )?nicht\b"
    r"|\b(?:ne|n') ?(?:tourne|fonctionne|marche|s'ex[eé]cute)(?:nt)? (?:pas|plus)"
    r"|\bpas (?:en cours|en marche|actif|allum|d[eé]marr)"
    r"|\bno (?:est[aá]n? )?(?:en ejecuci|corriendo|funciona|en marcha|activ|encendid|corren)"
    r"|\bnon (?:sono |[eè] )?(?:in esecuzione|attiv|acces|avviat|girano|gira\b|funziona)"
    r"|\bn[aã]o (?:est(?:[aã]o|[aá]) )?(?:rodando|rodam|em execu|ativ|funciona|ligad|a correr)"
    r"|(?<!\w)не (?:работа|запущен|активн)|(?<!\w)(?:не(?:запущенн|работающ|активн))"
    r"|(?:稼働|起動|実行|動作)(?:中)?(?:して|されて|で|では|じゃ)?い?ない|動いてい?ない|非稼働|(?:没有?|沒有?|没在|不在|未|非)(?:在)?(?:运行|運行|启动|啟動)"
    r"|실행(?:되고|하고)? ?(?:중이|되지|하지)? ?(?:있지)? ?(?:아닌|않|안)|(?:작동|돌아가)(?:하)?지 않"
    r"|[لغ](?:ا|ير) ?(?:ال)?(?:تعمل|يعمل|عاملة|مشغل)"
    r"|नहीं चल|चल नहीं|चालू नहीं",
    re.IGNORECASE,
)
"""The same in the other languages, where "not running" is read as stopped, and is any state but running."""
_RUNNING_WHAT = re.compile(
    r"\brunning (?P<what>(?!(?:in|on|at|or|and|for|of|out|low|short|late|now|the|a|an|with|under|over|since|today|there|right|by"
    r"|it|them|there|longer|more|less|than|from|as|per|state|status|fine|ok|well|servers?|instances?|machines?|vms?|pods?"
    r"|containers?|services?|ones?|hosts?|boxes|workloads?|nodes?|deployments?|databases?|jobs?|tasks?|processes|but|not|except)\b)"
    r"[^\W\d_][\w.-]{2,})(?=$| (?:in|on|\?|with|\d))"
)


def with_statuses(asked: Asked, specs: Sequence[KindSpec], query: Query, present: Container[str] = ()) -> Query:
    """``query`` of what is in the states that were said, as columns of kinds tell that of which there are any (``present``)."""
    if said_not_running(asked):
        query, asked = query.and_also(Condition("!state=running", "not running")), stateless(asked)
    if states := states_of(asked):  # nothing is in two states at once
        said = [one for one in asked.frame.values("status") if one in STATES and not is_other(one, asked)]
        query = query.and_also(Condition(f"state={','.join(states)}", " or ".join(said)))
    without = denied(asked)
    for status in asked.frame.values("status"):
        if status in STATES or is_other(status, asked) or _is_either(status, asked):
            continue
        query = _with_property(status, specs, query, present)
    for status in without:
        if not is_other(status, asked) and not _is_either(status, asked):
            query = _with_property(status, specs, query, present, is_not=True)
    return query


def denied(asked: Asked) -> tuple[str, ...]:
    """What things are said not to be that columns tell: "not public", "the encrypted ones"."""
    said = [value for sort, value in asked.excluded if sort == "status" and value not in STATES]
    return tuple(dict.fromkeys((*said, *opposed_now(asked.words, asked.frame.values("status")))))


def _is_either(status: str, asked: Asked) -> bool:
    """Whether both a state and its opposite are asked for: "public or private buckets"."""
    return status in asked.frame.values("status") and status in denied(asked)


def _with_property(
    status: str, specs: Sequence[KindSpec], query: Query, present: Container[str], *, is_not: bool = False
) -> Query:
    """``query`` of what is in a state that columns tell, or is not; where none of them tells it, that is said."""
    telling = [spec for spec in specs if not _columns(spec).isdisjoint(_PROPERTIES.get(status, {}))]
    found = _told(status, [spec for spec in telling if spec.kind in present] or telling or specs, is_not=is_not)
    if telling:  # of the others an empty cell says nothing
        query = replace(query, kinds=tuple(spec.kind for spec in telling))
    if found is None:
        return replace(query, untold=(*query.untold, f"not {status}" if is_not else status))
    return query.and_also(found)


def _told(status: str, specs: Sequence[KindSpec], *, is_not: bool) -> Condition | None:
    if status == "untagged":
        return Condition('!label=""', "with a tag") if is_not else Condition('label=""', "without any tag")
    columns = {column.name for spec in specs for column in spec.columns}
    pairs = [pair for column, pair in _PROPERTIES.get(status, {}).items() if column in columns]
    has_status = any("status" in _columns(spec) for spec in specs)
    is_held = all(spec.kind.rpartition(".")[2] in _HELD for spec in specs)
    if status in {"unattached", "idle"} and not pairs and has_status and (is_held or not is_not):
        pairs = [("state=stopped", "!state=stopped")]
    if not pairs:
        return None
    told = [pair[is_not] for pair in pairs]
    text = told[0] if len(told) == 1 else f"({' | '.join(told)})"
    if is_not and len(pairs) > 1:  # what any of them tells to be so is so
        text = f"{text} !({' | '.join(pair[0] for pair in pairs)})"
    return Condition(text, _DENIED.get(status, f"not {status}") if is_not else status)


def is_other(status: str, asked: Asked) -> bool:
    """Whether what reads like a state is something else: "running postgres", "dead letters", "not tagged team=data"."""
    if status == "untagged":
        return bool(missing_tags(asked.words) or asked.frame.values("tag"))
    said = " ".join(asked.words)
    if status == "down":
        return "dead letter" in said
    if status == "stopped" and "not running" in said:
        return is_of_engine(asked, "not ")
    return status == "running" and (is_of_engine(asked) or bool(run_on(asked)) or _RUNNING.search(said) is not None)


def run_on(asked: Asked) -> str:
    """What things are said to run, where that is no state: "servers running ubuntu"."""
    found = _RUNNING_WHAT.search(" ".join(asked.words))
    return "" if found is None or is_of_engine(asked) else found["what"]


def states_of(asked: Asked) -> list[str]:
    """The states of resources that were said, each once."""
    said = [STATES[one] for one in asked.frame.values("status") if one in STATES and not is_other(one, asked)]
    return list(dict.fromkeys(",".join(said).split(","))) if said else []


def said_not_running(asked: Asked) -> bool:
    """Whether things in every state but one are asked for: "servers that are not running". A change is of what is stopped."""
    said = " ".join(asked.words)
    is_stopped = asked.frame.values("status") == ("stopped",) and asked.frame.intent not in CHANGES
    is_not = _NOT_RUNNING.search(said) or _NOT_RUNNING_ABROAD.search(asked.text)
    return is_stopped and is_not is not None and not is_of_engine(asked, "not ")


def stateless(asked: Asked) -> Asked:
    """``asked`` without what it says of being on or off."""
    left = tuple(one for one in asked.frame.values("status") if one not in {"running", "stopped"})
    entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "status"}
    return replace(asked, frame=replace(asked.frame, entities=entities | ({"status": left} if left else {})))


def _columns(spec: KindSpec) -> set[str]:
    return {column.name for column in spec.columns}

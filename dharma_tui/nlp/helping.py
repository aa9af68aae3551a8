"""Help of one part of what can be asked: "help security", "help with costs", "what can I ask about scans?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_ABOUT = r"(?:about|with|on|for|of|regarding)"
_HELP = re.compile(
    rf"(?:please )?(?:show |get |give me |i need |can you )?(?:some )?/?help(?: me)?(?: {_ABOUT})?(?: the| my| our)? (?P<word>\w+)"
    rf"|what (?:can|may|could|should) (?:i|we) (?:ask|say|type)(?: you)? {_ABOUT}(?: the| my| our)? (?P<asked>\w+)"
)


def category(words: Sequence[str]) -> str:
    """The category that help is asked of; empty where none is."""
    found = _HELP.fullmatch(
        " ".join(word for word in words if word not in {"?", "!", ".", ",", "please"}).replace("/ ", "/")
    )
    return _CALLED.get(found["word"] or found["asked"], "") if found else ""


def is_about_help(tokens: Sequence[Token]) -> bool:
    """Whether a request asks for help of a category."""
    return bool(category([token.plain for token in tokens]))

"""The name that something is to have from now on, where it is renamed: it is no name of anything that is here."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.refusing import verbs
from dharma_tui.nlp.restricting import SIZING
from dharma_tui.nlp.tools._base import Asked


def but_new_name(asked: Asked, names: NameIndex) -> Asked:
    """``asked`` without the name that what it renames is to have, as far as nothing has it: "rename web-2 to web-9".

    In what says no change that is planned here, one of two names that nothing has is taken for such.
    """
    said = asked.frame.values("resource_name")
    known = tuple(one for one in said if one.lower() in names)
    if asked.frame.intent != "update_infrastructure" or len(said) - len(known) != 1 or not known:
        return asked
    is_other = bool(verbs(asked) or asked.frame.values("tag")) or asked.has(*SIZING)
    if is_other and not asked.has("rename"):
        return asked
    told, doubts = {"resource_name": known}, tuple(one for one in asked.frame.doubts if one != "guessed")
    frame = replace(asked.frame, entities={**asked.frame.entities, **told}, doubts=doubts)
    return replace(asked, frame=frame, said={**asked.said, **told} if "resource_name" in asked.said else asked.said)

"""What hangs on nothing, as a sentence says it: "disks that are connected to no machine"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token

_THINGS = frozenset({"storage.volume", "aws.ebs.volume", "network.ip", "aws.ec2.eip", "network.security_group"})
_MACHINES = frozenset({"compute.instance", "aws.ec2.instance", "azure.vm", "gcp.compute.instance"})
_JOINED = frozenset({"connected", "attached", "mounted", "plugged", "linked", "hanging", "hooked"})
_HANGS = frozenset({"stuck", "hang", "hangs"})
"""These mean it beside "to" alone."""
_DENIED = frozenset({"not", "no", "nothing", "none", "nobody", "never", "isn't", "aren't"})
_SMALL = _DENIED | {"to", "in", "on", "from", "of", "any", "a", "an", "the", "one", "single", "what", "which", "also"}
_WIDTH = 5


def told(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions`` with what is attached to nothing as unattached, and without the machines that it is not attached to."""
    kinds = [one for one in mentions if one.sort == "resource_kind"]
    if not any(one.value in _THINGS for one in kinds) or any(one.sort == "resource_name" for one in mentions):
        return list(mentions)
    found = [one for one in mentions if one.value == "unattached"] or [
        Mention("status", "unattached", at, at + 1) for at in range(len(tokens)) if _is_loose(tokens, at)
    ][:1]
    if not found:
        return list(mentions)
    loose = found[0] if _is_denied(tokens, found[0]) else replace(found[0], excluded=False)
    rest = [one for one in mentions if one is not found[0] and not loose.covers(one.first)]
    if any(one.value in _THINGS for one in kinds if one.value not in _MACHINES):
        rest = [one for one in rest if one.value not in _MACHINES or not _is_beside(tokens, one, loose)]
    for at, one in enumerate(rest):
        if one.value in _THINGS:
            rest[at] = replace(one, excluded=False)
    return sorted([*rest, loose], key=lambda one: one.first)


def _is_denied(tokens: Sequence[Token], loose: Mention) -> bool:
    """Whether a word that says by itself that a thing hangs on nothing is denied: "not unattached"."""
    words = {token.plain for token in tokens[loose.first : loose.last]}
    return loose.excluded and words.isdisjoint(_JOINED | _HANGS | _DENIED)


def _is_loose(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].plain
    if word not in _JOINED and word not in _HANGS:
        return False
    beside = {token.plain for token in tokens[max(0, at - _WIDTH) : at + _WIDTH]}
    return not _DENIED.isdisjoint(beside) and (word in _JOINED or "to" in beside)


def _is_beside(tokens: Sequence[Token], machine: Mention, loose: Mention) -> bool:
    """Whether but small words stand between a machine and that nothing is attached to it."""
    first, last = min(machine.last, loose.last), max(machine.first, loose.first)
    before = tokens[machine.first - 1].plain if machine.first else ""
    return all(token.plain in _SMALL for token in tokens[first:last]) and (
        machine.first > loose.first or before in _SMALL or not machine.first
    )

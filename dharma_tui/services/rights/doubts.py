"""What policies that nobody has read may allow or deny, as statements in their place: what hangs on them is not sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from dharma_tui.services.rights.evaluation import Principal, Target
from dharma_tui.services.rights.identities import OWN, Unread
from dharma_tui.services.rights.statements import ANYBODY, Statement, statements


def doubted(principal: Principal, unread: Collection[Unread]) -> Principal:
    """``principal``, of whose policies some were not read: these may deny anything."""
    return replace(principal, identity=(*principal.identity, *_denials(unread)))


def doubtful(target: Target, account: str = "") -> Target:
    """``target``, whose own policy was not read: it may deny anything, or, where it has to, not allow it.

    It has to allow whatever one of another ``account`` may do.
    """
    has_to = target.decides or account not in ("", target.account)
    effect, verb, whom = ("Allow", "allows", account or target.account) if has_to else ("Deny", "denies", ANYBODY)
    told = _anything(effect, f"{OWN}, which was not read, {verb} it", Principal={"AWS": whom})
    return replace(target, policy=(*target.policy, *told))


def _denials(unread: Collection[Unread]) -> Iterator[Statement]:
    for each in unread:
        said = "were not read, deny it" if each.is_all else "was not read, denies it"
        yield from _anything("Deny", f"{each.policy} of {each.whose}, which {said}")


def _anything(effect: str, words: str, **more: object) -> Iterator[Statement]:
    """One nameless statement of everything, which holds if what ``words`` say does."""
    condition = {"": {words: ""}}
    told = {"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition, **more}
    return statements({"Statement": told}, "")

"""Whose a thing is that several accounts or regions are shown: one of them lists it, by what the thing itself says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dharma_tui.core.types import Scope
from dharma_tui.services.discovery.aws._paths import first
from dharma_tui.services.discovery.aws._session import Account


class Named(NamedTuple):
    """The account and the region that list an item; empty where it does not tell, and whether it then ``stays`` where it is."""

    account: str = ""
    region: str = ""
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Where an item names the account that lists it, or an ARN of that, and the region; of several accounts it is the first.

    What names no account, or the same at both of its ends, stays with whoever has listed it. ``of`` is a path and what stands
    there in the items that this is true of; empty: it is true of all.
    """

    account: tuple[str, ...]
    region: str = ""
    of: tuple[object, ...] = ()

    def fits(self, item: Any) -> bool:
        """Whether it says whose ``item`` is."""
        return not self.of or first(item, str(self.of[0])) in self.of[1:]

    @property
    def may_stay(self) -> bool:
        """Whether it may be that nothing tells whose an item is."""
        return len(self.account) != 1

    def named(self, item: Any) -> Named:
        """Whose an item is, as far as it tells."""
        accounts = [_account(str(first(item, path) or "")) for path in self.account]
        region = str(first(item, self.region) or "") if self.region else ""
        return Named(min(filter(None, accounts), default=""), region, self.may_stay and len({*accounts}) < 2)


ITSELF = Owner(("OwnerId",))
"""Says whose most things are that are known by ids."""
NOBODY = Owner(())
"""Of what is of AWS itself nothing says who lists it."""


def owner_of(item: Any, owners: Sequence[Owner]) -> Named:
    """Who lists ``item``, by the first of ``owners`` that fits."""
    return next((owner.named(item) for owner in owners if owner.fits(item)), Named())


def lists_first(account: Account, owner: tuple[str, str], scope: Scope) -> bool:
    """Whether ``account``, which is open, lists what belongs to ``owner`` elsewhere than in ``scope``.

    What is of AWS itself is listed by the first account that has it.
    """
    whose, where = owner
    if not whose.isdigit():
        return account.id < scope.account and scope.region in (*account.regions, "")
    return account.id == whose and (not where or where in account.regions)


def _account(told: str) -> str:
    """The account that an ARN names, none where that is of AWS itself; anything but an ARN as it is."""
    if not told.startswith("arn:"):
        return told
    account = told.split(":", 5)[4] if told.count(":") >= 5 else ""
    return account if account.isdigit() else ""

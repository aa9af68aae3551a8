"""Where a provider's own command is run: in which cluster, as which account. Two commands that differ in that never read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dharma_tui.core.filter import quoted
from dharma_tui.core.view import View
from dharma_tui.nlp.provider_commands import CLUSTERS

if TYPE_CHECKING:
    from dharma_tui.core.answers import PlannedStep
    from dharma_tui.nlp.desk import Desk

_CLOUD = "aws"
_PATTERN = frozenset("*?[,")
"""In the setting, letters of more than one profile."""


async def places_of(documents: Sequence[Mapping[str, Any]], desk: Desk) -> Mapping[str, Mapping[str, str]]:
    """What commands say of where each resource is, by its key: the context of its cluster, the profile of its account."""
    clusters = await _clusters(documents, desk)
    profile = await _profile(desk) if any(known["kind"].startswith(f"{_CLOUD}.") for known in documents) else ""
    return {
        known["key"]: {
            "context": clusters.get(str(known["attrs"].get("cluster") or ""), known["account"]),
            "profile": profile,
        }
        for known in documents
    }


def block(steps: Sequence[PlannedStep]) -> str:
    """The commands of these steps as they are copied, under the account whose credentials they need where they do not name it."""
    told = []
    for account, several in groupby((one for one in steps if one.command), key=_account):
        told += [f"# with credentials of account {account}"] if account else []
        told += [one.command for one in several]
    return "\n".join(told)


def _account(step: PlannedStep) -> str:
    is_told = not step.command.startswith(f"{_CLOUD} ") or " --profile " in step.command
    return "" if is_told or not step.account.isprintable() else step.account


async def _clusters(documents: Sequence[Mapping[str, Any]], desk: Desk) -> Mapping[str, str]:
    """Names of clusters by their keys."""
    wanted = {(kind, str(known["attrs"]["cluster"])) for known in documents if (kind := _of_clusters(known))}
    if not wanted:
        return {}
    kinds = tuple(sorted({kind for kind, _ in wanted}))
    view = View(kinds, f"key={','.join(quoted(key) for _, key in sorted(wanted))}")
    found, _ = await desk.naming.matching(view, len(wanted))
    return {one.ref.key: one.name for one in found}


def _of_clusters(known: Mapping[str, Any]) -> str:
    """The kind of the cluster that a resource is in."""
    return CLUSTERS.get(known["kind"], "") if known["attrs"].get("cluster") else ""


async def _profile(desk: Desk) -> str:
    """The profile that every account came by: one that the settings name, where it led to one account."""
    aws = desk.services.settings.current.aws
    is_one = aws.profiles.strip() and _PATTERN.isdisjoint(aws.profiles) and not aws.role and not aws.accounts
    return aws.profiles.strip() if is_one and len(await desk.grounds.accounts(_CLOUD)) == 1 else ""

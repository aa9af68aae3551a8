"""What tells things of one name apart: their account, their region, or the rest of their key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from dharma_tui.core.types import Resource, ResourceRef


def told_apart(things: Iterable[tuple[str, ResourceRef]]) -> Mapping[ResourceRef, str]:
    """For each of ``things`` that have their name and kind from another, the fewest words that it alone has."""
    alike: dict[tuple[str, str], dict[ResourceRef, None]] = {}
    for name, ref in things:
        alike.setdefault((name, ref.kind), {})[ref] = None
    return {ref: words for refs in alike.values() if len(refs) > 1 for ref, words in _apart(refs).items()}


def told_beside(own: Resource | None, name: str, other: ResourceRef, account: str, apart: str = "") -> str:
    """``apart``, and whose ``other`` is where ``own``, beside which it is told, is another's or has its name, too."""
    if own is None or other == own.ref or other.kind.split(".")[0] != own.ref.kind.split(".")[0]:
        return apart
    whose, ours = _account(other, account), _account(own.ref, own.scope.account)
    is_told = whose and (whose != ours or name == own.name)
    return " ".join(filter(None, (whose, apart))) if is_told and whose not in f"{name} {apart}" else apart


def _account(ref: ResourceRef, account: str) -> str:
    """Whose it is, by its ARN where that says so; what is AWS's own is nobody's."""
    told = _parts(ref.key)[0] or account
    return "" if told == "aws" else told


def _apart(refs: Collection[ResourceRef]) -> Mapping[ResourceRef, str]:
    parts = {ref: _parts(ref.key) for ref in refs}
    for chosen in ((0,), (1,), (0, 1), (2,)):
        words = {ref: " ".join(part[at] for at in chosen) for ref, part in parts.items()}
        if all(words.values()) and len(set(words.values())) == len(refs):
            return words
    return {ref: ref.key for ref in refs}


def _parts(key: str) -> tuple[str, str, str]:
    """Account, region and the rest of an ARN; of any other key all is the rest."""
    if not key.startswith("arn:") or key.count(":") < 5:
        return "", "", key
    _, _, _, region, account, rest = key.split(":", 5)
    return account, region, rest

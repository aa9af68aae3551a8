"""How much an item of a file is as those of a kind are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dharma_tui.services.discovery.aws._offline import Declared, lacks_only_its_parent, missing, unknown
from dharma_tui.services.discovery.aws._paths import first

LONGEST_CHOICE = 64
"""Kinds whose model is looked at to find out of which an item is."""
STRANGE = 0.34
"""Share of names that an item may have and the model of its kind not: AWS adds some every week."""
NOTHING = "nothing that is listed here looks so"
_ARN_SERVICES = {"servicecatalog": "catalog", "elbv2": "elasticloadbalancing", "apigatewayv2": "apigateway"}


def tells_arn(each: Declared, told: Any) -> bool:
    """Whether what a call tells has the ARN by which its kind is known."""
    return isinstance(told, dict) and "{" not in each.entry.arn and str(first(told, each.entry.arn)).startswith("arn:")


def is_of_aws(item: Mapping[str, Any]) -> bool:
    """Whether the ARN of an item says that it is AWS's own."""
    return str(item.get("Arn", "")).split(":")[4:5] == ["aws"]


def may_be(each: Declared, item: Mapping[str, Any]) -> bool:
    """Whether the ARN of an item, if it has one, is of the service that lists the kind."""
    arn = str(first(item, each.entry.arn) or "") if "{" not in each.entry.arn else ""
    if not arn.startswith("arn:"):
        return True
    service = arn.split(":")[2]
    prefix = each.entry.spec.permissions[0].partition(":")[0]
    return service in (prefix, each.entry.service, _ARN_SERVICES.get(each.entry.service))


def strange(each: Declared, item: Mapping[str, Any]) -> float:
    """The share of an item's names that the model of a kind does not have."""
    members = each.shape.members
    return sum(name not in members for name in item) / max(1, len(item))


def choose(item: Mapping[str, Any], candidates: Sequence[Declared], listed: bool) -> Declared | str:
    """Of which kind an item is, which stands in a list that candidates have or by itself, or why that cannot be told."""
    possible = [each for each in candidates if may_be(each, item)]
    fitting = [each for each in possible if not missing(each.entry, item)] or [
        each for each in possible if listed and lacks_only_its_parent(each.entry, item)
    ]
    fitting = [each for each in fitting if each.entry.of_aws == is_of_aws(item)] or fitting
    if not fitting:
        named = missing(candidates[0].entry, item) if len(candidates) == 1 else ""
        return unknown(candidates[0], named) if named else NOTHING
    if len(fitting) > LONGEST_CHOICE:
        return "too many kinds look so: say which with --kind"
    by_strangeness = sorted((strange(each, item), place, each) for place, each in enumerate(fitting))
    least, _, chosen = by_strangeness[0]
    alike = [each for strange, _, each in by_strangeness if strange == least]
    if least > STRANGE:
        return f"not as {chosen.entry.spec.plural} are" if listed else NOTHING
    if len(alike) > 1:
        alike = [each for each in alike if not each.entry.params] or alike  # what a list tells when asked for no more
        chosen = alike[0]
    if len(alike) > 1:
        arn = str(first(item, chosen.entry.arn) or "")
        alike = [each for each in alike if each.service.everywhere == (":global/" in arn)] or alike
        chosen = alike[0]
    if len(alike) > 1 and len({each.kind for each in alike}) > 1:
        return f"it may be of {' or '.join(each.kind for each in alike)}: say which with --kind"
    return chosen

"""How much an item of a file is as those of a kind are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dharma_tui.services.discovery.aws._offline import Declared
from dharma_tui.services.discovery.aws._paths import first

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

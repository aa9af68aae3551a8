"""What is known of money without a bill: kinds that tell what they cost, and what looks like waste."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.tools._base import Asked

NO_BILL = "No bill and no prices are read here yet; the provider's cost reports would tell them."
COST, BUDGET = "cost", "aws.budgets.budget"
WASTE = (
    ("stopped machines, whose disks still cost", ("*.instance",), "", "state=stopped"),
    ("volumes attached to nothing", ("aws.ec2.volume",), "instance", 'instance=""'),
    ("volumes attached to nothing", ("*.compute.volume",), "", "state=stopped"),
    ("addresses attached to nothing", ("*.elastic_ip",), "instance", 'instance="" interface=""'),
    ("snapshots older than 180 days", ("aws.ec2.snapshot",), "started", "started>180d"),
    ("databases that are stopped", ("*.db_instance", "*.database.*"), "", "state=stopped"),
    ("certificates that nobody uses", ("aws.acm.acm_certificate",), "in_use", "in_use=no"),
    ("load balancers without targets", ("*.load_balancer",), "targets", "targets=0"),
    ("images and containers that have ended", ("local.container",), "", "state=stopped,failed"),
)
CHEAPEST = re.compile(
    r"\b(?:cheapest|least (?:expensive|costly|cost)|costs? (?:us )?(?:the )?least|lowest (?:cost|price)s?)\b"
)
_MADE = re.compile(
    r"\b(?:created|launched|started|made|added|new|newer|older|old|since when|deployed|bought|expir\w+)\b"
)
"""Words by which a time is said of how old things are, and not of when money was spent."""


def kinds_with(
    specs: Mapping[str, KindSpec], patterns: tuple[str, ...], column: str, wanted: tuple[str, ...]
) -> tuple[str, ...]:
    """Kinds of these patterns that have a column, if one is asked for, and are wanted, if any is named."""
    return tuple(
        kind
        for kind, spec in specs.items()
        if any(fnmatchcase(kind, pattern) for pattern in patterns)
        and (not column or any(one.name == column for one in spec.columns))
        and (not wanted or kind in wanted)
    )


def of_money(asked: Asked) -> Asked:
    """ "our budget" is the money, and no resource."""
    return replace(asked, kinds=()) if asked.kinds == (BUDGET,) and not asked.frame.values("resource_kind") else asked


def timeless(asked: Asked) -> tuple[Asked, str]:
    """``asked`` without the time in which money was spent, and that nothing is known of that; what is told is of now."""
    if not asked.frame.values("time_range") or _MADE.search(" ".join(asked.words)):
        return asked, ""
    entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "time_range"}
    told = "What was spent at another time is not known; this is what things cost now."
    return replace(asked, frame=replace(asked.frame, entities=entities)), told

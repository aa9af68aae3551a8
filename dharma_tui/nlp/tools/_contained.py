"""What of a network the internet reaches: nobody connects to a network itself, but to what is in it."""

from __future__ import annotations

from dharma_tui.core.answers import Table
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.nlp.desk import FIRST, Desk, neighbours_in
from dharma_tui.nlp.tools._base import Target
from dharma_tui.nlp.words import listed, named

_SUBNET, _VPC, _GATEWAY = "aws.ec2.subnet", "aws.ec2.vpc", "aws.ec2.internet_gateway"
_TABLES = "aws.ec2.route_table"
_LOOKED_AT = 5_000
NETWORKS = frozenset({_SUBNET, _VPC})


async def reached_within(target: Target, desk: Desk) -> tuple[str, Table | None]:
    """What is said of a subnet or VPC, and what is in it that the internet reaches, with what, by an internet gateway."""
    around = await desk.neighbours(target.ref)
    vpcs = [one.other for one in around if one.other.kind == _VPC] if target.ref.kind == _SUBNET else [target.ref]
    within = {one.other for one in around if one.other.kind not in (_VPC, _GATEWAY, _TABLES)}
    gateways = [one.other for vpc in vpcs for one in await desk.neighbours(vpc) if one.other.kind == _GATEWAY]
    found: dict[ResourceRef, tuple[str, str]] = {}
    for gateway in dict.fromkeys(gateways):
        for one in neighbours_in(await desk.services.topology.neighbours(gateway, limit=_LOOKED_AT, told=True)):
            is_in = target.ref.kind == _VPC or one.other in within
            if one.outgoing and one.relationship.verb is Verb.CONNECTS_TO and is_in:
                found[one.other] = one.name, one.relationship.source.partition(":")[2]
    rows = tuple(
        (printable(name, 40), desk.kinds.title((ref.kind,), 1), printable(why, 100))
        for ref, (name, why) in found.items()
    )
    what = f"Nobody connects to {named(target.name)} itself, but to what is in it: "
    if not found:
        by = (
            f"by {listed([named(one.key) for one in gateways])}"
            if gateways
            else "as no internet gateway is known there"
        )
        return f"{what}the internet reaches **nothing** that is known there, {by}.", None
    perhaps = sum(why.startswith("perhaps ") for _, why in found.values())
    said = f"{what}the internet reaches **{counted(len(found), 'resource')}** there"
    said += f", {perhaps:,} of them perhaps" if perhaps else ""
    return f"{said}.", Table(("NAME", "KIND", "WHAT COMES IN"), rows[:FIRST], len(rows), tuple(found)[:FIRST])

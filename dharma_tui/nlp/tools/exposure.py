"""What is open, public, old or unencrypted: exposure, as far as the inventory tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dharma_tui.core.access import BLOCKED, FROM_INTERNET, Answers, Way
from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._contained import NETWORKS, reached_within
from dharma_tui.nlp.tools._one import OfOne, which
from dharma_tui.nlp.words import lines, listed, named

NOT_WATCHED = (
    "This is exposure, not proof of an attack: no log of traffic, logins or calls is read here. GuardDuty, CloudTrail or a"
    " scanner of vulnerabilities would tell of those."
)
_SAMPLED = 3
_TELLING = ("aws.ec2.security_group", "aws.ec2.subnet", "aws.ec2.route_table")
"""Kinds without which nobody knows whether the internet comes in."""


@dataclass(frozen=True, slots=True)
class _Check:
    """What is worth a look: which kinds, told by which column, found by which filter."""

    title: str
    kinds: tuple[str, ...]
    column: str
    filter: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What a check found: how many, the first of them, and some names."""

    title: str
    view: View
    count: int
    first: ResourceRef
    names: str


_CHECKS = (
    _Check("security groups open to the world", ("*.security_group",), "open", '!open=no !open=""'),
    _Check("public buckets", ("*.bucket",), "public", "public=yes"),
    _Check("buckets without a block of public access", ("aws.s3.bucket",), "public_access", "!public_access=blocked"),
    _Check(
        "public databases and clusters",
        ("aws.rds.*", "aws.redshift.*", "aws.eks.*", "*.database.*"),
        "public",
        "public=yes",
    ),
    _Check("public machine images", ("aws.ec2.ami",), "public", "public=yes"),
    _Check("sockets that others can reach", ("local.socket",), "exposed", "exposed=yes"),
    _Check("access keys older than 90 days", ("*.access_key",), "created", "created>90d"),
    _Check("users with a password and no second factor", ("aws.iam.user",), "mfa", "password=yes mfa=no"),
    _Check("unencrypted volumes and databases", ("*.volume", "aws.rds.*", "*.database.*"), "encrypted", "encrypted=no"),
    _Check("certificates that have expired", ("*certificate",), "expires", "state=failed"),
)


class Exposure(Tool):
    """Counts what is open or weak, by a fixed list of checks, and says what was not looked at."""

    NAME = "exposure"
    SUMMARY = "Security exposure: open security groups, public buckets and databases, old keys, missing encryption."
    INTENTS = ("detect_threats",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_name", "resource_kind", "environment", "region"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        query = await self.desk.query(asked, names=False)
        places = [one for one in query.conditions if one.text.startswith(("region", "provider", "tag.", "!"))]
        where = " ".join(one.text for one in places)
        every = list(self._checks(query.kinds))
        unlisted = await self.desk.grounds.unlisted([kind for _, kinds in every for kind in kinds])
        told = [(check, tuple(kind for kind in kinds if kind not in unlisted)) for check, kinds in every]
        checks = [(check, View(kinds, f"{check.filter} {where}".strip())) for check, kinds in told if kinds]
        blind = _blind([check.title for check, kinds in told if not kinds])
        basis, matches = await asyncio.gather(
            self.desk.grounds.of(query.kinds, [one.words for one in places]),
            asyncio.gather(*(self.desk.naming.matching(view, _SAMPLED) for _, view in checks)),
        )
        found: list[_Found] = []
        for (check, view), (targets, count) in zip(checks, matches, strict=True):
            if count:
                names = ", ".join(printable(one.name, 30) for one in targets)
                found.append(_Found(check.title, view, count, targets[0].ref, names))
        found.sort(key=lambda one: -one.count)
        return self._answered(found, len(checks), blind, basis)

    @staticmethod
    def _answered(found: list[_Found], looked: int, blind: str, basis: Basis) -> Answer:
        if not found:
            said = (
                f"{counted(looked, 'check')} found nothing exposed."
                if looked
                else "Whether anything is exposed is not known: nothing was looked at."
            )
            steps = ("scan status", "start a scan" if blind else "list security groups")
            return Answer(lines(said, blind, NOT_WATCHED), basis=basis, next_steps=steps)
        rows = tuple((one.title, f"{one.count:,}", one.names) for one in found[:FIRST])
        refs = tuple(one.first if one.count == 1 else None for one in found[:FIRST])  # of several, a row is of none
        return Answer(
            lines(
                f"**{counted(len(found), 'sort')} of exposure** found by {counted(looked, 'check')}.",
                blind,
                NOT_WATCHED,
            ),
            Table(("WHAT", "COUNT", "SUCH AS"), rows, len(found), refs),
            basis=basis,
            opens=format_view(found[0].view),
            next_steps=(
                *(("describe the first one", "what breaks if the first one fails?") if refs[0] else ()),
                "which buckets are public?",
                "list security groups",
            ),
        )

    def _checks(self, wanted: tuple[str, ...]) -> Iterator[tuple[_Check, tuple[str, ...]]]:
        """Checks that concern the kinds asked for, each with the kinds here that it can be made of."""
        for check in _CHECKS:
            kinds = tuple(
                kind
                for kind, spec in self.services.kinds.items()
                if any(fnmatchcase(kind, pattern) for pattern in check.kinds)
                and any(column.name == check.column for column in spec.columns)
                and (not wanted or kind in wanted)
            )
            if kinds:
                yield check, kinds


class ExposureOfOne(OfOne):
    """Who reaches one resource from the internet, and who may do what with it."""

    NAME = "exposure_of_one"
    SUMMARY = "Whether the internet reaches a named resource, and who may do what with it."
    INTENTS = ("detect_threats",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True),)

    def fits(self, asked: Asked) -> int:
        return 2 if asked.targets else 0

    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        if target.ref.kind in NETWORKS and not await self.desk.grounds.unlisted(_TELLING):
            return await self._of_network(target)
        known = await self.services.inventory.resource(target.ref)
        answers = await self.services.access.of(known.resource)
        rows = [
            (one.question, printable(way.name, 40), _what(way), printable(way.why, 100))
            for one in answers
            for way in one.ways
        ]
        internet = next((one for one in answers if one.question == FROM_INTERNET), None)
        if internet is None:
            said = self._untold(target.name, target.ref.kind)
        elif any(way.sure for way in internet.ways):
            said = f"The internet **reaches** {named(target.name)}"
            said += (
                "."
                if any(way.sure and not way.is_behind for way in internet.ways)
                else ", by way of what routes to it."
            )
        else:
            said = lines(await self._unreached(known.resource, internet), f"Not looked at: {internet.left_out}.")
        elsewhere = [one for one in answers if one is not internet and one.unknown]
        rows += [(one.question, "not known", "", printable(one.unknown, 100)) for one in elsewhere]
        findings = [one for one in self.services.findings.current if one.ref == target.ref]
        rows += [("finding", one.rule, printable(one.title, 60), printable(one.reason, 60)) for one in findings]
        return Answer(
            lines(said, NOT_WATCHED),
            Table(("QUESTION", "WHO", "WHAT", "WHY"), tuple(rows[:FIRST]), len(rows)) if rows else None,
            basis=await self.desk.grounds.of((target.ref.kind,)),
            opens=of_kind(target.ref),
            next_steps=(f"what is connected to {target.name}?", "what changed on it?", "show the graph of it"),
        )

    async def _of_network(self, target: Target) -> Answer:
        said, table = await reached_within(target, self.desk)
        return Answer(
            lines(said, NOT_WATCHED),
            table,
            basis=await self.desk.grounds.of((target.ref.kind,)),
            opens=of_kind(target.ref),
            next_steps=(f"what is connected to {target.name}?", "show the graph of it"),
        )

    def _untold(self, name: str, kind: str) -> str:
        """Why nobody can tell who reaches it."""
        if kind.startswith("aws."):
            return f"Nothing known here tells who reaches {named(name)}: it is in no network and in no policy."
        return (
            f"Who reaches {named(name)} is **not known**: networks and policies are followed for AWS alone. What protects it, and"
            " what it is connected to, are among its relationships."
        )

    async def _unreached(self, resource: Resource, internet: Answers) -> str:
        """That nothing lets the internet in, where that was looked at; else what was not."""
        name = named(resource.name)
        unlisted = await self.desk.grounds.unlisted(_TELLING)
        if unlisted:
            what = listed([self.desk.kinds.title((kind,)) for kind in unlisted], "or")
            return (
                f"Whether the internet reaches {name} is not known: no {what} were ever listed here. A scan of its account"
                " and region would tell."
            )
        if internet.unknown:
            return (
                f"Whether the internet reaches {name} is not known: {printable(internet.unknown, 300)}. A scan of its account"
                " and region would tell."
            )
        if internet.ways:
            return f"The internet **may reach** {name}: that hangs on what is told beneath."
        why = BLOCKED if BLOCKED in internet.none else ", as far as groups, routes and addresses tell"
        return f"The internet **does not reach** {name}{why}."


def _what(way: Way) -> str:
    return ("" if way.sure else "perhaps ") + printable(way.what, 60)


def _blind(titles: Sequence[str]) -> str:
    """What was not looked at, and what would provide it."""
    if not titles:
        return ""
    return (
        f"Not looked at, because no scan has listed such things here: {listed(titles)}. A scan of the accounts that hold"
        " them would tell."
    )

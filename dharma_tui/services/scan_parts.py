"""Which parts a scan has: each chosen kind in every scope that its service tells of and the selection includes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from dharma_tui.core.errors import DharmaError, ProviderError, UsageError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.provider import Places, ProviderService
from dharma_tui.core.scan import ScopeReport, ScopeStatus, Selection, matches
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.scan_part import Part, reason_of
from dharma_tui.services.scan_selection import exactly, names_global, refuse_unmatched, words

log = logging.getLogger(__name__)

KNOWN_SHOWN = 8
"""Places named where a selection names none."""


@dataclass(slots=True)
class FoundParts:
    """The parts of a scan in the order they are announced."""

    parts: list[Part] = field(default_factory=list)
    groups: list[list[Part]] = field(default_factory=list)
    """Those to list, by service and scope."""
    unlisted: list[ScopeReport] = field(default_factory=list)
    """Those that have failed already: nobody can tell the scopes of their service."""
    left_out: list[Scope] = field(default_factory=list)
    """Scopes there are that the selection or the settings leave out."""
    entered: set[Scope] = field(default_factory=set)
    """Accounts by the other names that a person may call them by."""

    def listed(self) -> list[Part]:
        """Those to list, in the order they are announced."""
        wanted = {(part.scope, part.kind.kind) for group in self.groups for part in group}
        return [part for part in self.parts if (part.scope, part.kind.kind) in wanted]


def taking_part(
    services: Sequence[ProviderService], settings: ScanSettings, trigger: str, selection: Selection
) -> list[ProviderService]:
    """The services that a scan may choose from: one that nobody asked for leaves those out that wait to be asked."""
    named = bool(selection.providers or settings.providers)
    return [service for service in services if trigger == "manual" or named or service.by_itself]


async def find_parts(
    chosen: Mapping[ProviderService, Sequence[str]], selection: Selection, settings: ScanSettings
) -> FoundParts:
    """Ask each service for its scopes; a service that cannot tell them ends as failed parts.

    Where ``selection`` names no region, those of the settings count. Raises UsageError for a selection that nothing is in.
    """
    answers = await asyncio.gather(*(_places(service, selection.accounts) for service in chosen))
    told = {service: answer for service, answer in zip(chosen, answers, strict=True) if isinstance(answer, Places)}
    there = [scope for answer in told.values() for scope in (*answer.scopes, *answer.elsewhere, *answer.perhaps)]
    is_sure = len(told) == len(answers) and not any(answer.closed for answer in told.values())
    if why := [*(await _absences(told, there, selection.regions)).values()]:
        raise UsageError(why[0].message, why[0].hint)
    if is_sure:
        called = {name for answer in told.values() for name in answer.called}
        has_regions = any(service.is_regional is not None for service in told)
        refuse_unmatched(there, called, selection, has_regions=has_regions)
    if not selection.regions:
        selection = replace(selection, regions=words(settings.regions))
    says = "there is no region" if is_sure else "no account that could be entered has a region"
    absent = await _absences(told, there, selection.regions, says=says)
    strangers = _of_other_worlds(told, there, selection.regions)
    found = FoundParts()
    known: list[Scope] = []
    unoffered: list[str] = []
    for (service, wanted), answer in zip(chosen.items(), answers, strict=True):
        kinds = [kind for kind in service.kinds if kind.kind in wanted]
        nowhere = [Part(service, Scope(service.provider), kind) for kind in kinds]
        if isinstance(answer, BaseException):
            _fail(found, nowhere, *reason_of(answer))
            continue
        found.entered |= {Scope(service.provider, name) for name in answer.called}
        for place in answer.closed:
            _fail(found, [Part(service, place.scope, kind) for kind in kinds], *reason_of(place.error))
        for place in () if _are_exact(selection.regions) else answer.untold:
            _fail(found, [Part(service, place.scope, kind) for kind in kinds], *reason_of(place.error))
        if any(scope.region for scope in answer.scopes):
            for (provider, region), error in absent.items():
                if provider == service.provider:
                    _fail(
                        found, [replace(part, scope=Scope(provider, "", region)) for part in nowhere], *reason_of(error)
                    )
        scopes = [*answer.scopes, *answer.elsewhere]
        if answer.unoffered:
            unoffered.append(answer.unoffered)
        elif not scopes and not answer.closed and (selection.providers or settings.providers):
            _fail(found, nowhere, f"{service.provider} is not set up here", service.setup)
        known += scopes
        found.left_out += answer.elsewhere
        for scope in (*answer.scopes, *_named(answer.perhaps, selection.regions)):
            if matches(scope.region, selection.regions) and (scope.region or scope not in strangers):
                found.groups.append([Part(service, scope, kind) for kind in kinds])
                found.parts += found.groups[-1]
            else:
                found.left_out.append(scope)
    if known and not found.parts:
        places = list(dict.fromkeys(str(scope) for scope in known))
        more = f" and {len(places) - KNOWN_SHOWN:,} more" if len(places) > KNOWN_SHOWN else ""
        raise UsageError(
            "no account and region matches the selection",
            f"there is {', '.join(places[:KNOWN_SHOWN])}{more}",
        )
    if unoffered and not found.parts:
        raise UsageError(unoffered[0], "leave its kinds out")
    return found


def located(selection: Selection, known: Sequence[Resource]) -> Selection:
    """The same with the kinds and accounts of the stored resources that it names by their keys, all of which are ``known``.

    Raises UsageError where it names no kind and one of them is not stored.
    """
    missing = sorted({*selection.keys} - {resource.ref.key for resource in known})
    if missing and not selection.kinds:
        raise UsageError(
            f"nothing is known by the key {missing[0]!r}", "name its kind (--kind), so that it is looked for"
        )
    accounts = {exactly(resource.scope.account) for resource in known if resource.scope.account}
    return replace(
        selection,
        kinds=selection.kinds or tuple(sorted({resource.ref.kind for resource in known})),
        accounts=selection.accounts or (() if missing else tuple(sorted(accounts))),
    )


def only(found: FoundParts, keys: Sequence[str], known: Sequence[Resource]) -> list[Relationship]:
    """Narrow the parts to single resources: to where these are stored, unless one is not, which may be anywhere.

    Returns what the resources ``known`` of the kinds in question have told of themselves. Raises UsageError when they live
    elsewhere.
    """
    wanted, kinds = frozenset(keys), {part.kind.kind for part in found.parts}
    known = [resource for resource in known if resource.ref.kind in kinds]
    everywhere = not wanted <= {resource.ref.key for resource in known}

    def narrowed(part: Part) -> list[Part]:
        here = tuple(each for each in known if (each.scope, each.ref.kind) == (part.scope, part.kind.kind))
        keys = wanted if everywhere else frozenset(each.ref.key for each in here)
        return [replace(part, keys=keys, known=here)] if keys else []

    found.parts = [narrow for part in found.parts for narrow in narrowed(part)]
    groups = ([narrow for part in group for narrow in narrowed(part)] for group in found.groups)
    found.groups = [group for group in groups if group]
    if not found.parts:
        raise UsageError(f"{', '.join(keys)} lives elsewhere", "leave --account and --region out")
    return [edge for part in found.parts for resource in part.known for edge in part.told(resource)]


async def find_rest(
    services: Sequence[ProviderService],
    parts: Sequence[tuple[Scope, str]],
    left: Collection[tuple[Scope, str]],
    regions: Sequence[str] = (),
) -> FoundParts:
    """The parts of a scan that goes on with another: ``left`` of all its ``parts`` are to be listed.

    ``regions`` are those that what was not known then is looked for in, all where there are none.

    A scope that cannot be reached any more, with other credentials for instance, ends as failed parts: what is listed now
    must be what was meant then. What could not be entered then, and is known now, is listed in place of what stood for it.
    Kinds that are no longer known are left out.
    """
    by_kind = {kind.kind: (service, kind) for service in services for kind in service.kinds}
    asked = list(dict.fromkeys(by_kind[kind][0] for _, kind in left if kind in by_kind))
    told = await asyncio.gather(*(_places(service, _accounts(service.provider, left)) for service in asked))
    answers = dict(zip(asked, told, strict=True))
    here = {service: answer for service, answer in answers.items() if isinstance(answer, Places)}
    absent = await _absences(here, [], {scope.region for scope, _ in left if not scope.account} - {""})
    found, wanted, known = FoundParts(), set(left), set(parts)
    found.entered = {Scope(service.provider, name) for service, answer in here.items() for name in answer.called}
    groups: dict[tuple[ProviderService, Scope], list[Part]] = {}

    def is_new(place: Scope, name: str) -> bool:
        return (place, name) not in known and matches(place.region, regions)

    for scope, name in parts:
        if name not in by_kind:
            continue
        service, kind = by_kind[name]
        part = Part(service, scope, kind)
        if (scope, name) not in wanted:
            found.parts.append(part)
        elif isinstance(answer := answers[service], BaseException):
            _fail(found, [part], *reason_of(answer))
        elif shut := [place.error for place in answer.closed if place.scope.account == scope.account]:
            _fail(found, [part], *reason_of(shut[0]))
        elif accounts := answer.called.get(scope.account):
            for place in (each for each in answer.scopes if each.account in accounts and is_new(each, name)):
                found.parts.append(replace(part, scope=place))
                groups.setdefault((service, place), []).append(found.parts[-1])
        elif why := absent.get((scope.provider, scope.region)) if not scope.account else None:
            _fail(found, [part], *reason_of(why))
        elif untold := [place.error for place in answer.untold if place.scope == scope and scope not in answer.scopes]:
            _fail(found, [part], *reason_of(untold[0]))
        elif not scope.region and scope not in answer.scopes and (told_now := _of_account(answer, scope.account)):
            for place in (each for each in told_now if is_new(each, name)):  # which there are was not told then
                found.parts.append(replace(part, scope=place))
                groups.setdefault((service, place), []).append(found.parts[-1])
        elif scope not in (*answer.scopes, *answer.perhaps):
            _fail(found, [part], f"{scope} cannot be reached now", "use the credentials it was scanned with")
        else:
            found.parts.append(part)
            groups.setdefault((service, scope), []).append(part)
    found.groups = list(groups.values())
    return found


async def _absences(
    services: Iterable[ProviderService], there: Collection[Scope], named: Collection[str], *, says: str = ""
) -> dict[tuple[str, str], DharmaError]:
    """Of each provider why regions that are ``named`` are not ``there``: as far as it knows, else what anybody ``says``."""
    regions = sorted({scope.region for scope in there} - {""})
    absent: dict[tuple[str, str], DharmaError] = {}
    placed = (name for name in named if not names_global(name))
    for region in (name for name in placed if not any(fnmatchcase(each, name) for each in regions)):
        for service in {service.provider: service for service in services}.values():
            if (why := await service.absence(region)) is not None:
                absent[service.provider, region] = why
            elif says and regions:
                hint = did_you_mean(region, regions, f"there are {', '.join(regions[:KNOWN_SHOWN])}")
                absent[service.provider, region] = ProviderError(f"{says} {region!r}", hint)
    return absent


def _of_other_worlds(
    services: Iterable[ProviderService], there: Collection[Scope], named: Collection[str]
) -> set[Scope]:
    """Accounts that are of other worlds than all regions that are ``named``: what they have of no region is not meant."""
    if not named or any(map(names_global, named)):
        return set()
    by_provider = {service.provider: service for service in services}
    worlds: dict[Scope, set[str]] = {}
    meant: dict[str, set[str]] = {}
    for scope in (scope for scope in there if scope.region):
        world = by_provider[scope.provider].world_of(scope.region)
        worlds.setdefault(Scope(scope.provider, scope.account), set()).add(world)
        if matches(scope.region, named):
            meant.setdefault(scope.provider, set()).add(world)
    return {account for account, its in worlds.items() if its.isdisjoint(meant.get(account.provider, its))}


def _are_exact(patterns: Sequence[str]) -> bool:
    """Whether there are some, each of which names one thing."""
    return bool(patterns) and not any(set(pattern) & set("*?[") for pattern in patterns)


def _named(scopes: Sequence[Scope], regions: Sequence[str]) -> list[Scope]:
    """The scopes whose region somebody names; what is of none is told whatever regions are."""
    return [scope for scope in scopes if scope.region and regions and matches(scope.region, regions)]


def _of_account(places: Places, account: str) -> list[Scope]:
    """The scopes of an account that are of a region."""
    return [scope for scope in places.scopes if account and scope.account == account and scope.region]


def _fail(found: FoundParts, parts: Sequence[Part], reason: str, hint: str) -> None:
    found.parts += parts
    found.unlisted += [part.report(ScopeStatus.FAILED, reason, hint) for part in parts]


def _accounts(provider: str, parts: Collection[tuple[Scope, str]]) -> Sequence[str]:
    """The accounts of a provider that ``parts`` are in, as patterns; none where one of them may be in any."""
    accounts = {scope.account for scope, _ in parts if scope.provider == provider}
    return () if "" in accounts else tuple(map(exactly, sorted(accounts)))


async def _places(service: ProviderService, accounts: Sequence[str]) -> Places | BaseException:
    try:
        async with asyncio.timeout(service.scopes_seconds):
            return await service.places(accounts)
    except Exception as error:
        log.warning("scopes of %s are unknown", service.name, exc_info=error)
        return error

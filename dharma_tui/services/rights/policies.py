"""Statements of somebody's policies, found by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dharma_tui.services.rights.listing import Listed, Listing, arn_listing
from dharma_tui.services.rights.patterns import has_variables, overlaps, without_variables
from dharma_tui.services.rights.statements import Fit, Statement


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that is about what was asked, or may be."""

    told: Statement
    by_action: Fit
    """How far its actions are what was asked."""
    by_resource: Fit
    is_inner: bool
    """It names a part of what was asked, and not all of it."""
    fit: Fit
    """Whether it is about what was asked, which may be patterns: then about all of each."""

    @property
    def has_action(self) -> bool:
        """Whether it lists all actions that were asked about."""
        return bool(self.told.actions) and self.by_action is Fit.YES

    def leaves_out(self, action: str) -> bool:
        """Whether what it leaves out is some of ``action``, which was asked about."""
        if not self.told.actions:
            return self.by_action is not Fit.YES
        return any(overlaps(each, action) for each in self.told.not_actions)


class Policies:
    """Statements in their order. What is asked more than once is looked up once."""

    def __init__(self, told: Sequence[Statement]) -> None:
        self.told = told
        self._by_action: dict[str, Listed] = {}
        self._by_resource: dict[str, Listed] = {}

    def about(self, action: str, resource: str) -> list[Said]:
        """What is said of ``action`` (in lower case) on ``resource``; both may be patterns."""
        if not self.told:
            return []
        actions, resources = self.by_action(action), self.by_resource(resource)
        inner = actions.inner | resources.inner
        return [
            _said(self.told[each], actions.fits[each], resources.fits[each], is_inner=each in inner)
            for each in sorted(actions.fits.keys() & resources.fits.keys())
        ]

    def by_action(self, action: str) -> Listed:
        """The places of statements that are about ``action`` (in lower case) on whatever."""
        if (known := self._by_action.get(action)) is None:
            known = self._by_action[action] = self._of_action(action)
        return known

    def by_resource(self, resource: str) -> Listed:
        """The places of statements that are about whatever is done with ``resource``."""
        if (known := self._by_resource.get(resource)) is None:
            known = self._by_resource[resource] = self._of_resource(resource)
        return known

    def resources_near(self, arn: str) -> Iterator[tuple[str, int]]:
        """Every resource that overlaps ``arn``, and some that do not, with the place of a statement that names it."""
        near = (each for listing in (self._plain, self._varied) for each in listing.near(arn))
        return ((pattern, at) for pattern, places in near for at in places)

    def _of_action(self, action: str) -> Listed:
        listed = self._actions.of(action)
        if not self._without_actions:
            return listed
        left_out = self._not_actions.of(action)
        return Listed({**listed.fits, **_but(left_out, self._without_actions)}, listed.inner)

    def _of_resource(self, resource: str) -> Listed:
        plain, varied = self._plain.of(resource), self._varied.of(resource)
        if not (varied.fits or self._elsewhere or self._anywhere):
            return plain
        whole = {each for listed in (plain, varied) for each, fit in listed.fits.items() if fit is Fit.YES}
        fits = {**dict.fromkeys(varied.fits, Fit.PERHAPS), **plain.fits, **dict.fromkeys(self._anywhere, Fit.YES)}
        fits = {each: fit for each, fit in fits.items() if each not in self._elsewhere}
        left_out = self._not_resources.of(resource)
        return Listed({**fits, **_but(left_out, self._elsewhere)}, (plain.inner | varied.inner) - whole)

    @cached_property
    def _actions(self) -> Listing:
        return Listing((each, at) for at, told in enumerate(self.told) for each in told.actions)

    @cached_property
    def _without_actions(self) -> frozenset[int]:
        return frozenset(at for at, told in enumerate(self.told) if not told.actions)

    @cached_property
    def _not_actions(self) -> Listing:
        return Listing((each, at) for at in self._without_actions for each in self.told[at].not_actions)

    @cached_property
    def _plain(self) -> Listing:
        """Resources that do not depend on who asks."""
        return arn_listing((without_variables(each), at) for each, at in self._resources if not has_variables(each))

    @cached_property
    def _varied(self) -> Listing:
        return arn_listing((without_variables(each), at) for each, at in self._resources if has_variables(each))

    @property
    def _resources(self) -> Iterator[tuple[str, int]]:
        return ((each, at) for at, told in enumerate(self.told) for each in told.resources)

    @cached_property
    def _elsewhere(self) -> frozenset[int]:
        """Those that are about all but some resources."""
        return frozenset(at for at, told in enumerate(self.told) if told.not_resources)

    @cached_property
    def _not_resources(self) -> Listing:
        return arn_listing(
            (without_variables(each), at) for at in self._elsewhere for each in self.told[at].not_resources
        )

    @cached_property
    def _anywhere(self) -> tuple[int, ...]:
        """Policies of resources may leave out that they are about the resource they belong to."""
        return tuple(at for at, told in enumerate(self.told) if not told.resources and not told.not_resources)


def _said(told: Statement, by_action: Fit, by_resource: Fit, *, is_inner: bool) -> Said:
    surest = Fit.PERHAPS if told.condition else Fit.YES
    return Said(told, by_action, by_resource, is_inner, min(by_action, by_resource, surest))


def _but(left_out: Listed, those: Iterable[int]) -> dict[int, Fit]:
    """How far ``those`` are about what they do not leave out."""
    fits = ((each, Fit(Fit.YES - left_out.fits.get(each, Fit.NO))) for each in those)
    return {each: fit for each, fit in fits if fit}

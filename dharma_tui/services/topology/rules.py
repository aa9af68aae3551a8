"""Which way each relationship carries the loss of a node, and how much of it: by its verb, and what kinds say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.kinds import Bearing, KindSpec
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, VERBS, Adjacency, Edges, Nodes


class Carries(Enum):
    """Which way a relationship carries a loss."""

    TO_SOURCE = "to the source"
    TO_TARGET = "to the target"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a loss at one end of a relationship is one at the other."""

    way: Carries
    weight: float
    """What part of the loss arrives: 1 where the other cannot be without it."""
    shared: bool = False
    """Whether all relationships of this rule at the receiving end stand in for each other: it loses their mean."""
    what: str = ""
    """What is lost, where a bearing says so."""
    whole: bool = False
    """Whether it carries nothing of what is lost in part: a cluster takes along its members, but not for one of these."""
    mutual: bool = False
    """Whether it carries all the other way where all is lost there: who loses its share of members takes all of them along."""
    by_copies: bool = False
    """Whether what brings the loss is as many as it keeps copies, in place of what these stand on."""
    cuts_off: bool = False
    """Whether only what comes from outside is lost."""
    outside: bool = False
    """Whether that is lost by it, too."""
    unless: str = ""
    """The kind of what brings the loss in its place, where who loses is related to any such."""

    def both_ways(self) -> Iterator[Rule]:
        """It, and what it carries back."""
        yield self
        if self.mutual:
            back = Carries.TO_TARGET if self.way is Carries.TO_SOURCE else Carries.TO_SOURCE
            yield Rule(back, 1.0, whole=True, outside=self.outside)


RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.CONTAINS: Rule(Carries.TO_TARGET, 1.0),
        Verb.RUNS_ON: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.STORES_IN: Rule(Carries.TO_SOURCE, 1.0),
        Verb.DEPENDS_ON: Rule(Carries.TO_SOURCE, 1.0),
        Verb.CONNECTS_TO: Rule(Carries.TO_SOURCE, 0.5),
        Verb.ROUTES_TO: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.ATTACHED_TO: Rule(Carries.TO_TARGET, 1.0),
        Verb.MEMBER_OF: Rule(Carries.TO_TARGET, 1.0, shared=True),
        Verb.MANAGES: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.PROTECTS: Rule(Carries.TO_TARGET, 0.25),
    }
)
"""What contains, carries, stores or feeds something takes it along; of several that are routed to, managed or members, each is a
share; what protects leaves behind what still works, unprotected. What only refers to something carries nothing."""


@dataclass(frozen=True)
class Rules:
    """By which rule each relationship of a graph goes."""

    numbers: NDArray[np.uint8]
    """(m,) the number of each edge's."""
    known: tuple[tuple[Verb, Rule | None], ...]
    """By number; one without a rule carries nothing. Those of different verbs are different."""
    counts: Nodes | None = None
    """(m,) as how many each counts among those that share; none: each as one."""
    standby: Edges | None = None
    """Edges to what is asked only where nothing else of the same rule can answer."""

    @classmethod
    def of_verbs(cls, graph: Adjacency) -> Rules:
        """What verbs say alone."""
        return cls(graph.verbs, tuple((verb, RULES.get(verb)) for verb in VERBS))

    def over(self, verbs: Collection[Verb]) -> Rules:
        """The same where relationships of other verbs carry nothing."""
        known = tuple((verb, rule if verb in verbs else None) for verb, rule in self.known)
        return replace(self, known=known)

    def that(self, carry: Callable[[Rule], bool]) -> Rules:
        """The same where those alone ``carry`` anything of which this holds."""
        known = tuple((verb, rule if rule is not None and carry(rule) else None) for verb, rule in self.known)
        return replace(self, known=known)

    def without(self, edges: Edges) -> Rules:
        """The same where these carry nothing, and are asked nothing."""
        numbers = self.numbers.copy()
        numbers[edges] = len(self.known)
        return replace(self, numbers=numbers, known=(*self.known, (Verb.DEPENDS_ON, None)))

    def cut_off(self, edges: Edges) -> bool:
        """Whether only what comes from outside is lost by any of these; -1 is none."""
        cutting = np.asarray([rule is not None and rule.cuts_off for _, rule in self.known], np.bool_)
        return bool(cutting.any()) and bool(cutting[self.numbers[edges[edges >= 0]]].any())

    def what(self, edge: int) -> str:
        """What is lost by an edge, where a kind has words for it; nothing for -1."""
        rule = self.known[int(self.numbers[edge])][1] if edge >= 0 else None
        return rule.what if rule is not None else ""

    def carrying(self) -> Iterator[tuple[int, Verb, Rule]]:
        """The rules that carry something, with their numbers and verbs; one that is mutual for each of its ways."""
        for number, (verb, rule) in enumerate(self.known):
            for each in rule.both_ways() if rule is not None else ():
                yield number, verb, each


class Table:
    """The rule of each verb between every two of ``names``, as far as ``kinds`` tells them apart.

    A bearing with a longer name of the other end goes before one with a shorter; of two as long that of the source.
    """

    def __init__(self, names: Sequence[str], kinds: Mapping[str, KindSpec]) -> None:
        told = [(name, each) for name in names if name in kinds for each in kinds[name].bearings]
        named = tuple({each.kind for _, each in told if each.kind})
        owners = {name for name, _ in told}
        classes = {"": 0}
        self._classes = np.asarray(
            [
                classes.setdefault(name if name in owners or _is_below(name, named) else "", len(classes))
                for name in names
            ],
            np.uint16,
        )
        """(k,) alike of those that nothing tells apart; these are 0."""
        numbers: dict[tuple[Verb, Rule | None], int] = {(verb, RULES.get(verb)): CODES[verb] for verb in VERBS}
        self._table = np.empty((len(classes), len(VERBS), len(classes)), np.uint8)
        self._table[:] = np.arange(len(VERBS), dtype=np.uint8)[:, None]
        for name, bearing in sorted(told, key=lambda each: (len(each[1].kind), not each[1].reverse)):
            others = [
                number for other, number in classes.items() if not bearing.kind or _is_below(other, (bearing.kind,))
            ]
            rule = numbers.setdefault((bearing.verb, _rule(bearing)), len(numbers))
            if bearing.reverse:
                self._table[others, CODES[bearing.verb], classes[name]] = rule
            else:
                self._table[classes[name], CODES[bearing.verb], others] = rule
        self.known = tuple(numbers)
        self._places = {name: place for place, name in enumerate(names)}

    def rule(self, source: str, verb: Verb, target: str) -> Rule | None:
        """That of one relationship, by the kinds of its ends."""
        ends = (int(self._classes[self._places[kind]]) for kind in (source, target))
        one, other = ends
        return self.known[int(self._table[one, CODES[verb], other])][1]

    def rules(self, graph: Adjacency, kinds: NDArray[np.uint16] | Sequence[int]) -> Rules:
        """Those of ``graph``; (n,) ``kinds`` are the places of its nodes' in the names."""
        if not self._classes.any():
            return Rules(graph.verbs, self.known)
        of_nodes = self._classes[kinds].astype(np.int32)
        places: NDArray[Any] = of_nodes[graph.sources]
        places *= len(VERBS)
        places += graph.verbs
        places *= self._table.shape[2]
        places += of_nodes[graph.targets]
        return self._but_better_told(Rules(self._table.ravel()[places], self.known), graph, np.asarray(kinds))

    def _but_better_told(self, rules: Rules, graph: Adjacency, kinds: NDArray[np.uint16]) -> Rules:
        """The same where nobody loses by what others tell better; what is carried the other way stays."""
        known, numbers = list(rules.known), rules.numbers.copy()
        for number, (verb, rule) in enumerate(self.known):
            if rule is None or rule.unless not in self._places:
                continue
            is_better = kinds == self._places[rule.unless]
            has_better = np.zeros(graph.count, np.bool_)
            has_better[graph.sources[is_better[graph.targets]]] = True
            has_better[graph.targets[is_better[graph.sources]]] = True
            losing = graph.sources if rule.way is Carries.TO_SOURCE else graph.targets
            numbers[(rules.numbers == number) & has_better[losing]] = len(known)
            known.append((verb, next(islice(rule.both_ways(), 1, None), None)))
        return Rules(numbers, tuple(known), rules.counts)


def _is_below(name: str, kinds: Collection[str]) -> bool:
    return any(name == kind or name.startswith(f"{kind}.") for kind in kinds)


def _rule(bearing: Bearing) -> Rule | None:
    """The rule that a bearing stands for."""
    weight = bearing.loses or bearing.takes
    if not weight:
        return None
    loses_source = bool(bearing.loses) != bearing.reverse
    return Rule(
        Carries.TO_SOURCE if loses_source else Carries.TO_TARGET,
        weight,
        bearing.shared,
        bearing.what,
        bearing.whole,
        bearing.mutual,
        bearing.by_copies,
        bearing.cuts_off,
        bearing.outside,
        bearing.unless,
    )

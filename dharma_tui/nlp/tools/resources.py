"""Lists resources by kind and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.view import Listing
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.grouping import asks_which_has_most, groups
from dharma_tui.nlp.holding import held_in
from dharma_tui.nlp.queries import PLAIN
from dharma_tui.nlp.query import Condition, Query, kept_in
from dharma_tui.nlp.recorded_now import what_is_recorded
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.words import article, lines, listed, named

_NO_GROUPS = frozenset(
    {"sort", "sorted", "order", "ordered", "rank", "owned", "managed", "run", "kept", "maintained", "used"}
)
"""Before "by" these say that things are told in an order, or whose they are."""


class ListResources(Tool):
    """Resources by kind, place, state, tags, age and measures, as a table and as a view of the inventory."""

    NAME = "list_resources"
    SUMMARY = "Individual resources by kind and filters."
    INTENTS = ("list_resources",)
    PARAMETERS = tuple(
        Parameter(sort, sort)
        for sort in ("resource_kind", "provider", "region", "environment", "status", "tag", "metric", "count")
    )

    async def answer(self, asked: Asked) -> Answer:
        specs = self.desk.kinds.specs
        said = [kind for one in asked.frame.values("resource_kind") for kind in self.desk.kinds.here(one)]
        if asks_which_has_most(asked.words, [specs[kind] for kind in said if kind in specs]):
            from dharma_tui.nlp.tools.counts import Count

            return await Count(self.desk).answer(asked)
        query = await held_in(asked, await self.desk.query(asked), self.desk)
        query = _by_no_groups(asked, query, [specs[kind] for kind in query.kinds if kind in specs])
        if query.absent and not query.kinds:
            return await self._absent(query)
        listing = await self.services.inventory.open(query.view())
        basis = await self.desk.grounds.of(query.kinds, query.words, asked.frame.values("provider"))
        gap = await self.desk.unseen(asked, query)
        if gap.whole and not listing.matched:
            return Answer(gap.text, basis=basis, next_steps=("how many resources are there?", "scan status"))
        if not listing.matched and (beside := await self.beside(asked, query)):
            return beside
        if not listing.matched:
            steps = ("scan status", "how many resources are there?", "what changed today?")
            return Answer(
                await self.emptied(query, listing), basis=basis, opens=self.desk.opens(query), next_steps=steps
            )
        table = await self.desk.table(listing, min(query.limit or FIRST, FIRST))
        recorded = await what_is_recorded(asked, query, self.desk)
        return Answer(
            lines(self._said(query, listing, _found(query, listing, table)), untold(query), recorded, gap.text),
            table,
            basis=basis,
            opens=self.desk.opens(query),
            next_steps=self._next(query, listing),
            doubts=doubts_of_rows(query),
        )

    async def beside(self, asked: Asked, query: Query) -> Answer | None:
        """Where none is so called, but something of another kind is: those of the kind asked for that are connected with it."""
        from dharma_tui.nlp.tools.relationships import Relationships

        if len(asked.targets) != 1 or asked.ambiguous or not query.kinds or asked.targets[0].ref.kind in query.kinds:
            return None
        return await Relationships(self.desk).answer_of(asked, asked.targets[0])

    async def query(self, asked: Asked) -> str:
        return self.desk.opens(await held_in(asked, await self.desk.query(asked), self.desk))

    def _said(self, query: Query, listing: Listing, kinds: Sequence[str]) -> str:
        what = self.desk.kinds.title(kinds, listing.matched)
        said = f"**{listing.matched:,} {what}**"
        if query.words:
            of = f" of {listing.total:,}" if listing.matched < listing.total else ""
            said += f"{of}: {listed([named(one) for one in query.words])}"
        if query.order:
            said += f", {query.order}"
        return f"{said}."

    def _next(self, query: Query, listing: Listing) -> tuple[str, ...]:
        steps = ["describe the first one"]
        if not any(one.words == "stopped" for one in query.conditions) and listing.matched > 1:
            steps.append("which of those are stopped?")
        return (*steps, "how many are there in each region?", "what changed today?")[:4]

    async def _absent(self, query: Query) -> Answer:
        """No kind here is what was asked for, which is not the same as that there are none."""
        present = await self.services.inventory.kinds()
        a = article(query.absent[0]).partition(" ")[0]
        alike = self.desk.kinds.alike(query.absent)
        titles = [self.desk.kinds.title((one.kind,)) for one in sorted(present, key=lambda one: -one.count)[:6]]
        return Answer(
            lines(
                f"Nothing that is scanned here is {a} {listed([named(one) for one in query.absent], 'or')}: no provider that"
                " is in use here lists such things.",
                f"There are {listed(titles)}." if titles else "Nothing has been scanned yet.",
            ),
            basis=await self.desk.grounds.of(),
            next_steps=(
                *(f"list {self.desk.kinds.title((kind,))}" for kind in alike[:1]),
                *("how many resources are there?", "start a scan", "what can you do?"),
            )[:3],
        )

    async def emptied(self, query: Query, listing: Listing) -> str:
        """Which of the conditions leaves nothing over: an empty table alone would look like a failure."""
        what = self.desk.kinds.title(query.kinds, 2)
        if not listing.total:
            if query.kinds and len(await self.desk.grounds.unlisted(query.kinds)) == len(query.kinds):
                return (
                    f"No scan has listed {what} here, so whether there are any is not known. A scan of where they are would"
                    " tell."
                )
            return f"No scan has found any {what}."
        if not query.conditions:
            return f"There are no {what}."
        one = self.desk.kinds.title(query.kinds, 1)
        said = f"None of {listing.total:,} {what} is" if listing.total > 1 else f"The only {one} is not"
        told = [f"{said} {listed([named(one) for one in query.words])}."]
        if len(query.conditions) > 1:
            told += [await self._without(query, one) for one in query.conditions]
        told += [await self._in_account(query, one) for one in query.conditions]
        told += [await self._in_no_known_state(query, one) for one in query.conditions]
        return lines(" ".join(filter(None, told)), untold(query))

    async def _without(self, query: Query, condition: Condition) -> str:
        matched = (await self.services.inventory.open(query.view(condition))).matched
        return f"Without the condition {named(condition.words)} there would be {matched:,}." if matched else ""

    async def _in_no_known_state(self, query: Query, condition: Condition) -> str:
        """Of how many nobody tells the state that was asked for."""
        if not condition.text.startswith("state="):
            return ""
        unknown = Condition("state=unknown", "")
        view = replace(query, conditions=tuple(unknown if one is condition else one for one in query.conditions)).view()
        matched = (await self.services.inventory.open(view)).matched
        return (
            f"Of {matched:,} {self.desk.kinds.title(query.kinds, matched)} the state is not known." if matched else ""
        )

    async def _in_account(self, query: Query, condition: Condition) -> str:
        """Where an account is called what was taken for an environment."""
        name = condition.words.removeprefix("in environment ")
        if name == condition.words or not PLAIN.fullmatch(name):
            return ""
        there = Condition(f"account={name}", "")
        view = replace(query, conditions=tuple(there if one is condition else one for one in query.conditions)).view()
        matched = (await self.services.inventory.open(view)).matched
        return f"In the account {named(name)} there would be {matched:,}." if matched else ""


def _found(query: Query, listing: Listing, table: Table) -> Sequence[str]:
    """The kinds that were found, where all that was found is shown; else those that were looked for."""
    shown = {ref.kind for ref in table.refs if ref is not None}
    is_whole = listing.matched == len(table.rows) and len(query.kinds) > 1
    return [kind for kind in query.kinds if kind in shown] if is_whole else query.kinds


def _by_no_groups(asked: Asked, query: Query, specs: Sequence[KindSpec]) -> Query:
    """``query`` with the groups that were asked for among what is left out: a list has none."""
    words = asked.words
    at = next((at for at, word in enumerate(words) if word == "per" or (word == "by" and not query.order)), -1)
    if at < 0 or (words[at] == "by" and {*words[:at]} & _NO_GROUPS) or not groups(words[at:], specs):
        return query
    return replace(query, untold=(*query.untold, " ".join(words[at : at + 2])))


def untold(query: Query) -> str:
    """What was asked and could not be heeded."""
    said = (
        f"Nothing known of them tells {listed([named(one) for one in query.untold], 'or')}, so that was left out of"
        " what was looked for."
    )
    return lines(said if query.untold else "", kept_in(query.kept_in))


def doubts_of_rows(query: Query) -> tuple[str, ...]:
    """What speaks against a plan of what was found."""
    return (*(("left out",) if query.untold else ()), *(("not left out",) if query.kept_in else ()))

"""Calls to AWS: pages of lists, parents and their children, details in batches. Every call blocks a thread, never the loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from dharma_tui.core.errors import AccessDeniedError, AuthError, MalformedAnswerError, ProviderError, TimedOutError
from dharma_tui.core.provider import (
    Unseen,
    are_details_kept,
    are_lists_alone,
    called,
    common,
    end_of_details,
    remembered,
)
from dharma_tui.services.discovery.aws._counting import counting
from dharma_tui.services.discovery.aws._details import (
    GONE,
    Item,
    batches,
    fill,
    is_asked,
    name_of,
    needed,
    told_of_all,
    with_only,
    without_nameless,
)
from dharma_tui.services.discovery.aws._ends import further
from dharma_tui.services.discovery.aws._entry import ACCOUNT, Detail, Entry, Parent
from dharma_tui.services.discovery.aws._errors import GoneError, NotMadeError, NotOfItError, UnusedError, call_in
from dharma_tui.services.discovery.aws._failing import LATE, Failing
from dharma_tui.services.discovery.aws._known import Known
from dharma_tui.services.discovery.aws._merging import merged
from dharma_tui.services.discovery.aws._missed import Missed, asking
from dharma_tui.services.discovery.aws._pages import Pages, gathered, once_each
from dharma_tui.services.discovery.aws._paths import at, entries, first
from dharma_tui.services.discovery.aws._session import Account, Sdk
from dharma_tui.services.discovery.aws._threads import AT_ONCE, pool, pool_of_accounts
from dharma_tui.services.discovery.aws._wire import PATIENT, Patience

CALL_SECONDS = 300.0
"""Longest time for one call with all its retries, waiting for a thread included."""
DETAIL_SECONDS = 120.0
"""The same for a call for details: of those there are many, and one that hangs must leave time for the others."""
MAKING_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""How long is waited, after each time of asking, for what AWS makes when asked for it."""
DEEPEST = 32
"""Levels that things of one kind may nest; AWS itself allows five."""
PARENTS = 5000
"""Items kept until all kinds of their children have been listed; where there are more, they are listed anew for each."""

T = TypeVar("T")


class Caller:
    """Makes the calls of one scope."""

    def __init__(
        self, sdk: Sdk, region: str, account: Account, entries: Mapping[str, Entry], patience: Patience = PATIENT
    ) -> None:
        self._sdk = sdk
        self._patience = patience
        self._region = region
        self._partition = account.partition
        self._account = account.id
        self._entries = entries
        self._told: dict[str, dict[str, Item]] = {}
        """What lists that tell of all items told: operation → what items are matched by → item."""
        self._known: Known | None = None
        self._failing = Failing()
        self._missed: list[Unseen] = []
        self._pool = pool() if region else pool_of_accounts()

    async def items(self, entry: Entry) -> AsyncGenerator[Item | Unseen, None]:
        """Every item of ``entry``, completed by its details."""
        async with aclosing(self.counting_again(entry, self._items(entry))) as items:
            async for item in items:
                yield item

    async def _items(self, entry: Entry) -> AsyncGenerator[Item | Unseen, None]:
        least = max((AT_ONCE, *(detail.batch for detail in entry.details))) if entry.details else 0
        async with aclosing(self.listed(entry)) as listed, aclosing(gathered(listed, least)) as pages:
            async for page in pages:
                for unseen in await self.complete(entry, page):
                    yield unseen
                for item in page:
                    yield item
        for unseen in self.take_missed():
            yield unseen

    def take_missed(self) -> list[Unseen]:
        """What was not listed as its parent was asked in vain, since this was last asked."""
        taken, self._missed = self._missed, []
        return taken

    async def counting_again(self, entry: Entry, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """``items``; counts the calls that were made once more for them, or to find out whether AWS knows who asks."""
        try:
            async with aclosing(items):
                async for item in items:
                    yield item
        finally:
            called(*self._sdk.take_again(entry.service, self._region))

    async def listed(
        self, entry: Entry, wanted: Callable[[Item], bool] = lambda parent: True
    ) -> AsyncGenerator[list[Item], None]:
        """Items as listed, a page at a time; those of a parent know it, and only of ``wanted`` parents they are listed."""
        if entry.parent is None:
            async with aclosing(self.pages(entry, entry.params)) as pages:
                try:
                    async for page in pages:
                        yield page
                except UnusedError:
                    return
            return
        of, above = entry.parent, self._entries[entry.parent.kind]
        missed = Missed(entry, above)
        async with aclosing(self._parents(above)) as found_parents:
            async for several in found_parents:
                streams = [self.children(entry, of, parent, missed=missed) for parent in several if wanted(parent)]
                async with aclosing(merged(streams, AT_ONCE)) as pages:
                    async for page in pages:
                        yield page
        self._missed += missed.told()

    async def _parents(self, entry: Entry) -> AsyncGenerator[list[Item], None]:
        """Items as far as their children need them; where these are of several kinds, they are listed for the first alone."""
        place = (Caller, self._account, self._region, entry.spec.kind)
        kept: dict[object, Any] = common().kept
        if place in kept:
            yield kept[place]
            return
        paths = [path for child in self._entries.values() for path in needed(child, entry)]
        gathered: list[Item] = []
        async with aclosing(self.listed(entry)) as pages:
            async for page in pages:
                lean = [with_only(item, paths) for item in page]
                if len(gathered) <= PARENTS:
                    gathered += lean
                yield lean
        if len(gathered) <= PARENTS and not self._missed:
            kept[place] = gathered

    async def children(
        self, entry: Entry, of: Parent, parent: Item, *, nested: bool = True, missed: Missed | None = None
    ) -> AsyncGenerator[list[Item], None]:
        """Items of one parent, and where they are nested those below them, level by level; whoever is its own ancestor once.

        Raises MalformedAnswerError where that does not end. Who is asked in vain is noted in ``missed`` where that is given.
        """
        waiting, asked = deque([(parent, 1)]), set[str]()
        while waiting:
            above, level = waiting.popleft()
            given = {name: first(above, path) for name, path in of.given.items()}
            kept = {name: first(above, path) for name, path in of.keep.items()}
            if (question := repr(given)) in asked:
                continue
            asked.add(question)
            if level > DEEPEST:
                raise MalformedAnswerError(f"{entry.spec.plural} nest deeper than {DEEPEST} levels", "see the log")
            if missed and missed.leaves_out(given):
                continue
            with asking(missed, given):
                async with aclosing(self.pages(entry, {**entry.params, **given})) as pages:
                    async for page in pages:
                        children = [{**item, **kept} for item in page]
                        yield children
                        if of.nested and nested:
                            waiting.extend((child, level + 1) for child in children)

    async def pages(
        self, entry: Entry, params: Mapping[str, Any], *, whole: bool = True
    ) -> AsyncGenerator[list[Item], None]:
        """The pages of a list; where it is not the ``whole`` of it, AWS says how large."""
        asked = {name: self._account if value == ACCOUNT else value for name, value in params.items()}
        pages = Pages(
            self._sdk, entry, self._region, self._partition, asked, entry.page if whole else 0, self._patience
        )
        with counting(pages.made):
            answer = await self._in_turn(entry.service, entry.operation, pages.next)
        if pages.refused:
            self._missed.append(Unseen(f"{entry.spec.plural} beyond the usual", 0, pages.refused.message))
        while answer is not None:
            yield [item if isinstance(item, dict) else {"Id": item} for item in entries(answer, entry.items)]
            # whether there is more to ask for only shows on the way, so a further page waits for its turn there
            with counting(pages.made):
                answer = await self._answer(entry.service, entry.operation, pages.next)

    def taken(self, entry: Entry) -> Mapping[str, Any]:
        """The shapes of what a list can be asked with. Blocks."""
        client = self._sdk.client(entry.service, self._region, self._partition)
        shape = client.meta.service_model.operation_model(entry.operation).input_shape
        return shape.members if shape else {}

    async def complete(self, entry: Entry, page: list[Item]) -> list[Unseen]:
        """Merge what detail calls say into the items of ``page``; what may not be seen is told, and stays as it is stored."""
        unseen: list[Unseen] = []
        left_out = [detail for detail in entry.details if detail.batch == 1] if are_lists_alone() else []
        for detail in entry.details:
            if detail not in left_out:
                unseen += await self._complete(entry, page, detail)
        if asked := [item for item in page if any(is_asked(item, detail) for detail in left_out)]:
            unseen.append(await self._left_out(entry, asked, left_out))
        if unseen:
            unseen += without_nameless(entry, page, unseen)
        return unseen

    async def _complete(self, entry: Entry, page: list[Item], detail: Detail) -> list[Unseen]:
        if not detail.batch:
            return await self._in_time(entry, page, detail, self._complete_all(entry, page, detail))
        asked = await self._without_known(entry, page, detail)
        slots = asyncio.Semaphore(AT_ONCE)

        async def told(batch: list[Item]) -> list[Unseen]:
            async with slots:
                return await self._details(entry, batch, detail)

        tasks = [
            asyncio.create_task(self._in_time(entry, batch, detail, told(batch))) for batch in batches(asked, detail)
        ]
        try:
            answers = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # for them to count what they called
        page[:] = [item for item in page if not item.pop(GONE, False)]
        return [unseen for answer in answers for unseen in answer]

    async def _in_time(
        self, entry: Entry, items: Sequence[Item], detail: Detail, work: Awaitable[list[Unseen]]
    ) -> list[Unseen]:
        """What ``work`` tells, if it is done before the listing has to be; else that ``items`` are without these details."""
        try:
            async with asyncio.timeout_at(end_of_details()) as limit:
                return await work
        except TimeoutError:
            if not limit.expired():
                raise
        asked = call_in(entry.service, detail.operation, self._region)
        late = TimedOutError(f"{asked}: no answer until all had to be saved", LATE)
        return [await self._failed(entry, items, detail, late)]

    async def _without_known(self, entry: Entry, page: list[Item], detail: Detail) -> list[Item]:
        """The items that have to be asked about; the others are completed by what is stored of them."""
        keeps = detail.seldom and are_details_kept()
        if not (detail.lasting or keeps):
            return page
        asked, kept = (await self._stored(entry)).parted(page, detail, keeps=keeps)
        called(0, kept=kept)
        return asked

    async def _stored(self, entry: Entry) -> Known:
        self._known = self._known or Known(entry, await remembered())
        return self._known

    async def _denied(self, entry: Entry, items: Sequence[Item], detail: Detail, error: ProviderError) -> Unseen:
        """What is told of ``items`` of which details may not be seen; what is stored of them stays."""
        stored = await self._stored(entry)
        for item in items:
            stored.fill(item, detail)
        name = name_of(entry, items[0]) if detail.batch else ""
        return Unseen(f"details of {entry.spec.plural}", len(items), error.message, error.hint, such_as=name)

    async def _failed(self, entry: Entry, items: Sequence[Item], detail: Detail, error: ProviderError) -> Unseen:
        """What is told of ``items`` of which details could not be had; what is stored of them stays. Raises AuthError."""
        if isinstance(error, AuthError):
            raise error
        denied = await self._denied(entry, items, detail, error)
        if isinstance(error, AccessDeniedError | NotMadeError):
            return denied
        return replace(self._failing.failed(entry, detail, error, denied.such_as), count=denied.count)

    async def _left_out(self, entry: Entry, page: Sequence[Item], details: Sequence[Detail]) -> Unseen:
        """What is told of ``page`` of which a scan of lists alone asks no details; what is stored of them stays."""
        stored = await self._stored(entry)
        for item in page:
            for detail in details:
                stored.fill(item, detail)
        called(0, kept=sum(is_asked(item, detail) for item in page for detail in details))
        return Unseen(
            f"details of {entry.spec.plural}", len(page), "this scan asks for lists alone", "scan without --lists-only"
        )

    async def _complete_all(self, entry: Entry, page: list[Item], detail: Detail) -> list[Unseen]:
        """Merge what one list tells of all items into those of ``page``; it is read with the first page."""
        if detail.operation not in self._told:
            listing = replace(entry, operation=detail.operation, items=detail.items, wide=detail.wide)
            try:
                self._failing.refuse(detail)
                await self._have_made(entry, detail)
                async with aclosing(self.pages(listing, detail.params)) as pages:
                    told = [item async for several in pages for item in several]
                rows = detail.rows(told) if detail.rows else told
                self._told[detail.operation] = {str(first(item, detail.match)): item for item in rows}
            except ProviderError as error:
                return [await self._failed(entry, page, detail, error)]
        for item in page:
            if (more := self._told[detail.operation].get(str(first(item, detail.source)))) is not None:
                item.update(told_of_all(item, more, detail))
        return []

    async def _have_made(self, entry: Entry, detail: Detail) -> None:
        """Have AWS make what is going to be read. Raises NotMadeError where that takes too long."""
        if not detail.made_by:
            return
        for seconds in MAKING_SECONDS:
            with counting() as made:
                asked = partial(self._call, entry.service, detail.made_by, {}, made)
                answer, _ = await self._in_turn(entry.service, detail.made_by, asked)
            if answer.get("State") == "COMPLETE":
                return
            await asyncio.sleep(seconds)
        raise NotMadeError(f"{entry.service} {detail.made_by} takes long", "scan again in a minute")

    async def _details(self, entry: Entry, batch: list[Item], detail: Detail) -> list[Unseen]:
        sources = [first(item, detail.source) for item in batch]
        params = {
            **detail.params,
            **{name: first(batch[0], path) for name, path in detail.given.items()},
            detail.param: sources if detail.batch > 1 else sources[0],
        }
        try:
            self._failing.refuse(detail)
            answer = await self._told_of(entry.service, detail, params)
        except (GoneError, NotOfItError) as error:
            self._failing.answered(detail)
            return await self._missing(entry, batch, detail, error)
        except ProviderError as error:
            return [await self._failed(entry, batch, detail, error)]
        self._failing.answered(detail)
        fill(batch, sources, answer, detail)
        return []

    async def _missing(
        self, entry: Entry, batch: list[Item], detail: Detail, error: GoneError | NotOfItError
    ) -> list[Unseen]:
        """Mark what went since it was listed; of what lacks only what was asked for, note that. Of several nobody says which."""
        if isinstance(error, GoneError) and len(batch) > 1:
            middle = len(batch) // 2
            halves = (batch[:middle], batch[middle:])
            return [unseen for half in halves for unseen in await self._details(entry, half, detail)]
        if isinstance(error, GoneError) and error.code not in detail.lacking:
            batch[0][GONE] = True
        elif detail.under and detail.absent is not None:
            batch[0][detail.under] = detail.absent
        elif isinstance(error, NotOfItError):
            return [await self._failed(entry, batch, detail, error)]
        return []

    async def _told_of(self, service: str, detail: Detail, params: Mapping[str, Any]) -> Any:
        """What a detail call answers: of what one item has a list of, with all its pages."""
        with counting() as made:

            def asked(**given: Any) -> Any:
                return self._call(service, detail.operation, given, made)

            call, of = once_each(asked), (service, detail.operation)
            whole, more = await self._in_turn(*of, partial(call, **params), DETAIL_SECONDS)
            while more and detail.batch == 1 and isinstance(at(whole, detail.items), list):
                page, more = await self._in_turn(*of, partial(call, **more), DETAIL_SECONDS)
                at(whole, detail.items).extend(at(page, detail.items) or ())
        return whole

    async def _in_turn(self, service: str, operation: str, work: Callable[[], T], seconds: float = 0.0) -> T:
        """What ``work``, which makes one call, returns: its turn is waited for without a thread, as others may need that."""
        self._sdk.standing.refuse()
        if (wait := self._sdk.turn(service, self._region, self._partition)) > 0:
            await asyncio.sleep(wait)
        return await self._answer(service, operation, work, seconds)

    async def _answer(self, service: str, operation: str, work: Callable[[], T], seconds: float = 0.0) -> T:
        """What ``work`` returns. Raises TimedOutError, which names the call, where it takes longer than ``seconds`` or any may."""
        try:
            return await self._pool.run(work, timeout=seconds or CALL_SECONDS)
        except TimedOutError as error:
            asked = call_in(service, operation, self._region)
            if asked in error.message:
                raise
            raise TimedOutError(f"{asked}: no answer within {seconds or CALL_SECONDS:g} s", error.hint) from error

    def _call(self, service: str, operation: str, params: Mapping[str, Any], made: list[str]) -> tuple[Any, Item]:
        """An answer, and what its next page is asked for with."""
        from botocore import xform_name

        client = self._sdk.client(service, self._region, self._partition)
        with self._sdk.calling(service, operation, self._region, self._patience, in_turn=True):
            made.append(operation)
            answer = getattr(client, xform_name(operation))(**params)
        answer.pop("ResponseMetadata", None)
        return answer, further(client.meta.service_model.operation_model(operation), params, answer, self._region)

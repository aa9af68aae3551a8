"""From a request to its answer: read, link, choose the tool, ask the services; nothing that changes anything is ever done."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Effect, PlanCard, Table
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, SURE, Frame
from dharma_tui.core.text import printable, storable
from dharma_tui.nlp import accounts, as_told, asked_times, exceptions, planning, resizing, said_now, withdrawing, zones
from dharma_tui.nlp.as_typed import is_taken_apart, with_name_in_quotes
from dharma_tui.nlp.choosing import again, asked_again, chosen, of_picked, picked_of, settled
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.following import OF_ROWS, Pointing, but_others, pointed
from dharma_tui.nlp.helping import is_about_help
from dharma_tui.nlp.inheriting import inherited
from dharma_tui.nlp.llm.spoken_secrets import unsaid
from dharma_tui.nlp.looking import as_alone, looked, of_kinds
from dharma_tui.nlp.loose_words import loose, named_twice
from dharma_tui.nlp.name_parts import of_parts
from dharma_tui.nlp.named_in import as_named, with_ends, with_linked
from dharma_tui.nlp.naming import Naming, Narrowing
from dharma_tui.nlp.nothing_shown import points_at_nothing
from dharma_tui.nlp.numerals import with_places_spelt
from dharma_tui.nlp.odd_names import OddNames, is_also_called
from dharma_tui.nlp.picked_places import placed
from dharma_tui.nlp.picked_rows import RowOrder, order_of
from dharma_tui.nlp.planning import Planning
from dharma_tui.nlp.public_blocks import with_blocks_listed
from dharma_tui.nlp.reach import asked as asked_to_reach
from dharma_tui.nlp.readings_told import looked_at, read_as
from dharma_tui.nlp.refusing import NO_ROW, only_listed
from dharma_tui.nlp.renaming import but_new_name
from dharma_tui.nlp.reported_orders import not_planned, ordered
from dharma_tui.nlp.reshaping import but_for, but_grouped, narrowed, of_condition, of_shown, of_then, reshaped
from dharma_tui.nlp.row_orders import as_order_of_row, as_row, as_rows, but_number
from dharma_tui.nlp.said_of_many import of_both, of_many
from dharma_tui.nlp.separate_orders import separate_orders
from dharma_tui.nlp.spoken_ends import with_ends_spoken_of
from dharma_tui.nlp.stepping import with_steps
from dharma_tui.nlp.suggesting import Suggesting, is_unclear
from dharma_tui.nlp.tag_values import with_values_in_quotes
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines

if TYPE_CHECKING:
    from dharma_tui.nlp.context import Turn
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.reading import Reading
    from dharma_tui.nlp.recogniser import Recogniser
    from dharma_tui.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Analysis:
    """How a request is read and what would answer it; nothing was asked of any service but what names mean."""

    asked: Asked
    tool: str
    effect: Effect
    query: str
    suggestions: tuple[str, ...] = ()
    plan: PlanCard | None = None
    """What it would change, where a plan would be made of it."""

    @property
    def frame(self) -> Frame:
        """What was understood."""
        return self.asked.frame


class Router:
    """Answers requests. ``attended``: a person is there whose yes starts a scan, which only reads."""

    def __init__(self, services: Services, recogniser: Recogniser, *, attended: bool = True) -> None:
        self._services = services
        self._recogniser = recogniser
        naming = Naming(services.inventory, recogniser.reader.names, services.kinds)
        self.desk = Desk(services, naming, attended=attended)

    @cached_property
    def odd_names(self) -> OddNames:
        """Names that are not read as one word."""
        return OddNames(self._recogniser.reader.names)

    @cached_property
    def tools(self) -> Sequence[Tool]:
        """Every tool there is."""
        from dharma_tui.core.registry import subclasses
        from dharma_tui.nlp import tools

        return [made(self.desk) for made in subclasses(tools, Tool)]  # type: ignore[type-abstract]

    async def ask(self, text: str, conversation: Conversation) -> Answer:
        """The answer to ``text``, which is added to the conversation. What fails is told in it, never raised."""
        text = storable(text)
        text = one if (one := chosen(text, conversation)) is not None else text
        conversation.is_withdrawn = False
        if (said := withdrawing.withdrawn(text, conversation)) is not None:
            turn = replace((await self._read(text, conversation))[0], frame=said)
            conversation.add(text, said, withdrawing.TAKEN_BACK, turn)
            conversation.take_back()
            return withdrawing.TAKEN_BACK
        asked, turn = await self._asked(text, conversation)
        try:
            answer = await self._answer(asked, conversation)
        except DharmaError as error:
            log.info("a request was not answered: %s", unsaid(error.message, text))
            answer = failed(error)
        conversation.add(text, asked.frame, answer, turn)
        conversation.before = asked
        conversation.ordered = asked if asked.frame.intent in CHANGES else conversation.ordered
        conversation.looked = conversation.looked if asked.frame.intent in CHANGES else asked
        conversation.is_lost = conversation.is_lost or bool(asked.orders) or "unanswered" in asked.doubts
        if asked.frame.intent not in _SILENT:
            conversation.kinds = asked.kinds
        if not conversation.is_lost:
            planned = answer.plan.steps if answer.plan else ()
            conversation.spoken_of(tuple(one.ref for one in asked.targets or planned))
        return answer

    async def ask_as(self, text: str, frame: Frame, conversation: Conversation) -> tuple[Answer, Frame]:
        """The answer to ``text`` as somebody else has read it, in place of the last one, and what is left of that reading.

        Only what reads is ever asked, and what the person excluded is no filter.
        """
        turn, told = await self._read(text, conversation)
        excluded = {(one.sort, one.value) for one in turn.reading.mentions if one.excluded}
        frame = replace(frame, entities=exceptions.but(frame.entities, excluded), destructive=False)
        turn = replace(turn, frame=accounts.within(frame, told.accounts))
        asked = await self._linked(self._request(text, turn, told, conversation))
        tool = self.tool_for(asked)
        if tool.EFFECT is not Effect.READ or frame.intent in CHANGES:
            raise UsageError("nothing is changed by what was only guessed", "say it yourself, with the exact name")
        try:
            answer = replace(await tool.answer(asked), plan=None)
        except DharmaError as error:
            answer = failed(error)
        answer = replace(answer, text=lines(read_as(asked), answer.text))
        conversation.put_right(text, frame, answer, turn)
        conversation.spoken_of(tuple(target.ref for target in asked.targets))
        return answer, frame

    async def analyse(self, text: str, conversation: Conversation) -> Analysis:
        """How ``text`` would be read, and what would be asked for it. Nothing is added to the conversation."""
        asked, _ = await self._asked(storable(text), conversation)
        tool, suggesting = self.tool_for(asked), self._suggesting(asked)
        offered, plan = suggesting.offered(), None
        if tool.EFFECT is Effect.CHANGE and (asked.frame.destructive or asked.orders):
            query, plan = await planning.looked_at(tool, asked, suggesting)
        else:
            query = await self._query(tool, asked)
        return Analysis(asked, tool.NAME, tool.EFFECT, query, offered, plan)

    async def check(self, plan: PlanCard) -> None:
        """Whether a plan still holds. Raises PlanRefusedError where it has expired, or what it would change has changed."""
        await Planning(self._services).check(plan)

    def tool_for(self, asked: Asked) -> Tool:
        """The one that answers best. Every intent has one."""
        fitting = [(tool.fits(asked), tool) for tool in self.tools if asked.frame.intent in tool.INTENTS]
        return max(fitting, key=lambda one: one[0])[1] if fitting else self._otherwise

    @cached_property
    def _otherwise(self) -> Tool:
        return next(tool for tool in self.tools if OUT_OF_SCOPE in tool.INTENTS)

    # -- reading

    async def _read(self, text: str, conversation: Conversation) -> tuple[Turn, accounts.Taken]:
        known = await self.desk.grounds.accounts()
        text = with_places_spelt(asked_times.without_place(with_blocks_listed(text, self.desk.kinds.titles)))
        text = await with_values_in_quotes(text, self._services.inventory)

        def taken(text: str) -> accounts.Taken:
            return accounts.taken(self.odd_names.quoted(text), known, self._is_no_account)

        def read() -> tuple[Turn, accounts.Taken]:
            before = conversation.last_turn(lambda text, before: self._recogniser.turn(taken(text).text, before))
            told = taken(text)
            is_compared = accounts.is_compared(told.text)
            before = None if is_compared else before
            turn = self._recogniser.turn(told.text, before)
            turn = as_alone(replace(turn, reading=of_both(turn.reading)), told.text)
            if conversation.is_of_many:
                turn = replace(turn, reading=of_many(turn.reading))
            turn = looked(turn, told.text, conversation, self._recogniser, is_placed=bool(told.accounts))
            turn = of_kinds(turn, text, self._recogniser) if is_compared else turn
            if turn.frame.intent == "create_infrastructure" and (apart := with_name_in_quotes(told.text)) != told.text:
                turn, told = self._recogniser.turn(apart, before), replace(told, text=apart)
            row = as_row(told.text) if conversation.shown else told.text
            row = (as_order_of_row(turn.reading) if conversation.shown else "") or row
            if row != told.text:
                turn = replace(turn, frame=self._recogniser.turn(row, before).frame)
            rows = as_rows(told.text) if conversation.shown else told.text
            if rows != told.text and (few := self._recogniser.turn(rows, before).frame).intent in CHANGES:
                turn = replace(turn, frame=few)
            return replace(turn, frame=zones.within(accounts.within(turn.frame, told.accounts), turn.reading)), told

        return await self._services.io.run(read)

    def _is_no_account(self, word: str) -> bool:
        reader = self._recogniser.reader
        return word in reader.names or reader.knows(word)

    def _request(self, text: str, turn: Turn, told: accounts.Taken, conversation: Conversation) -> Asked:
        frame, (reading, left) = turn.frame, exceptions.apart(turn.reading)
        changes = frame.intent in CHANGES
        reading = turn.reading if changes else reading
        words = tuple(
            token.plain for at, token in enumerate(reading.tokens) if not said_now.names_something(reading, at)
        )
        kinds = self.desk.kinds.called(words)
        if said_now.of_everything(words) or (kinds and not changes and said_now.is_new(words, reading)):
            frame = accounts.within(replace(frame, entities=said_now.said(frame.entities, reading)), told.accounts)
        elif not kinds and not changes and said_now.points(words) and not frame.values("resource_kind"):
            kinds = conversation.kinds
        asked = Asked(
            reading.text if left and not changes else text,
            frame,
            shown=conversation.shown,
            selected=conversation.selected,
            words=words,
            kinds=kinds,
            said=said_now.told(frame, reading, told.accounts),
            loose=loose(reading, is_english=self._recogniser.reader.language(reading) in {"", "en"}),
            free=tuple(token.plain for at, token in enumerate(reading.tokens) if reading.at(at) is None),
            unread=said_now.unread(frame, reading),
            again=named_twice(reading),
            without=left,
            doubts=("excluded",) if left and changes else (),
            orders=separate_orders(reading) if changes else (),
            reach=asked_to_reach(turn.reading),
            is_carried=not any(one.sort in {"resource_name", "resource_kind"} for one in reading.mentions),
            excluded=(
                *((one.sort, zones.said(reading, one)) for one in reading.mentions if one.excluded),
                *(("account", name) for name in told.excluded),
            ),
        )
        return of_parts(zones.of_regions(asked), reading)

    async def _asked(self, text: str, conversation: Conversation) -> tuple[Asked, Turn]:
        known = await self.desk.grounds.accounts()
        told = picked_of(text, conversation, self._recogniser.reader, self.desk.kinds)
        told = told or placed(text, conversation, self._recogniser.reader, self.desk.kinds, known)
        if told is not None and conversation.before is not None:
            asked = of_picked(told, conversation.before)
            return asked, replace(
                conversation.asked_turn or (await self._read(text, conversation))[0], frame=asked.frame
            )
        text = accounts.compared_on(text, conversation.before, known)
        order = order_of(text, conversation, self._recogniser.reader)
        asked, turn = await self._understood(order.text if order else text, conversation, order)
        last = conversation.answers[-1].text if conversation.answers else ""
        return inherited(as_told.doubted(asked, last), turn.reading, conversation), turn

    async def _understood(self, text: str, conversation: Conversation, order: RowOrder | None) -> tuple[Asked, Turn]:
        turn, told = await self._read(text, conversation)
        turn = replace(turn, frame=order.read(turn.frame)) if order else turn
        if is_about_help(turn.reading.original, text) or ordered(text, self._recogniser):
            turn = replace(turn, frame=Frame("help_or_smalltalk", 1.0, {}, ranked=(("help_or_smalltalk", 1.0),)))
        asked = but_grouped(of_condition(of_then(self._request(text, turn, told, conversation))))
        reading = turn.reading if asked.frame.intent in CHANGES else exceptions.apart(turn.reading)[0]
        if (rest := but_for(asked, conversation.before, len(conversation.shown), conversation.shown_of)) is not asked:
            return rest, replace(turn, frame=rest.frame)
        asked = resizing.with_type(asked, reading, self._recogniser.reader.names, conversation.before)
        asked = but_new_name(asked, self._recogniser.reader.names)
        if (shaped := reshaped(asked, conversation.before)) is not asked:
            return shaped, replace(turn, frame=shaped.frame)
        if (of_rows := of_shown(asked, self.desk.kinds.specs, conversation.shown_of, conversation.before)) is not asked:
            return of_rows, replace(turn, frame=of_rows.frame)
        turn = replace(turn, frame=asked.frame)  # what is not carried now is not carried on either
        if asked.frame.intent in CHANGES and is_also_called(reading, self._recogniser.reader.names):
            return replace(asked, doubts=("also a name",)), turn
        if asked.frame.intent == "create_infrastructure" and is_taken_apart(reading):
            return replace(asked, doubts=("run together",)), turn
        pointing = order.pointing(conversation.shown) if order else None
        if pointing := pointing or pointed(asked, reading, conversation.shown_of, conversation.subject):
            is_rest = pointing.alone or pointing.are_listed
            if asked.frame.intent in OF_ROWS and not is_rest and said_now.points(asked.words):
                if "not all shown" in pointing.doubts:
                    asked = narrowed(asked, conversation.before)
                return self._of_rows(asked, reading, pointing), turn
            if pointing.are_listed and not pointing.doubts:
                asked = replace(asked, frame=Frame("list_resources", 1.0, {}, ranked=asked.frame.ranked))
                return self._of_rows(asked, reading, pointing), replace(turn, frame=asked.frame)
            targets = await self.desk.naming.of_refs(pointing.refs)
            if pointing.alone and conversation.frames:
                asked = again(asked, conversation.frames[-1], conversation.before)
            if pointing.number is not None:
                asked = replace(
                    asked, frame=but_number(asked.frame, reading, pointing.number), so_many=pointing.so_many
                )
            gone = ("gone",) if len(targets) < len(set(pointing.refs)) else ()
            rows = pointing.refs if gone and not targets else ()
            doubts = (*pointing.doubts, *gone, *exceptions.against(asked, pointing, conversation.doubts))
            asked = replace(settled(asked, targets), rows=rows, doubts=doubts, is_pointed=True)
            if asked.frame.intent in CHANGES:
                asked = replace(asked, frame=but_others(asked, reading, self.desk.kinds))
                turn = replace(turn, frame=replace(turn.frame, entities=asked.frame.entities))
            return asked, turn
        is_empty = conversation.is_empty and not conversation.is_counted
        if is_empty and points_at_nothing(asked, reading, is_sought=conversation.is_sought):
            return replace(asked, doubts=(*asked.doubts, "nothing shown"), is_pointed=True), turn
        if asked.is_carried and asked.frame.intent in CHANGES and conversation.counted:
            asked = replace(asked, counted=conversation.counted, doubts=(*asked.doubts, *conversation.doubts))
        asked = narrowed(asked, conversation.before)
        asked = await with_ends(await self._linked(asked), reading, self.desk.naming, self._narrowing(asked))
        asked = with_ends_spoken_of(asked, reading, conversation, self.desk.kinds)
        return await as_named(asked, reading, self.desk, self.tool_for, self._narrowing), turn

    @staticmethod
    def _of_rows(asked: Asked, reading: Reading, pointing: Pointing) -> Asked:
        """About the rows that were shown; where there are more, about all that was asked for then."""
        if pointing.doubts:
            return asked
        frame = replace(asked.frame, entities=said_now.said(asked.frame.entities, reading))
        frame = accounts.within(frame, asked.said.get("account", ()))
        kinds = tuple(dict.fromkeys(ref.kind for ref in pointing.refs))
        return replace(asked, frame=frame, kinds=kinds, rows=pointing.refs)

    async def _linked(self, asked: Asked) -> Asked:
        """With its names linked; of a change none is guessed, nor taken from elsewhere than was said."""
        change = asked.frame.intent in CHANGES
        said = self._narrowing(asked)
        for name in asked.frame.values("resource_name"):
            asked = with_linked(asked, await self.desk.naming.linked(name, said, nearly=not change), change=change)
        return asked

    def _narrowing(self, asked: Asked) -> Narrowing:
        frame = asked.frame
        kinds = [kind for said in frame.values("resource_kind") for kind in self.desk.kinds.here(said)]
        if frame.intent in _OF_COPIES:
            kinds += self.desk.kinds.with_copies()
        queries = self.desk.queries()
        told = (queries.environment(frame.values("environment")), queries.account(frame.values("account")))
        regions = tuple(map(zones.region_of, frame.values("region")))
        return Narrowing(tuple(kinds), regions, frame.values("provider"), " ".join(filter(None, told)))

    # -- answering

    async def _answer(self, asked: Asked, conversation: Conversation) -> Answer:
        from dharma_tui.nlp import scanning

        if order := ordered(asked.text, self._recogniser):
            return not_planned(order)
        if (started := await scanning.agreed(asked, conversation, self.desk)) is not None:
            return started
        if (elsewhere := await accounts.unknown(asked, self.desk)) is not None:
            return elsewhere
        frame = asked.frame
        conversation.offered = None
        if asked.is_left_open:
            return await asked_again(asked, self.desk)
        if (kept := as_told.kept(asked)) is not None:
            return kept
        if asked.orders or is_unclear(frame):
            return self._suggesting(asked).unclear()
        tool = self.tool_for(asked)
        is_nowhere = asked.is_pointed and not asked.targets and not NO_ROW.isdisjoint(asked.doubts)
        if is_nowhere and tool.EFFECT is Effect.READ:
            return await which(asked, self.desk)
        if tool.EFFECT is Effect.READ and (reason := await self.desk.not_told(asked)):
            return Answer(reason, next_steps=("what changed today?", "what changed yesterday?"))
        answer = await exceptions.told(asked, await tool.answer(asked), self.desk)
        answer = as_told.told(asked, zones.told(asked, accounts.told(asked, answer)))
        conversation.offered = scanning.offered(tool, asked, self.desk)
        told = lines(read_as(asked), only_listed(asked), answer.text, looked_at(asked))
        answer = with_steps(replace(answer, text=told), asked, self.desk.kinds)
        if asked.rows:
            answer = replace(answer, doubts=(*answer.doubts, *conversation.doubts))
        is_sure = frame.confidence >= SURE or frame.intent == OUT_OF_SCOPE
        return answer if is_sure else self._suggesting(asked).guessed(answer)

    def _suggesting(self, asked: Asked) -> Suggesting:
        return Suggesting(asked, self.desk.kinds, self.desk.naming)

    async def _query(self, tool: Tool, asked: Asked) -> str:
        try:
            return await tool.query(asked)
        except DharmaError as error:
            return error.message


_OF_COPIES = frozenset({"deployment_status", "scale_deployment", "restart_deployment", "rollback_deployment"})
_SILENT = frozenset({"help_or_smalltalk", OUT_OF_SCOPE})


def failed(error: DharmaError) -> Answer:
    """What went wrong, said as an answer."""
    row = (printable(error.message, 300), printable(error.hint, 300))
    return Answer("That could not be answered.", Table(("WHAT HAPPENED", "WHAT TO DO"), (row,), 1))

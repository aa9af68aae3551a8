"""``dharma-tui ask``: an answer from the store, or how a request is read; many with ``--batch``. Nothing is carried out."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import FAILED, OK, PARTIAL
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import Output
from dharma_tui.core.errors import UsageError
from dharma_tui.core.frames import OUT_OF_SCOPE, SURE
from dharma_tui.core.said import SAID
from dharma_tui.core.text import printable, storable

if TYPE_CHECKING:
    from dharma_tui.core.frames import Frame
    from dharma_tui.nlp.recogniser import Recogniser
    from dharma_tui.nlp.router import Analysis

Read = Callable[[str, Sequence[str]], dict[str, Any]]
"""What says how a request is read, after earlier ones."""
REMEMBERED = 50
"""Earlier requests of a line that are read: as many as a session holds."""

EPILOG = """\
--batch reads JSON lines {"id", "text", "turns": [earlier requests, oldest first]} from a file or, with -, from standard input,
and prints a line for each: {"id", "intent", "confidence", "entities", "needs_confirm", "would_execute", "suggestions"}.

examples:
  dharma-tui ask "which servers in frankfurt are stopped?"
  dharma-tui ask "what changed since yesterday?" --json
  dharma-tui ask --analyze "restart checkout in staging" --json
  dharma-tui ask --explain "what changed since yesterday?"
  dharma-tui ask --batch requests.jsonl > read.jsonl
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``ask`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the request, as you would say it")
    parser.add_argument(
        "--analyze", action="store_true", help="say how it is read and what would be asked, and answer nothing"
    )
    parser.add_argument("--batch", metavar="FILE", default="", help="read requests from a file, - for standard input")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="have a configured language model explain the answer, or say how an unclear request is meant",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Read what was asked."""
    if bool(args.batch) == bool(args.text):
        raise UsageError("ask takes either a request or --batch FILE", 'try: dharma-tui ask "what can you do?"')
    if args.explain and (args.batch or args.analyze):
        raise UsageError("--explain explains an answer, and there is none here", "leave out --batch and --analyze")
    SAID.set(" ".join(args.text))
    context.start_logging()
    recogniser = _recogniser(context, own=not args.batch)
    if args.batch:
        return _batch(args.batch, _reading(context, recogniser), output)
    with asyncio.Runner() as runner:
        return runner.run(_one(" ".join(args.text), args, context, recogniser, output))


def _recogniser(context: Context, *, own: bool) -> Recogniser:
    """With the kinds of this console, too, where it is not the label scheme alone that counts."""
    from dharma_tui.nlp.kinds import KindTable
    from dharma_tui.nlp.names import known_names
    from dharma_tui.nlp.recogniser import Recogniser

    return Recogniser(known_names(context.lake), own=KindTable(context.kinds).titles if own else ())


async def _one(text: str, args: argparse.Namespace, context: Context, recogniser: Recogniser, output: Output) -> int:
    """One request, answered from the store; with ``--analyze`` nothing is asked of it but what names mean."""
    from dharma_tui.core.answer_documents import document
    from dharma_tui.core.answer_text import read_words, terminal_lines
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.router import Router
    from dharma_tui.services import build_services

    demo = context.demo if context.flags.demo else None
    services = build_services(
        context.settings,
        context.folder,
        clock=context.clock,
        ids=context.ids,
        providers=[demo.provider] if demo else None,
        scans_with=demo.scans if demo else None,
    )
    try:
        await services.open_to_read()
        router, conversation = Router(services, recogniser, attended=False), Conversation()
        if args.analyze:
            _tell_analysis(await router.analyse(text, conversation), args, output)
            return OK
        answer = await router.ask(text, conversation)
        read = told_of(conversation.frames[-1], answer.next_steps)
        if args.explain:
            from dharma_tui.cli.explaining import Explained
            from dharma_tui.nlp.assistance import Told

            told = Told(text, conversation.frames[-1], answer)
            return await Explained(services, output, read).run(told, conversation, recogniser, router)
        if args.json:
            output.json({**read, "answer": document(answer)})
            return OK
        for line in terminal_lines(answer, context.clock.now(), output.width):
            output.line(line)
        output.line(read_words(conversation.frames[-1]))
        return OK
    finally:
        services.close()


def _tell_analysis(analysis: Analysis, args: argparse.Namespace, output: Output) -> None:
    """How a request is read, and what would be asked and changed for it."""
    from dharma_tui.core.answers import Effect

    document, changes = told_of(analysis.frame, analysis.suggestions), analysis.effect is Effect.CHANGE
    targets = [str(target.ref) for target in analysis.asked.targets]
    if args.json:
        output.json(
            {
                **document,
                "tool": analysis.tool,
                "query": analysis.query,
                "effect": analysis.effect.value,
                "targets": targets,
            }
        )
        return
    output.line(f"intent          {document['intent']} ({document['confidence']:.2f})")
    for sort, value in document["entities"].items():
        output.line(f"{sort:<15} {printable(', '.join(value) if isinstance(value, list) else value)}")
    output.line(f"tool            {analysis.tool}")
    for ref in targets:
        output.line(f"about           {printable(ref)}")
    if analysis.query:
        output.line(f"{'would change' if changes else 'would ask':<15} {printable(analysis.query, 2_000)}")
    if document["needs_confirm"] and analysis.plan is not None:
        output.line("this would change a real system: it is never done without a confirmation in the console")
    for suggestion in document["suggestions"]:
        output.line(f"perhaps         {suggestion}")


def _reading(context: Context, recogniser: Recogniser) -> Read:
    """How the batch reads a request after others, by the inventory's names alone."""
    from dharma_tui.core.frames import CHANGES
    from dharma_tui.nlp.kinds import KindTable
    from dharma_tui.nlp.naming import KnownNames
    from dharma_tui.nlp.separate_orders import separate_orders
    from dharma_tui.nlp.suggesting import Suggesting
    from dharma_tui.nlp.tools._base import Asked

    kinds, names = KindTable(context.kinds), KnownNames(recogniser.reader.names)

    def read(text: str, turns: Sequence[str]) -> dict[str, Any]:
        turn = recogniser.turn_after(text, turns)
        frame, words = turn.frame, tuple(token.plain for token in turn.reading.tokens)
        orders = separate_orders(turn.reading) if frame.intent in CHANGES else ()
        return told_of(frame, Suggesting(Asked(text, frame, words=words, orders=orders), kinds, names).offered())

    return read


def _batch(name: str, read: Read, output: Output) -> int:
    """A line out for each line in; a line that is none of ours is told of, and the others go on."""
    bad = good = 0
    for number, line in enumerate(_lines(name), 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number)
            document = read_as(read, asked)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            bad += 1
            output.note(f"line {number} is no request ({printable(str(error), 80)})")
            continue
        good += 1
        output.json_line(document)
    return OK if not bad else PARTIAL if good else FAILED


def read_as(read: Read, asked: dict[str, Any]) -> dict[str, Any]:
    """One request as the batch prints it."""
    text, turns = asked["text"], asked.get("turns") or []
    if not isinstance(text, str) or not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise TypeError("text is a text, turns are a list of texts")
    if isinstance(asked.get("id"), float) and not math.isfinite(asked["id"]):
        raise ValueError("its id is no number that JSON has")
    told = read(storable(text), [storable(turn) for turn in turns[-REMEMBERED:]])
    return {**({"id": asked["id"]} if "id" in asked else {}), **told}


def told_of(frame: Frame, suggestions: Sequence[str]) -> dict[str, Any]:
    """How a request was read, in the shape of the batch; what is read for sure suggests nothing else."""
    told = frame.as_json()
    is_sure = frame.confidence >= SURE and frame.intent != OUT_OF_SCOPE
    return {
        "intent": told["intent"],
        "confidence": told["confidence"],
        "entities": told["entities"],
        "needs_confirm": frame.destructive,
        "would_execute": False,
        "suggestions": [] if is_sure else list(suggestions),
    }


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _lines(name: str) -> Iterator[str]:
    """Lines of a file. Raises UsageError."""
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise UsageError(
            f"{printable(name)} cannot be read: {error.strerror}", "name another file, or - for standard input"
        ) from error

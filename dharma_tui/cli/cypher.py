"""``dharma-tui cypher``: a question to Neo4j that can only read."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import OK
from dharma_tui.cli.changes import positive
from dharma_tui.core.cypher import CypherAnswer, text_of
from dharma_tui.core.errors import DharmaError, GraphServerError, UsageError
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.graph_server.cypher import CypherReader

EPILOG = """\
The server is asked to plan the query first, and what would do more than read is refused; then it runs where the server itself
refuses to write, for at most neo4j.query_seconds. dharma-tui graph sync brings the store there.

examples:
  dharma-tui cypher 'MATCH (n:AwsEc2Instance) WHERE n.state = "stopped" RETURN n.name, n.region'
  dharma-tui cypher 'MATCH p = (:AwsEc2Instance {name: $name})-[*1..3]-(n) RETURN p' --param name=web-1 --json
  dharma-tui cypher --schema
"""
LONGEST = 100_000
"""Characters of one field of a CSV file."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``cypher`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("query", nargs="?", default="", metavar="QUERY", help="the query; - reads it from stdin")
    parser.add_argument(
        *("--param",),
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter; the value is JSON, or else text",
    )
    parser.add_argument("--format", choices=("table", "json", "jsonl", "csv"), default="table", help="how to print it")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--limit", type=positive, default=0, metavar="N", help="at most N rows, instead of neo4j.query_rows"
    )
    parser.add_argument(
        "--timeout", type=float, default=0, metavar="S", help="at most S seconds, instead of neo4j.query_seconds"
    )
    parser.add_argument(
        "--schema", action="store_true", help="print the labels, relationship types and properties there are"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)  # to the console, line by line


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Ask, and print the answer."""
    from dharma_tui.services.graph_server.address import address_of
    from dharma_tui.services.graph_server.cypher import CypherReader
    from dharma_tui.services.graph_server.faults import LONGER
    from dharma_tui.services.graph_server.server import GraphServer

    settings = context.settings.current.neo4j
    if not (args.query or args.schema or args.answer):
        raise UsageError("there is no query", "write one, or - to read it from stdin")
    context.start_logging()
    with GraphServer(address_of(settings, context.environment)) as server:
        reader = CypherReader(server, context.clock)
        if args.answer:
            return _answer(reader)
        if args.schema:
            _print_schema(reader, args, output)
            return OK
        query = sys.stdin.read() if args.query == "-" else args.query
        seconds, rows = args.timeout or settings.query_seconds, args.limit or settings.query_rows
        try:
            answer = reader.ask(query, _parameters(args.param), seconds=seconds, rows=rows)
        except GraphServerError as error:
            if args.timeout and error.hint == LONGER:
                error.hint = "ask for less, or raise --timeout"
            raise
    _print(answer, "json" if args.json else args.format, output)
    for said in answer.unknown:
        output.note(printable(said, 400))
    if not answer.is_whole:
        output.note(f"there are more than {len(answer.rows):,} rows: --limit shows more")
    return OK


def _parameters(words: Iterable[str]) -> dict[str, Any]:
    """``name=value``, where a value that is JSON is what it says."""
    given: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(f"{word!r} is no parameter", "write --param NAME=VALUE")
        try:
            given[name] = json.loads(value)
        except ValueError:
            given[name] = value
    return given


def _print(answer: CypherAnswer, format: str, output: Output) -> None:
    if format == "json":
        output.json(answer.document())
    elif format == "jsonl":
        for row in answer.rows:
            output.json_line(dict(zip(answer.columns, row, strict=True)))
    elif format == "csv":
        _print_csv(answer)
    else:
        rows = ([printable(text_of(value), 400) for value in row] for row in answer.rows)
        numbers = [all(isinstance(row[at], (int, float)) for row in answer.rows) for at in range(len(answer.columns))]
        output.table([printable(name, 80) for name in answer.columns], rows, numbers if answer.rows else ())


def _print_csv(answer: CypherAnswer) -> None:
    from dharma_tui.services.export import guarded

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(guarded(printable(name, LONGEST)) for name in answer.columns)
    writer.writerows([guarded(printable(text_of(value), LONGEST)) for value in row] for row in answer.rows)


def _print_schema(reader: CypherReader, args: argparse.Namespace, output: Output) -> None:
    known = reader.vocabulary()
    if args.json or args.format == "json":
        output.json({"labels": known.labels, "types": known.types, "properties": known.properties})
        return
    rows: Sequence[Sequence[str]] = [
        (what, printable(name, 200))
        for what, names in (("label", known.labels), ("type", known.types), ("property", known.properties))
        for name in names
    ]
    output.table(("WHAT", "NAME"), rows)


def _answer(reader: CypherReader) -> int:
    """Answer each line of stdin with a line, until it ends: how a console asks without holding the driver itself."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said: dict[str, Any] = {"answer": _reply(reader, asked)}
        except DharmaError as error:
            said = {"error": {"type": type(error).__name__, "message": error.message, "hint": error.hint}}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    return OK


def _reply(reader: CypherReader, asked: dict[str, Any]) -> dict[str, Any]:
    if "query" not in asked:
        known = reader.vocabulary()
        return {"labels": known.labels, "types": known.types, "properties": known.properties}
    return reader.ask(asked["query"], seconds=asked["seconds"], rows=asked["rows"]).document()

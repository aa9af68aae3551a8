"""``dharma-tui import``: resources and relationships from files into the store."""

from __future__ import annotations

import _thread
import argparse
import json
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import FAILED, OK, PARTIAL, WRONG_USAGE
from dharma_tui.cli.context import Context
from dharma_tui.cli.files import reading
from dharma_tui.cli.output import Output, related
from dharma_tui.cli.reading_files import Files
from dharma_tui.cli.stopping import Stopping
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.format import counted, size
from dharma_tui.core.imported import Contents, aside_words, contents_of
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.core.types import Resource
    from dharma_tui.services.import_contents import Counted
    from dharma_tui.services.import_files import Meter
    from dharma_tui.services.importing import Imported, Wrong

Tell = Callable[..., None]
"""Takes how many items were read, and whether all is read and being saved."""
STOP_SECONDS = 4.0
"""Long enough to take back what was begun."""
TYPES_SHOWN = 20
MEMORY_MB = 128
"""Of the store: an import reads and writes some at a time, whatever the size of its files."""
EPILOG = """\
Reads, also compressed (gzip, zip) and recognised by itself:
  what 'export' and 'resources --format jsonl' write: one JSON object a line,
    {"kind","key","name","provider","account","region","state","labels":{},"attrs":{}}
    {"src":{"kind","key"},"dst":{"kind","key"},"verb","source"}
  what the AWS CLI and SDKs answer to calls that list, as JSON: aws ec2 describe-instances --output json
  snapshots and histories of AWS Config, and what select-resource-config answers
What is wrong in them is left out and told of (exit code 3). What they leave out is kept, unless --replace.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``import`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", nargs="+", help="a file, a folder of them, or - for stdin")
    parser.add_argument("--kind", default="", metavar="K", help="what the files list, where that is not plain")
    parser.add_argument("--account", default="", metavar="A", help="whose it is, where the files do not say")
    parser.add_argument("--region", default="", metavar="R", help="where it is, where the files do not say")
    parser.add_argument(
        "--replace", action="store_true", help="what the files leave out of their kinds and scopes is gone"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what the files hold, and store nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--events", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--store", default="", help=argparse.SUPPRESS)


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Import and report."""
    from dharma_tui.services.import_files import Meter, files_named

    context.start_logging()
    if args.events:
        return _run_for_console(args, context)
    meter = Meter()

    def tell(items: int, saving: bool = False) -> None:
        doing = "saving" if saving else "reading" if args.dry_run else "importing"
        output.progress(f"{doing}: {counted(items, 'item')}, {size(meter.read)} read")

    named = files_named(args.file)
    with ExitStack() as closing:
        for file in named[:1]:
            closing.enter_context(reading(file, "export"))  # before the store is opened
    files = _files(args, named, context, meter)
    if args.dry_run:
        document = _counted(files, tell, replace=args.replace)
        output.clear_progress()
        _tell_contents(document, output, as_json=args.json)
        return PARTIAL if document["wrong_lines"] or document["cut_short"] else OK
    done = _imported(args, files, context, tell)
    output.clear_progress()
    _tell(done, output, as_json=args.json)
    return PARTIAL if done.wrong_count or done.cut_short else OK


def _files(args: argparse.Namespace, named: list[str], context: Context, meter: Meter) -> Files:
    from dharma_tui.core.importer import Said

    kind = context.kinds_named(args.kind)[0] if args.kind else ""
    if kind and kind not in context.kinds and kind not in context.stored_kinds:
        raise UsageError(f"{args.kind!r} is the beginning of several kinds", "name the one that the files list")
    context.memory_mb = MEMORY_MB
    said = Said(kind, args.account, args.region, lambda: _regions(context), lambda kind: _stored(context, kind))
    return Files(named, said, context.services, meter)


def _regions(context: Context) -> list[str]:
    """The regions that the settings name, and those that something is known of."""
    from dharma_tui.services.scan_selection import words
    from dharma_tui.services.store.place import has_catalog

    stored = context.lake.query("SELECT DISTINCT region FROM lake.resources") if has_catalog(context.folder) else []
    return [*words(context.settings.current.scan.regions), *(region for (region,) in stored)]


def _stored(context: Context, kind: str) -> Collection[Resource]:
    """What is stored of a kind."""
    from dharma_tui.services.store.place import has_catalog
    from dharma_tui.services.store.scan_store import ScanStore

    return ScanStore(context.lake).of_kind(kind) if has_catalog(context.folder) else ()


def _imported(args: argparse.Namespace, files: Files, context: Context, tell: Tell) -> Imported:
    from dharma_tui.services.importing import Import
    from dharma_tui.services.store.memory import give_back
    from dharma_tui.services.store.scan_store import ScanStore

    import_ = Import(
        ScanStore(context.lake), context.clock, context.ids, context.kinds, replace=args.replace, meter=files.meter
    )
    done = import_.run(files.contents(), tell, lambda items: tell(items, True))
    if done.differs:
        give_back()
        context.groups_of(context.lake).derive(done.report.scan_id)
    return done


def _counted(files: Files, tell: Tell, *, replace: bool) -> dict[str, Any]:
    """What the files hold, as a document."""
    from dharma_tui.services.import_contents import count

    found = count(files.contents(), files.meter, tell, replace=replace)
    since, until = (min(files.moments), max(files.moments)) if files.moments else (None, None)
    return {
        "formats": dict(files.formats),
        "kinds": dict(found.kinds.most_common()),
        "accounts": dict(found.accounts.most_common()),
        "regions": dict(found.regions.most_common()),
        "relationships": found.relationships,
        "gone": found.gone,
        "more": found.more,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        **_left_aside(found),
    }


def _run_for_console(args: argparse.Namespace, context: Context) -> int:
    """Print how far it is, and the outcome, as lines of JSON; stop when the console that reads them is gone."""
    from dharma_tui.services.import_files import Meter, files_named

    def say(document: Mapping[str, Any]) -> None:
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()

    meter = Meter()

    def tell(items: int, saving: bool = False) -> None:
        say({"progress": [items, meter.read, saving]})

    if args.store:
        context.store_at = Path(args.store)
    with Stopping(_thread.interrupt_main, hear=lambda _: None, seconds=STOP_SECONDS):
        try:
            files = _files(args, files_named(args.file), context, meter)
            if args.dry_run:
                say({"outcome": _counted(files, tell, replace=args.replace)})
            else:
                say({"outcome": _document(_imported(args, files, context, tell))})
        except DharmaError as error:
            say({"error": {"type": type(error).__name__, "message": error.message, "hint": error.hint}})
            return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    return OK


def _tell_contents(document: Mapping[str, Any], output: Output, *, as_json: bool) -> None:
    if as_json:
        output.json(document)
        return
    found = contents_of(document)
    for line in content_lines(found):
        output.note(line)
    for line in found.aside.some:
        output.note(printable(line, 600))
    _tell_unknown(found.aside.unknown, output)


def content_lines(found: Contents) -> list[str]:
    """What files hold, for people."""
    lines = [f"{printable(name, 80)}: {counted(many, 'file')}" for name, many in found.formats.items()]
    if found.since and found.until:
        moments = sorted(
            {found.since.astimezone().strftime("%Y-%m-%d %H:%M"), found.until.astimezone().strftime("%Y-%m-%d %H:%M")}
        )
        lines.append(f"of {' to '.join(moments)}")
    for what, many in (("account", found.accounts), ("region", found.regions)):
        shown = ", ".join(printable(name, 60) for name in many if name)
        lines.append(f"{what}s: {shown or 'none'}")
    lines += [f"{many:>10,} {kind}" for kind, many in found.kinds.items()]
    left = f", {found.aside.words}" if found.aside.words else ""
    edges = f", {counted(found.relationships, 'relationship')}" if found.relationships else ""
    gone = f", {found.gone:,} said to be gone" if found.gone else ""
    more = f", more of {found.more:,} that others list" if found.more else ""
    return [*lines, f"{counted(found.resources, 'resource')}{edges}{more}{gone}{left}"]


def _left_aside(done: Imported | Counted) -> dict[str, Any]:
    return {
        "wrong_lines": done.wrong_count,
        "cut_short": done.cut_short,
        "wrong": [_wrong(wrong) for wrong in done.wrong],
        "unknown": dict(done.unknown),
    }


def _wrong(wrong: Wrong) -> dict[str, Any]:
    where = {"line": wrong.line, "place": wrong.place} if wrong.line else {"place": wrong.place}
    return {**where, "reason": wrong.reason}


def _document(done: Imported) -> dict[str, Any]:
    report = done.report
    return {
        "scan_id": report.scan_id,
        "status": report.status.value,
        "resources": report.resources,
        "relationships": report.relationships,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        **_left_aside(done),
    }


def _tell(done: Imported, output: Output, *, as_json: bool) -> None:
    report = done.report
    if as_json:
        output.json(_document(done))
        return
    for wrong in done.wrong:
        output.note(printable(f"{wrong.place}: {wrong.reason}", 600))
    _tell_unknown(done.unknown, output)
    for part in report.scopes:
        if not part.count and part.status is ScopeStatus.COMPLETE:
            where = ", ".join(filter(None, (part.scope.account, part.scope.region)))
            output.note(printable(f"{part.kind}: its list is empty, there are none in {where}", 400))
    words = aside_words(done.wrong_count, done.cut_short)
    more = f", {words}" if words else ""
    output.note(
        f"{counted(report.resources, 'resource')}{related(report)}{more}: "
        f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed"
    )


def _tell_unknown(unknown: Mapping[str, int], output: Output) -> None:
    for type_, many in sorted(unknown.items(), key=lambda each: -each[1])[:TYPES_SHOWN]:
        output.note(printable(f"{many:,} of {type_} left out: there is no kind for it here", 400))
    if len(unknown) > TYPES_SHOWN:
        output.note(f"and {counted(len(unknown) - TYPES_SHOWN, 'type')} more")

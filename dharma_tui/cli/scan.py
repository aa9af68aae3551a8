"""``dharma-tui scan``: discover what exists now and save it."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.cli import FAILED, OK, PARTIAL, WRONG_USAGE
from dharma_tui.cli.output import complain, related
from dharma_tui.cli.policies import PRINTED, print_policies
from dharma_tui.cli.scanning_alone import scanning_alone
from dharma_tui.cli.stopping import Stopping
from dharma_tui.core.errors import DharmaError, ScanRunningError, UsageError
from dharma_tui.core.events import Event, ScanEnded, ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.format import counted, duration, moment
from dharma_tui.core.scan import EVERYTHING, LAST, ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.core.text import printable
from dharma_tui.core.trouble import troubles

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.scanner import Scanner

ALIKE_SHOWN = 3
"""Parts that ended in the same way and are named one by one."""
NICENESS = 5
"""How far a scan for the console stands back behind the console itself."""
GARBAGE = (50_000, 20, 50)
"""When the collector of garbage looks: what a scan makes goes without it, and looking took a fifth of the time of a scan."""
STOP_SECONDS = 9.0
"""A scan that heard that it should stop ends as it stands after this: it had time to save what it had listed, and to say so."""
HEARTBEAT_SECONDS = 0.25
"""How often a scan that heard it says that it is not stuck."""
SWITCH_SECONDS = 0.001
"""After which a thread that computes lets one go on that was answered; there are many of those, and they would all queue."""

_CODES = {ScanStatus.COMPLETE: OK, ScanStatus.PARTIAL: PARTIAL}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``scan`` takes."""
    parser.add_argument("--provider", action="append", default=[], metavar="NAME", help="scan only this provider")
    parser.add_argument(
        "--region", action="append", default=[], metavar="R", help="only this region; wildcards allowed"
    )
    parser.add_argument(
        "--account",
        action="append",
        default=[],
        metavar="A",
        help="only this account, by id or as profile:NAME; wildcards allowed",
    )
    parser.add_argument(
        "--kind", action="append", default=[], metavar="K", help="only this kind, or kinds that begin so"
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="KEY", help="only the resource with this key, and nothing else"
    )
    parser.add_argument(
        "--long-tail", action="store_true", help="also list kinds of AWS that nobody has reviewed (aws.tail)"
    )
    parser.add_argument(
        "--keep-details",
        action="store_true",
        help="do not ask again for policies and the like that are younger than aws.details_hours",
    )
    parser.add_argument(
        "--lists-only",
        action="store_true",
        help="a quick look by few calls: leave out whatever takes a call for each thing, and keep what is known of it",
    )
    parser.add_argument(
        "--resume",
        nargs="?",
        const=LAST,
        default="",
        metavar="SCAN",
        help="go on with the last scan that was cut short, or with this one: only what is left is listed",
    )
    parser.add_argument(
        "--print-policy",
        nargs="?",
        const=PRINTED,
        default="",
        metavar="FOLDER",
        help="print the least that must be allowed for this scan, or write it into this folder as files that are short enough"
        " to be attached, and do not scan",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be listed and how many calls it takes, and do not scan"
    )
    parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--events", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--store", default="", help=argparse.SUPPRESS)
    parser.add_argument("--trigger", choices=("manual", "schedule", "start"), default="manual", help=argparse.SUPPRESS)
    parser.epilog = (
        "examples:\n  dharma-tui scan\n  dharma-tui scan --kind local.process --json\n"
        "  dharma-tui scan --provider aws --region 'eu-*' --dry-run\n  dharma-tui scan --resume\n\n"
        "exit codes: 0 complete, 3 partial or already being scanned, 1 failed or cancelled, 2 wrong usage"
    )


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Scan and report; the exit code says how it ended."""
    context.long_tail = args.long_tail
    if args.print_policy:
        return print_policies(args.print_policy, _selection(args), context, output)
    context.start_logging()
    if args.events:
        return _run_for_console(args, context)
    _ask_here(context, output)
    if args.dry_run:
        from dharma_tui.cli.dry_run import run_dry

        return run_dry(_selection(args), context, output, _loop())
    context.bus.subscribe(Event, _Progress(output).hear)
    try:
        report = _scan(args, context)
    except ScanRunningError as error:
        output.failure(error)
        return PARTIAL
    output.clear_progress()
    if args.json:
        output.json(document(report))
    elif not args.quiet:
        _summarise(report, output)
    if report.reason and (args.json or args.quiet):
        complain(report.reason, report.hint)
    return _CODES.get(report.status, FAILED)


def _ask_here(context: Context, output: Output) -> None:
    """Where somebody sits at a terminal, they are asked what only a person knows."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        from dharma_tui.cli.prompting import TerminalPrompter

        context.prompter = prompter = TerminalPrompter(output.clear_progress)
        context.closing.callback(prompter.close)


def document(report: ScanReport) -> dict[str, Any]:
    """The report as ``--json`` prints it; a cancelled scan counts as failed."""
    finished = report.status in (ScanStatus.COMPLETE, ScanStatus.PARTIAL)
    told: dict[str, Any] = {
        "scan_id": report.scan_id,
        "status": report.status.value if finished else ScanStatus.FAILED.value,
        "seconds": report.seconds,
        "calls": report.calls,
        "resources": report.resources,
        "relationships": report.relationships,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "scopes": [
            {
                "provider": part.scope.provider,
                "account": part.scope.account,
                "region": part.scope.region,
                "kind": part.kind,
                "status": part.status.value,
                "reason": part.reason,
                "count": part.count,
            }
            for part in report.scopes
        ],
    }
    if report.reason:
        told |= {"reason": report.reason, "hint": report.hint}
    return told


def _selection(args: argparse.Namespace) -> Selection:
    """What the flags name. Raises UsageError where they contradict each other."""
    selection = Selection(
        *(tuple(args.provider), tuple(args.region), tuple(args.account), tuple(args.kind), tuple(args.key)),
        lists_only=args.lists_only,
    )
    if args.resume and selection != EVERYTHING:
        raise UsageError(
            "a scan that is resumed lists what it was to list",
            "leave --provider, --region, --account, --kind, --key and --lists-only out",
        )
    if args.lists_only and args.key:
        raise UsageError("--lists-only is of a whole scan", "leave --key out")
    return replace(selection, rest_of=args.resume)


def _run_for_console(args: argparse.Namespace, context: Context) -> int:
    """Print events as lines of JSON, and stop when the console that reads them is gone."""
    from dharma_tui.cli.prompting import ConsolePrompter
    from dharma_tui.core.event_json import to_line

    with suppress(OSError):
        os.nice(NICENESS)
        if os.getsid(0) == os.getpid():  # Linux may weigh sessions against each other, and this is one of its own
            Path("/proc/self/autogroup").write_text(str(NICENESS))
    one_line = threading.Lock()

    def tell(line: str) -> None:
        with one_line, suppress(BrokenPipeError):  # the end of stdin says the same, and stops the scan
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    context.bus.subscribe(Event, lambda event: tell(to_line(event)))
    attended = args.trigger == "manual"
    context.prompter = prompter = ConsolePrompter(context.bus, context.clock, context.ids, tell, attended=attended)
    try:
        if args.dry_run:
            tell(json.dumps({"plan": _plan_for_console(args, context, prompter.hear)}))
            return OK
        return _CODES.get(_scan(args, context, prompter.hear).status, FAILED)
    except DharmaError as error:
        tell(json.dumps({"error": {"type": type(error).__name__, "message": error.message, "hint": error.hint}}))
        if isinstance(error, ScanRunningError):
            return PARTIAL
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED


def _plan_for_console(args: argparse.Namespace, context: Context, hear: Callable[[bytes], None]) -> dict[str, Any]:
    """What the scan would list, as a document; there is no need for it when the console has gone."""
    from dharma_tui.cli.dry_run import planned
    from dharma_tui.core.scan_plan import document

    with Stopping(lambda: None, hear=hear):
        plan, _ = planned(_selection(args), context, _loop(), args.store)
    return document(plan)


def _scan(args: argparse.Namespace, context: Context, hear: Callable[[bytes], None] | None = None) -> ScanReport:
    """Scan until the end; lines on stdin, which is then the console's, are for ``hear``."""
    selection = _selection(args)
    stop: list[Callable[[], None]] = []

    def act() -> None:
        for cancel in stop:
            cancel()

    with scanning_alone(), Stopping(act, hear=hear) as stopping:
        scanner = _scanner(context, selection, args.store)

        def heard(loop: asyncio.AbstractEventLoop) -> None:
            scanner.cancel()
            at_it(loop)

        def at_it(loop: asyncio.AbstractEventLoop) -> None:
            stopping.wait(STOP_SECONDS, lambda: not scanner.has_listed)
            loop.call_later(HEARTBEAT_SECONDS, at_it, loop)

        async def scan() -> ScanReport:
            loop = asyncio.get_running_loop()
            stop.append(lambda: _from_anywhere(loop, partial(heard, loop)))
            if stopping.asked:
                heard(loop)
            keep = args.keep_details or args.trigger != "manual"
            return await scanner.scan(selection, args.trigger, keep_details=keep)

        with asyncio.Runner(loop_factory=_loop) as runner:
            report = runner.run(scan())
    if not args.events and not args.store and not stopping.asked:
        _maintain(context)  # where no console is ever open, nobody else does
    return report


def _maintain(context: Context) -> None:
    from dharma_tui.services.upkeep import maintain_if_due

    if context.lake.writable:
        with suppress(DharmaError, OSError):
            maintain_if_due(context.lake, context.settings.current.store, context.clock)


def _scanner(context: Context, selection: Selection, store: str) -> Scanner:
    """The scanner on the open store. A selection that names nothing is refused before anything is opened."""
    from dharma_tui.services.scan_selection import choose

    settings = context.settings.current
    choose(context.services, selection, settings.scan.providers)

    from dharma_tui.services.scanner import Scanner
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.scan_store import ScanStore

    if store:
        limits = settings.store
        lake = Lake.open(Path(store), clock=context.clock, memory_mb=limits.memory_mb, lock_seconds=limits.lock_seconds)
        context.closing.callback(lake.close)
    else:
        lake = context.lake
    return Scanner(
        *(context.services, ScanStore(lake), context.bus, context.clock, context.ids, settings.scan),
        folder=lake.folder,
        derive=context.groups_of(lake).follow,
    )


def _loop() -> asyncio.AbstractEventLoop:
    """A loop whose blocking calls, stuck or not, do not hold up the exit."""
    from dharma_tui.services.pools import DaemonExecutor, IoPool

    loop = asyncio.new_event_loop()
    loop.set_default_executor(DaemonExecutor(IoPool(16, "scan-call")))
    return loop


def _from_anywhere(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop has just been closed: there is nothing left to cancel
        loop.call_soon_threadsafe(act)


class _Progress:
    """One line on the terminal: parts ended of all, and what is being listed."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._parts = 0
        self._ended = 0
        self._found: dict[object, int] = {}

    def hear(self, event: Event) -> None:
        """Update the line."""
        match event:
            case ScanStarted():
                self._parts, self._ended = len(event.parts), len(event.carried)
                self._show("")
            case ScanProgressed():
                self._found[event.scope, event.kind] = event.found
                self._show(f"{event.kind} in {event.scope}")
            case ScopeEnded():
                self._ended += 1
                self._found[event.report.scope, event.report.kind] = event.report.count
                self._show("")
            case ScanEnded():
                self._output.clear_progress()

    def _show(self, now: str) -> None:
        found = sum(self._found.values())
        self._output.progress(
            f"scanning: {self._ended} of {counted(self._parts, 'part')}, {counted(found, 'resource')}  {now}"
        )


def _summarise(report: ScanReport, output: Output) -> None:
    worth_telling = [
        part
        for part in report.scopes
        if (part.status is not ScopeStatus.COMPLETE or part.reason)
        and not (part.status is ScopeStatus.SKIPPED and report.reason)  # why is said once, at the end
    ]
    for trouble in troubles(worth_telling):
        names = [f"{part.kind} in {part.scope}" for part in trouble.parts]
        if len(names) > ALIKE_SHOWN:
            names = [f"{counted(len(names), 'part')}, the first {names[0]}"]
        elif len({part.reason for part in trouble.parts}) > 1:
            names = [", ".join(names)]
        for name in names:
            output.line(printable(f"{trouble.status.value:9} {name}: {trouble.reason}", 400))
        if trouble.hint:
            output.line(printable(f"          {trouble.hint}", 400))
    if report.carried:
        output.line(
            f"{counted(report.carried, 'part')} of {report.announced:,} carried over from the scan that was cut short"
        )
    throttled = sum(part.throttled for part in report.scopes)
    output.line(
        f"{report.status.value}: {counted(report.resources, 'resource')}{related(report)}; "
        f"{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed in {duration(report.seconds)}"
        f" by {counted(report.calls, 'call')}{f', {throttled:,} of them throttled' if throttled else ''}"
    )
    if kept := [part for part in report.scopes if part.kept and part.details_at]:
        oldest = min(part.details_at for part in kept if part.details_at)
        calls = counted(sum(part.kept for part in kept), "call")
        output.line(f"{calls} for details not made again: they are as of {moment(oldest)} or later")
    if report.selection.keys and not report.resources and report.status is ScanStatus.COMPLETE:
        output.line("there is no such resource, or no longer")
    if report.reason:
        output.line(printable(f"{report.reason}{': ' if report.hint else ''}{report.hint}", 1_000))
    if report.left and report.can_be_resumed:
        output.line(f"{counted(report.left, 'part')} of {report.announced:,} left: dharma-tui scan --resume")
    elif report.left:
        output.line(f"{counted(report.left, 'part')} left, and nothing to resume: scan again")
    elif report.can_be_resumed:
        output.line("all parts are saved, and their relationships not yet followed: dharma-tui scan --resume")
    unwell = sum(part.status in (ScopeStatus.FAILED, ScopeStatus.PARTIAL) for part in report.scopes)
    if report.status is ScanStatus.PARTIAL and unwell and report.announced and not report.selection.keys:
        output.line(f"dharma-tui scan --resume {report.scan_id} lists {counted(unwell, 'part')} again and no other")

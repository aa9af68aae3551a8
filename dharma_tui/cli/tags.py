"""``dharma-tui tags``: which tags are missing, and which are spelled in several ways or contradict each other."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence

from dharma_tui.cli import FAILED, OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import NOTHING_SCANNED, Output
from dharma_tui.core.errors import UsageError
from dharma_tui.core.format import counted, share
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.tag_report import RuleKept, Spellings, TagReport
from dharma_tui.core.text import printable

EPILOG = """\
Each rule asks a tag of resources; kinds that cannot have tags are not asked. Rules, and which keys and values mean the same, are
in tags.toml beside the settings; --rules prints one that says what counts without it:
  dharma-tui tags --rules > ~/.config/dharma-tui/tags.toml
  dharma-tui tags --rule owner --view     # a view, for dharma-tui resources or --open

exit codes: 0 success; with --check 1 when a rule is broken
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``tags`` takes."""
    parser.epilog = EPILOG
    parser.add_argument("--rule", default="", metavar="NAME", help="only this rule")
    parser.add_argument("--view", action="store_true", help="print the views that show what breaks the rules")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a rule is broken")
    parser.add_argument("--rules", action="store_true", help="print an explained tags.toml, and do nothing else")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Count and print."""
    if args.rules:
        from dharma_tui.services.tag_file import explained

        output.line(explained().rstrip("\n"))
        return OK
    from dharma_tui.services.tagging import Tagging

    context.start_logging()
    conventions = context.tag_file.current()
    names = [rule.name for rule in conventions.rules]
    if args.rule and args.rule not in names:
        raise UsageError(
            f"there is no rule {args.rule!r}", did_you_mean(args.rule, names, f"rules: {', '.join(names)}")
        )
    report = asyncio.run(Tagging(context.inventory, context.kinds, lambda: conventions).report())
    rules = [kept for kept in report.rules if args.rule in ("", kept.rule.name)]
    if not context.scanned:
        output.note(NOTHING_SCANNED)
    if args.json:
        document = report.document()
        wanted = {kept.rule.name for kept in rules}
        output.json({**document, "rules": [rule for rule in document["rules"] if rule["name"] in wanted]})
    else:
        _print(report, rules, args, output)
    return FAILED if args.check and any(kept.broken for kept in rules) else OK


def _print(report: TagReport, rules: Sequence[RuleKept], args: argparse.Namespace, output: Output) -> None:
    if args.view:
        from dharma_tui.core.view_text import format_view

        for kept in rules:
            output.line(printable(format_view(kept.view), 20_000))
        return
    rows = [
        [kept.rule.name, kept.rule.key, f"{kept.asked:,}", f"{kept.kept:,}", f"{kept.broken:,}", share(kept.percent)]
        for kept in rules
    ]
    titles = ("RULE", "KEY", "ASKED", "KEPT", "BROKEN", "SHARE")
    output.table(titles, [[printable(cell) for cell in row] for row in rows], (False, False, True, True, True, True))
    if not args.rule:
        for title, found in (("KEY", report.keys), ("VALUE", report.values)):
            _print_spellings(title, found, output)
        _print_spellings("KEY", report.contradictions, output, "CONTRADICTING TAGS OF ONE RESOURCE")
    output.note(
        f"{counted(report.taggable, 'resource')} of kinds that can have tags, {report.untagged_count:,} without any"
    )


def _print_spellings(title: str, found: Sequence[Spellings], output: Output, what: str = "SPELLINGS") -> None:
    if found:
        output.line("")
        output.table((title, what), list(_spelled(found)))


def _spelled(found: Sequence[Spellings]) -> Iterator[list[str]]:
    for one in found:
        name = f"{one.key}={one.meaning}" if one.key else one.meaning
        yield [printable(name), ", ".join(f"{printable(each.text)} {each.count:,}" for each in one.spellings)]

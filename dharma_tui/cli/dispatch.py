"""The parser of the headless commands, and running the one that was asked for."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Iterator, Sequence
from typing import NoReturn, Protocol

from dharma_tui.cli import FAILED, INTERRUPTED, WRONG_USAGE
from dharma_tui.cli.context import Context
from dharma_tui.cli.flags import WITH_VALUE, Flags
from dharma_tui.cli.interrupts import interrupted, noted
from dharma_tui.cli.output import Output, drop_unwritten, refusal
from dharma_tui.cli.unforeseen import unforeseen
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.near import did_you_mean

log = logging.getLogger(__name__)

COMMANDS = {
    "scan": "discover what exists now and save it",
    "resources": "list resources, now or at an earlier moment",
    "changes": "list what was added, changed and removed",
    "tags": "say which tags are missing, and which are spelled in several ways",
    "dangling": "list what refers to something that is not in the inventory, and why it is not",
    "graph": "ask what hangs on what: neighbours, impact, paths, weak points; bring Neo4j level with the store",
    "ask": "ask in plain words; nothing is ever carried out",
    "cypher": "ask Neo4j in Cypher, reading only",
    "coverage": "show how much of each account and region is known, and how old that is",
    "doctor": "check this machine, the settings and the store",
    "export": "write resources and relationships to a file",
    "import": "read resources and relationships from a file into the store",
    "backup": "copy the whole store, history included, to one file",
    "restore": "make the store again from a backup",
    "config": "show and change settings",
    "completion": "print the completion script for a shell",
    "serve": "offer the console in a browser",
}
"""Every command and what it does; each is a module of this package."""

MOMENT_FLAGS = ("--since", "--until", "--at")
"""Flags whose value may begin with a minus."""

NOT_IN_DEMO = ("scan", "import", "restore")
"""Commands that would change a store which is gone when they end."""

EPILOG = """\
Without a command the console opens.

exit codes: 0 success, 1 failure, 2 wrong usage, 3 partial success, 130 interrupted
"""


class Command(Protocol):
    """What the module of a command declares."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments; sets ``parser.description`` and ``parser.epilog`` too."""

    def run(self, args: argparse.Namespace, context: Context, output: Output) -> int:
        """Do it and return the exit code. Raises DharmaError."""


def command_module(name: str) -> Command:
    """The module of the command ``name``."""
    module: Command = importlib.import_module(
        f"dharma_tui.cli.{name}_" if name == "import" else f"dharma_tui.cli.{name}"
    )
    return module


class Parser(argparse.ArgumentParser):
    """A parser whose refusals look like every other error of the program."""

    def error(self, message: str) -> NoReturn:
        from dharma_tui.cli.output import complain

        complain(message, f"see {self.prog} --help")
        raise SystemExit(WRONG_USAGE)


def build_parser(only: str = "") -> Parser:
    """The parser of all commands; with ``only`` the others' arguments are left out, which saves importing them."""
    from dharma_tui import __version__

    parser = Parser(
        prog="dharma-tui",
        description="The terminal console for infrastructure.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", "-V", action="version", version=f"dharma-tui {__version__}")
    _add_flags(parser)
    parser.add_argument(
        "--demo", nargs="?", metavar="N", help="work on a generated, living estate of about N resources (1000)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if not only or name == only:
            command_module(name).add_arguments(command)
            for each in _with_verbs(command):
                _add_flags(each.add_argument_group("flags of every command"), inherited=True)
    return parser


def _with_verbs(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command and its verbs, which take the same flags."""
    yield command
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in dict.fromkeys(action.choices.values()):
                yield from _with_verbs(verb)


def _add_flags(parser: argparse.ArgumentParser | argparse._ArgumentGroup, inherited: bool = False) -> None:
    for flag, (attribute, placeholder, explanation) in WITH_VALUE.items():
        if not (inherited and flag == "--open"):
            default = argparse.SUPPRESS if inherited else ""
            parser.add_argument(flag, dest=attribute, metavar=placeholder, help=explanation, default=default)


def run_command(flags: Flags, words: Sequence[str]) -> int:
    """Parse ``words``, which follow ``flags``, run the command they name and return its exit code."""
    if words[0] not in COMMANDS and not words[0].startswith("-"):
        raise UsageError(f"{words[0]!r} is not a command", did_you_mean(words[0], COMMANDS, "see dharma-tui --help"))
    parser = build_parser(words[0])
    try:
        args, rest = parser.parse_known_args([*flags.words, *_with_moments(words)])
        if rest:
            _take_rest(args, rest)
    except SystemExit as end:
        return int(end.code or 0)
    logging.getLogger().addHandler(logging.NullHandler())  # else what is logged without a log goes to the terminal
    output = Output(as_json=getattr(args, "json", False), quiet=getattr(args, "quiet", False))
    merged = Flags(profile=args.profile or flags.profile, config=args.config, data_dir=args.data_dir, demo=flags.demo)
    if flags.demo and args.command in NOT_IN_DEMO:
        raise UsageError(f"{args.command} does not work on a demo", "leave --demo out")
    with Context.of_process(merged) as context:
        return _guarded(args, context, output)


def _with_moments(words: Sequence[str]) -> list[str]:
    """``--since -2h`` as one word, as argparse would take ``-2h`` for a flag."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in MOMENT_FLAGS and word[:1] == "-" and word[1:2].isdigit():
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined


def _take_rest(args: argparse.Namespace, rest: Sequence[str]) -> None:
    """Words of a filter that argparse left over because flags stand between them. Raises UsageError for anything else."""
    wrong = [word for word in rest if word.startswith("-") or not hasattr(args, "filter")]
    if wrong:
        raise UsageError(
            f"{wrong[0]!r} is not understood here", f"see dharma-tui {args.command or ''} --help".replace("  ", " ")
        )
    args.filter = [*args.filter, *rest]


def _guarded(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Run the command; whatever goes wrong becomes a message and an exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    with noted():
        try:
            code = command_module(args.command).run(args, context, output)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except BaseException as error:
            output.clear_progress()
            if interrupted():
                return INTERRUPTED
            drop_unwritten()
            return _failed(refusal(error) or error, args.command, context, output)
    return code


def _failed(error: BaseException, command: str, context: Context, output: Output) -> int:
    if isinstance(error, DharmaError):
        log.info("command failed", extra={"command": command, "reason": error.message})
        output.failure(error)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    if not isinstance(error, Exception):
        raise error
    output.failure(unforeseen(error, context))
    return FAILED

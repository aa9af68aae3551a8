"""``dharma-tui graph``: questions on what hangs on what, and Neo4j, which may answer them too."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING

from dharma_tui.cli import graph_flags, graph_questions

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.dispatch import Command
    from dharma_tui.cli.output import Output

VERBS = {
    "draw": "a line of the topology, or a saved view, as text or a file",
    "sync": "bring Neo4j level with the store",
}
"""Every verb that is no question, and what it does; each is a module of this package, ``graph_<verb>``."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    parser.epilog = graph_flags.EPILOG
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    graph_flags.add_questions(verbs)
    for name, summary in VERBS.items():
        verb = verbs.add_parser(name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter)
        _module(name).add_arguments(verb)


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Do what the verb says."""
    asked = _module(args.verb) if args.verb in VERBS else graph_questions
    return asked.run(args, context, output)


def _module(verb: str) -> Command:
    module: Command = importlib.import_module(f"dharma_tui.cli.graph_{verb}")
    return module

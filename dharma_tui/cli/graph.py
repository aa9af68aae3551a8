"""``dharma-tui graph``: questions on what hangs on what; each is a module of this package, ``graph_<verb>``."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.dispatch import Command
    from dharma_tui.cli.output import Output

VERBS = {
    "sync": "bring Neo4j level with the store",
}
"""Every verb and what it does."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        verb = verbs.add_parser(name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter)
        _module(name).add_arguments(verb)


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Do what the verb says."""
    return _module(args.verb).run(args, context, output)


def _module(verb: str) -> Command:
    module: Command = importlib.import_module(f"dharma_tui.cli.graph_{verb}")
    return module

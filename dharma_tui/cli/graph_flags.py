"""What ``dharma-tui graph`` can be asked, and the flags of each question."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dharma_tui.cli.changes import positive
from dharma_tui.core.graph import PATH_LENGTH
from dharma_tui.core.types import Verb

if TYPE_CHECKING:
    from dharma_tui.cli.output import Output

FORMATS = ("json", "dot", "mermaid", "graphml", "svg")
DEPTH, LIMIT, LISTED = 1, 500, 20
SINCE = "-24h"
"""The earlier moment of a difference, where none is said and the store remembers as much."""

EPILOG = f"""\
A resource is named by its key, by its name, or as kind:name where several have the name. Without a format the answer is indented
text. verbs: {", ".join(Verb)}.

examples:
  dharma-tui graph neighbours web-1 --depth 2
  dharma-tui graph impact instance:web-1 --json | jq '.affected[] | {{key, share, reason}}'
  dharma-tui graph path web-1 orders-db --svg > path.svg
  dharma-tui graph diff --since -24h

exit codes: 0 success, 1 failure (path: also when there is no path), 2 wrong usage
"""


def add_questions(questions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare each question, what it is about and how it is answered."""

    def question(name: str, doc: str, *, drawn: bool = True, limit: int = LIMIT) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = questions.add_parser(name, help=doc, description=f"{doc[0].upper()}{doc[1:]}.")
        _add_flags(made, drawn, limit)
        return made

    near = question("neighbours", "what a resource is related to, step by step")
    near.add_argument("resource", metavar="RESOURCE", help="a key, a name, or kind:name")
    _add_depth(near, DEPTH, "steps away")
    _add_direction(near)
    _add_neo4j(near)
    impact = question("impact", "what is affected if resources fail, how much, and why")
    impact.add_argument("resources", nargs="+", metavar="RESOURCE", help="what fails, all of it at once")
    _add_depth(impact, 0, "steps that a loss is followed", "all")
    _add_neo4j(impact)
    path = question("path", "how one resource leads to another", limit=LISTED)
    path.add_argument("start", metavar="FROM", help="a key, a name, or kind:name")
    path.add_argument("end", metavar="TO", help="a key, a name, or kind:name")
    path.add_argument("--all", action="store_true", help="every path of at most --depth steps, not a shortest one")
    _add_depth(path, 0, "steps of a path", f"any; with --all {PATH_LENGTH}, or as many as the shortest has")
    _add_direction(path)
    _add_neo4j(path)
    reach = questions.add_parser(
        "reach", help="who reaches a resource over networks and whom it reaches, with ports", description=_REACH
    )
    reach.add_argument("resource", metavar="RESOURCE", help="a key, a name, or kind:name")
    reach.add_argument("other", nargs="?", default="", metavar="OTHER", help="only to and from this one")
    _add_common(reach)
    spof = question("spof", "single points of failure: what takes most others with it", drawn=False, limit=LISTED)
    spof.description = _SPOF
    _add_neo4j(spof)
    _add_neo4j(question("cycles", "what leads back to itself, each with a shortest way round", limit=LISTED))
    _add_neo4j(question("orphans", "what has no relationships", drawn=False))
    _add_neo4j(
        question("communities", "what has more to do with each other than with the rest", drawn=False, limit=LISTED)
    )
    diff = question("diff", "what came, went and became another between two moments")
    diff.add_argument(
        "--since", default="", metavar="T", help=f"the earlier moment ({SINCE}, or the end of the scan before the last)"
    )
    diff.add_argument("--until", default="", metavar="T", help="the later moment (now)")
    export = question("export", "everything, or what is around some resources, for other programs", limit=100_000)
    export.add_argument("resources", nargs="*", metavar="RESOURCE", help="only what is around these")
    _add_depth(export, DEPTH, "steps away")
    _add_direction(export)


_REACH = (
    "Who reaches a resource over networks and whom it reaches, with ports, by routes, security groups and access lists."
)

_SPOF = (
    "Single points of failure: what takes most others with it, counted as graph impact does."
    " What lies in it counts where --verb asks for contains."
)


def _add_depth(parser: argparse.ArgumentParser, default: int, what: str, meaning: str = "") -> None:
    doc = f"at most N {what} ({meaning or default})"
    parser.add_argument("--depth", type=positive, default=default, metavar="N", help=doc)


def _add_direction(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--direction", choices=("out", "in", "both"), help="which way to follow relationships")


def _add_neo4j(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--neo4j", action="store_true", help="ask the Neo4j that is configured, not the store")


def _add_flags(parser: argparse.ArgumentParser, drawn: bool, limit: int) -> None:
    parser.set_defaults(direction="")
    parser.add_argument(
        *("--verb",),
        action="append",
        default=[],
        dest="verbs",
        choices=[verb.value for verb in Verb],
        metavar="V",
        help="only relationships of this verb",
    )
    parser.add_argument(
        "--kind", action="append", default=[], metavar="K", help="only over this kind, or kinds that begin so"
    )
    parser.add_argument("--limit", type=positive, default=limit, metavar="N", help=f"at most N ({limit:,})")
    _add_common(parser)
    if drawn:
        for form, program in (
            ("dot", "Graphviz"),
            ("mermaid", "Mermaid"),
            ("graphml", "Gephi, yEd and others"),
            ("svg", "browsers and editors: a picture"),
        ):
            parser.add_argument(
                f"--{form}", action="store_const", const=form, dest="format", help=f"print a file for {program}"
            )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(format="")
    parser.add_argument(
        "--at", default="", metavar="T", help="as of then: a snapshot such as #12, -2h, 2026-11-20T09:30"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print nothing but data and errors")


def note_too_much(output: Output, lines: Iterable[str]) -> None:
    """Say so where Mermaid would not draw these lines."""
    from dharma_tui.services.topology.formats.mermaid import too_much

    if words := too_much(lines):
        output.note(words)

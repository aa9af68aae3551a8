"""``dharma-tui completion``: the completion script of a shell, generated from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import Output
from dharma_tui.core.settings import DECLARATIONS

EPILOG = """\
examples:
  dharma-tui completion bash > ~/.local/share/bash-completion/completions/dharma-tui
  dharma-tui completion zsh > "${fpath[1]}/_dharma-tui"
  dharma-tui completion fish > ~/.config/fish/completions/dharma-tui.fish
"""

FILE_WORDS = ("FILE", "DIR", "PATH", "PEM")
"""Placeholders whose values are file names."""


_KNOWN = {"KEY": tuple(DECLARATIONS)}
"""The words that a placeholder stands for, where they are known before anything is opened."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the shell."""
    parser.epilog = EPILOG
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Print the script."""
    from dharma_tui.cli.dispatch import build_parser

    nodes = list(walk(build_parser(), ()))
    script = {"bash": bash, "zsh": zsh, "fish": fish}[args.shell](nodes)
    output.line(script.rstrip())
    return OK


@dataclass(frozen=True, slots=True)
class Word:
    """Something that may stand at a place: the word, what it means, and what values may follow it.

    ``values`` of None mean that none follows; ``files`` that file names do.
    """

    text: str
    doc: str
    values: tuple[str, ...] | None = None
    files: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One command or verb: the words that lead to it, and what may follow."""

    path: tuple[str, ...]
    verbs: tuple[Word, ...]
    options: tuple[Word, ...]
    arguments: tuple[Word, ...]


def walk(parser: argparse.ArgumentParser, path: Sequence[str]) -> Iterator[Node]:
    """The parser's commands, verbs and options as plain data."""
    verbs: list[Word] = []
    options: list[Word] = []
    arguments: list[Word] = []
    below: list[Node] = []
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue  # between our own processes
        if isinstance(action, argparse._SubParsersAction):
            docs = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                verbs.append(Word(name, docs.get(name, "")))
                below.extend(walk(child, (*path, name)))
            continue
        takes_value = action.nargs != 0
        values = tuple(map(str, action.choices or _KNOWN.get(str(action.metavar), ()))) if takes_value else None
        files = str(action.metavar or "").partition("|")[0] in FILE_WORDS
        if action.option_strings:
            options.extend(Word(option, action.help or "", values, files) for option in action.option_strings)
        else:
            arguments.append(Word(action.dest, action.help or "", values, files))
    yield Node(tuple(path), tuple(verbs), tuple(options), tuple(arguments))
    yield from below


def _doc(text: str) -> str:
    """For between single quotes, where zsh and fish alike need nothing but these escapes."""
    return text.replace("%%", "%").replace("'", "'\\''")


def _place(node: Node) -> str:
    return " ".join(node.path)


def _candidates(node: Node) -> str:
    own = [word.text for word in (*node.verbs, *node.options)]
    values = [value for word in node.arguments for value in word.values or ()]
    return " ".join(own + values)


def bash(nodes: Sequence[Node]) -> str:
    """The script for bash 4 and later; needs no bash-completion package."""
    known = {_place(node) for node in nodes if node.path}
    lines = ["# completion of dharma-tui for bash", "_dharma_tui() {", *_BASH_HEAD]
    lines.append('    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do')
    lines.append('        case "$place $word" in')
    lines.extend(f'            " {place}") place=" {place}" ;;' for place in sorted(known))
    lines.extend(["        esac", "    done", '    case "$place" in'])
    for node in nodes:
        place = f" {_place(node)}" if node.path else ""
        lines.append(f'        "{place}")')
        lines.append('            case "$previous" in')
        for word in node.options:
            if word.values:
                lines.append(f'                {word.text}) words="{" ".join(word.values)}" ;;')
            elif word.files:
                lines.append(f"                {word.text}) files=1 ;;")
            elif word.values is not None:
                lines.append(f"                {word.text}) words='' ;;")
        files = "; files=1" if any(word.files for word in node.arguments) else ""
        lines.append(f'                *) words="{_candidates(node)}"{files} ;;')
        lines.extend(["            esac ;;"])
    lines.extend(["    esac", *_BASH_TAIL, "}", "complete -o default -F _dharma_tui dharma-tui"])
    return "\n".join(lines)


_BASH_HEAD = (
    '    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    '    local place="" word words="" files=""',
)
_BASH_TAIL = (
    '    COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '    if [[ -n "$files" ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi',
)


def zsh(nodes: Sequence[Node]) -> str:
    """The script for zsh."""
    lines = ["#compdef dharma-tui", "_dharma_tui() {", '    local place="" word previous="$words[CURRENT-1]"']
    lines.append('    for word in "${(@)words[2,CURRENT-1]}"; do')
    lines.append('        case "$place $word" in')
    lines.extend(f'            " {_place(node)}") place=" {_place(node)}" ;;' for node in nodes if node.path)
    lines.extend(["        esac", "    done", '    case "$place" in'])
    for node in nodes:
        place = f" {_place(node)}" if node.path else ""
        lines.extend([f'        "{place}")', '            case "$previous" in'])
        for word in node.options:
            if word.values:
                lines.append(f"                {word.text}) compadd -- {' '.join(word.values)}; return ;;")
            elif word.files:
                lines.append(f"                {word.text}) _files; return ;;")
            elif word.values is not None:
                lines.append(f"                {word.text}) _message 'a value'; return ;;")
        lines.append("            esac")
        described = " ".join(f"'{word.text}:{_doc(word.doc)}'" for word in (*node.verbs, *node.options))
        lines.append(f"            local -a candidates=({described})")
        lines.append("            _describe 'dharma-tui' candidates")
        values = [value for word in node.arguments for value in word.values or ()]
        if values:
            lines.append(f"            compadd -- {' '.join(values)}")
        if any(word.files for word in node.arguments):
            lines.append("            _files")
        lines.append("            ;;")
    lines.extend(["    esac", "}", '_dharma_tui "$@"'])
    return "\n".join(lines)


def fish(nodes: Sequence[Node]) -> str:
    """The script for fish."""
    lines = ["# completion of dharma-tui for fish", "complete -c dharma-tui -f"]
    for node in nodes:
        below = next((n.verbs for n in nodes if n.path == node.path), ())
        seen = " ".join(f"; and __fish_seen_subcommand_from {word}" for word in node.path)
        unseen = f"; and not __fish_seen_subcommand_from {' '.join(word.text for word in below)}" if below else ""
        condition = f"true{seen}{unseen}"
        for word in node.verbs:
            lines.append(f"complete -c dharma-tui -n '{condition}' -a '{word.text}' -d '{_doc(word.doc)}'")
        for word in node.options:
            name = f"-l {word.text[2:]}" if word.text.startswith("--") else f"-s {word.text[1:]}"
            value = "" if word.values is None else f" -x -a '{' '.join(word.values)}'" if word.values else " -r"
            value += " -F" if word.files else ""
            lines.append(f"complete -c dharma-tui -n '{condition}' {name}{value} -d '{_doc(word.doc)}'")
        for word in node.arguments:
            choices = f" -a '{' '.join(word.values)}'" if word.values else " -F" if word.files else ""
            if choices:
                lines.append(f"complete -c dharma-tui -n '{condition}'{choices}")
    return "\n".join(lines)

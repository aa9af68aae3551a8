"""The keys that work on every screen, as data: help and documents are written from it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding, BindingType

from dharma_tui.commands import SCREENS

_GO = Binding.Group("Go")
_CONSOLE = Binding.Group("Console")


def _main_screens() -> Iterator[BindingType]:
    for spec in SCREENS.values():
        if spec.key.isdigit():
            yield Binding(
                spec.key,
                f"go('{spec.name}')",
                spec.title,
                show=False,
                tooltip=spec.doc,
                id=f"go.{spec.name}",
                group=_GO,
            )


APP_BINDINGS: list[BindingType] = [
    *_main_screens(),
    Binding("colon", "command_bar", "Command", tooltip="Type a view or a command.", id="console.bar", group=_GO),
    Binding("escape", "older", "Back", show=False, tooltip="Return to the view before.", id="go.back", group=_GO),
    Binding(
        "g",
        "topology",
        "Topology",
        show=False,
        id="go.around",
        group=_GO,
        tooltip="What hangs on the resource under the cursor, or on what is marked.",
    ),
    Binding("minus", "last", "Last view", show=False, tooltip="The view you were at before.", id="go.last", group=_GO),
    Binding(
        "left_square_bracket",
        "older",
        "Older",
        show=False,
        tooltip="Back in the history.",
        id="go.older",
        group=_GO,
    ),
    Binding(
        "right_square_bracket",
        "newer",
        "Newer",
        show=False,
        tooltip="Forward in the history.",
        id="go.newer",
        group=_GO,
    ),
    Binding(
        "f,ctrl+o",
        "jump",
        "Jump",
        show=False,
        tooltip="Go to a pane or a line by the letters on it.",
        id="go.jump",
        group=_GO,
    ),
    Binding(
        "ctrl+t",
        "chat",
        "Chat",
        tooltip="Ask in plain words: open the chat, go to it, close it from within.",
        id="console.chat",
        group=_CONSOLE,
        priority=True,
    ),
    Binding("question_mark", "help", "Help", tooltip="Every key and command.", id="console.help", group=_CONSOLE),
    Binding(
        "ctrl+p",
        "command_palette",
        "Palette",
        show=False,
        tooltip="Search commands, kinds, views and resources.",
        id="console.palette",
        group=_CONSOLE,
    ),
    Binding(
        "Y",
        "link",
        "Copy link",
        show=False,
        tooltip="Copy the command line that shows this view.",
        id="console.link",
        group=_CONSOLE,
    ),
    Binding("q", "quit", "Quit", show=False, tooltip="Leave the console.", id="console.quit", group=_CONSOLE),
    Binding(
        "ctrl+q",
        "quit",
        "Quit",
        show=False,
        priority=True,
        tooltip="Leave the console.",
        id="console.quit_now",
        group=_CONSOLE,
    ),
]

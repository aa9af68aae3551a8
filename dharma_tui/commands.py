"""Every screen and every ``:`` command, as data: the command bar, the palette, the help screen and the documents use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """One screen: its name, its key, and where its class is. ``kept`` screens are built once and stay as they were left."""

    name: str
    title: str
    module: str
    class_name: str
    doc: str
    key: str = ""
    aliases: tuple[str, ...] = ()
    kept: bool = True


SCREENS: dict[str, ScreenSpec] = {
    spec.name: spec
    for spec in (
        ScreenSpec(
            "overview",
            "Overview",
            "dharma_tui.screens.overview",
            "OverviewScreen",
            "What exists, what changed, what is wrong, what is running.",
            "1",
            ("home",),
        ),
        ScreenSpec(
            "inventory",
            "Inventory",
            "dharma_tui.screens.inventory",
            "InventoryScreen",
            "Everything found, by kind: filter, sort, mark, compare, export.",
            "2",
            ("inv", "resources"),
        ),
        ScreenSpec(
            "discovery",
            "Discovery",
            "dharma_tui.screens.discovery",
            "DiscoveryScreen",
            "Providers, their health, and scans running and past.",
            "3",
            ("scans", "providers"),
        ),
        ScreenSpec(
            "changes",
            "Changes",
            "dharma_tui.screens.changes",
            "ChangesScreen",
            "What became different, when, and in which properties.",
            "4",
            ("diff",),
        ),
        ScreenSpec(
            "logs", "Logs", "dharma_tui.screens.logs", "LogsScreen", "The console's own log, live.", "5", ("log",)
        ),
        ScreenSpec(
            "settings",
            "Settings",
            "dharma_tui.screens.settings",
            "SettingsScreen",
            "Every setting, its value and where it came from.",
            "6",
            ("config",),
        ),
        ScreenSpec(
            "topology",
            "Topology",
            "dharma_tui.screens.topology",
            "TopologyScreen",
            "What hangs on what, what breaks if it goes, how one leads to another.",
            "7",
            ("topo", "graph"),
        ),
        ScreenSpec(
            "tags",
            "Tags",
            "dharma_tui.screens.tags",
            "TagsScreen",
            "Which tags are missing, and which are spelled in several ways.",
            "",
            ("tagging",),
        ),
        ScreenSpec(
            "dangling",
            "Dangling",
            "dharma_tui.screens.dangling",
            "DanglingScreen",
            "What refers to something that is not in the inventory, by why it is not.",
            aliases=("missing",),
        ),
        ScreenSpec(
            "coverage",
            "Coverage",
            "dharma_tui.screens.coverage",
            "CoverageScreen",
            "Accounts by regions: how much is covered, how old it is, and what failed.",
            aliases=("matrix", "accounts"),
        ),
        ScreenSpec(
            "cypher",
            "Cypher",
            "dharma_tui.screens.cypher",
            "CypherScreen",
            "Ask a Neo4j of yours in Cypher, reading only.",
            aliases=("neo4j",),
        ),
        ScreenSpec(
            "detail",
            "Resource",
            "dharma_tui.screens.detail",
            "DetailScreen",
            "One resource: facts, labels, relationships, metrics, history, raw.",
            kept=False,
        ),
        ScreenSpec(
            "help",
            "Help",
            "dharma_tui.screens.help",
            "HelpScreen",
            "Every key and every command.",
            "?",
            ("keys",),
            kept=False,
        ),
    )
}
"""Every screen by name, in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Command:
    """One ``:`` command. It is answered by the method ``command_<name>`` of the current screen, else of the console.

    ``argument`` names what the words after it are, which decides how they are completed: ``moment``, ``theme``,
    ``provider``, ``setting``, ``view`` (a saved one), ``file``, ``path`` (one that is there), ``filter``, ``column`` or
    nothing. ``screens`` limits it to the screens that can answer.
    """

    name: str
    doc: str
    group: str
    usage: str = ""
    argument: str = ""
    aliases: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    needs_argument: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def method(self) -> str:
        """The method that answers it."""
        return f"command_{self.name.replace('-', '_')}"


GO = "Go"
TIME = "Time"
VIEWS = "Views"
DO = "Do"
CONSOLE = "Console"

COMMANDS: tuple[Command, ...] = (
    *(Command(spec.name, spec.doc, GO, aliases=spec.aliases) for spec in SCREENS.values() if spec.name != "detail"),
    Command("back", "Return to the view before this one.", GO),
    Command(
        "at", "Show every view as it was then.", TIME, "-2h | 2026-11-20T09:30 | #12", "moment", needs_argument=True
    ),
    Command("now", "Return every view to the present.", TIME),
    Command(
        "save",
        "Keep the current view under a name.",
        VIEWS,
        "NAME",
        screens=("inventory", "topology"),
        needs_argument=True,
    ),
    Command("delete", "Forget a saved view.", VIEWS, "NAME", "view", needs_argument=True),
    Command(
        "export",
        "Write the current view to a file: csv, json, jsonl or parquet by its ending.",
        VIEWS,
        "FILE",
        "file",
        screens=("inventory",),
        needs_argument=True,
    ),
    Command("seen", "Take everything as seen: nothing is highlighted as changed.", VIEWS),
    Command("link", "Copy the command line that shows this view.", VIEWS),
    Command("scan", "Discover now: every provider, or those named.", DO, "[PROVIDER…] [--lists-only]", "provider"),
    Command(
        "refresh",
        "Look again at what the cursor is on: a resource, these kinds here, a part of a scan.",
        DO,
        screens=("inventory", "detail", "discovery"),
    ),
    Command(
        "import",
        "Take resources from files: exports, JSON of the AWS CLI, snapshots of AWS Config. Shows first what they hold.",
        DO,
        "[FILE…] [--region R]",
        "path",
    ),
    Command("resume", "Go on with the last scan that was cut short: only what is left is listed.", DO),
    Command("cancel", "Stop the running scan, of which what is complete stays, or import.", DO),
    Command("code", "Enter the code that a scan asks for.", DO, aliases=("mfa",)),
    Command("theme", "Change the colours.", CONSOLE, "NAME", "theme", needs_argument=True),
    Command("set", "Change a setting.", CONSOLE, "KEY VALUE", "setting", needs_argument=True),
    Command("reset", "Return a setting to its default.", CONSOLE, "KEY", "setting", needs_argument=True),
    Command("quit", "Leave the console.", CONSOLE, aliases=("q", "exit")),
)
"""Every command, in the order they are shown. Anything else typed after ``:`` is a view."""

_BY_WORD: dict[str, Command] = {word: command for command in COMMANDS for word in command.words}


def find(word: str) -> Command | None:
    """The command of this name or alias, if there is one."""
    return _BY_WORD.get(word)


def commands_for(screen: str) -> Iterator[Command]:
    """The commands that mean something on this screen."""
    return (command for command in COMMANDS if not command.screens or screen in command.screens)


def words() -> list[str]:
    """Every name and alias."""
    return list(_BY_WORD)


GRAMMAR: tuple[tuple[str, str], ...] = (
    ("web db", "both words, anywhere in name, key or labels; * stands for anything"),
    ('"two words"', "exactly this text"),
    ("state:running,failed", "the field is one of these; * and ? make a pattern"),
    ("name=web-1", "the field is exactly this; != is not"),
    ("memory>1G", "more than; also < >= <=, with units: 1G, 50%, 7d"),
    ("label:env=prod", "a label with this value; label:env has it at all"),
    ("name~^web", "a regular expression on one field; ~regex or /regex/ on all"),
    ("!term", "not; !(a b) for several"),
    ("a | b", "either; ( ) group"),
)
"""The filter language by example; ``/`` and ``:`` both take it."""

VIEW_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("process state:running", "a kind (name, alias or beginning), then a filter; all is every kind"),
    ("process @-2h", "as it was then: -2h, 2026-11-20T09:30, #12"),
    ("process sort:-memory,name", "order, - for descending"),
    ("process by:state", "one line a value, with counts; several with commas"),
    ("process cols:name,state", "these columns"),
    ("process calc:gb=memory/1073741824", "a column computed by SQL"),
)
"""What ``:`` takes beside a filter, by example."""

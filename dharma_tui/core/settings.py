"""Every setting, declared once: key, type, default, bounds and what it is for.

A key is ``section.name``. Values arrive in layers (see ``core.config``); nothing reads the environment after start-up.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value must satisfy beside its type."""

    doc: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    restart: bool = False
    """A new value counts from the next start."""
    pattern: str = ""
    """What a text must match as a whole."""
    takes: str = ""
    """What ``pattern`` means, in words."""
    many: bool = False
    """It names several, comma separated; a list is taken too."""


def _setting(
    default: Any,
    doc: str,
    *,
    choices: tuple[str, ...] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    restart: bool = False,
    pattern: str = "",
    takes: str = "",
    many: bool = False,
) -> Any:
    bounds = Bounds(doc, choices, minimum, maximum, restart, pattern, takes, many)
    return field(default=default, metadata={"bounds": bounds})


THEMES = ("auto", "dharma-dark", "dharma-light", "dharma-contrast", "ansi-dark", "ansi-light")


@dataclass(frozen=True, slots=True)
class InterfaceSettings:
    """How the console looks and feels."""

    theme: str = _setting("auto", "Colour theme; auto looks at NO_COLOR, TERM and COLORTERM.", choices=THEMES)
    start_screen: str = _setting("overview", "First screen.", choices=("overview", "inventory", "discovery", "changes"))
    animations: str = _setting("auto", "Moving parts; auto turns them off over SSH.", choices=("auto", "on", "off"))
    ascii: bool = _setting(False, "Draw with ASCII only, for terminals without Unicode.")
    mouse: bool = _setting(True, "React to the mouse.", restart=True)
    local_time: bool = _setting(True, "Show times in the machine's time zone instead of UTC.")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The lake: where it is and how long it remembers."""

    folder: str = _setting(
        "",
        "Folder of the store; a relative one is below the profile's data folder, empty: 'store' there.",
        restart=True,
    )
    retention_days: int = _setting(90, "Days of history kept.", minimum=1, maximum=3650)
    metrics_retention_days: int = _setting(14, "Days of measured metrics kept.", minimum=1, maximum=3650)
    memory_mb: int = _setting(256, "Memory one query may use, in MB.", minimum=64, maximum=65536, restart=True)
    lock_seconds: float = _setting(30.0, "Seconds to wait for another process that writes.", minimum=0.1, maximum=600)
    poll_seconds: float = _setting(1.0, "Seconds between looks for other processes' commits.", minimum=0.2, maximum=60)


_INTERVAL = r"\s*[a-z][a-z0-9_]*\s*=\s*(10080|10[0-7]\d\d|\d{1,4})(\.\d+)?\s*"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """When and how discovery runs."""

    on_start: bool = _setting(True, "Scan when the console opens and the last scan is older than the interval.")
    interval_minutes: float = _setting(
        15.0,
        "Minutes between scheduled scans; 0 turns off those of providers that scan.intervals does not name.",
        minimum=0,
        maximum=10080,
    )
    intervals: str = _setting(
        "",
        "Minutes between scheduled scans of single providers, such as aws=60, local=5; 0: not by schedule. The others:"
        " scan.interval_minutes.",
        pattern=f"{_INTERVAL}(,{_INTERVAL})*|",
        takes="a provider, = and minutes up to 10080, comma separated",
        many=True,
    )
    timeout_seconds: float = _setting(600.0, "Longest time one part of a scan may take.", minimum=1, maximum=86400)
    providers: str = _setting(
        "",
        "Providers to scan, comma separated; empty: all there are when you ask, this machine alone by itself.",
        many=True,
    )
    long_tail: bool = _setting(
        False, "Also list about a thousand kinds of AWS that rules found and nobody has reviewed.", restart=True
    )
    regions: str = _setting(
        "", "Regions to scan, comma separated, with wildcards (eu-*); empty: all that are enabled.", many=True
    )

    @property
    def own_intervals(self) -> Mapping[str, float]:
        """Minutes between scheduled scans, of the providers for which that is said by name."""
        named = (word.split("=") for word in re.sub(r"\s", "", self.intervals).split(",") if word)
        return {provider: float(minutes) for provider, minutes in named}

    def minutes(self, provider: str) -> float:
        """Minutes between scheduled scans of ``provider``; 0: it is not scanned by schedule."""
        return self.own_intervals.get(provider, self.interval_minutes)


ORGANIZATION = "organization"
"""In ``aws.accounts``: every active account of the Organization."""
_ACCOUNT = rf"\s*(\d{{12}}|{ORGANIZATION})\s*"


@dataclass(frozen=True, slots=True)
class AwsSettings:
    """Which accounts of AWS are scanned, and as whom."""

    profiles: str = _setting(
        "",
        "Profiles to scan with, comma separated, with wildcards (prod-*); empty: the credentials that the AWS CLI would use.",
        many=True,
    )
    role: str = _setting(
        "",
        "Role to assume, by name or ARN: in each of aws.accounts, else in the account of each profile.",
        pattern=r"(arn:aws[a-z-]*:iam::\d{12}:role/)?[\w+=,.@/-]+|",
        takes="the name or the ARN of a role",
    )
    external_id: str = _setting(
        "",
        "External id that the role asks for.",
        pattern=r"[\w+=,.@:/-]{2,1224}|",
        takes="2 to 1224 letters, digits and +=,.@:/-",
    )
    accounts: str = _setting(
        "",
        "Accounts to scan, comma separated: ids, or 'organization' for all active ones of it; empty: that of each profile.",
        pattern=f"{_ACCOUNT}(,{_ACCOUNT})*|",
        takes=f"ids of 12 digits and {ORGANIZATION!r}, comma separated",
        many=True,
    )
    details_hours: float = _setting(
        4.0,
        "Scans by schedule, and with --keep-details, ask for policies and the like only after so many hours, or where something"
        " else says that a thing changed; 0: always. Scans you ask for always do.",
        minimum=0,
        maximum=720,
    )
    instance_role: bool = _setting(
        False, "On an instance of EC2: ask its metadata service (169.254.169.254) for the role that it has."
    )


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """A graph server for a team; without an address none is asked. Its password is never among the settings."""

    uri: str = _setting(
        "",
        "Address of Neo4j, such as neo4j://graph:7687; +s or +ssc after the scheme encrypts; empty: none is used.",
        pattern=r"(neo4j|bolt)(\+s|\+ssc)?://[^/@?#\s]+/?|",
        takes="neo4j:// or bolt://, with +s or +ssc to encrypt, then host and port, without user and password",
    )
    user: str = _setting("neo4j", "Who to log in as; the password is that of $NEO4J_PASSWORD or of the keyring.")
    database: str = _setting("", "Database on that server; empty: the user's own.", pattern=r"[A-Za-z0-9._-]*")
    sync: bool = _setting(True, "Bring the server level with the store after each scan of an open console.")
    query_seconds: float = _setting(30.0, "Longest time one query may take.", minimum=0.1, maximum=3600)
    query_rows: int = _setting(1000, "Rows of an answer that are shown.", minimum=1, maximum=100_000)


_ENDPOINT = (
    r"\s*[A-Za-z][\w-]*(\s+(kind=(openai|grok|ollama|compatible)|model=[^\s;]+|url=https?://[^@?#\s;]+|key=(\$\w+|keyring:[\w.-]+)"
    r"|price=\d+(\.\d+)?/\d+(\.\d+)?))+\s*"
)


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Language models that explain and fill gaps in the chat; without an endpoint none is asked. Keys are never among them."""

    endpoints: str = _setting(
        "",
        "Endpoints in the order they are asked, such as 'fast kind=openai model=gpt-5-mini; house kind=ollama model=qwen3';"
        " empty: none, nothing leaves this machine.",
        pattern=f"{_ENDPOINT}(;{_ENDPOINT})*;?\\s*|\\s*",
        takes="a name, then model=, kind= (openai, grok, ollama or compatible), url=http(s)://…, key=$VARIABLE or keyring:NAME,"
        " price=IN/OUT for a million tokens; a semicolon between endpoints",
    )
    offline: bool = _setting(False, "Ask no model, though some are configured.")
    strategy: str = _setting(
        "default",
        "Which endpoint is asked first; the others follow when it fails.",
        choices=("default", "round-robin", "random"),
    )
    pseudonyms: bool = _setting(
        True, "Send placeholders for names, accounts, addresses, hosts and ARNs; they are put back in what is answered."
    )
    hedge_seconds: float = _setting(
        0.6, "Seconds until the next endpoint is asked beside one that says nothing at all.", minimum=0.05, maximum=60
    )
    token_seconds: float = _setting(30.0, "Longest silence before and within an answer.", minimum=0.1, maximum=600)
    total_seconds: float = _setting(180.0, "Longest time a whole answer may take.", minimum=1, maximum=3600)
    max_tokens: int = _setting(1024, "Longest answer, in tokens.", minimum=16, maximum=32768)


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    """Live metrics."""

    enabled: bool = _setting(True, "Measure live metrics while the console is open.")
    interval_seconds: float = _setting(2.0, "Seconds between measurements.", minimum=0.5, maximum=3600)
    store_seconds: float = _setting(
        30.0, "Seconds between writes of measurements to the store.", minimum=5, maximum=3600
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The console's own log."""

    level: str = _setting("info", "Least important level written.", choices=("debug", "info", "warning", "error"))
    max_mb: int = _setting(5, "Size at which the log file is rotated, in MB.", minimum=1, maximum=1024)
    backups: int = _setting(3, "Rotated log files kept.", minimum=0, maximum=100)


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """The console in a browser."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8642, "Port to listen on; 0 takes a free one.", minimum=0, maximum=65535)
    max_sessions: int = _setting(8, "Browser tabs open at once.", minimum=1, maximum=256)
    cookie_hours: float = _setting(12.0, "Hours a login stays valid.", minimum=0.01, maximum=720)
    idle_minutes: float = _setting(
        60.0, "Minutes without a key or click after which a tab is closed; 0: never.", minimum=0
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by section."""

    interface: InterfaceSettings = field(default_factory=InterfaceSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    scan: ScanSettings = field(default_factory=ScanSettings)
    aws: AwsSettings = field(default_factory=AwsSettings)
    neo4j: Neo4jSettings = field(default_factory=Neo4jSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    log: LogSettings = field(default_factory=LogSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)

    def __getitem__(self, key: str) -> Any:
        """The value of ``section.name``. Raises KeyError for an unknown key."""
        section, _, name = key.partition(".")
        if key not in DECLARATIONS:
            raise KeyError(key)
        return getattr(getattr(self, section), name)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One setting: key, Python type, default and bounds."""

    key: str
    type: type
    default: Any
    bounds: Bounds


def _declarations() -> Iterator[Declaration]:
    for section_name, section in get_type_hints(Settings).items():
        hints = get_type_hints(section)
        for item in dataclasses.fields(section):
            yield Declaration(f"{section_name}.{item.name}", hints[item.name], item.default, item.metadata["bounds"])


DECLARATIONS: dict[str, Declaration] = {declaration.key: declaration for declaration in _declarations()}
"""Every setting by key, in the order they are shown."""

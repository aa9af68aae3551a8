"""Who is logged in to this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from dharma_tui.core.kinds import Bearing, KindSpec, Link
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Resource, Scope, State, Verb
from dharma_tui.services.discovery.local._common import HOST, PROCESS, LocalService, identifier, moment, text
from dharma_tui.services.discovery.local._pids import ProcessKeys

_SESSION = KindSpec(
    "local.session",
    "Login session",
    "Login sessions",
    "A user logged in to this machine.",
    aliases=("who", "users", "session", "sessions", "login"),
    glyph="☺",
    columns=(
        text("user", "USER", "user", 12, "Who logged in."),
        text("tty", "TTY", "terminal", 10, "The terminal of the session."),
        text("from", "FROM", "from", 24, "Where from, for logins over the network."),
        moment("since", "SINCE", "started", "When the session began."),
        identifier("pid", "PID", "pid", 8, "Process id of the login process."),
    ),
    bearings=(
        Bearing(Verb.CONNECTS_TO, loses=1.0),
        Bearing(Verb.CONNECTS_TO, "local.remote_host", reverse=True, loses=1.0),
    ),
    links=(
        Link("host", HOST, Verb.CONNECTS_TO),
        Link("process", PROCESS, Verb.MANAGES),
        Link("remote_host", "local.remote_host", Verb.CONNECTS_TO, reverse=True),
    ),
    states={"active": State.RUNNING},
    noisy=True,
)


class SessionService(LocalService):
    """Lists login sessions."""

    name = "local.sessions"
    kinds = (_SESSION,)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        import psutil

        keys = ProcessKeys(self.machine)
        for user in psutil.users():
            yield {**user._asdict(), "process": keys(int(user.pid) if user.pid else None)}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        started = int(raw["started"])
        attrs: dict[str, Json] = {
            "user": raw["name"],
            "terminal": raw["terminal"] or "",
            "from": raw["host"] or "",
            "started": datetime.fromtimestamp(started, UTC).isoformat(),
            "pid": raw["pid"],
            "process": raw["process"],
            "remote_host": self.key(raw["host"]) if _is_address(raw["host"]) else "",
        }
        key = self.key(raw["name"], raw["terminal"], started)
        return self.resource(kind, scope, key, f"{raw['name']}@{raw['terminal']}", attrs, kind.state("active"))


def _is_address(text: str | None) -> bool:
    try:
        return bool(text and ipaddress.ip_address(text))
    except ValueError:
        return False

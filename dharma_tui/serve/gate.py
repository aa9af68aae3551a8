"""Who gets past the door: the checks that every request passes before anything else looks at it."""

from __future__ import annotations

import logging
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

from dharma_tui.core.clock import Clock
from dharma_tui.serve import pages
from dharma_tui.serve.auth import Login, Logins, OneTimeLink, WrongTries
from dharma_tui.serve.site import Site

log = logging.getLogger(__name__)

NEW_LINK = "Press enter in the terminal of dharma-tui serve, or send it SIGUSR1, for a new one."


def answer(status: int, title: str, *paragraphs: str, way_on: str = "") -> web.Response:
    """A page of plain words."""
    text = pages.notice(title, *paragraphs, way_on=way_on)
    return web.Response(status=status, text=text, content_type="text/html")


class Gate:
    """Exact Host, own Origin, one-time link, login. ``check`` is a middleware: routes behind it need not think of it."""

    def __init__(self, site: Site, clock: Clock, *, link: timedelta, login: timedelta) -> None:
        self._site = site
        self._link = OneTimeLink(clock, link)
        self._logins = Logins(clock, login)
        self._wrong = WrongTries(clock)
        port = site.hosts[0].rpartition(":")[2]
        self._cookie = ("__Host-" if site.secure else "") + f"dharma-tui-{port}"
        """Cookies are shared by the ports of a host: the name keeps two servers from signing each other's people out."""

    def new_link(self) -> str:
        """A fresh address to sign in with; the one before stops working."""
        return f"{self._site.url}/login?t={self._link.issue()}"

    def login(self, request: web.Request) -> Login | None:
        """Who is asking; None for a stranger."""
        return self._logins.find(request.cookies.get(self._cookie, ""))

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn away what is not for us or from us, then strangers."""
        if not self._site.answers_to(request.headers.get("Host", "")):
            log.warning("request for another host refused", extra={"peer": request.remote})
            return answer(421, "Not here", f"This console is served at {self._site.url} only.")
        origin = request.headers.get("Origin")
        if not self._site.is_own_origin(origin or "", request.host) if origin or request.path == "/ws" else False:
            log.warning("request from another page refused", extra={"peer": request.remote})
            return answer(403, "Not from there", "Only the console's own page may connect to it.")
        if request.path == "/login":
            return self._sign_in(request)
        if self.login(request) is None:
            return answer(
                401,
                "Please sign in",
                f"Open the link that dharma-tui serve printed. {NEW_LINK}",
                way_on="I have just signed in: go on",
            )
        return await handler(request)

    def _sign_in(self, request: web.Request) -> web.StreamResponse:
        if request.method != "GET":
            return answer(405, "Not like this", "Open the link in a browser.")
        peer = request.remote or ""
        if not self._link.spend(request.query.get("t", "")):
            patient = self._wrong.note(peer)
            log.warning("wrong, used or expired link", extra={"peer": peer})
            if patient:
                return answer(
                    403, "This link does not work", f"It is wrong, was used already, or has expired. {NEW_LINK}"
                )
            return answer(429, "Too many wrong links", "Wait a minute.")
        log.info("signed in", extra={"peer": peer})
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            self._cookie,
            self._logins.open(),
            max_age=int(self._logins.lifetime.total_seconds()),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._site.secure,
        )
        return response

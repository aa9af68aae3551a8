"""Strangers, other pages and other names stay outside."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError

from dharma_tui.core.clock import FrozenClock
from dharma_tui.serve.auth import WRONG_A_MINUTE
from dharma_tui.serve.pages import FILES
from tests.integration.serve_lab import Served, consoles, serving

EVERY_ROUTE = ("/", "/ws", "/static/textual.js", "/static/console.css", "/download/0123", "/nothing")


async def status(served: Served, path: str, **headers: str) -> int:
    async with served.browser.get(served.site.url + path, headers=headers, allow_redirects=False) as response:
        await response.read()
        return response.status


async def refusal(served: Served, origin: str | None, **headers: str) -> int:
    """The status that a WebSocket is refused with."""
    with pytest.raises(WSServerHandshakeError) as refused:
        async with served.browser.ws_connect(f"{served.site.url}/ws", origin=origin, headers=headers):
            pass
    return refused.value.status


@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_without_a_login_nothing_is_served(path: str) -> None:
    async with serving() as served:
        assert await status(served, path, Origin=served.site.url) == 401
        assert not consoles()


async def test_a_cookie_that_was_made_up_opens_nothing() -> None:
    async with serving() as served:
        await served.sign_in()
        name = next(iter(served.browser.cookie_jar)).key
        async with ClientSession() as stranger:
            for value in ("", "x", "A" * 43, "\x80"):
                async with stranger.get(served.site.url, headers={"Cookie": f"{name}={value}"}) as response:
                    assert response.status == 401


async def test_the_login_cookie_is_kept_from_scripts_and_from_other_sites() -> None:
    async with (
        serving() as served,
        served.browser.get(served.server.gate.new_link(), allow_redirects=False) as response,
    ):
        assert response.headers["Location"] == "/"
        cookie = response.headers["Set-Cookie"]
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= attributes
        assert len(cookie.split("=")[1].split(";")[0]) >= 43


@pytest.mark.parametrize("token", ["", "t=", "t=wrong", "t=%00", "t=" + "A" * 43, "t=%ED%A0%80", "t=a&t=b", "T=x"])
async def test_a_wrong_link_opens_nothing(token: str) -> None:
    async with serving() as served:
        served.server.gate.new_link()
        assert await status(served, f"/login?{token}") == 403
        assert await status(served, "/") == 401


async def test_before_any_link_was_asked_for_no_token_fits() -> None:
    async with serving() as served:
        assert await status(served, "/login?t=") == 403


async def test_a_link_works_once() -> None:
    async with serving() as served:
        link = served.server.gate.new_link()
        path = link.removeprefix(served.site.url)
        assert await status(served, path) == 303
        assert await status(served, path) == 403


async def test_two_browsers_that_race_for_one_link_do_not_both_get_in() -> None:
    async with serving() as served:
        path = served.server.gate.new_link().removeprefix(served.site.url)
        statuses = await asyncio.gather(*(status(served, path) for _ in range(8)))
        assert sorted(statuses) == [303] + [403] * 7


async def test_a_new_link_replaces_the_last() -> None:
    async with serving() as served:
        first = served.server.gate.new_link().removeprefix(served.site.url)
        second = served.server.gate.new_link().removeprefix(served.site.url)
        assert await status(served, first) == 403
        assert await status(served, second) == 303


async def test_a_link_expires() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    async with serving(clock=clock, link=timedelta(minutes=10)) as served:
        path = served.server.gate.new_link().removeprefix(served.site.url)
        clock.at += timedelta(minutes=10)
        assert await status(served, path) == 403


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "TRACE"])
async def test_a_look_at_the_link_does_not_spend_it(method: str) -> None:
    async with serving() as served:
        link = served.server.gate.new_link()
        async with served.browser.request(method, link, allow_redirects=False) as response:
            assert response.status == 405
            assert "Set-Cookie" not in response.headers
        assert await status(served, link.removeprefix(served.site.url)) == 303


async def test_a_login_ends_on_the_server_whatever_the_browser_keeps() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    async with serving(clock=clock, login=timedelta(hours=2), idle=None) as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            clock.at += timedelta(hours=2, seconds=-1)
            assert await status(served, "/") == 200
            clock.at += timedelta(seconds=1)
            assert await status(served, "/") == 401
            await tab.until_closed()
            assert "login has ended" in tab.notices[0]


async def test_many_wrong_links_have_to_wait_but_the_right_one_works() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    async with serving(clock=clock) as served:
        right = served.server.gate.new_link().removeprefix(served.site.url)
        tries = [await status(served, "/login?t=wrong") for _ in range(WRONG_A_MINUTE + 2)]
        assert tries == [403] * WRONG_A_MINUTE + [429] * 2
        clock.at += timedelta(seconds=61)
        assert await status(served, "/login?t=wrong") == 403
        assert await status(served, right) == 303


HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1.evil.example:{port}",
    "",
    "localhost.:{port}",
    "[::1]:{port}",
)


@pytest.mark.parametrize("host", HOSTS)
async def test_a_name_that_points_at_us_is_not_ours(host: str) -> None:
    async with serving() as served:
        await served.sign_in()
        host = host.format(port=served.port)
        link = served.server.gate.new_link().removeprefix(served.site.url)
        assert await status(served, "/", Host=host) == 421
        assert await status(served, link, Host=host) == 421
        assert await refusal(served, f"http://{host}", Host=host) == 421
        assert not consoles()


async def test_localhost_is_another_name_of_ours() -> None:
    async with serving() as served, ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        link = served.server.gate.new_link().replace("127.0.0.1", "localhost")
        async with browser.get(link) as response:
            assert response.status == 200
            assert f'data-session-websocket-url="ws://localhost:{served.port}/ws"' in await response.text()


ORIGINS = (
    "http://evil.example",
    "null",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}.evil.example",
)


@pytest.mark.parametrize("origin", ORIGINS)
async def test_no_other_page_may_type_into_a_console(origin: str) -> None:
    async with serving() as served:
        await served.sign_in()
        origin = origin.format(port=served.port)
        assert await refusal(served, origin) == 403
        assert await status(served, "/", Origin=origin) == 403
        assert not consoles()


async def test_a_socket_without_an_origin_is_refused() -> None:
    async with serving() as served:
        await served.sign_in()
        assert await refusal(served, None) == 403
        assert not consoles()


PATHS = (
    "../server.py",
    "..%2fserver.py",
    "%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "....//server.py",
    "",
    "css/xterm.css",
    "console.css/",
    "console.css%00.png",
    "..\\server.py",
    "%5c..%5cserver.py",
)


@pytest.mark.parametrize("path", PATHS)
async def test_only_the_files_of_the_page_are_served(path: str) -> None:
    async with serving() as served:
        await served.sign_in()
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        cookie = next(iter(served.browser.cookie_jar))
        head = f"Host: 127.0.0.1:{served.port}\r\nCookie: {cookie.key}={cookie.value}\r\nConnection: close"
        request = f"GET /static/{path} HTTP/1.1\r\n{head}\r\n\r\n"
        writer.write(request.encode())
        answer = (await reader.read()).decode()
        writer.close()
        assert answer.split()[1] == "404"
        assert "import" not in answer and "root:" not in answer


async def test_every_answer_carries_the_security_headers() -> None:
    async with serving() as served:
        await served.sign_in()
        for path in ("/", "/login?t=x", "/nothing", "/download/x", *(f"/static/{name}" for name in FILES)):
            async with served.browser.get(served.site.url + path) as response:
                policy = response.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'; script-src 'self';"), path
                assert "frame-ancestors 'none'" in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["X-Frame-Options"] == "DENY"
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
                assert response.headers["Server"] == "dharma-tui"
                cached = "private, no-cache" if response.status == 200 and "static" in path else "no-store"
                assert response.headers["Cache-Control"] == cached, path


async def test_the_page_asks_nothing_of_other_sites() -> None:
    async with serving() as served:
        await served.sign_in()
        for path in ("/", "/static/console.css", "/static/xterm.css"):
            async with served.browser.get(served.site.url + path) as response:
                text = await response.text()
            addresses = set(
                re.findall(r"(?:https?:|wss?:)?//[a-z0-9.:-]+", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
            )
            assert addresses <= {"//www.w3.org", "http://www.w3.org", f"ws://127.0.0.1:{served.port}"}, path
        async with served.browser.get(served.site.url + "/?fontsize=99999&ping=http://evil.example") as response:
            page = await response.text()
            assert 'data-font-size="40"' in page
            assert "evil" not in page


async def test_files_are_compressed_and_not_sent_twice() -> None:
    async with serving() as served:
        await served.sign_in()
        address = f"{served.site.url}/static/textual.js"
        async with served.browser.get(address) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            assert int(response.headers["Content-Length"]) < 200_000 < len(await response.read())
            tag = response.headers["ETag"]
        assert await status(served, "/static/textual.js", **{"If-None-Match": tag}) == 304


async def test_tokens_and_cookies_are_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving() as served:
        link = served.server.gate.new_link()
        token = link.rpartition("=")[2]
        path = link.removeprefix(served.site.url)
        await status(served, path, Host="evil.example")
        await status(served, path)
        await status(served, path)
        cookie = next(iter(served.browser.cookie_jar)).value
        await status(served, "/download/0123-a-key")
        broken_requests = (
            f"GET {path} HTTP/9.9\r\n\r\n",
            f"{path} {token}\r\n\r\n",
            f"GET {path} HTTP/1.1\r\nbad header {token}\r\n\r\n",
        )
        for broken in broken_requests:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(broken.encode())
            await reader.read()
            writer.close()
        async with served.tab() as tab:
            await tab.until("pid=")
            await tab.type("xkzzk-xkzzk")
            await tab.until("key=k ")
    written = caplog.text + "".join(str(vars(record)) for record in caplog.records if record.name.startswith("dharma"))
    assert "GET /login 303" in written and "GET /download/… 404" in written
    assert "signed in" in written
    for secret in (token, cookie, "0123-a-key", "xkzzk-xkzzk"):
        assert secret not in written

"""What one browser may ask for, and that nothing outlives its tab."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import time
from datetime import timedelta

import psutil
import pytest
from aiohttp import (
    ClientError,
    ClientSession,
    CookieJar,
    WSMsgType,
    WSServerHandshakeError,
)

from dharma_tui.core.clock import FrozenClock
from dharma_tui.serve.limits import MESSAGE_BYTES
from tests.integration.serve_lab import app_program, consoles, gone, serving, stop, until
from tests.integration.served_app import FILE
from tests.stopwatch import stopwatch


async def test_beyond_the_last_tab_there_are_clear_words() -> None:
    async with serving(sessions=2) as served:
        await served.sign_in()
        async with served.tab() as one, served.tab() as two:
            await one.pid()
            last = await two.pid()
            async with served.browser.get(served.site.url) as page:
                assert page.status == 503
                assert "All 2 tabs of this server are open." in await page.text()
            with pytest.raises(WSServerHandshakeError) as refused:
                async with served.tab():
                    pass
            assert refused.value.status == 503
            assert len(consoles()) == 2
            await two.socket.close()
            await gone(last)
            await until(lambda: served.server.free_seats == 1)
            async with served.tab() as three:
                await three.pid()


async def test_a_message_that_is_too_long_ends_the_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.type("x" * (MESSAGE_BYTES - 20))
            await tab.until("key=x ")
            await tab.type("x" * MESSAGE_BYTES)
            assert await tab.until_closed() == 1009


async def test_compression_is_not_offered() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab(compress=15) as tab:
            assert not tab.socket.compress


async def test_a_terminal_of_absurd_size_is_cut_down() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab(query="?width=1000000&height=100000") as tab:
            await tab.until("<500x200 ")
            pid = await tab.pid()
            await tab.send("resize", {"width": 10**6, "height": 10**5})
            await tab.send("resize", {"width": 0, "height": -1})
            await tab.until("<20x5 ")
            await tab.send("resize", {"width": 10**6, "height": 10**5})
            await tab.until("<500x200 ")
            assert psutil.Process(pid).memory_info().rss < 250 * 1024**2


async def test_a_size_that_is_typed_as_a_terminals_report_changes_nothing() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.until("<80x24 ")
            await tab.type("\x1b[48;2000;3000;20000;30000t\x1b[48;2000;3000;0;0t\x1b[<35;5;7M\x1b[1114112u")
            await tab.type("k")
            seen = ""
            while "key=k " not in seen:
                assert await tab.receive()
                seen += tab.painted
                tab.painted = ""
            assert set(re.findall(r"<(\d+x\d+) ", seen)) == {"80x24"}


@pytest.mark.parametrize(
    "query", ["?width=-5&height=x", "?width=&height=", "?width=1e9&height=٣", "?width=99999999999999"]
)
async def test_nonsense_sizes_become_usual_ones(query: str) -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab(query=query) as tab:
            await tab.until("<80x24 ")


async def test_of_a_flood_of_sizes_the_console_sees_the_last() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            for at in range(400):
                await tab.send("resize", {"width": 100 + at % 50, "height": 40})
            await tab.send("resize", {"width": 111, "height": 33})
            await tab.type("k")
            seen = ""
            while "<111x33 " not in seen or "key=k" not in seen:
                assert await tab.receive()
                seen += tab.painted
                tab.painted = ""
            assert len(set(re.findall(r"<\d+x\d+ resized", seen))) < 10


async def test_a_flood_of_messages_is_read_slowly_and_wholly() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            started = time.monotonic()
            for _ in range(700):
                await tab.send("ping", "x")
            await tab.type("e")
            await tab.until("key=e ")
            assert time.monotonic() - started > 0.5
            assert len(tab.pongs) == 700


BROKEN = (
    "",
    "nonsense",
    "{",
    "[]",
    "{}",
    "null",
    "7",
    '"stdin"',
    "[7]",
    "[null]",
    "[[]]",
    '["stdin"]',
    '["stdin", 7]',
    '["stdin", ["x"]]',
    '["stdin", {"x": 1}]',
    '["resize"]',
    '["resize", 80]',
    '["ping"]',
    '["ping", {"deep": 1}]',
    "[" * 60_000,
    '{"a":' * 12_000,
    '["stdin", "' + "\\u0000" * 9000,
)


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
async def test_what_is_no_message_ends_the_tab_quietly(text: str, caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.socket.send_str(text)
            await tab.until_closed()
            assert tab.notices == ["The page spoke in a way the server does not understand."]
    assert "session closed" in caplog.text
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


HARMLESS = (
    '["unknown", 1]',
    '["focus"]',
    '["blur", 9]',
    '["resize", {}]',
    '["resize", {"width": true, "height": 1.5}]',
    '["\\ud800"]',
)


@pytest.mark.parametrize("text", HARMLESS)
async def test_what_is_odd_but_harmless_changes_nothing(text: str) -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.socket.send_str(text)
            await tab.socket.send_bytes(b"\x00binary")
            await tab.type("k")
            await tab.until("<80x24 key=k ")


async def test_lone_surrogates_neither_end_the_input_nor_the_picture() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            await tab.socket.send_str('["stdin", "\\ud800\\udc00x\\ud800"]')
            await tab.type("s")
            await tab.until(r"lone\?surrogate")
            await tab.type("k")
            await tab.until("key=k ")


async def test_a_text_frame_that_is_not_utf8_ends_the_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            writer = tab.socket._writer
            await writer.send_frame(b"\xff\xfe", WSMsgType.TEXT)
            assert await tab.until_closed() == 1007


async def test_a_stopped_console_does_not_outlive_its_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await stop(pid)
        await gone(pid)


async def test_a_console_that_ignores_sigterm_does_not_outlive_its_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await tab.type("h")
            await tab.until("hanging")
        await gone(pid)


async def test_what_a_console_started_does_not_outlive_its_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await tab.type("p")
            child = int((await tab.until(r"child=(\d+)"))[1])
        await gone(pid, child)


async def test_a_console_that_no_longer_answers_is_ended_while_the_tab_is_open() -> None:
    async with serving(heartbeat_seconds=0.2, hung_seconds=0.6) as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await tab.type("h")
            await tab.until("hanging")
            await tab.until_closed()
            assert tab.notices == ["The console stopped answering and was ended."]
        await gone(pid)


async def test_a_console_that_answers_is_left_alone() -> None:
    async with serving(heartbeat_seconds=0.1, hung_seconds=1.0) as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            session = next(iter(served.server.sessions))
            first = session.answered
            reading = asyncio.create_task(tab.until("key=k "))
            await until(lambda: session.answered > first + 0.4)
            await tab.type("k")
            await reading


async def test_a_tab_without_a_key_is_closed_and_mere_presence_is_no_key() -> None:
    clock = FrozenClock()
    async with serving(clock=clock, idle=timedelta(minutes=30)) as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            clock.at += timedelta(minutes=29)
            await tab.type("k")
            await tab.until("key=k ")
            clock.at += timedelta(minutes=29)
            await tab.send("resize", {"width": 99, "height": 30})
            await tab.until("<99x30 ")
            clock.at += timedelta(minutes=1)
            await tab.until_closed()
            assert tab.notices == ["Closed after 30 minutes without a key."]
        await gone(pid)


async def test_a_browser_that_fell_silent_is_gone() -> None:
    async with serving(heartbeat_seconds=0.5) as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()  # from here on nobody takes the pings, so nobody answers them
            await gone(pid)


async def test_a_browser_that_does_not_read_holds_nothing_up() -> None:
    async with serving(heartbeat_seconds=0.5) as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await tab.type("b")
            await gone(pid)


async def test_a_console_that_fails_says_so_but_not_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            await tab.type("c")
            await tab.until_closed()
            assert tab.notices == ["The console stopped unexpectedly (exit code 1). Its log may say why."]
    assert "console stopped unexpectedly" in caplog.text
    assert "a-secret-that-was-typed" not in caplog.text


async def test_a_console_that_is_killed_says_so() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            os.kill(await tab.pid(), signal.SIGKILL)
            await tab.until_closed()
            assert "exit code -9" in tab.notices[0]


async def test_why_a_console_did_not_start_is_shown() -> None:
    async with serving(program=app_program("error: the store is newer\x1b[2J")) as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.until_closed()
            assert tab.notices == ["The console did not start.\nerror: the store is newer\\x1b[2J"]


async def test_a_program_that_is_missing_is_said() -> None:
    program = app_program()
    missing = type(program)(("/nowhere/python",), program.environment)
    async with serving(program=missing) as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.until_closed()
            assert tab.notices == ["No console could be started: No such file or directory."]


async def test_stopping_the_server_takes_less_than_four_seconds_with_a_hung_console() -> None:
    async with serving(grace_seconds=1.0) as served:
        await served.sign_in()
        async with served.tab() as one, served.tab() as two:
            pids = await one.pid(), await two.pid()
            await one.type("h")
            await one.until("hanging")
            await stop(pids[1])
            with stopwatch() as took:
                served.stop.set()
                await served.running
            assert took.seconds < 4
            await gone(*pids)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost:", b"GET / HTTP/1.1\r\nHost: x\r\nX: y\r\n"])
async def test_half_a_request_is_not_waited_for(begun: bytes) -> None:
    async with serving(request_seconds=0.3) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 60) == b""
        writer.close()


async def test_a_request_that_never_ends_is_not_waited_for_however_it_trickles() -> None:
    async with serving(request_seconds=0.3) as served:
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"GET / HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            for at in range(500):
                writer.write(b"X-%d: y\r\n" % at)
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()


async def test_connections_are_counted() -> None:
    async with serving(connections=5) as served:
        held = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(5)]
        await asyncio.sleep(0)
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        with pytest.raises(ConnectionError):
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            if not await reader.read():
                raise ConnectionError
        for _, each in (*held, (reader, writer)):
            each.close()


async def test_a_file_reaches_the_browser_whole_and_only_as_a_file() -> None:
    async with serving(program=app_program(SERVED_FILE='résumé";x=\u202ey.csv')) as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            await tab.type("f")
            key = await tab.until_offered()
            async with served.browser.get(f"{served.site.url}/download/{key}") as response:
                assert await response.read() == FILE
                assert response.headers["Content-Type"] == "text/html"
                disposition = response.headers["Content-Disposition"]
                assert disposition.startswith('attachment; filename="r_sum__')
                assert disposition.count('"') == 2 and "\u202e" not in disposition
                assert "filename*=UTF-8''r%C3%A9sum%C3%A9%22%3Bx%3D%5Cu202ey.csv" in disposition
            async with served.browser.get(f"{served.site.url}/download/{key}") as response:
                assert response.status == 404


async def test_a_file_is_for_the_login_that_asked_for_it() -> None:
    async with serving() as served, ClientSession(cookie_jar=CookieJar(unsafe=True)) as other:
        await served.sign_in()
        await served.sign_in(other)
        async with served.tab() as tab, ClientSession() as stranger:
            await tab.pid()
            await tab.type("f")
            address = f"{served.site.url}/download/{await tab.until_offered()}"
            async with stranger.get(address) as response:
                assert response.status == 401
            async with other.get(address) as response:
                assert response.status == 404
            async with served.browser.get(address) as response:
                assert len(await response.read()) == len(FILE)


async def test_a_file_cut_short_is_not_passed_as_whole() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            pid = await tab.pid()
            await tab.type("f")
            key = await tab.until_offered()
            await stop(pid)
            fetching = asyncio.create_task(read(served.browser, f"{served.site.url}/download/{key}"))
            await until(lambda: key in served.server.downloads.being_fetched or fetching.done())
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(ClientError):
                await fetching


async def read(browser: ClientSession, address: str) -> bytes:
    async with browser.get(address) as response:
        response.raise_for_status()
        return await response.read()


async def test_files_that_nobody_fetches_are_forgotten() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            keys = []
            for _ in range(20):
                await tab.type("f")
                keys.append(await tab.until_offered())
            assert len(served.server.downloads.offered) == 16
            assert keys[0] not in served.server.downloads.offered
            pid = consoles()[0].pid
        await gone(pid)
        served.stop.set()
        await served.running
        assert not served.server.downloads.offered


async def test_messages_are_what_the_page_sends() -> None:
    """The page's script and ours agree on the shape of messages: a change in the library shows here first."""
    from dharma_tui.serve.pages import asset

    script = asset("textual.js").body.decode()
    for spoken in ('JSON.stringify(["stdin",e])', 'JSON.stringify(["resize",this.size])', 'JSON.stringify(["focus"])'):
        assert spoken in script

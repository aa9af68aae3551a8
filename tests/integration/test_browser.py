"""The console in a real browser: it shows, takes keys, mouse, paste and resize, and asks nobody else for anything."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from playwright.async_api import expect

from tests.integration.browser_lab import Window, browsing
from tests.integration.serve_lab import Served, consoles, gone, serving, until
from tests.integration.served_app import FILE
from tests.integration.test_serve_process import SERVE, link_of, started

pytestmark = pytest.mark.needs("chromium")


async def opened(served: Served, window: Window) -> None:
    await window.page.goto(served.server.gate.new_link())
    await window.until(r"<\d+x\d+ [^>]*pid=")
    await window.page.locator("body.-first-byte").wait_for()


async def test_the_page_shows_the_console_and_asks_only_us() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        assert window.page.url == f"{served.site.url}/"
        assert await window.page.evaluate("document.fonts.check(\"16px 'Roboto Mono'\")")
        names = {address.split("?")[0].removeprefix(served.site.url) for address in window.requested}
        files = {f"/static/{name}" for name in ("console.css", "console.js", "mono.ttf", "textual.js", "xterm.css")}
        assert names == {"/login", "/", f"{served.site.socket_url(f'127.0.0.1:{served.port}')}"} | files
        assert not window.trouble


async def test_keys_clicks_and_a_new_size_arrive() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        await window.page.keyboard.press("a")
        await window.until("key=a ")
        await window.page.keyboard.press("Control+k")
        await window.until(r"key=ctrl\+k ")
        await window.page.keyboard.type("é")
        await window.until("key=é |key=e_acute ")
        await window.click_cell(7, 3)
        await window.until("clicked=7,3 ")
        await window.page.set_viewport_size({"width": 640, "height": 400})
        await window.until(r"<\d\dx\d\d resized")
        width, height = window.size()
        assert width < 90
        assert height < 30
        await window.click_cell(width - 1, height - 1)
        await window.until(f"clicked={width - 1},{height - 1} ")


async def test_a_long_paste_arrives_whole() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        await window.page.evaluate(
            """() => {
                const clipboard = new DataTransfer();
                clipboard.setData("text/plain", "a😀".repeat(50000) + "é");
                const paste = new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true});
                document.querySelector(".xterm-helper-textarea").dispatchEvent(paste);
            }"""
        )
        await window.until("pasted=100001 ")
        assert max(map(len, window.sent)) < 64 * 1024


async def test_a_file_is_saved_without_a_window_and_text_is_copied() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        async with window.page.expect_download() as saving:
            await window.page.keyboard.press("f")
        saved = await saving.value
        assert saved.suggested_filename == "export.csv"
        assert Path(await saved.path()).read_bytes() == FILE
        await window.page.evaluate("navigator.clipboard.writeText = async (text) => { document.title = text; }")
        await window.page.keyboard.press("y")
        await expect(window.page).to_have_title("copied ✓")


async def test_the_end_of_the_console_is_said_and_it_opens_again() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        await window.page.keyboard.press("q")
        await window.page.get_by_text("The console was closed.").wait_for()
        await window.page.keyboard.press("Enter")
        await window.until(r"<\d+x\d+ [^>]*pid=")
        assert not window.trouble


async def test_strangers_and_late_comers_see_words() -> None:
    async with serving(sessions=1) as served, browsing() as window:
        await window.page.goto(served.site.url)
        await window.page.get_by_text("Please sign in").wait_for()
        await window.page.goto(f"{served.site.url}/login?t=wrong")
        await window.page.get_by_text("This link does not work").wait_for()
        await opened(served, window)
        other = await window.page.context.new_page()
        await other.goto(served.site.url)
        await other.get_by_text("All 1 tabs of this server are open.").wait_for()
        await window.page.close()
        await until(lambda: served.server.free_seats == 1)
        await other.get_by_text("Try again").click()
        await other.locator("body.-first-byte").wait_for()


async def test_a_page_of_another_site_can_neither_connect_nor_frame_the_console() -> None:
    async with serving() as served, browsing() as window:
        await opened(served, window)
        stranger = await window.page.context.new_page()
        await stranger.route(
            "http://evil.example/**", lambda route: route.fulfill(body="<body></body>", content_type="text/html")
        )
        await stranger.goto("http://evil.example/")
        outcome = await stranger.evaluate(
            """(address) => new Promise((resolve) => {
                const socket = new WebSocket(address);
                socket.onopen = () => resolve("open");
                socket.onerror = () => resolve("refused");
            })""",
            served.site.socket_url(f"127.0.0.1:{served.port}"),
        )
        assert outcome == "refused"
        await stranger.evaluate(
            """(address) => new Promise((resolve) => {
                const frame = document.createElement("iframe");
                frame.onload = resolve;
                frame.src = address;
                document.body.append(frame);
            })""",
            served.site.url,
        )
        framed = stranger.frames[-1]
        assert await framed.locator(".textual-terminal").count() == 0
        assert len(consoles()) == 1


async def test_the_real_console_of_this_machine_in_a_browser(tmp_path: Path) -> None:
    with started(tmp_path, *SERVE, "--port", "0", "--json") as server:
        link = link_of(server)
        async with browsing() as window:
            await window.page.goto(link["url"])
            await window.until_shown("Overview")
            await window.page.keyboard.press("2")
            await window.until_shown("Everything")
            await window.click_cell(*await window.until_shown("Processes"))
            await window.until_shown("local.process")
            await window.page.keyboard.press("/")
            await window.until_shown("Complete")
            await window.page.keyboard.type("no-such-name-anywhere")
            await window.until_shown("0 of ")
            await window.page.set_viewport_size({"width": 700, "height": 420})
            await window.until_shown("0 of ")
            await window.until_drawn()
            assert not window.trouble
            consoles = psutil.Process(server.pid).children(recursive=True)
            assert consoles
        await gone(*(console.pid for console in consoles))
        server.terminate()
        assert server.wait(10) == 0

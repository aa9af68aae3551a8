"""A tab of the server: what is typed arrives, what is painted comes back, and its console ends with it."""

from __future__ import annotations

from tests.integration.serve_lab import gone, serving


async def test_a_tab_shows_its_console_and_takes_keys_clicks_and_sizes() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab(query="?width=90&height=30") as tab:
            await tab.until("<90x30 ")
            await tab.type("k")
            await tab.until("key=k ")
            await tab.type("\x1b[<0;5;7M\x1b[<0;5;7m")
            await tab.until("clicked=4,6 ")
            await tab.send("resize", {"width": 120, "height": 40})
            await tab.until("<120x40 ")
            await tab.send("ping", "17")
            await tab.type("z")
            await tab.until("key=z ")
            assert tab.pongs == ["17"]


async def test_each_tab_has_a_console_of_its_own_that_ends_with_the_tab() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as one, served.tab() as other:
            pids = await one.pid(), await other.pid()
            assert len(set(pids)) == 2
        await gone(*pids)


async def test_leaving_the_console_closes_the_tab_with_words() -> None:
    async with serving() as served:
        await served.sign_in()
        async with served.tab() as tab:
            await tab.pid()
            await tab.type("q")
            await tab.until_closed()
            assert tab.notices == ["The console was closed."]

"""The real console in a tab of the server: what it exports reaches the browser."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from dharma_tui.serve.session import Program
from tests.integration.serve_lab import Served, Tab, serving


def console(home: Path) -> Program:
    """The console of a person with an empty home, on an estate of about sixty resources."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DHARMA_"))}
    words = ("-m", "dharma_tui", "--demo", "60", "--open", "all")
    return Program((sys.executable, *words), {**own, "HOME": str(home)})


async def fetched(served: Served, tab: Tab) -> tuple[bytes, str, str]:
    """The file on offer, its type and what it is to be saved as."""
    async with served.browser.get(f"{served.site.url}/download/{await tab.until_offered()}") as response:
        return await response.read(), response.headers["Content-Type"], response.headers["Content-Disposition"]


async def test_an_export_goes_to_the_browser_and_one_with_a_folder_to_the_server(tmp_path: Path) -> None:
    async with serving(program=console(tmp_path)) as served:
        await served.sign_in()
        async with served.tab(query="?width=120&height=40") as tab:
            rows = int((await tab.until(r"\b(\d+) of \1\b"))[1])
            await tab.type(":export estate.jsonl\r")
            content, kind, disposition = await fetched(served, tab)
            await tab.type("e")
            await tab.until("saved by your browser")
            await tab.type("\r")
            table, table_kind, _ = await fetched(served, tab)
            await tab.type(f":export {tmp_path}/kept.csv\r")
            await tab.until("written to")

    assert len([json.loads(line) for line in content.splitlines()]) == rows
    assert (kind, table_kind.partition(";")[0]) == ("application/x-ndjson", "text/csv")
    assert 'filename="estate.jsonl"' in disposition
    assert len(table.splitlines()) == rows + 1
    assert len((tmp_path / "kept.csv").read_text().splitlines()) == rows + 1
    assert not list(tmp_path.rglob("*.jsonl"))

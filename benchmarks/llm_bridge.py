"""How soon a language model's first words are there, and what the bridge adds to each of them.

``python -m benchmarks.llm_bridge [--tokens N] [--url URL --model MODEL --key '$VARIABLE']``: a server on loopback answers, or the
one that is named. Before it stand a dead endpoint (one that refuses, then one that never says anything) and one that fails.
The last lines are of the console itself: from the key that asks to the words in the pane, with all that lies between.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dharma_tui.core.clock import FrozenClock, SystemClock
from dharma_tui.core.settings import LlmSettings
from dharma_tui.nlp.llm.bridge import Bridge
from dharma_tui.nlp.llm.pseudonyms import KnownNames
from tests.integration.llm_lab import Script, delta, ended, refuses, serving

if TYPE_CHECKING:
    from dharma_tui.app import DharmaApp

NAMES = tuple(f"web-{at:06}.prod" for at in range(100_000))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tokens", type=int, default=2_000)
    parser.add_argument("--url", default="")
    parser.add_argument("--model", default="m")
    parser.add_argument("--key", default="")
    args = parser.parse_args()
    asyncio.run(_measured(args))


async def _measured(args: argparse.Namespace) -> None:
    pieces = [delta("word ") for _ in range(args.tokens)]
    async with (
        serving(Script([*pieces, ended()])) as good,
        serving(refuses(503)) as failing,
        serving(Script([], b"", "hang")) as silent,
    ):
        last = f"good model={args.model} url={args.url or good.url}" + (f" key={args.key}" if args.key else "")
        for name, dead in (("refuses", _refusing()), ("never answers", silent.url)):
            told = f"dead model=m url={dead}; failing model=m url={failing.url}; {last}"
            async with _bridge(told) as bridge:
                await _first_words(bridge, f"a dead endpoint that {name}, one that fails, then one that answers")
        await _in_the_pane(f"dead model=m url={silent.url}; failing model=m url={failing.url}; {last}")
        async with _bridge(last) as bridge:
            await _first_words(bridge, "an endpoint that answers")
            if not args.url:
                await _overhead(bridge, good.url, args.tokens)


async def _first_words(bridge: Bridge, title: str) -> None:
    loaded = "httpx" in sys.modules
    began = time.perf_counter()
    conversation = await bridge.conversation()
    known = time.perf_counter() - began
    times = []
    for _ in range(3):
        began = time.perf_counter()
        async with conversation.explain("what is web-000007.prod?", [{"name": "web-000007.prod"}]) as reply:
            async for _piece in reply:
                times.append(time.perf_counter() - began)
                break
    cold = "" if loaded else ", httpx imported within the first"
    print(title)
    print(
        f"  first words {', '.join(f'{seconds * 1000:.0f} ms' for seconds in times)} (first, second, third request{cold})"
    )
    print(f"  {len(NAMES):,} names taken in before, in a thread: {known * 1000:.0f} ms")


async def _in_the_pane(endpoints: str) -> None:
    """From the key to the screen: the first request reads the names of the inventory and imports what speaks HTTP, too."""
    from dharma_tui.app import DharmaApp
    from tests.app.console import build, settled
    from tests.app.estate import seed

    with tempfile.TemporaryDirectory() as folder:
        services = build(Path(folder), FrozenClock())
        seed(services.folder, FrozenClock())
        services.settings.set("llm.endpoints", endpoints)
        app, times = DharmaApp(services), []
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
            await pilot.press("ctrl+t")
            app.chat.ask("list hosts")
            await settled(pilot)
            for _ in range(3):
                began = time.perf_counter()
                app.chat.ask("/explain")
                for _look in iter(partial(_drawn, app), True):
                    await asyncio.sleep(0.001)
                times.append(time.perf_counter() - began)
                await settled(pilot)
        services.close()
    print("in the pane, behind a dead endpoint that never answers and one that fails")
    print(
        f"  first words drawn {', '.join(f'{seconds * 1000:.0f} ms' for seconds in times)} (first, second, third request)"
    )


def _drawn(app: DharmaApp) -> bool:
    """Whether words of the last answer are among the lines that the pane draws."""
    from dharma_tui.widgets.chat_view import ChatView

    newest = str(app.chat.talk.exchanges[-1].number)
    return any("word" in line.text for line in app.screen.query_one(ChatView).lines if line.path == newest)


async def _overhead(bridge: Bridge, url: str, tokens: int) -> None:
    """What lies between the bytes of an answer and its words with real names."""
    import httpx

    conversation = await bridge.conversation()
    through, plain = [], []
    for _ in range(5):
        began = time.perf_counter()
        await conversation.explain("count").whole()
        through.append(time.perf_counter() - began)
        async with httpx.AsyncClient(trust_env=False) as client:
            began = time.perf_counter()
            async with client.stream("POST", f"{url}/chat/completions", content=b"{}") as response:
                async for _chunk in response.aiter_raw():
                    pass
            plain.append(time.perf_counter() - began)
    ours, theirs = statistics.median(through), statistics.median(plain)
    print(f"{tokens:,} tokens: {ours * 1000:.0f} ms through the bridge, {theirs * 1000:.0f} ms read and thrown away")
    print(f"  {(ours - theirs) / tokens * 1e6:.0f} µs a token")


@asynccontextmanager
async def _bridge(endpoints: str) -> AsyncIterator[Bridge]:
    with tempfile.TemporaryDirectory() as folder:
        bridge = Bridge(
            LlmSettings(endpoints=endpoints),
            environment=os.environ,
            state_folder=Path(folder),
            names=_known,
            clock=SystemClock(),
            random=Random(),
        )
        try:
            yield bridge
        finally:
            await bridge.close()


async def _known() -> KnownNames:
    return await asyncio.to_thread(KnownNames, NAMES)


def _refusing() -> str:
    """An address where nothing listens any more."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


if __name__ == "__main__":
    main()

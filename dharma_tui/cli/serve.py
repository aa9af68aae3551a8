"""``dharma-tui serve``: the console in a browser, one process a tab, all on the same store."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli import OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import Output

if TYPE_CHECKING:
    import socket
    import ssl

    from dharma_tui.core.settings import ServeSettings
    from dharma_tui.serve.limits import Limits
    from dharma_tui.serve.server import ConsoleServer
    from dharma_tui.serve.session import Program
    from dharma_tui.serve.site import Site

EPILOG = """\
The link that is printed works once, for ten minutes. Enter in this terminal, or SIGUSR1, prints another.
From another computer, tunnel:  ssh -L 8642:127.0.0.1:8642 user@this-machine  and open the link there.

examples:
  dharma-tui serve
  dharma-tui serve --port 0 --json
  dharma-tui serve --host 10.0.0.5 --allow-remote --tls-cert console.pem --tls-key console.key
  dharma-tui serve --public-url https://console.example        # behind a proxy that speaks TLS
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to listen and how."""
    parser.epilog = EPILOG
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on (setting serve.host: 127.0.0.1)")
    parser.add_argument(
        "--port", metavar="N", type=_port, help="port to listen on, 0 for a free one (setting serve.port: 8642)"
    )
    parser.add_argument(
        "--public-url", metavar="URL", default="", help="the address browsers use, when it is another one"
    )
    parser.add_argument(
        "--allow-remote", action="store_true", help="listen on an address that other machines can reach"
    )
    parser.add_argument("--tls-cert", metavar="PEM", default="", help="speak TLS with this certificate chain")
    parser.add_argument("--tls-key", metavar="PEM", default="", help="the key of the certificate")
    parser.add_argument("--json", action="store_true", help="print each link as one JSON document")


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Serve until SIGINT or SIGTERM."""
    from dharma_tui.core.errors import UsageError
    from dharma_tui.serve.server import ConsoleServer
    from dharma_tui.serve.site import Listening, check, listen, site
    from dharma_tui.serve.tls import tls_context

    settings = context.settings.current.serve
    if args.tls_key and not args.tls_cert:
        raise UsageError("--tls-key needs --tls-cert", "give the certificate that the key belongs to")
    wanted = Listening(
        host=settings.host if args.host is None else args.host,
        port=settings.port if args.port is None else args.port,
        public_url=args.public_url,
        tls=bool(args.tls_cert),
        allow_remote=args.allow_remote,
    )
    check(wanted)
    tls = tls_context(args.tls_cert, args.tls_key) if args.tls_cert else None
    context.start_logging()
    listener = listen(wanted)
    address = site(wanted, listener.getsockname()[1])
    title = "dharma-tui" if context.flags.profile == "default" else f"dharma-tui {context.flags.profile}"
    server = ConsoleServer(program(context), address, context.clock, limits(settings), title)
    asyncio.run(serve_until_told(server, address, listener, tls, output))
    return OK


def limits(settings: ServeSettings) -> Limits:
    """What the settings allow."""
    from dharma_tui.serve.limits import Limits

    return Limits(
        sessions=settings.max_sessions,
        login=timedelta(hours=settings.cookie_hours),
        idle=timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None,
    )


def program(context: Context) -> Program:
    """The console of each tab: this program, on the same settings and store as this command."""
    from dharma_tui.serve.session import Program

    demo = ["--demo", str(context.flags.demo)] if context.flags.demo else []
    return Program(
        (sys.executable, *_import_flags(), "-m", "dharma_tui", *context.flags.words, *demo), context.environment
    )


def _import_flags() -> list[str]:
    """Keeps the current folder off the consoles' import path, unless this program itself was found there."""
    import dharma_tui

    home = Path(dharma_tui.__file__).resolve().parent.parent
    return [] if home == Path.cwd() else ["-P"]


async def serve_until_told(
    server: ConsoleServer, address: Site, listener: socket.socket, tls: ssl.SSLContext | None, output: Output
) -> None:
    """Print a link, and another when asked, while ``server`` runs; ends on SIGINT, SIGTERM or SIGHUP."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            loop.add_signal_handler(number, stop.set)

    def print_link() -> None:
        link = server.gate.new_link()
        if output.as_json:
            output.json_line({"url": link, "address": address.url, "pid": os.getpid()})
        else:
            output.line(link)
        sys.stdout.flush()

    output.note(f"Serving the console at {address.url}. Open this link, it works once, for ten minutes:")
    loop.add_signal_handler(signal.SIGUSR1, print_link)
    print_link()
    with _on_enter(loop, print_link) as listening:
        output.note(f"{'Enter: another link.  ' if listening else ''}Ctrl+C: stop.")
        await server.run(listener, stop, tls)


@contextlib.contextmanager
def _on_enter(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> Iterator[bool]:
    """Call ``act`` when the person presses enter; yields whether there is someone who could."""
    terminal = sys.stdin.fileno() if sys.stdin and sys.stdin.isatty() else -1

    def read() -> None:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            loop.remove_reader(terminal)  # sent to the background: reading now would stop this process
        elif os.read(terminal, 4096):
            act()
        else:
            loop.remove_reader(terminal)

    if terminal >= 0:
        loop.add_reader(terminal, read)
    try:
        yield terminal >= 0
    finally:
        if terminal >= 0:
            loop.remove_reader(terminal)

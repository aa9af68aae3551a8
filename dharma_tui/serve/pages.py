"""What is served: the console's page, plain notices, and a fixed list of files. Nothing comes from another site."""

from __future__ import annotations

import gzip
import hashlib
import html
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from dharma_tui.core.text import printable

_OURS = "dharma_tui.serve"
_THEIRS = "textual_serve"

FILES = {
    "console.css": (_OURS, "page/console.css", "text/css"),
    "console.js": (_OURS, "page/console.js", "text/javascript"),
    "textual.js": (_THEIRS, "static/js/textual.js", "text/javascript"),
    "xterm.css": (_THEIRS, "static/css/xterm.css", "text/css"),
    "mono.ttf": (_THEIRS, "static/fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""Every file of the page: name in the address, package, place in it, type. No path of a request ever reaches the disk."""

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, plain and compressed."""

    body: bytes
    compressed: bytes
    content_type: str
    tag: str


@cache
def asset(name: str) -> Asset:
    """The file ``name``. Raises KeyError for anything that is not on the list."""
    package, place, content_type = FILES[name]
    body = files(package).joinpath(place).read_bytes()
    return Asset(body, gzip.compress(body, 6, mtime=0), content_type, hashlib.sha256(body).hexdigest()[:16])


def content_policy(socket_url: str = "") -> str:
    """The content policy: only what this server sends, no inline script, no frame around it. Styles are what xterm.js makes."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self'",
            "img-src 'self' data:",
            f"connect-src {socket_url or chr(39) + 'none' + chr(39)}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def console_page(title: str, socket_url: str, font_size: int) -> str:
    """The page that holds the terminal."""
    page = Template(files(_OURS).joinpath("page/index.html").read_text("utf-8"))
    return page.substitute(title=html.escape(printable(title)), socket_url=html.escape(socket_url), font_size=font_size)


def notice(title: str, *paragraphs: str, way_on: str = "") -> str:
    """A page of plain words. ``way_on`` labels a link to the console."""
    words = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    link = f'<p><a href="/">{html.escape(way_on)}</a></p>' if way_on else ""
    return (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:40em;margin:15vh auto;padding:0 1em;color:#e6edf3;background:#101820}"
        "a{color:#6fc3df}</style>"
        f"<h1>{html.escape(title)}</h1>{words}{link}</html>"
    )

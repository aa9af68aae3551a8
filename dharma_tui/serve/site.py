"""Where the console is served: the address it listens on and the exact names it answers to."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from dharma_tui.core.errors import DharmaError, UsageError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WILDCARDS = ("0.0.0.0", "::", "")


@dataclass(frozen=True, slots=True)
class Listening:
    """What was asked for: address, port, the address browsers use when it is another one, and whether we speak TLS."""

    host: str = "127.0.0.1"
    port: int = 8642
    public_url: str = ""
    tls: bool = False
    allow_remote: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """What browsers see: the scheme, and every Host they may send. The first host is the one in links."""

    scheme: str
    hosts: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address to open."""
        return f"{self.scheme}://{self.hosts[0]}"

    @property
    def secure(self) -> bool:
        """Whether the browser speaks TLS."""
        return self.scheme == "https"

    def socket_url(self, host: str) -> str:
        """The address of the WebSocket, for a page that was asked for at ``host``."""
        return f"{'wss' if self.secure else 'ws'}://{host}/ws"

    def answers_to(self, host: str) -> bool:
        """Whether ``host`` is exactly one of ours: a name that an attacker points at us (DNS rebinding) is not."""
        return host.lower() in self.hosts

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether ``origin`` is the page that we served at ``host``."""
        return origin == f"{self.scheme}://{host.lower()}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check(wanted: Listening) -> None:
    """Refuse what would show keystrokes to the network or let strangers try. Raises UsageError."""
    public = _public(wanted.public_url)
    encrypted = wanted.tls or (public is not None and public[0] == "https")
    if wanted.tls and public is not None and public[0] == "http":
        raise UsageError("--public-url says http, but a certificate was given", "write it with https://")
    if is_loopback(wanted.host):
        return
    tunnel = f"ssh -L {wanted.port}:127.0.0.1:{wanted.port} user@this-machine"
    if not wanted.allow_remote:
        raise UsageError(
            f"the console is not served on {wanted.host or 'every address'}: the whole network could knock",
            f"stay on 127.0.0.1 and tunnel: {tunnel}; if it has to be: --allow-remote with a certificate (--tls-cert, --tls-key)",
        )
    if not encrypted:
        raise UsageError(
            f"serving on {wanted.host or 'every address'} without TLS would show every keystroke to the network",
            "give --tls-cert and --tls-key, or --public-url https://… when a proxy speaks TLS for it;"
            f" without a certificate, tunnel: {tunnel}",
        )
    if wanted.host in _WILDCARDS and public is None:
        raise UsageError(
            "the name browsers will use is not known",
            "name it: --public-url https://console.example:8642, or listen on one address",
        )


def site(wanted: Listening, port: int) -> Site:
    """The site of a server that listens on ``port``."""
    public = _public(wanted.public_url)
    if public is not None:
        return Site(public[0], (public[1],))
    scheme = "https" if wanted.tls else "http"
    host = wanted.host.lower()
    names = ["127.0.0.1" if host == "localhost" else f"[{host}]" if ":" in host else host]
    if host in ("127.0.0.1", "::1", "localhost"):
        names.append("localhost")
    return Site(scheme, tuple(_with_port(scheme, name, port) for name in names))


def listen(wanted: Listening) -> socket.socket:
    """A socket bound to the address asked for. Raises DharmaError."""
    host = "127.0.0.1" if wanted.host.lower() == "localhost" else wanted.host
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or "0.0.0.0", wanted.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise UsageError(
            f"{host!r} is not an address of this machine", "give --host an address such as 127.0.0.1"
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise _bind_error(wanted, error) from error
    listener.setblocking(False)
    return listener


def _bind_error(wanted: Listening, error: OSError) -> DharmaError:
    if error.errno == errno.EADDRINUSE:
        return DharmaError(
            f"port {wanted.port} on {wanted.host} is taken",
            "perhaps a console is served there already; --port N takes another, --port 0 a free one",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return DharmaError(
            f"port {wanted.port} needs more rights than you have", "take one above 1023, such as --port 8642"
        )
    return DharmaError(
        f"cannot listen on {wanted.host} port {wanted.port}: {error.strerror}", "--host 127.0.0.1 always works"
    )


def _with_port(scheme: str, name: str, port: int) -> str:
    """``name:port`` as browsers write it in Host and Origin: without the port that the scheme implies."""
    return name if port == _DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _public(url: str) -> tuple[str, str] | None:
    """Scheme and Host of the public address, or None when there is none. Raises UsageError."""
    if not url:
        return None
    hint = "write it as https://console.example or https://console.example:8443"
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(f"--public-url {url!r} is not an address: {error}", hint) from error
    if parts.scheme not in _DEFAULT_PORTS or not name or not name.isascii() or parts.username is not None:
        raise UsageError(f"--public-url {url!r} is not the address of a site", hint)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError("--public-url cannot have a path: the console needs a host name or port of its own", hint)
    if parts.scheme == "http" and not is_loopback(name):
        raise UsageError("--public-url has to be https, or every keystroke crosses the network in the clear", hint)
    host = f"[{name}]" if ":" in name else name
    return parts.scheme, _with_port(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])

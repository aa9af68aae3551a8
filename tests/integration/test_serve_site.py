"""The names a server answers to."""

from __future__ import annotations

import pytest

from dharma_tui.core.errors import DharmaError
from dharma_tui.serve.site import Listening, Site, check, is_loopback, listen, site

NAMES = (
    (Listening(), 8642, Site("http", ("127.0.0.1:8642", "localhost:8642"))),
    (Listening(host="localhost"), 80, Site("http", ("127.0.0.1", "localhost"))),
    (Listening(host="LOCALHOST"), 8642, Site("http", ("127.0.0.1:8642", "localhost:8642"))),
    (Listening(host="127.0.0.7"), 8642, Site("http", ("127.0.0.7:8642",))),
    (Listening(host="::1"), 8642, Site("http", ("[::1]:8642", "localhost:8642"))),
    (Listening(tls=True), 443, Site("https", ("127.0.0.1", "localhost"))),
    (Listening(host="10.0.0.5", tls=True, allow_remote=True), 8642, Site("https", ("10.0.0.5:8642",))),
    (Listening(public_url="https://Console.Example"), 8642, Site("https", ("console.example",))),
    (Listening(public_url="https://console.example:443/"), 8642, Site("https", ("console.example",))),
    (Listening(public_url="https://console.example:8443"), 1, Site("https", ("console.example:8443",))),
    (Listening(public_url="http://127.0.0.1:9000"), 8642, Site("http", ("127.0.0.1:9000",))),
    (Listening(public_url="http://[::1]:9000"), 8642, Site("http", ("[::1]:9000",))),
    (
        Listening(host="0.0.0.0", allow_remote=True, tls=True, public_url="https://x.example"),
        1,
        Site("https", ("x.example",)),
    ),
)


@pytest.mark.parametrize(("wanted", "port", "expected"), NAMES)
def test_a_site_answers_to_the_names_browsers_send(wanted: Listening, port: int, expected: Site) -> None:
    check(wanted)
    assert site(wanted, port) == expected


@pytest.mark.parametrize(
    "origin", ["http://localhost:8642", "https://127.0.0.1:8642", "http://127.0.0.1:8642 ", "", "null"]
)
def test_an_origin_is_the_very_page_that_was_served(origin: str) -> None:
    ours = site(Listening(), 8642)
    assert ours.is_own_origin("http://127.0.0.1:8642", "127.0.0.1:8642")
    assert not ours.is_own_origin(origin, "127.0.0.1:8642")


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True)]
)
def test_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.0.0.1.example", "fe80::1", "0x7f000001"]
)
def test_everything_else_may_be_reached_by_others(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(DharmaError, match="knock"):
        check(Listening(host=host))


def test_two_servers_cannot_share_a_port() -> None:
    with listen(Listening(port=0)) as first, pytest.raises(DharmaError, match="is taken"):
        listen(Listening(port=first.getsockname()[1]))

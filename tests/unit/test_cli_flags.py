"""The flags before the command."""

from __future__ import annotations

import pytest

from dharma_tui.cli.dispatch import build_parser
from dharma_tui.cli.flags import Flags, demo_size, take_flags
from dharma_tui.core.errors import UsageError


@pytest.mark.parametrize(
    ("words", "flags", "rest"),
    [
        ([], Flags(), []),
        (["--profile", "work"], Flags(profile="work"), []),
        (["--profile=work", "--data-dir", "/d", "resources", "--profile", "x"],
         Flags(profile="work", data_dir="/d"), ["resources", "--profile", "x"]),
        (["--demo"], Flags(demo=1000), []),
        (["--demo", "20k", "--open", "vpc"], Flags(demo=20_000, open="vpc"), []),
        (["--demo", "resources"], Flags(demo=1000), ["resources"]),
        (["--demo=1M"], Flags(demo=1_000_000), []),
        (["--help"], Flags(), ["--help"]),
    ],
)  # fmt: skip
def test_flags_are_taken_from_the_front(words: list[str], flags: Flags, rest: list[str]) -> None:
    assert take_flags(words) == (flags, rest)


@pytest.mark.parametrize("words", [["--profile"], ["--config="], ["--demo", "0"], ["--demo=2M"], ["--demo=abc"]])
def test_wrong_flags_are_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        take_flags(words)


def test_flags_can_be_handed_to_a_child() -> None:
    flags = Flags(profile="work", config="/c.toml", data_dir="/d")

    assert take_flags(flags.words) == (flags, [])


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("1_000", 1000), ("10K", 10_000), ("1m", 1_000_000)])
def test_demo_sizes(text: str, size: int) -> None:
    assert demo_size(text) == size


def test_flags_are_typed_again_without_what_goes_without_saying() -> None:
    assert Flags(open="vpc").typed == []
    assert Flags(profile="work", data_dir="/d", demo=500).typed == [
        "--profile", "work", "--data-dir", "/d", "--demo", "500"
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["graph impact web", "graph path a b", "graph draw all", "config show", "resources"])
def test_flags_of_every_command_may_follow_its_verb(words: str) -> None:
    parser = build_parser(words.split()[0])
    given = parser.parse_args(["--profile", "work", *words.split(), "--data-dir", "/d", "--config=/c.toml"])
    assert (given.profile, given.data_dir, given.config) == ("work", "/d", "/c.toml")
    assert parser.parse_args(["--data-dir", "/d", *words.split()]).data_dir == "/d"

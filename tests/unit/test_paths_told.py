"""Paths as people write them: the home folder is ``~``."""

from __future__ import annotations

import pytest

from dharma_tui.core.paths import Paths


@pytest.mark.parametrize(
    ("home", "text", "told"),
    [
        ("/home/ada", "user: /home/ada/.config/x.toml:3", "user: ~/.config/x.toml:3"),
        ("/home/ada/", "/home/ada/log", "~/log"),
        ("/home/ada", "/home/ada", "~"),
        ("/home/ada", "/home/adam/log", "/home/adam/log"),
        ("/home/ada", "/mnt/home/ada/log", "/mnt/home/ada/log"),
        ("/", "/etc/x.toml", "/etc/x.toml"),
        ("/home/a.a", "/home/aba/log", "/home/aba/log"),
    ],
)
def test_only_the_home_folder_itself_is_shortened(home: str, text: str, told: str) -> None:
    assert Paths.find({"HOME": home}).told(text) == told

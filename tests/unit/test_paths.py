"""Where files live."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.core.paths import Paths


def test_xdg_variables_decide() -> None:
    paths = Paths.find({"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"}, profile="office")

    assert paths.user_config == Path("/c/dharma-tui/config.toml")
    assert paths.profile_config == Path("/c/dharma-tui/profiles/office.toml")
    assert paths.store == Path("/d/dharma-tui/office/store")
    assert paths.log == Path("/s/dharma-tui/office/dharma-tui.log")


def test_relative_variables_are_ignored_in_favour_of_home() -> None:
    paths = Paths.find({"XDG_DATA_HOME": "data", "HOME": "/home/ann"})

    assert paths.store == Path("/home/ann/.local/share/dharma-tui/default/store")


def test_a_named_settings_file_replaces_the_users() -> None:
    paths = Paths.find({"HOME": "/h"}, config=Path("/x/y.toml"))

    assert (paths.user_config, paths.explicit_config) == (Path("/x/y.toml"), True)


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a b", "x" * 65, "a\n"])
def test_names_that_could_leave_the_folder_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        Paths.find({"HOME": "/h"}, profile=name)

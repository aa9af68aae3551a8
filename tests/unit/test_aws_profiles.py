"""What is said of a profile that does not exist, whoever asked for one before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import AuthError
from dharma_tui.core.prompting import Unattended
from dharma_tui.services.discovery.aws._clients import Clients
from dharma_tui.services.discovery.aws._profiles import Profile


@pytest.mark.parametrize("region", ["", "us-east-1"])
def test_a_profile_that_is_not_there_names_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text("[default]\nregion = us-east-1\n\n[profile shop]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    if region:
        monkeypatch.setenv("AWS_REGION", region)
    clock = SystemClock()
    clients = Clients(clock)
    for _ in range(2):
        with pytest.raises(AuthError, match="there is no profile 'nobody'") as refused:
            Profile("nobody", clients, clock, Unattended()).sdk()
        assert refused.value.hint == "there are default, shop"
    for name, hint in (("nobody", "there are default, shop"), ("shopp", "did you mean 'shop'?")):
        monkeypatch.setenv("AWS_PROFILE", name)
        with pytest.raises(AuthError, match=f"there is no profile '{name}', which AWS_PROFILE names") as refused:
            Profile("", clients, clock, Unattended()).sdk()
        assert refused.value.hint == f"let it name one that is there, or none: {hint}"

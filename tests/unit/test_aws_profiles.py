"""What is said of a profile that does not exist, whoever asked for one before, and of one that cannot be used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import AuthError
from dharma_tui.core.prompting import Unattended
from dharma_tui.services.discovery.aws import _sources
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


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Profile]:
    """A profile of what is declared of it, and of another ``base`` where that is, too."""

    def profile(said: str, base: str = "", name: str = "odd") -> Profile:
        for each in [each for each in os.environ if each.startswith("AWS_")]:
            monkeypatch.delenv(each)
        text = f"[profile odd]\nregion = us-east-1\n{said}\n[profile base]\n{base}\n"
        (tmp_path / "config").write_text(text.replace("HERE", str(tmp_path)))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        if not name:
            monkeypatch.setenv("AWS_PROFILE", "odd")
        clock = SystemClock()
        return Profile(name, Clients(clock), clock, Unattended())

    return profile


TOKEN = "role_arn = arn:aws:iam::123456789012:role/r\nweb_identity_token_file = HERE/no-token"


@pytest.mark.parametrize("name", ["odd", ""], ids=["named", "chosen by the SDK"])
@pytest.mark.parametrize(
    ("said", "base", "reason", "hint"),
    [
        (
            "credential_process = no-such-program --x",
            "",
            "credential_process of profile odd: No such file",
            "put there",
        ),
        (
            "credential_process = HERE/plain",
            "",
            "credential_process of profile odd: Permission denied",
            "let who scans",
        ),
        ("credential_process = HERE", "", "credential_process of profile odd: Permission denied", "let who scans"),
        ("credential_process = HERE/text", "", "credential_process of profile odd: Exec format error", "see what"),
        ("credential_process = echo sEcrEt", "", "credential_process of profile odd: what it tells", "let it tell"),
        ("credential_process = echo []", "", "credential_process of profile odd: what it tells", "let it tell"),
        ("credential_process = echo 'x", "", "credential_process of profile odd: what it tells", "let it tell"),
        (TOKEN, "", "web_identity_token_file of profile odd: No such file", "put there"),
        (
            "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base",
            "credential_process = no-such-program",
            "credential_process of profile base: No such file",
            "put there",
        ),
    ],
)
def test_a_program_or_file_that_cannot_be_used_is_told_by_its_name(
    tmp_path: Path, declared: Callable[..., Profile], said: str, base: str, reason: str, hint: str, name: str
) -> None:
    (tmp_path / "plain").write_text("#!/bin/sh\n")
    (tmp_path / "text").write_text("no program")
    (tmp_path / "text").chmod(0o755)
    with pytest.raises(AuthError) as refused:
        declared(said, base, name).sdk()
    assert refused.value.message.startswith(f"no usable credentials: {reason}")
    assert refused.value.hint.startswith(hint)
    assert "sEcrEt" not in refused.value.message


@pytest.mark.parametrize(
    ("said", "reason", "hint"),
    [
        (
            "credential_process = false",
            "status 1 and said nothing",
            "see what the credential_process of profile odd says",
        ),
        (f"{TOKEN.partition('web')[0]}credential_source = Environment", "", "put keys into the environment"),
    ],
)
def test_who_has_no_keys_is_told_why_and_where_they_come_from(
    declared: Callable[..., Profile], said: str, reason: str, hint: str
) -> None:
    with pytest.raises(AuthError) as refused:
        declared(said).sdk()
    assert reason in refused.value.message
    assert refused.value.hint.startswith(hint)


def test_a_program_that_is_gone_when_keys_are_renewed_is_told_by_its_name(
    tmp_path: Path, declared: Callable[..., Profile]
) -> None:
    keys = {"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "b", "Expiration": "2030-01-01T00:00:00Z"}
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho '{json.dumps(keys)}'\n")
    program.chmod(0o755)
    sdk = declared("credential_process = HERE/program").sdk()
    assert sdk is not None
    program.unlink()
    sdk.credentials._expiry_time = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(AuthError, match=r"credential_process of profile odd: No such file"):
        sdk.credentials.get_frozen_credentials()


@pytest.mark.parametrize("leads_to_it", [False, True])
def test_a_program_that_tells_nothing_in_time_is_ended(
    tmp_path: Path, declared: Callable[..., Profile], monkeypatch: pytest.MonkeyPatch, leads_to_it: bool
) -> None:
    monkeypatch.setattr(_sources, "PROGRAM_SECONDS", 1.0)
    program = tmp_path / "program"
    inner = f"sleep 60 & echo $! > {tmp_path}/inner; wait"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsh -c '{inner}'\n")
    program.chmod(0o755)
    said = "credential_process = HERE/program"
    role = "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base"
    profile = declared(role, said) if leads_to_it else declared(said)
    with pytest.raises(
        AuthError, match=r"credential_process of profile odd: no answer in time|profile base: no answer in time"
    ):
        profile.sdk()
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))
    with suppress(psutil.Error):
        asleep = psutil.Process(int((tmp_path / "inner").read_text()))
        until = SystemClock().monotonic() + 5
        while asleep.status() != psutil.STATUS_ZOMBIE:  # as long as whoever adopted it has not looked
            assert SystemClock().monotonic() < until


def test_what_a_program_writes_beside_is_told_without_its_secrets(declared: Callable[..., Profile]) -> None:
    with pytest.raises(AuthError) as refused:
        declared("credential_process = sh -c \"echo 'no way: password=sEcrEt' >&2; exit 3\"").sdk()
    assert "no way" in refused.value.message
    assert "sEcrEt" not in refused.value.message


@pytest.mark.parametrize("source", ["odd", "nowhere"])
def test_a_profile_that_leads_nowhere_is_to_be_mended(declared: Callable[..., Profile], source: str) -> None:
    with pytest.raises(AuthError) as refused:
        declared(f"role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = {source}").sdk()
    assert refused.value.hint.startswith("mend that profile")

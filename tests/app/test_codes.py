"""Codes of multi-factor authentication: a real scan in its own process asks, the console answers, a loopback AWS judges."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.prompting import code_fault
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.screens._codes import CodeDialog
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import SETTLE_SECONDS, TURN_SECONDS, text_of
from tests.integration.moto_lab import NORTH, Estate, estate

ROLE = "arn:aws:iam::444455556666:role/Ops"
DEVICE = "arn:aws:iam::123456789012:mfa/ops"
CODE = "123456"
QUEUES = Selection(providers=("aws",), regions=(NORTH,), kinds=("aws.sqs.queue",))


def queues(made: Estate) -> None:
    made.client("sqs").create_queue(QueueName="orders")


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(queues) as made:
        yield made


@pytest.fixture(autouse=True)
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moto: Estate) -> Iterator[Estate]:
    """Two profiles, one of which wants a code; and settings that scan with both."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.endpoint)
    monkeypatch.setenv("DHARMA_AWS_PROFILES", "ops, default")
    config = tmp_path / ".aws" / "config"
    config.parent.mkdir()
    keys = f"region = {NORTH}\naws_access_key_id = test\naws_secret_access_key = test\n"
    role = f"region = {NORTH}\nrole_arn = {ROLE}\nsource_profile = default\nmfa_serial = {DEVICE}\n"
    config.write_text(f"[default]\n{keys}\n[profile ops]\n{role}")
    moto.control(f"trust?role={quote(ROLE)}&code={CODE}")
    yield moto
    moto.control("heal")


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    async with asyncio.timeout(SETTLE_SECONDS):
        while not true():
            await pilot.pause(TURN_SECONDS)
    await pilot.pause()


def app_of(pilot: Pilot[None]) -> DharmaApp:
    assert isinstance(pilot.app, DharmaApp)
    return pilot.app


def told(pilot: Pilot[None]) -> bool:
    """Whether a note says how to enter the code."""
    return any(":code enters it" in note.message for note in pilot.app._notifications)


def asking(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, CodeDialog)


async def answer(pilot: Pilot[None], code: str) -> None:
    """Type a code into the dialog in front, and wait until that dialog has gone."""
    dialog = pilot.app.screen
    await pilot.press(*code, "enter")
    await until(pilot, lambda: pilot.app.screen is not dialog)


async def ended(pilot: Pilot[None], services: Services) -> ScanReport:
    await until(pilot, lambda: not services.scanner_process.running)
    return (await services.io.run(services.scans.recent, 1))[0]


def failed(report: ScanReport) -> list[str]:
    return [part.scope.account for part in report.scopes if part.status is ScopeStatus.FAILED]


async def test_a_code_is_asked_for_once_before_the_scan_and_outlasts_it(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        app_of(pilot).scan(QUEUES)
        await until(pilot, lambda: asking(pilot))
        shown = text_of(pilot)
        assert "Code for AWS profile ops" in shown
        assert DEVICE in shown
        await answer(pilot, "000000")
        await until(pilot, lambda: asking(pilot))
        assert "not accepted" in text_of(pilot)
        await answer(pilot, CODE)
        await until(pilot, lambda: "2 parts" in text_of(pilot))
        assert "444455556666" in text_of(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: services.scanner_process.running)
        assert (await ended(pilot, services)).status is ScanStatus.COMPLETE

        await services.scanner_process.run(QUEUES, "schedule")
        assert (await ended(pilot, services)).status is ScanStatus.COMPLETE
        assert not asking(pilot)
        assert not app_of(pilot).status.console.codes
        nowhere_but_in_memory(services)


def nowhere_but_in_memory(services: Services) -> None:
    """No file below the home folder holds anything of a session that the console remembers."""
    sessions = services.questions._sessions
    assert sessions
    import json

    secrets = [json.loads(session)["Credentials"] for session in sessions.values()]
    words = [told[name].encode() for told in secrets for name in ("SecretAccessKey", "SessionToken")]
    for path in Path(os.environ["HOME"]).rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not any(word in held for word in words), path


async def test_escape_leaves_that_account_out_and_no_other(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        app_of(pilot).scanning.scan_at_once(QUEUES)
        await until(pilot, lambda: asking(pilot))
        await pilot.press("escape")
        report = await ended(pilot, services)
        assert (report.status, failed(report)) == (ScanStatus.PARTIAL, ["profile:ops"])
        assert "no code was entered" in next(part.reason for part in report.scopes if part.reason)


async def test_a_code_may_be_entered_while_the_scan_runs_that_wants_it(
    opened: Opened, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for once that scan has ended, which asks nobody itself."""
    async with opened((120, 40)) as pilot:
        await services.scanner_process.run(QUEUES, "schedule")
        await until(pilot, lambda: app_of(pilot).status.console.codes)
        with monkeypatch.context() as still:
            still.setattr(type(services.scanner_process), "running", True)
            await pilot.press("colon", *"code", "enter")
            await until(pilot, lambda: any("has ended" in note.message for note in pilot.app._notifications))
            assert not asking(pilot)
        await until(pilot, lambda: asking(pilot))


async def test_a_scan_that_nobody_asked_for_takes_nobodys_keyboard(opened: Opened, services: Services) -> None:
    async with opened((120, 40)) as pilot:
        scan = asyncio.create_task(services.scanner_process.run(QUEUES, "schedule"))
        await until(pilot, lambda: told(pilot))  # while it is made: notes go by themselves
        assert failed(await scan) == ["profile:ops"]
        await until(pilot, lambda: "code wanted" in text_of(pilot))
        assert not asking(pilot)

        await pilot.press("colon", *"code", "enter")
        await until(pilot, lambda: asking(pilot))
        await answer(pilot, CODE)
        await until(pilot, lambda: "code wanted" not in text_of(pilot))
        await until(pilot, lambda: app_of(pilot).status.scan_so_far)
        started, _ = app_of(pilot).status.scan_so_far or pytest.fail("no scan has started")
        assert {scope.account for scope, _ in started.parts} == {"444455556666"}
        services.scanner_process.cancel()
        await until(pilot, lambda: not services.scanner_process.running)


async def test_who_is_typing_is_not_interrupted(opened: Opened, services: Services) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("colon", "x")
        app_of(pilot).scanning.scan_at_once(QUEUES)
        await until(pilot, lambda: app_of(pilot).status.console.codes)
        await until(pilot, lambda: told(pilot))
        assert not asking(pilot)
        await pilot.press("backspace", *"code", "enter")
        await until(pilot, lambda: asking(pilot))
        await answer(pilot, CODE)
        assert (await ended(pilot, services)).status is ScanStatus.COMPLETE


async def test_a_cancelled_scan_takes_its_question_along(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        app_of(pilot).scanning.scan_at_once(QUEUES)
        await until(pilot, lambda: asking(pilot))
        services.scanner_process.cancel()
        await until(pilot, lambda: not services.scanner_process.running)
        await until(pilot, lambda: not asking(pilot))
        assert not app_of(pilot).status.console.codes


@pytest.mark.parametrize(
    ("code", "well"), [(CODE, True), ("12345", False), ("1234567", False), ("12 456", False), ("١٢٣٤٥٦", False)]
)
def test_codes_have_six_digits(code: str, well: bool) -> None:
    assert (code_fault(code) == "") is well

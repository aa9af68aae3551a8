"""What the doctor finds, and what it says to do."""

from __future__ import annotations

import pytest

from tests.integration.cli_process import Cli


def test_doctor_reports_every_check(cli: Cli) -> None:
    cli.load()

    answer = cli("doctor", "--json")

    checks = {check["name"]: check for check in answer.document["checks"]}
    assert answer.code == {"ok": 0, "warning": 0, "failed": 1}[answer.document["status"]]
    assert {"python", "terminal", "settings", "data folder", "extensions", "store", "clock", "provider local"} <= set(
        checks
    )
    assert "3 resources, 1 relationship, 1 scan" in checks["store"]["reason"]
    assert checks["data folder"]["status"] == "ok"


def test_doctor_warns_of_what_cannot_be_seen_here_and_succeeds(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "plan9")

    answer = cli("doctor", "--json")

    clock = next(check for check in answer.document["checks"] if check["name"] == "clock")
    assert (answer.code, answer.document["status"], clock["status"]) == (0, "warning", "warning")
    assert "cannot be seen here" in clock["reason"]
    assert clock["hint"]


def test_doctor_asks_language_models_only_where_some_are_configured(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    without = cli("doctor", "--json")
    monkeypatch.setenv("DHARMA_LLM_ENDPOINTS", "gone model=m url=http://127.0.0.1:9/v1")

    answer = cli("doctor", "--json")

    assert not [check for check in without.document["checks"] if check["name"].startswith("llm")]
    (check,) = (check for check in answer.document["checks"] if check["name"].startswith("llm"))
    assert (check["name"], check["status"]) == ("llm gone", "warning") and "cannot be reached" in check["reason"]


def test_doctor_finds_what_is_wrong_and_says_what_to_do(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.load()
    store = cli.home / ".local" / "share" / "dharma-tui" / "default" / "store"
    (store / "catalog.sqlite").write_bytes(b"garbage" * 1000)
    store.chmod(0o755)
    monkeypatch.setenv("DHARMA_LOG_LEVEL", "loud")

    answer = cli("doctor", "--json")

    checks = {check["name"]: check for check in answer.document["checks"]}
    assert answer.code == 1
    assert checks["store"]["status"] == "failed"
    assert checks["settings"]["status"] == "failed"
    assert checks["data folder"] == {
        "name": "data folder", "status": "warning", "reason": f"{store} is open to others (mode 755)", "hint": f"chmod 700 {store}",
    }  # fmt: skip
    assert checks["store"]["hint"]

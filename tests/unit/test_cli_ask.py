"""``dharma-tui ask``, from the command line to the line of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import Resource, ResourceRef, State
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import HERE, scan

KEYS = {"id", "intent", "confidence", "entities", "needs_confirm", "would_execute", "suggestions"}


def ask(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dharma_tui", "--data-dir", str(folder), "ask", *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "HOME": str(folder), "PYTHONIOENCODING": "utf-8"},
    )


def test_a_batch_is_answered_line_by_line(tmp_path: Path) -> None:
    asked = [
        {"id": "a", "text": "restart checkout in staging", "turns": []},
        {"id": 7, "text": "what about web-7?", "turns": ["describe web-6"]},
        {"id": "c", "text": "how do magnets work?"},
        {"id": "e", "text": "do something with checkout in prod"},
        {"id": "d", "text": "\x1b[31mmuéstrame los servidores en París\u202e"},
    ]
    ran = ask(tmp_path, "--batch", "-", given="\n".join(map(json.dumps, asked)))
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, ran.stderr
    assert [one["id"] for one in told] == ["a", 7, "c", "e", "d"]
    assert all(set(one) == KEYS and one["would_execute"] is False for one in told)
    assert (told[0]["intent"], told[0]["needs_confirm"], told[0]["entities"]["environment"]) == (
        "restart_deployment",
        True,
        "staging",
    )
    assert told[1]["entities"]["resource_name"] == "web-7"
    assert told[2]["intent"] == "out_of_scope" and told[2]["suggestions"]
    assert any("prod" in one or "checkout" in one for one in told[3]["suggestions"]), "of what the line names"
    assert told[4]["entities"]["region"] == "eu-west-3"


def test_an_answer_says_what_it_was_read_as(tmp_path: Path) -> None:
    ran = ask(tmp_path, "list", "stopped", "servers", "in", "prod")
    words = ran.stdout.splitlines()[-1]
    assert words.startswith("read as list resources, ") and words.endswith("% sure")


def test_lines_that_are_no_requests_are_told_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    odd = [
        '{"id": NaN, "text": "a"}',
        '{"id": 1e999, "text": "a"}',
        '{"text": null}',
        '{"text": "a", "turns": "abc"}',
        "[" * 200_000,
    ]
    lines = ["\ufeff" + json.dumps({"id": 1, "text": "list servers"}), "nonsense", "[1]", json.dumps({"id": 2}), *odd]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    ran = ask(tmp_path, "--batch", str(file))
    assert ran.returncode == 3
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [1]
    assert [f"line {number} " in ran.stderr for number in range(2, 10)] == [True] * 8


@pytest.mark.parametrize("words", [(), ("--batch", "-", "and text"), ("--batch", "missing.jsonl")])
def test_wrong_usage_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = ask(tmp_path, *words)
    assert ran.returncode == 2 and "Traceback" not in ran.stderr and ran.stderr.strip()


def test_one_request_is_analysed(tmp_path: Path) -> None:
    ran = ask(tmp_path, "--analyze", "--json", "delete the bucket raw-events")
    told = json.loads(ran.stdout)
    assert told["intent"] == "delete_infrastructure" and told["needs_confirm"] and not told["would_execute"]


def test_services_of_a_machine_are_told_where_none_is_kept_in_copies(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    cron = Resource(ResourceRef("local.service", "m/cron"), "cron", HERE, State.RUNNING)
    scan(lake, [cron], kind="local.service")
    lake.close()

    told = ask(tmp_path, "list failed services").stdout

    assert "services that machines run there are 1" in told and ":local.service" in told

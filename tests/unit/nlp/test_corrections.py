"""What is learnt of a person's words: looked up before the model, never a change, kept in one private file."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.nlp.corrections import CorrectedRecogniser, Corrections
from dharma_tui.nlp.linking import NameIndex


def test_a_correction_counts_for_requests_of_the_same_words_about_other_things(tmp_path: Path) -> None:
    corrections = Corrections(tmp_path / "state" / "corrections.json")
    recogniser = CorrectedRecogniser(NameIndex(["checkout", "billing"]), corrections)
    before = recogniser.frame("tell me of checkout").intent
    meant = "show_changes" if before != "show_changes" else "list_resources"

    corrections.learn(recogniser.row("tell me of checkout"), meant)

    assert recogniser.frame("tell me of billing").intent == meant
    assert (
        CorrectedRecogniser(NameIndex(["billing"]), Corrections(tmp_path / "state" / "corrections.json"))
        .frame("tell me of billing")
        .intent
        == meant
    ), "it outlives the console"
    assert stat.S_IMODE((tmp_path / "state" / "corrections.json").stat().st_mode) == 0o600
    assert [one.intent for one in corrections.all()] == [meant]
    assert corrections.forget(1) == 1 and recogniser.frame("tell me of billing").intent == before
    with pytest.raises(NotFoundError):
        corrections.forget(1)


def test_a_change_is_never_learnt(tmp_path: Path) -> None:
    path = tmp_path / "corrections.json"
    path.write_text(json.dumps({"list <kind>": "delete_infrastructure", "show <kind>": "show_changes"}))

    corrections = Corrections(path)

    assert [one.intent for one in corrections.all()] == ["show_changes"], "nor believed of a file"
    for intent in ("delete_infrastructure", "restart_deployment", "out_of_scope", "nonsense"):
        with pytest.raises(UsageError):
            corrections.learn(["list", "<kind>"], intent)
    path.write_text("{broken")
    assert Corrections(path).all() == []


def test_what_is_read_as_a_change_is_not_put_right(tmp_path: Path) -> None:
    corrections = Corrections(tmp_path / "corrections.json")
    recogniser = CorrectedRecogniser(NameIndex(["checkout"]), corrections)
    assert recogniser.reads_as_change("delete checkout") and not recogniser.reads_as_change("describe checkout")

    corrections.learn(recogniser.row("delete checkout"), "describe_infrastructure")

    assert recogniser.frame("delete checkout").intent == "delete_infrastructure"

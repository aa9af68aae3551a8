"""The eight-bit model says what scikit-learn's says."""

from __future__ import annotations

import sys
from io import BytesIO
from random import Random

import numpy as np
import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.features import BUCKETS, features, masked
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.model import LinearModel, row_hash
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import trained
from dharma_tui.nlp.training.fit import as_matrix, quantised


def test_probabilities_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.modules.get("pandas", sys) is None:  # moto keeps it from being imported
        monkeypatch.delitem(sys.modules, "pandas")
    from sklearn.linear_model import LogisticRegression

    chance = Random(3)
    rows = [
        np.unique(np.array([chance.randrange(BUCKETS // 64) * 64 + label for _ in range(40)], dtype=np.int32))
        for label in range(3)
        for _ in range(60)
    ]
    wanted = np.repeat(np.arange(3), 60)
    regression = LogisticRegression(C=10.0, max_iter=200).fit(as_matrix(rows), wanted)
    weights, scale = quantised(regression.coef_)
    nothing = np.empty(0, dtype=np.uint64)
    model = LinearModel(
        ("a", "b", "c"),
        weights,
        scale,
        regression.intercept_.astype(np.float32),
        1.0,
        nothing,
        nothing.astype(np.uint8),
        frozenset(),
    )
    theirs = regression.predict_proba(as_matrix(rows))
    ours = np.stack([model.probabilities(row) for row in rows])
    assert np.abs(theirs - ours).max() < 0.02
    assert (theirs.argmax(axis=1) == ours.argmax(axis=1)).all()


def test_the_carried_model_is_of_the_declared_intents() -> None:
    model = trained()
    assert model.intents == tuple(sorted(intents()))
    assert {name for name, intent in intents().items() if intent.effect == "change"} == CHANGES
    assert model.weights.shape == (BUCKETS, len(model.intents))
    assert model.weights.nbytes <= 1_000_000


def test_a_saved_model_is_the_same() -> None:
    model = trained()
    again = LinearModel.load(BytesIO(model.saved()))
    buckets = np.array([1, 5, 900], dtype=np.int32)
    assert (again.probabilities(buckets) == model.probabilities(buckets)).all()
    assert again.vocabulary == model.vocabulary and again.intents == model.intents


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        LinearModel.load(BytesIO(b"not a model"))


def test_whole_requests_are_found_whatever_they_are_about() -> None:
    reader = Reader(NameIndex(["a-svc", "b-svc"]), trained().vocabulary)
    rows = [masked(reader.read(f"scale {name} to {count}")) for name, count in (("a-svc", 5), ("b-svc", "nine"))]
    assert row_hash(rows[0]) == row_hash(rows[1])
    assert trained().exact(rows[0]) == "scale_deployment"
    assert trained().exact(masked(reader.read("restart b-svc"))) == "restart_deployment"
    assert trained().exact(masked(reader.read("b-svc b-svc scale restart of"))) == ""


def test_features_are_sorted_buckets() -> None:
    reader = Reader(NameIndex(()), trained().vocabulary)
    row = features(reader.read("which servers are down?"), reader)
    assert (np.diff(row) > 0).all() and row.min() >= 0 and row.max() < BUCKETS

"""The linear model over hashed features: eight-bit weights, one numpy sum an utterance.

Trained by ``training`` as a multinomial logistic regression; probabilities are softened by one temperature fitted on requests that
were not trained on (Guo et al., On Calibration of Modern Neural Networks, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of each bucket and intent."""

    intents: tuple[str, ...]
    weights: np.ndarray
    """(buckets, intents), int8."""
    scale: np.ndarray
    """(intents,), float32: what one step of a weight is worth."""
    bias: np.ndarray
    """(intents,), float32."""
    temperature: float
    known: np.ndarray
    """Sorted uint32 hashes of whole masked requests that training saw with one intent alone."""
    known_intents: np.ndarray
    """uint8 beside each."""
    vocabulary: frozenset[str]
    """Words of requests that are in scope."""
    common: frozenset[str] = frozenset()
    """Those that many of them have."""
    elsewhere: frozenset[str] = frozenset()
    """Words of requests that are out of scope, which are no typos."""

    def probabilities(self, buckets: np.ndarray) -> np.ndarray:
        """(intents,) of a request with these features, float32, summing to one."""
        value = 1 / np.sqrt(max(1, len(buckets)))
        scores = (self.weights[buckets].sum(axis=0, dtype=np.int32) * self.scale * value + self.bias) / self.temperature
        told = np.exp(scores - scores.max())
        return np.asarray(told / told.sum(), dtype=np.float32)

    def exact(self, row: Sequence[str]) -> str:
        """The intent of a whole masked request that was seen in training, else empty."""
        if not len(self.known):
            return ""
        mark = np.uint32(row_hash(row))
        at = int(np.searchsorted(self.known, mark))
        return self.intents[self.known_intents[at]] if at < len(self.known) and self.known[at] == mark else ""

    def saved(self) -> bytes:
        """As an npz."""
        file = BytesIO()
        np.savez_compressed(
            file,
            weights=self.weights,
            scale=self.scale,
            bias=self.bias,
            temperature=np.float32(self.temperature),
            known=self.known,
            known_intents=self.known_intents,
            text=np.frombuffer(
                "\n".join(
                    map(" ".join, (self.intents, *map(sorted, (self.vocabulary, self.common, self.elsewhere))))
                ).encode(),
                dtype=np.uint8,
            ),
        )
        return file.getvalue()

    @classmethod
    def load(cls, file: Any) -> LinearModel:
        """From a path or an open file; arrays alone, nothing that runs.

        Raises:
            ValueError: when it is no such file.
        """
        with np.load(file, allow_pickle=False) as told:
            intents, vocabulary, common, elsewhere = bytes(told["text"]).decode().split("\n")
            return cls(
                tuple(intents.split()),
                told["weights"],
                told["scale"],
                told["bias"],
                float(told["temperature"]),
                told["known"],
                told["known_intents"],
                frozenset(vocabulary.split()),
                frozenset(common.split()),
                frozenset(elsewhere.split()),
            )


def row_hash(row: Sequence[str]) -> int:
    """32 bits of a masked request, small words and marks left out."""
    import hashlib

    words = " ".join(word for word in row if word not in {"?", "!", "please", "the", "a", "an"})
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "little")

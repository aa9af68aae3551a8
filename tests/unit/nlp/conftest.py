"""A reader and a recogniser over a few names."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import Recogniser, trained

NAMES = (
    "checkout",
    "inventory-svc",
    "web-7",
    "orders",
    "app-21",
    "host-9",
    "restart-job",
    "search",
    "Payments API",
    "delete-me",
)


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """Knows ``NAMES``."""
    return Recogniser(NameIndex(NAMES))


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Knows ``NAMES`` and the words of the model."""
    return Reader(NameIndex(NAMES), trained().vocabulary)

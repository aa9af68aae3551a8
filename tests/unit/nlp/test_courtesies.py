"""Greetings and thanks around a request are no part of it."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser

ASKED = {
    "list the stopped servers in dev": "list_resources",
    "restart the orders service": "restart_deployment",
    "what changed yesterday in the cluster": "show_changes",
}
BEFORE = ("hello!", "hi there,", "good morning!", "hey, thanks for earlier!")
BEHIND = (", thanks a lot", ". thank you so much!", ", cheers", ". many thanks, have a great day!")


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.mark.parametrize(("request_", "intent"), ASKED.items())
def test_a_request_is_what_it_is_without_them(recogniser: Recogniser, request_: str, intent: str) -> None:
    for before in BEFORE:
        for behind in BEHIND:
            frame = recogniser.frame(f"{before} {request_}{behind}")
            assert frame.intent == intent, (before, behind)
            assert frame.entities == recogniser.frame(request_).entities


@pytest.mark.parametrize("line", ["hello!", "thanks, you are great!", "hi, how are you?", "hello, what can you do?"])
def test_talk_alone_is_talk(recogniser: Recogniser, line: str) -> None:
    assert recogniser.frame(line).intent == "help_or_smalltalk"


def test_a_question_or_an_order_at_the_end_is_no_courtesy(recogniser: Recogniser) -> None:
    assert recogniser.frame("somebody restarted the orders service at 18:45, who was it?").intent == "show_changes"
    assert recogniser.frame("thanks, now the cluster: delete it").intent == "delete_infrastructure"
    assert "negated" in recogniser.frame("no thanks! restart the orders service").doubts

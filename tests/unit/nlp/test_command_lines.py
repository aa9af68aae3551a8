"""Lines of kubectl and helm name things by their grammar; what was started is asked after, and begun once more."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.mark.parametrize(
    ("line", "intent", "name"),
    [
        ("kubectl scale deploy/cart --replicas=4", "scale_deployment", "cart"),
        ("kubectl rollout undo deployment/pricing", "rollback_deployment", "pricing"),
        ("kubectl rollout restart statefulset zephyr", "restart_deployment", "zephyr"),
        ("helm rollback cart 3", "rollback_deployment", "cart"),
    ],
)
def test_names_stand_where_the_grammar_has_them(recogniser: Recogniser, line: str, intent: str, name: str) -> None:
    frame = recogniser.frame(line)
    assert (frame.intent, frame.values("resource_name"), frame.destructive) == (intent, (name,), True)


@pytest.mark.parametrize("line", ["kubectl get pods prod", "kubectl get pods -n prod", "kubectl get pods"])
def test_what_is_no_name_is_none(recogniser: Recogniser, line: str) -> None:
    frame = recogniser.frame(line)
    assert frame.intent == "list_resources" and not frame.values("resource_name")


def test_what_was_started_is_asked_after_and_begun_once_more(recogniser: Recogniser) -> None:
    for asked in ("how's it coming along?", "is it making progress?", "how far along is it?"):
        assert recogniser.frame(asked, ["scan aws"]).intent == "discovery_status", asked
    for asked in ("run one now", "ok, start another one", "start it again please"):
        frame = recogniser.frame(asked, ["when was aws last scanned?"])
        assert (frame.intent, frame.destructive, frame.values("provider")) == ("start_discovery", False, ("aws",)), (
            asked
        )

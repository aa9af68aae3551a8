"""What is set, or asked, of a thing that was only asked about: "make it 5", "64 gb of memory then", "hang team=pay there"."""

from __future__ import annotations

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.features import is_size
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_SMALL = words_of("context.small")
_SHORT = 7
"""Words of a tag that is hung on something."""
OF_COPIES = frozenset({"deployment_status", "show_statistics", "describe_infrastructure"})
RANKED = frozenset({"list_resources", "list_deployments", "list_infrastructure", "show_statistics", "optimize_cost"})
"""After these "top 3 by cpu" narrows what was asked for; after others it is a request of its own."""
ASKED_OF_ONE = frozenset({"describe_infrastructure", "deployment_status"})
"""Questions about one thing, in which a state is what is asked."""
_OF_ONE = ASKED_OF_ONE | {
    "show_changes",
    "resource_relationships",
    "explain_root_cause",
    "detect_anomalies",
    "show_graph",
}
_ASKED_OF_TAGS = frozenset(
    {
        "?",
        "what",
        "which",
        "who",
        "is",
        "are",
        "has",
        "have",
        "not",
        "don't",
        "only",
        "same",
        "ones",
        "with",
        "every",
        "all",
    }
)
_ALL_THAT_IS = frozenset({"anything", "something", "everything", "all", "what", "things", "infrastructure"})


def sets_copies(reading: Reading, words: set[str], before: Frame) -> bool:
    """ "make it 5", or "5", after a question about the copies of something."""
    sorts = {one.sort for one in reading.mentions}
    return (
        sorts == {"count"}
        and "?" not in words
        and not words - _SMALL - {"set", "put", "give"}
        and before.intent in OF_COPIES
        and bool(before.values("resource_name"))
        and not before.values("metric")
        and not any(is_size(one.value) for one in reading.mentions)
    )


def sets_size(reading: Reading, words: set[str], before: Frame) -> bool:
    """ "give it 16 cores", or "64 gb of memory then", after a question about one thing."""
    sizes = [one for one in reading.mentions if one.sort == "count" and is_size(one.value)]
    return (
        bool(sizes)
        and {one.sort for one in reading.mentions} <= {"count", "metric"}
        and "?" not in words
        and not words - _SMALL - {"set", "put", "give", "add", "resize", "do"}
        and before.intent not in CHANGES
        and bool(before.values("resource_name"))
    )


def hangs_a_tag(frame: Frame, reading: Reading, words: set[str], before: Frame) -> bool:
    """ "hang team=pay there", whatever verb that is done by, after a question about one thing."""
    return (
        {one.sort for one in reading.mentions} == {"tag"}
        and not any(one.excluded for one in reading.mentions)
        and len(reading.tokens) <= _SHORT
        and len(before.values("resource_name")) == 1
        and before.intent in _OF_ONE
        and frame.intent not in RANKED
        and words.isdisjoint(_ASKED_OF_TAGS)
        and bool(words - _SMALL)
    )


def asks_who(frame: Frame, reading: Reading, words: set[str], before: Frame) -> bool:
    """ "who changed since noon" of one thing, in languages that leave it out; "who changed anything" is of all there is."""
    return (
        frame.intent == "show_changes"
        and {one.sort for one in reading.mentions} <= {"time_range"}
        and "who" in words
        and words.isdisjoint(_ALL_THAT_IS)
        and len(before.values("resource_name")) == 1
        and before.intent in _OF_ONE
    )

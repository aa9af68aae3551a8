"""A session that is taken up again resolves what is said next as it would have without the pause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dharma_tui.core.answer_documents import answer_of
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.kept import answer_document, frame_document, frame_of, subject_document, subject_of
from tests.integration.chat_lab import Desk, opened_estate
from tests.integration.test_chat_restrictions import ALSO, STOPPED


@pytest.fixture(scope="module")
def estate_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(tmp_path_factory.mktemp("chat"), ALSO) as opened:
        yield opened


@pytest.mark.parametrize(
    "lines",
    [
        ["list servers in account 444455556666", "and in frankfurt?"],
        ["list servers in account 444455556666", "which of those are stopped?"],
        ["list servers in account 444455556666", "delete those"],
        ["describe app-3", "describe app-4", "delete both"],
        [STOPPED, "describe the second one", "delete it"],
        [STOPPED, "delete the ones in dev"],
        [STOPPED, "thanks", "start the last two"],
        ["list deployments", "which of those are in production?"],
    ],
)
async def test_a_session_that_is_taken_up_again_reads_on_as_it_would_have(estate_desk: Desk, lines: list[str]) -> None:
    desk, (*before, last) = estate_desk.afresh(), lines
    live, resumed = Conversation(), Conversation()
    for line in before:
        answer = await desk.router.ask(line, live)
        kept = frame_document(live.frames[-1]) | subject_document(live.about, live.kinds)
        resumed.take_up(line, frame_of(kept), answer_of(answer_document(answer)), *subject_of(kept))
    there, here = await desk.router.ask(last, live), await desk.router.ask(last, resumed)
    assert (here.text, here.table, here.basis) == (there.text, there.table, there.basis)
    assert (here.plan is None) == (there.plan is None) and live.frames[-1].entities == resumed.frames[-1].entities


async def test_of_rows_of_which_one_is_gone_none_is_changed(estate_desk: Desk) -> None:
    desk, talk = estate_desk.afresh(), Conversation()
    listed = await desk.router.ask(STOPPED, talk)
    assert listed.table is not None
    gone = replace(listed.table, refs=(ResourceRef("demo.compute.instance", "gone"), *listed.table.refs[1:]))
    talk.answers[-1] = replace(listed, table=gone)
    answer = await desk.router.ask("delete those", talk)
    assert answer.plan is None and "is there no more" in answer.text

"""What may be asked on the topology: what fails with it, how one leads to another, and questions on all that is in view."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import Question, TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.screens._topology_search import TopologySearch
from dharma_tui.screens._topology_words import LONGEST

_NOTHING, _EXPOSED, _BETWEEN = "nothing", "exposed", "between"
_TITLES = {
    Question.SPOF: ("Weak points", "what alone takes others with it"),
    Question.CYCLES: ("Cycles", "what leads back to itself"),
    Question.ORPHANS: ("Orphans", "what has no relationships"),
    Question.DANGLING: ("Dangling references", "what is named and not there"),
    Question.COMMUNITIES: ("Communities", "what belongs together"),
}


class TopologyAsks(TopologySearch):
    """Over a picture with a cursor on it."""

    _before_path: TopologyView | None = None
    """What was looked at when a path was asked for."""
    _before_impact: TopologyView | None = None
    """What was looked at when an impact was asked for."""
    affected = 0
    """How many others the impact that is listed affects."""
    answered: TopologyView | None = None
    """What is told of; until that is what is looked at nobody knows that nothing comes of it."""

    @property
    def ref(self) -> ResourceRef | None:
        """The resource under the cursor."""
        raise NotImplementedError

    def resource(self) -> ResourceRef | None:
        """The resource under the cursor, for what can only be done with one; a group says what to do instead."""
        if self.drawn is None:
            self.say("Nothing is drawn", "press it again once there is a picture", timeout=4)
        elif self.ref is None and (node := self.graph.node) is not None:
            self.say(
                f"{printable(node.label, LONGEST)} is a group, not a resource", "space opens or closes it", timeout=4
            )
        return self.ref

    async def still_there(self, view: TopologyView) -> TopologyView:
        """``view`` without what is gone of all that is marked on it, which is said."""
        found, gone = await self.services.topology.sketches.still_there(view)
        if gone:
            self.say(f"{' and '.join(gone)}: that is not there", "the rest of the view is drawn")
        return found

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """The resource under the cursor."""
        return (self.ref,) if self.ref is not None else ()

    def action_chat_about(self) -> None:
        """Speak of it in the chat."""
        if (ref := self.resource()) and (node := self.graph.node):
            self.shell.ask_about(ref, node.label)
            if self.dated_view.at:
                self.say(
                    "The chat answers of what is so now",
                    "of another moment it lists: 'which servers were there yesterday?'",
                    timeout=10,
                )

    def action_ask(self) -> None:
        """Choose a question."""

        def chosen(picked: Picked | None) -> None:
            if picked is not None:
                (key,) = picked.keys
                self.show_view(self._asking(key))

        self.app.push_screen(PickScreen("Ask", self._questions(), ascii_only=self.ascii_only), chosen)

    def _questions(self) -> list[Choice]:
        asked, ref = self.view.question, self.ref
        where = " around the focus" if self.view.focus else ""
        choices = [Choice(_NOTHING, "No question", "the view without the answer")] if asked else []
        choices += [
            Choice(question, title, f"{note}{where}", asked is question) for question, (title, note) in _TITLES.items()
        ]
        if ref is not None:
            choices.append(
                Choice(Question.REACH, "Reach", "who reaches it over networks and whom it reaches, with ports")
            )
        if ref is not None and self.view.focus and ref not in self.view.focus:
            choices.append(Choice(_BETWEEN, "Reach from the focus", "what passes between the focus and it, with ports"))
        choices.append(Choice(_EXPOSED, "Reach from the internet", "what the internet reaches, with ports"))
        return choices

    def _asking(self, key: str) -> TopologyView:
        if key == _NOTHING:
            return replace(self.view, question=None, to=None)
        if key == _EXPOSED:
            return edits.asking(edits.everything(self.view), Question.REACH)
        if key == _BETWEEN:
            return edits.asking(self.view, Question.REACH, self.ref)
        if key == Question.REACH and self.ref is not None:
            return edits.asking(edits.around(self.view, (self.ref,)), Question.REACH)
        return edits.asking(self.view, Question(key))

    def action_impact(self) -> None:
        """What fails if this does, on the picture; again: that alone; again: what was looked at before."""
        view = self.view
        if view.impact and (self.ref is None or view.focus == (self.ref,)):
            before = self._before_impact
            is_of_this = before is not None and edits.with_impact(before, view.focus) == view
            self.show_view(before if before is not None and is_of_this else replace(view, impact=False))
        elif view.failing and (self.ref is None or view.failing == {self.ref}):
            self._before_impact = replace(view, failing=frozenset())
            alone = edits.with_impact(view, tuple(sorted(view.failing)))
            self.show_view(self._before_impact if self.answered == self.dated_view and not self.affected else alone)
        elif ref := self.resource():
            self.show_view(edits.with_impact(view, (ref,)) if view.impact else edits.if_fails(view, ref))

    def action_path(self) -> None:
        """From the focus to here, on the picture; again: that alone; again: what was looked at before."""
        view = self.view
        if isinstance(view.to, ResourceRef) and not view.question and self.ref in (None, view.to):
            before = self._before_path
            is_of_this = before is not None and edits.with_path(before, view.to) == view
            self.show_view(before if before is not None and is_of_this else replace(view, to=None))
        elif view.path_to is not None and self.ref in (None, view.path_to):
            self._before_path = view.unmarked
            is_none = self.answered == self.dated_view and (self.drawn is None or not self.drawn.paths)
            self.show_view(view.unmarked if is_none else edits.with_path(view, view.path_to))
        elif ref := self.resource():
            self._ask_path(ref)

    def _ask_path(self, ref: ResourceRef) -> None:
        if not self.view.focus or self.view.focus == (ref,):
            self.say("A path leads from the focus to the cursor", "F makes this the focus; then p on the other end")
            return
        is_alone = self.view.to is not None and not self.view.question
        self.show_view(edits.with_path(self.view, ref) if is_alone else edits.if_led(self.view, ref))

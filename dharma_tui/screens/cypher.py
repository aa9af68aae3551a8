"""Questions to Neo4j in Cypher, which can only read: typed with completion, answered as a table, a graph or a tree."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import ContentSwitcher
from textual.worker import Worker

from dharma_tui.core.cypher import AnswerGraph, CypherAnswer, Vocabulary, graph_of
from dharma_tui.core.cypher_completion import completions
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.format import counted, duration
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _lines
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._cypher_lines import ref_of, sketch_of, table_lines, tree_lines
from dharma_tui.services.command_history import CommandHistory
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.graph_painter import painters_of
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.query_line import QueryLine

_CYPHER = Binding.Group("Cypher")
_VIEWS = ("cypher-table", "cypher-graph", "cypher-tree")
FRAME = 4
"""Cells beside a line of the answer: the edges of its panel and the bar."""
_NOT_CONFIGURED = (
    "No Neo4j is configured",
    ":set neo4j.uri neo4j://HOST:7687 names one; its password is that of $NEO4J_PASSWORD or of the keyring",
    "Cypher is answered by a Neo4j of yours. What hangs on what is known without one: x shows relationships",
)


class CypherScreen(ServiceScreen):
    """The question above, its answer beneath. Leaving the screen ends the process that asks."""

    NAME = "cypher"
    TITLE = "Cypher"
    NEEDS_STORE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,i", "question", "Question", tooltip="Type a question.", id="cypher.question", group=_CYPHER),
        Binding(
            "v", "view", "View", tooltip="The answer as a table, a graph or a tree.", id="cypher.view", group=_CYPHER
        ),
        Binding(
            "escape",
            "escape",
            "Stop",
            show=False,
            tooltip="Stop the question that runs.",
            id="cypher.stop",
            group=_CYPHER,
        ),
        Binding(
            "c", "copy", "Copy", show=False, tooltip="Copy the line under the cursor.", id="cypher.copy", group=_CYPHER
        ),
    ]

    _answer: CypherAnswer | None = None
    _graph = AnswerGraph()
    _vocabulary: Vocabulary | None = None
    _asking: Worker[None] | None = None
    _room = 76
    """Cells that a line of the answer has."""

    def compose_body(self) -> ComposeResult:
        yield QueryLine("cypher>", "MATCH (n:Resource) RETURN n.kind, count(*) ORDER BY 2 DESC", id="cypher-line")
        with (
            Face(loading="Asking…"),
            Container(id="cypher-body"),
            Panel("Answer", id="cypher-panel"),
            ContentSwitcher(initial=_VIEWS[0], id="cypher-views"),
        ):
            yield LineList(id=_VIEWS[0])
            yield GraphView(id=_VIEWS[1])
            yield LineList(id=_VIEWS[2])

    def on_mount(self) -> None:
        self._history = CommandHistory(self.services.settings.paths.state_folder / "cypher-history")
        self._line.field.focus()

    def reload(self) -> None:
        """Say what is missing, or what may be asked."""
        face = self.query_one(Face)
        self.run(self._remember, group="history")
        if not self._is_configured:
            face.show_empty(*_NOT_CONFIGURED)
        elif self._answer is None and self._asking is None:
            face.show_empty(
                "Ask Neo4j in Cypher", "enter asks, tab completes, up recalls; graph sync brings the store there"
            )
            self.run(self._learn, group="vocabulary")

    @on(events.Unmount)
    async def _ended(self) -> None:
        """The console ends, and with it the process that asks."""
        await self.services.cypher.close()

    def on_screen_suspend(self) -> None:
        """Nobody looks: give back what the process takes."""
        self._stop()
        self.run(self.services.cypher.close, group="end")

    def on_resize(self, event: events.Resize) -> None:
        """Columns share the width there is; the chat beside them takes of it."""
        self._room = event.size.width - FRAME
        if self._answer is not None and self._answer.rows:
            listed = self.query_one(f"#{_VIEWS[0]}", LineList)
            at = listed.cursor
            self._fill(_VIEWS[0], table_lines(self._answer, self._room))
            listed.cursor = at

    def action_question(self) -> None:
        """Type."""
        self._line.field.focus()

    def action_view(self) -> None:
        """Another way to look at the answer; a graph where it has one."""
        if self._answer is None:
            return
        views = _VIEWS if self._graph.nodes else _VIEWS[:1]
        switcher = self.query_one(ContentSwitcher)
        self._look(
            views[(views.index(switcher.current or views[0]) + 1) % len(views)]
            if switcher.current in views
            else views[0]
        )

    def action_escape(self) -> None:
        """End the question that runs; else from the question to its answer, and from there back."""
        if self._asking is not None:
            self._stop()
            self.query_one(Face).show_empty("The question was stopped", "enter asks again")
        elif self._line.field.has_focus and self._line.completions:
            self._line.completions = ()
        elif self._line.field.has_focus and self._answer is not None:
            self._focus_answer()
        else:
            self.shell.back()

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """The resource of the line, or of the node."""
        focused = self.focused
        if isinstance(focused, GraphView):
            node = self._graph.nodes.get(str(focused.cursor))
            ref = ref_of(node) if node is not None else None
        else:
            value = focused.current.value if isinstance(focused, LineList) and focused.current else None
            ref = value if isinstance(value, ResourceRef) else None
        return (ref,) if ref else ()

    def action_copy(self) -> None:
        """Copy the line."""
        focused = self.focused
        if isinstance(focused, LineList) and focused.current:
            self.shell.copy_text(focused.current.text.strip(), "the line")

    @on(QueryLine.Asked)
    def _ask(self, message: QueryLine.Asked) -> None:
        if not self._is_configured:
            self.query_one(Face).show_empty(*_NOT_CONFIGURED)
            return
        self.query_one(Face).show_loading("Asking…", "esc stops it")
        self._asking = self.run(lambda: self._answered(message.text), group="ask")

    async def _answered(self, text: str) -> None:
        settings = self.services.settings.current.neo4j
        face = self.query_one(Face)
        mine = self._asking
        try:
            await self.services.io.run(self._history.add, text)
            await self._remember()
            answer = await self.services.cypher.ask(text, seconds=settings.query_seconds, rows=settings.query_rows)
            self._show(answer)
        except DharmaError as error:
            face.show_error(error.message, error.hint, again=False)
        finally:
            if self._asking is mine:
                self._asking = None
        if self._vocabulary is None:
            await self._learn()

    async def _learn(self) -> None:
        """Find out what there are names of; without them only words are completed."""
        try:
            self._vocabulary = await self.services.cypher.vocabulary()
        except DharmaError:
            self._vocabulary = None

    async def _remember(self) -> None:
        self._line.history = await self.services.io.run(self._history.lines)

    @on(QueryLine.Edited)
    def _complete(self, message: QueryLine.Edited) -> None:
        typed, after = message.text[: message.cursor], message.text[message.cursor :]
        found = completions(typed, self._vocabulary or Vocabulary())
        self._line.completions = tuple(f"{line}{after}" for line in found)

    def _show(self, answer: CypherAnswer) -> None:
        self._answer, self._graph = answer, graph_of(answer)
        face = self.query_one(Face)
        unknown = "; ".join(answer.unknown)
        if not answer.rows:
            face.show_empty("Nothing matches", unknown or f"it took {duration(answer.seconds)}")
            return
        if unknown:
            self.say("Not all names are known", unknown)
        face.show_data()
        self._fill(_VIEWS[0], table_lines(answer, self._room))
        self._fill(_VIEWS[2], tree_lines(answer))
        more = "" if answer.is_whole else " and more"
        self.query_one(
            "#cypher-panel", Panel
        ).head.note = f"{counted(len(answer.rows), 'row')}{more}, {duration(answer.seconds)}"
        self._look(_VIEWS[0])
        self._focus_answer()
        self.run(self._draw, group="draw")

    async def _draw(self) -> None:
        from dharma_tui.services.topology.layout.arrange import arrange

        sketch = sketch_of(self._graph)
        if sketch.nodes:
            picture = await self.services.io.run(arrange, sketch)
            painters = await self.services.io.run(painters_of, picture)
            self.query_one(GraphView).show(picture, keep_place=False, painters=painters)

    def _fill(self, which: str, lines: list[Line]) -> None:
        listed = self.query_one(f"#{which}", LineList)
        listed.show([_lines.plain(line, self.ascii_only) for line in lines])

    def _look(self, view: str) -> None:
        self.query_one(ContentSwitcher).current = view
        if not self._line.field.has_focus:
            self._focus_answer()

    def _focus_answer(self) -> None:
        self.query_one(f"#{self.query_one(ContentSwitcher).current}").focus()

    def _stop(self) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.cancel()

    @property
    def _is_configured(self) -> bool:
        return bool(self.services.settings.current.neo4j.uri)

    @property
    def _line(self) -> QueryLine:
        return self.query_one(QueryLine)

    @on(LineList.Chosen)
    def _open(self, message: LineList.Chosen) -> None:
        if isinstance(message.line.value, ResourceRef):
            self.shell.open_resource(message.line.value)

    @on(GraphView.NodeSelected)
    def _open_node(self, message: GraphView.NodeSelected) -> None:
        node = self._graph.nodes.get(str(message.node))
        if node is not None and (ref := ref_of(node)):
            self.shell.open_resource(ref)

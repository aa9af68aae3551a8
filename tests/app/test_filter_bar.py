"""The filter line alone."""

from __future__ import annotations

import pytest
from textual import on
from textual.app import App, ComposeResult

from dharma_tui.widgets import filter_bar
from dharma_tui.widgets.filter_bar import FilterBar, FilterInput


class BarApp(App[None]):
    """Remembers what the bar says."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[str] = []
        self.left: list[bool] = []
        self.asked: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield FilterBar()

    @property
    def bar(self) -> FilterBar:
        """The bar."""
        return self.query_one(FilterBar)

    @on(FilterBar.Typed)
    def _typed(self, message: FilterBar.Typed) -> None:
        self.typed.append(message.text)

    @on(FilterBar.Left)
    def _left(self, message: FilterBar.Left) -> None:
        self.left.append(message.cleared)

    @on(FilterBar.CompletionWanted)
    def _wanted(self, message: FilterBar.CompletionWanted) -> None:
        self.asked.append((message.text, message.cursor))


async def test_fast_typing_asks_at_once_for_the_first_key_and_then_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_bar, "DEBOUNCE_SECONDS", 60)
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"abcdef")
        await pilot.pause()
        assert app.typed == ["a"]


async def test_when_typing_rests_the_last_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_bar, "DEBOUNCE_SECONDS", 0.01)
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"abc")
        while app.typed[-1] != "abc":
            await pilot.pause(0.01)
        assert app.typed[0] == "a"


async def test_enter_asks_for_what_was_typed_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_bar, "DEBOUNCE_SECONDS", 60)
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"abc", "enter")
        await pilot.pause()
        assert app.typed == ["a", "abc"]
        assert app.left == [False]
        assert app.bar.has_class("-open")


async def test_escape_clears_and_hides() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press(*"abc", "escape")
        await pilot.pause()
        assert app.left == [True]
        assert app.bar.text == ""
        assert not app.bar.has_class("-open")


async def test_tab_takes_one_offer_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.press("s", "t", "tab")
        await pilot.pause()
        assert app.asked == [("st", 2)]
        app.bar.offer(["state:", "status:"])
        assert app.bar.text == "state:"
        await pilot.press("tab")
        assert app.bar.text == "status:"
        await pilot.press("tab")
        assert app.bar.text == "state:"


async def test_a_paste_of_many_lines_is_one_filter() -> None:
    from textual.events import Paste

    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open()
        await pilot.pause()
        app.query_one(FilterInput).post_message(Paste("web\nstate:failed\r\n\x1b[31m"))
        await pilot.pause()
        assert "\n" not in app.bar.text
        assert app.bar.text.startswith("web state:failed")

"""The default styles of widgets: none may lose what the widget beneath it says."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.widget import Widget

import dharma_tui.screens
import dharma_tui.widgets


def _widgets() -> Iterator[type[Widget]]:
    """Every widget of the console."""
    for package in (dharma_tui.screens, dharma_tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            loaded = importlib.import_module(module.name)
            yield from (
                each
                for each in vars(loaded).values()
                if isinstance(each, type) and issubclass(each, Widget) and each.__module__ == module.name
            )


WIDGETS: list[type[Widget]] = sorted(set(_widgets()), key=lambda each: str(each))


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_default_styles_of_every_base_are_taken(widget: type[Widget]) -> None:
    """Textual follows the first base alone: a mixin that stands first hides what the others say, such as that they scroll."""
    styled = [base for base in widget.__mro__ if str(vars(base).get("DEFAULT_CSS", "")).strip()]

    assert set(styled) <= set(widget._css_bases(widget))

"""Component styles worked out when they are first drawn with.

Textual matches every component class of every widget against the style sheet as soon as the widget is mounted, and again
on each change of class or focus around it. A screen of lists has hundreds, most of them never drawn: on opening the
console that cost more than its own imports.

And for each node that is styled it looks every rule of the sheet up in a set.
"""

from __future__ import annotations

from functools import cache

from rich.style import Style
from textual.css.model import RuleSet
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget

RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
"""By identity as before, without a call of Python for every rule: a fourth of what styling a screen took."""


class LazyStyles(Widget):
    """Mixed in before ``Widget``: the component classes are as usual, and only those drawn with are matched."""

    _base_style: Style | None = None

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]
        """Asked for when the styles of this widget are applied: what was worked out may no longer be so."""
        self._base_style = None
        if self._component_styles:
            self._component_styles.clear()
            self._rich_style_cache.clear()
            self.refresh()
        return frozenset()

    @property
    def base_style(self) -> Style:
        """``rich_style``, kept until the styles change: working it out walks every ancestor."""
        kept = self._base_style
        if kept is None:
            kept = self._base_style = self.rich_style
        return kept

    def notify_style_update(self) -> None:
        self._base_style = None
        super().notify_style_update()

    def get_component_styles(self, *names: str) -> RenderStyles:
        for name in names:
            if name not in self._component_styles and name in _declared(type(self)):
                part = DOMNode(classes=name)
                part._attach(self)
                self.app.stylesheet.apply(part, animate=False)
                self._component_styles[name] = part.styles
        return super().get_component_styles(*names)


@cache
def _declared(widget: type[Widget]) -> frozenset[str]:
    """The component classes of a widget's class and of its bases."""
    bases = (base for base in widget.__mro__ if issubclass(base, DOMNode))
    return frozenset().union(*(vars(base).get("COMPONENT_CLASSES", ()) for base in bases))

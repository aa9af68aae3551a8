"""Component styles worked out when they are first drawn with.

Textual matches every component class of every widget against the style sheet as soon as the widget is mounted, and again
on each change of class or focus around it. A screen of lists has hundreds, most of them never drawn: on opening the
console that cost more than its own imports.
"""

from __future__ import annotations

from functools import cache

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget


class LazyStyles(Widget):
    """Mixed in before ``Widget``: the component classes are as usual, and only those drawn with are matched."""

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]
        """Asked for when the styles of this widget are applied: what was worked out may no longer be so."""
        if self._component_styles:
            self._component_styles.clear()
            self._rich_style_cache.clear()
            self.refresh()
        return frozenset()

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

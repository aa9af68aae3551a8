"""The screens of the console: built when first gone to, those that are kept only once."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from dharma_tui.commands import SCREENS
from dharma_tui.screens._places import Place

if TYPE_CHECKING:
    from textual.app import App

    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.services import Services

log = logging.getLogger(__name__)


class KeptScreens:
    """Iterates over those that are kept."""

    def __init__(self, app: App[Any], services: Services) -> None:
        self._app = app
        self._services = services
        self._kept: dict[str, ServiceScreen] = {}

    def __iter__(self) -> Iterator[ServiceScreen]:
        return iter(self._kept.values())

    def at(self, place: Place) -> ServiceScreen:
        """The kept screen of that name, or a new one; one that tells of it where it cannot be built."""
        try:
            return self._kept.get(place.screen) or self._built(place.screen)
        except Exception:
            log.exception("screen not built", extra={"screen": place.screen})
            return self.trouble(place.screen)

    def _built(self, name: str) -> ServiceScreen:
        spec = SCREENS[name]
        built = cast("ServiceScreen", getattr(importlib.import_module(spec.module), spec.class_name)(self._services))
        if spec.kept:
            self._app.install_screen(built, spec.name)
            self._kept[spec.name] = built
        return built

    def trouble(self, broken: str) -> ServiceScreen:
        """What stands in for a screen that is broken."""
        from dharma_tui.screens._trouble import TroubleScreen

        return TroubleScreen(self._services, broken)

    async def forget(self, broken: ServiceScreen) -> None:
        """Keep it no longer."""
        if self._kept.get(broken.NAME) is broken:
            del self._kept[broken.NAME]
            self._app.uninstall_screen(broken)
            await broken.remove()

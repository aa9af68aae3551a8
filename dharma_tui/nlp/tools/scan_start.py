"""Offers a scan, which only reads."""

from __future__ import annotations

from dharma_tui.core.answers import Answer
from dharma_tui.core.scan import Selection
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.words import lines, listed, named


class StartScan(Tool):
    """Says what would be scanned; a person's yes starts it in the console, elsewhere it says the command."""

    NAME = "start_scan"
    SUMMARY = "Offers a scan of everything, a provider or regions; it starts after a yes."
    INTENTS = ("start_discovery",)
    PARAMETERS = (Parameter("provider", "provider"), Parameter("region", "region"))

    async def answer(self, asked: Asked) -> Answer:
        here, missing = self._providers(asked)
        if missing and not here:
            known = listed([named(one) for one in self._known()])
            return Answer(
                f"No provider here is called {listed([named(one) for one in missing], 'or')}. There are {known}.",
                opens="discovery",
                next_steps=("start a scan", "scan status"),
            )
        regions = asked.frame.values("region")
        of = listed([named(one) for one in here]) or "every provider"
        where = f" in {listed([named(one) for one in regions])}" if regions else ""
        what = f"A scan of {of}{where} only reads."
        if asked.has("every", "daily", "nightly", "schedule", "hourly", "weekly") or asked.frame.values("time_range"):
            what = lines(what, "Scans by the clock are a setting: `:set scan.interval_minutes 60`.")
        command = self._command(asked)
        if not self.desk.attended:
            return Answer(lines(what, f"Start it with:\n\n```\n{command}\n```"), next_steps=("scan status",))
        return Answer(
            lines(what, "**Shall it begin?** Say *yes*."),
            opens=" ".join(("scan", *here)),
            next_steps=("yes", "scan status"),
        )

    async def query(self, asked: Asked) -> str:
        return self._command(asked)

    def selection(self, asked: Asked) -> Selection | None:
        """What a yes would scan; None where nothing was offered."""
        here, missing = self._providers(asked)
        return None if missing and not here else Selection(here, asked.frame.values("region"))

    def _known(self) -> list[str]:
        return sorted({service.provider for service in self.services.providers})

    def _providers(self, asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Providers that were named: those there are here, and the others."""
        known = self._known()
        said = [*asked.frame.values("provider")]
        if asked.has("machine", "host", "localhost", "computer") and "local" in known and not said:
            said.append("local")
        return tuple(one for one in said if one in known), tuple(one for one in said if one not in known)

    def _command(self, asked: Asked) -> str:
        here, _ = self._providers(asked)
        words = ["dharma-tui", "scan", *(f"--provider {one}" for one in here)]
        return " ".join([*words, *(f"--region {one}" for one in asked.frame.values("region") if one.isascii())])

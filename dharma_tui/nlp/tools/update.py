"""Plans to change resources in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp import as_typed
from dharma_tui.nlp.refusing import verbs
from dharma_tui.nlp.restricting import sets_tags
from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known
from dharma_tui.nlp.words import named

ACTS = (
    ("restart", ("restart", "reboot", "bounce", "recycle", "cycle", "reset")),
    ("stop", ("stop", "halt", "shutdown", "shut", "suspend", "pause", "park")),
    ("start", ("start", "boot", "resume", "wake")),
    ("tag", ("tag", "label", "untag")),
    ("resize", ("resize", "enlarge", "grow", "expand", "extend", "bigger", "upgrade")),
)
_SIZE = lazy_pattern(r"\d{1,9}(?:[kmgtp]i?b?)?")
_TYPES = ("type", "instance_type", "InstanceType", "machine_type")
_TAKING_OFF = ("remove", "delete", "drop", "untag", "unset")


class Update(ChangeTool):
    """Stops, starts, reboots, tags or resizes resources."""

    NAME = "plan_update"
    SUMMARY = "Plans to stop, start, reboot, tag or resize named resources."
    INTENTS = ("update_infrastructure", "restart_deployment")
    PARAMETERS = (
        Parameter("resource_name", "resource_name", True),
        Parameter("tag", "tag"),
        Parameter("count", "count"),
    )
    ACT = "change"
    REVERSIBLE = "It is undone by changing it back."
    UNDOING: ClassVar[Mapping[str, str]] = {
        "stop": "It is undone by starting it again; what runs on it is interrupted until then.",
        "start": "It is undone by stopping it again.",
        "restart": "It cannot be undone; what runs on it is interrupted for a while.",
        "tag": "It is undone by setting the tag as it was.",
        "untag": "It is undone by setting the tag as it was.",
        "resize": "It may not be undone: storage can seldom be made smaller again. A machine is interrupted meanwhile.",
    }

    def fits(self, asked: Asked) -> int:
        """To restart machines and databases, by whatever word, is to change them in place."""
        if asked.frame.intent != "restart_deployment":
            return 1
        return 2 if asked.targets and all(one.ref.kind in self._machines for one in asked.targets) else 0

    @property
    def _machines(self) -> Sequence[str]:
        return (*self.desk.kinds.here("compute.instance"), *self.desk.kinds.here("database"))

    def act(self, asked: Asked) -> str:
        if sets_tags(asked):
            return "untag" if asked.has(*_TAKING_OFF) else "tag"
        switched = [one for one in verbs(asked) if one in ("stop", "start")]
        return next((act for act, words in ACTS if act in switched or asked.has(*words)), self.ACT)

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        state, act = str(known["state"]), self.act(asked)
        match act:
            case "stop":
                return state, "stopped"
            case "start":
                return state, "running"
            case "restart":
                return state, "" if self._is_off(known) else "started again"
            case "tag" | "untag":
                return self._tagged(asked, known)
            case "resize":
                return self._sized(asked, known)
        return state, ""

    def reversible(self, asked: Asked) -> str:
        told = super().reversible(asked)
        return f"{told} Whether its provider has {named(asked.into)} is not looked up here." if asked.into else told

    def _sized(self, asked: Asked, known: Known) -> tuple[str, str]:
        """The type of a machine, or the size of a storage, and what it is to be."""
        if not asked.into:
            return _sized(asked, known)
        is_machine = known["kind"] in self.desk.kinds.here("compute.instance")
        current = (
            next((str(known["attrs"][one]) for one in _TYPES if known["attrs"].get(one)), "") if is_machine else ""
        )
        return current, asked.into if current else ""

    def _is_off(self, known: Known) -> bool:
        """Whether a machine or a database is stopped, which its provider then restarts in no way."""
        return known["state"] == "stopped" and known["kind"] in self._machines

    def lacking(self, asked: Asked, known: Known) -> str:
        match self.act(asked):
            case "restart" if self._is_off(known):
                return "is off"
            case "tag":
                return "no tag"
            case "untag":
                return "no such tag"
            case "resize" if not asked.has("upgrade"):
                return "not a size" if asked.frame.values("count") or asked.into else "no size"
        return "no such change"

    def unplanned(self, asked: Asked) -> str:
        if asked.has("tag", "tags", "label", "labels", "untag"):
            return "" if asked.frame.values("tag") else "no tag"
        match self.act(asked):
            case self.ACT:
                return "no such change"
            case "resize" if asked.has("to") and not asked.frame.values("count") and not asked.into:
                return "not a size"
        return ""

    @staticmethod
    def _tagged(asked: Asked, known: Known) -> tuple[str, str]:
        key, equals, value = as_typed.tag(asked).partition("=")
        if not key:
            return "", ""
        before = known["labels"].get(key)
        now = f"{key}={before}" if before is not None else f"no {key}"
        if asked.has(
            *_TAKING_OFF
        ):  # "remove the tag owner from web-1" names no value, and one that is named must be there
            return now, f"no {key}" if value in ("", "from", "on", "of", before) else ""
        return now, f"{key}={value}" if equals else ""


def _sized(asked: Asked, known: Known) -> tuple[str, str]:
    """The size of a storage, and what it is to be; empty of anything else."""
    attrs, sizes = known["attrs"], asked.frame.values("count")
    current = next(
        (str(attrs[name]) for name in ("size", "Size", "storage", "AllocatedStorage") if attrs.get(name)), ""
    )
    is_size = len(sizes) == 1 and _SIZE.fullmatch(sizes[0])
    return current, sizes[0] if current and is_size else ""

"""What the inventory asks a person about infrastructures: to make one, put resources in or take them out, edit one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.errors import UsageError
from dharma_tui.core.filter import quoted
from dharma_tui.core.groups import KIND, Infrastructure
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.screens._pick import Choice, Picked, PickScreen
from dharma_tui.services.groups import by_hand, checked_name, meant, refuse_twin

if TYPE_CHECKING:
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.services.groups import Groups

_NEW = "new"
_IN, _OUT = "in ", "out "


class InfrastructureDialogs:
    """Opens the dialogs over ``screen``; what follows is done in its workers and said there."""

    def __init__(self, screen: ServiceScreen) -> None:
        self._screen = screen

    @property
    def _groups(self) -> Groups:
        return self._screen.services.groups

    def of(self, refs: Sequence[ResourceRef]) -> None:
        """What may be done with these: of one infrastructure what may be edited, of others where they may go."""
        if len(refs) == 1 and refs[0].kind == KIND:
            self._run(lambda: self._edit(refs[0]))
        elif refs and not any(ref.kind == KIND for ref in refs):
            self._run(lambda: self._place(refs))
        elif refs:
            self._screen.say(
                "Infrastructures hold no infrastructures",
                "mark what they are made of, or one alone",
                severity="warning",
            )

    # -- resources --------------------------------------------------------------------------------------------------

    async def _place(self, refs: Sequence[ResourceRef]) -> None:
        known, holding = await self._groups.infrastructures(), await self._groups.containing(refs)
        known.sort(key=lambda one: (one.name.lower(), one.environment, one.ref))
        inside = {one.ref for one in holding}
        what = "this one" if len(refs) == 1 else format.counted(len(refs), "marked resource")
        choices = [Choice(_NEW, "A new one…", "made by hand, of these")]
        choices += [Choice(f"{_OUT}{one.ref.key}", f"Take out of {_called(one)}", _note(one)) for one in holding]
        choices += [
            Choice(f"{_IN}{one.ref.key}", f"Put into {_called(one)}", _note(one))
            for one in known
            if one.ref not in inside
        ]
        self._pick(f"Infrastructure of {what}", choices, lambda key: self._placed(key, refs, known))

    def _placed(self, key: str, refs: Sequence[ResourceRef], known: Sequence[Infrastructure]) -> None:
        if key == _NEW:
            self._run(lambda: self._ask_new(refs, known))
        elif key.startswith(_OUT):
            ref = ResourceRef(KIND, key.removeprefix(_OUT))
            self._do(lambda: self._groups.take_out(ref, refs), "Taken out; scans will leave it so")
        else:
            ref = ResourceRef(KIND, key.removeprefix(_IN))
            self._do(lambda: self._groups.add(ref, refs), "Put in; scans will leave it so")

    async def _ask_new(self, refs: Sequence[ResourceRef], known: Sequence[Infrastructure]) -> None:
        words = await self._groups.vocabulary()
        why = f"{format.counted(len(refs), 'resource')}; add its environment in brackets: Checkout (production)"

        def judge(line: str) -> str:
            name, environment = _parts(line)
            return _objection(line, lambda: refuse_twin(checked_name(name), meant(environment, words), by_hand(known)))

        def take(line: str | None) -> None:
            if line:
                name, environment = _parts(line)
                made = _titled(name, meant(environment, words))
                self._do(
                    lambda: self._groups.make(name, environment, refs), f"{made} made", ":infrastructures lists it"
                )

        self._screen.app.push_screen(AskLineScreen("A new infrastructure", why, judge=judge), take)

    # -- one infrastructure -----------------------------------------------------------------------------------------

    async def _edit(self, ref: ResourceRef) -> None:
        one = await self._groups.infrastructure(ref)
        is_made = one.sort == "by hand"
        choices = [
            Choice("members", "List its members", format.counted(one.members, "resource")),
            Choice("rename", "Rename…", one.name),
            Choice("environment", "Environment…", one.environment or "none"),
            Choice("remove", "Remove", "forgets it" if is_made else "scans will not find it again"),
        ]
        if one.by_hand and not is_made:
            choices.append(Choice("restore", "As it is found", "takes back what was decided by hand"))
        others = [other for other in await self._groups.infrastructures() if other.ref != one.ref] if is_made else []
        self._pick(_called(one), choices, lambda key: self._edited(key, one, others))

    def _edited(self, key: str, one: Infrastructure, others: Sequence[Infrastructure]) -> None:
        groups = self._groups

        def named(line: str) -> str:
            return _objection(line, lambda: refuse_twin(checked_name(line), one.environment, by_hand(others)))

        match key:
            case "members":
                self._screen.shell.open_view(View(filter=f"infra={quoted(one.ref.key)}"))
            case "rename":
                self._ask("Name", one.name, lambda name: groups.rename(one.ref, name), named)
            case "environment":
                self._run(lambda: self._ask_place(one, others))
            case "remove":
                self._do(lambda: groups.remove(one.ref), f"{one.name} removed")
            case "restore":
                self._do(lambda: groups.restore(one.ref), f"{one.name} is as it is found")

    async def _ask_place(self, one: Infrastructure, others: Sequence[Infrastructure]) -> None:
        words = await self._groups.vocabulary()

        def judge(line: str) -> str:
            return _objection(line, lambda: refuse_twin(one.name, meant(line, words), by_hand(others)), empty=True)

        self._ask("Environment", one.environment, lambda place: self._groups.place(one.ref, place), judge)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _pick(self, title: str, choices: Sequence[Choice], then: Callable[[str], None]) -> None:
        def picked(answer: Picked | None) -> None:
            if answer is not None:
                then(answer.keys[0])

        self._screen.app.push_screen(PickScreen(title, choices, ascii_only=self._screen.ascii_only), picked)

    def _ask(
        self, title: str, value: str, then: Callable[[str], Awaitable[object]], judge: Callable[[str], str]
    ) -> None:
        def take(line: str | None) -> None:
            if line is not None:
                self._do(lambda: then(line), f"{title} kept; scans will leave it so")

        self._screen.app.push_screen(AskLineScreen(title, value=value, judge=judge), take)

    def _do(self, work: Callable[[], Awaitable[object]], done: str, hint: str = "") -> None:
        async def doing() -> None:
            await work()
            self._screen.say(done, hint)

        self._run(doing)

    def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        self._screen.run(work, group="infrastructure", exclusive=False)


def _called(one: Infrastructure) -> str:
    return _titled(one.name, one.environment)


def _titled(name: str, environment: str) -> str:
    """What an infrastructure is called beside others."""
    return f"{name} ({environment})" if environment else name


def _note(one: Infrastructure) -> str:
    return f"{one.sort}, {format.counted(one.members, 'member')}"


def _parts(line: str) -> tuple[str, str]:
    """Name and environment of ``Checkout (production)``."""
    name, bracket, rest = line.rpartition("(")
    if bracket and rest.endswith(")") and name.strip():
        return name.strip(), rest[:-1].strip()
    return line.strip(), ""


def _objection(line: str, check: Callable[[], object], *, empty: bool = False) -> str:
    """What ``check`` has against a line; nothing where it has nothing."""
    if not line and not empty:
        return "type a name, or press esc"
    try:
        check()
    except UsageError as error:
        return f"{error.message}: {error.hint}"
    return ""

"""What is typed in the chat with a slash: about the conversation itself, never about what is out there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.errors import UsageError
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE
from dharma_tui.core.markdown import blocks
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.paths import expanded
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.nlp.talk import Exchange
    from dharma_tui.screens._chat import Chat

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One command, and what it takes."""

    name: str
    usage: str
    doc: str
    choices: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """As it is typed."""
        return f"/{self.name} {self.usage}".strip()


SLASH_COMMANDS = (
    SlashCommand("help", "", "What can be asked, and what can be typed here."),
    SlashCommand("new", "[NAME]", "Begin a new session."),
    SlashCommand("name", "NAME", "Give this session a name."),
    SlashCommand("sessions", "", "Earlier sessions, the last used first."),
    SlashCommand("open", "N|NAME", "Take up an earlier session."),
    SlashCommand("search", "WORDS", "What was said that holds these words."),
    SlashCommand("export", "md|json [FILE]", "Write this session to a file, secrets masked.", ("md", "json")),
    SlashCommand("correct", "INTENT", "Learn what the last request asks for; never a change."),
    SlashCommand("corrections", "", "What was learnt of your words."),
    SlashCommand("forget", "N|corrections", "Forget one correction, or all.", ("corrections",)),
    SlashCommand(
        "explain", "[QUESTION]", "Have a language model explain the last answer, or answer a question about it."
    ),
    SlashCommand(
        "llm",
        "[use NAME|preview [TEXT]|usage|offline on|off]",
        "Language models: how they are, what is sent, what it costs.",
        ("use", "preview", "usage", "offline on", "offline off"),
    ),
    SlashCommand("dock", "right|bottom|full|auto", "Where the chat stands.", ("right", "bottom", "full", "auto")),
    SlashCommand("clear", "", "Empty the pane; the session goes on."),
)
"""In the order that /help shows them."""


def command_completions(typed: str, ready: bool) -> list[str]:
    """Lines that a slash command being typed may become."""
    word, space, argument = typed.partition(" ")
    if not space:
        return [f"/{one.name}" for one in SLASH_COMMANDS if f"/{one.name}".startswith(word) and f"/{one.name}" != word]
    known = next((one for one in SLASH_COMMANDS if f"/{one.name}" == word), None)
    choices = known.choices if known else ()
    if known is not None and known.name == "correct" and ready:
        choices = correctable()
    return [f"{word} {one}" for one in choices if one.startswith(argument) and one != argument]


def correctable() -> tuple[str, ...]:
    """Intents that a correction may name."""
    from dharma_tui.nlp.catalogue import intents

    return tuple(name for name in intents() if name not in CHANGES and name != OUT_OF_SCOPE)


class ChatCommands:
    """Answers slash commands. Every method that fails raises DharmaError."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._talk = chat.talk
        self._exchange: Exchange | None = None
        self._shown: Callable[[], None] = lambda: None

    async def run(self, exchange: Exchange, told: Callable[[], None] = lambda: None) -> None:
        """Do what the exchange says, and answer it; ``told`` is called when there is more to show."""
        self._exchange, self._shown = exchange, told
        word, _, argument = exchange.text[1:].strip().partition(" ")
        answers: dict[str, Callable[[str], Awaitable[Answer]]] = {
            name.removeprefix("command_"): getattr(self, name) for name in dir(self) if name.startswith("command_")
        }
        if word not in answers:
            raise UsageError(f"there is no command /{word}", did_you_mean(word, answers, "/help lists them"))
        exchange.answer = await answers[word](argument.strip())
        if exchange not in self._talk.exchanges:  # the pane was emptied
            self._talk.exchanges.append(exchange)

    async def command_help(self, argument: str) -> Answer:
        """What can be asked and typed."""
        from dharma_tui.nlp.tools.help import Help

        examples = await Help((await self._talk.load()).router.desk).examples()
        asked = "\n".join(
            line for name, told in examples.items() for line in (f"# {name}", *(f"- {one}" for one in told))
        )
        typed = "\n".join(f"- `{one.line}` {one.doc}" for one in SLASH_COMMANDS)
        keys = "ctrl+j begins another line, up recalls, tab completes, esc leaves, ctrl+t closes. `?TEXT` says how TEXT is read."
        return Answer(f"{asked}\n# Commands of the chat\n{typed}\n{keys}")

    async def command_new(self, argument: str) -> Answer:
        """Begin anew."""
        self._talk.begin(argument)
        return Answer(f"A new session{', `' + printable(argument) + '`' if argument else ''}.{self._unkept()}")

    async def command_name(self, argument: str) -> Answer:
        """Name the session."""
        await self._talk.sessions.name(argument)
        return Answer(f"This session is called `{printable(argument)}`.{self._unkept()}")

    async def command_sessions(self, argument: str) -> Answer:
        """Earlier sessions."""
        from dharma_tui.nlp.sessions import called

        heads, now = await self._talk.sessions.recent(), self._chat.services.clock.now()
        if not heads:
            return Answer(f"There are no earlier sessions.{self._unkept()}")
        rows = tuple(
            (str(number), called(head), str(head.messages), f"{format.age(head.last, now)} ago")
            for number, head in enumerate(heads[:SHOWN], 1)
        )
        steps = tuple(f"/open {row[0]}" for row in rows[:9])
        return Answer(
            "Sessions, the last used first.",
            Table(("#", "SESSION", "MESSAGES", "LAST"), rows, len(heads)),
            next_steps=steps,
        )

    async def command_open(self, argument: str) -> Answer:
        """Take one up."""
        if not argument:
            raise UsageError("/open needs a number or a name", "/sessions lists them")
        await self._talk.resume(argument)
        name = self._talk.sessions.current.name
        return Answer(f"The session {f'`{printable(name)}` ' if name else ''}goes on.")

    async def command_search(self, argument: str) -> Answer:
        """Find what was said."""
        from dharma_tui.nlp.sessions import called

        if not argument:
            raise UsageError("/search needs words", "such as: /search checkout")
        found, now = await self._talk.sessions.search(argument), self._chat.services.clock.now()
        if not found:
            return Answer(f"Nothing that was said holds `{printable(argument)}`.{self._unkept()}")
        rows = tuple(
            (
                f"{format.age(message.at, now)} ago",
                called(head) if head else "",
                message.role,
                " ".join(" ".join(block.text for block in blocks(message.text)).split()),
            )
            for message, head in found[:SHOWN]
        )
        names = dict.fromkeys(head.name or head.session for _, head in found if head is not None)
        steps = tuple(f"/open {name}" for name in list(names)[:5])
        return Answer("", Table(("WHEN", "SESSION", "BY", "TEXT"), rows, len(found)), next_steps=steps)

    async def command_export(self, argument: str) -> Answer:
        """Write it down."""
        from dharma_tui.nlp import session_export

        ending, _, file = argument.partition(" ")
        session = self._talk.sessions.current
        path = expanded(file.strip()) if file.strip() else Path.cwd() / f"{session.session}.{ending}"
        messages = await self._talk.sessions.messages()
        text = session_export.exported(messages, session.name or session.session, ending or "")
        if not messages:
            why = self._talk.sessions.unkept_because
            raise UsageError(f"nothing of this session is kept{f': {why}' if why else ' yet'}", "ask something first")
        await self._chat.services.io.run(session_export.write, path, text)
        return Answer(f"{format.counted(len(messages), 'message')} written to `{printable(path)}`.")

    async def command_correct(self, argument: str) -> Answer:
        """Learn."""
        await self._talk.load()
        if not argument:
            raise UsageError("/correct needs what was meant", f"one of: {', '.join(correctable())}")
        words = await self._talk.correct(argument)
        return Answer(
            f"Requests like `{printable(words)}` ask for {argument} from now on. /corrections lists what was learnt."
        )

    async def command_corrections(self, argument: str) -> Answer:
        """What was learnt."""
        await self._talk.load()
        known = self._talk.corrections.all()
        if not known:
            return Answer("Nothing was learnt yet; after an answer, /correct INTENT says what was meant.")
        rows = tuple((str(number), one.words, one.intent) for number, one in enumerate(known, 1))
        return Answer("/forget N removes one.", Table(("#", "WORDS", "ASK FOR"), rows, len(rows)))

    async def command_forget(self, argument: str) -> Answer:
        """Unlearn."""
        if argument != "corrections" and not argument.isdigit():
            raise UsageError("/forget needs a number or the word corrections", "/corrections lists them")
        await self._talk.load()
        number = int(argument) if argument.isdigit() else None
        gone = await self._chat.services.io.run(self._talk.corrections.forget, number)
        return Answer(f"{format.counted(gone, 'correction')} forgotten.")

    async def command_explain(self, argument: str) -> Answer:
        """In words of a model."""
        from dharma_tui.screens._chat_llm import checked

        checked(self._chat)
        assert self._exchange is not None
        await self._talk.explain(self._exchange, argument, self._shown)
        if self._exchange.failed is not None:
            raise self._exchange.failed
        assert self._exchange.answer is not None
        return self._exchange.answer

    async def command_llm(self, argument: str) -> Answer:
        """What models there are, and what they are sent."""
        from dharma_tui.screens._chat_llm import LlmCommand

        return await LlmCommand(self._chat).run(argument)

    async def command_dock(self, argument: str) -> Answer:
        """Stand elsewhere."""
        from dharma_tui.services.chat_place import DOCKS

        if argument not in DOCKS:
            raise UsageError(f"the chat cannot stand at {argument!r}", f"one of: {', '.join(DOCKS)}")
        self._chat.dock(argument)
        return Answer("alt with arrows or the mouse on the edge resizes it; alt+z fills the screen and back.")

    async def command_clear(self, argument: str) -> Answer:
        """Empty the pane."""
        self._talk.clear()
        return Answer("The session goes on.")

    def _unkept(self) -> str:
        why = self._talk.sessions.unkept_because
        return f" What is said is not kept: {why}." if why else ""

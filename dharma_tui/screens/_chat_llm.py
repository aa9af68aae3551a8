"""``/llm``: which language models are configured and how they are, what they would be sent, what they took; and their switch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.answers import Answer, Prose, Table
from dharma_tui.core.errors import NoLlmError, StoreError, UsageError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.text import printable
from dharma_tui.nlp.explaining import dollars
from dharma_tui.nlp.sessions import called
from dharma_tui.nlp.words import bullets, lines, named

if TYPE_CHECKING:
    from dharma_tui.nlp.llm.bridge import Preview
    from dharma_tui.nlp.llm.endpoints import Endpoint
    from dharma_tui.nlp.llm.usage import Usage
    from dharma_tui.screens._chat import Chat
    from dharma_tui.services.checks import Check

_WAYS = (
    ("OpenAI", "gpt kind=openai model=gpt-5-mini", "OPENAI_API_KEY"),
    ("xAI Grok", "grok kind=grok model=grok-4", "XAI_API_KEY"),
    ("Ollama, on this machine", "local kind=ollama model=qwen3", ""),
    (
        "any other that speaks OpenAI's chat completions",
        "house model=NAME url=https://HOST/v1 key=$HOUSE_KEY",
        "HOUSE_KEY",
    ),
)
_SESSIONS = 10
"""Sessions whose usage is told, the newest."""
_ALL = "all since the start"
_SWITCH = {"on": "true", "off": "false"}


def checked(chat: Chat) -> None:
    """Raises NoLlmError where no model may be asked."""
    llm = chat.services.settings.current.llm
    if not llm.endpoints.strip():
        raise NoLlmError("no language model is configured", "/llm says how to add one; everything else works without")
    if llm.offline:
        raise NoLlmError("asking language models is switched off", "/llm offline off")


class LlmCommand:
    """Answers ``/llm`` and what stands behind it. Raises DharmaError."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._services = chat.services
        self._models = chat.talk.assistance.models

    async def run(self, argument: str) -> Answer:
        """What was asked for."""
        word, _, rest = argument.partition(" ")
        match word:
            case "":
                return await self._listed()
            case "use":
                return await self._chosen(rest.strip())
            case "preview":
                return await self._previewed(rest.strip())
            case "usage":
                return await self._used()
            case "offline":
                return await self._switched(rest.strip())
        known = ("use", "preview", "usage", "offline")
        raise UsageError(f"/llm has no {word!r}", did_you_mean(word, known, f"/llm, or /llm {', '.join(known)}"))

    # -- which there are --------------------------------------------------------------------------------------------

    async def _listed(self) -> Answer:
        settings = self._services.settings.current.llm
        if not settings.endpoints.strip():
            return self._missing()
        endpoints = self._models.endpoints
        if settings.offline:
            told = [f"**{one.name}**: {_what(one)}" for one in endpoints]
            said = "Language models are switched off (`llm.offline`): nobody is asked, nothing is sent."
            return Answer(lines(said, bullets(told)), next_steps=("/llm offline off", "/llm usage"))
        from dharma_tui.nlp.llm.reaching import checks

        health = {
            one.component: one
            for one in await checks(settings, self._services.settings.environment, self._services.clock)
        }
        told = [_line(one, health.get(f"llm {one.name}")) for one in endpoints]
        names = (
            "Names, accounts and addresses are replaced before anything is sent."
            if settings.pseudonyms
            else ("**Real names are sent**: `llm.pseudonyms` is off.")
        )
        order = (
            f"{endpoints[0].name} is asked first"
            if self._models.chosen or settings.strategy == "default"
            else (f"who is asked first goes by {settings.strategy}")
        )
        said = f"{format.counted(len(endpoints), 'language model')}; {order}. {names}"
        uses = [f"/llm use {one.name}" for one in endpoints[1:5]]
        return Answer(lines(said, bullets(told)), next_steps=(*uses, "/llm preview", "/llm usage", "/llm offline on"))

    def _missing(self) -> Answer:
        environment = self._services.settings.environment
        ways = []
        for title, line, variable in _WAYS:
            key = ""
            if variable:
                there = " (it is set)" if environment.get(variable) else ""
                key = f" The key is read from `${variable}`{there}."
            ways.append(f"{title}: `dharma-tui config set llm.endpoints '{line}'`.{key}")
        return Answer(
            lines(
                "**No language model is configured.** Everything is answered without one, and nothing is sent anywhere."
                " One would explain answers in words, and say how an unclear request may be meant; it never acts.",
                bullets(ways),
                "The settings on screen 6 take the same line, and it counts at once. A semicolon stands between several endpoints."
                " Keys are never among the settings: `key=$VARIABLE` names one that is exported before the console is opened,"
                " `key=keyring:NAME` one in the keyring.",
            )
        )

    async def _chosen(self, name: str) -> Answer:
        checked(self._chat)
        if not name:
            names = ", ".join(one.name for one in self._models.endpoints)
            raise UsageError("/llm use needs the name of an endpoint", f"one of: {names}, default")
        self._models.choose("" if name == "default" else name)
        first = self._models.endpoints[0]
        told = (
            f"{named(first.name)} ({named(first.model)}) is asked first from now on"
            if self._models.chosen
            else (f"It goes by the settings again, `llm.strategy` {self._services.settings.current.llm.strategy}")
        )
        return Answer(f"{told}, the others where it fails; until the console ends. `/llm use default` ends it.")

    async def _switched(self, argument: str) -> Answer:
        if argument not in _SWITCH:
            raise UsageError("/llm offline is on or off", "/llm offline on: nobody is asked")
        settings = self._services.settings
        origin = await self._services.io.run(settings.set, "llm.offline", _SWITCH[argument])
        is_offline = settings.current.llm.offline
        if is_offline != (argument == "on"):
            raise UsageError(f"llm.offline is kept as it is by {origin.layer.value}", "change it there")
        if is_offline:
            self._chat.talk.assistance.stop_all()
            return Answer(
                "No language model is asked any more, by any console of this profile.", next_steps=("/llm offline off",)
            )
        return Answer("Language models may be asked again.", next_steps=("/llm", "/llm preview"))

    # -- what they are sent -----------------------------------------------------------------------------------------

    async def _previewed(self, text: str) -> Answer:
        checked(self._chat)
        talk = self._chat.talk
        session, told = talk.sessions.current.session, talk.subject()
        reader = (await talk.load()).recogniser.reader
        if text:
            preview = await talk.assistance.preview_gap(text, session, talk.conversation, reader)
            what = f"to ask how {named(text)} is meant, if the console were unsure of it"
        elif told is not None:
            preview = await talk.assistance.preview(told, "", session, reader)
            what = f"to have the answer to {named(told.text)} explained"
        else:
            raise UsageError("there is no answer to explain yet", "ask something first, or /llm preview TEXT")
        return _preview(preview, what)

    # -- what they took ---------------------------------------------------------------------------------------------

    async def _used(self) -> Answer:
        from dharma_tui.nlp.llm.request_log import RequestLog
        from dharma_tui.nlp.llm.usage import logged

        log = RequestLog(self._services.settings.paths.state_folder)
        earlier = await self._services.io.run(lambda: logged(log.entries()))
        tally = self._models.tally
        sums = {**earlier, **({one: tally.of_session(one) for one in tally.sessions} if tally else {})}
        if not sums and tally is None:
            return Answer("No language model was asked yet.")
        names = await self._called()
        newest = list(reversed(sums.items()))[:_SESSIONS]
        rows = [_used_row(names.get(session, printable(session, 32)), one) for session, used in newest for one in used]
        everything = tally.sums if tally else ()
        rows += [_used_row(_ALL, one) for one in everything]
        table = Table(("SESSION", "WHAT IT TOOK"), tuple(rows), len(rows))
        priced = all(one.cost is not None for used in (everything, *sums.values()) for one in used)
        note = "" if priced else " Where an endpoint has no `price=`, what it cost is not known."
        return Answer(
            f"What models took by session, the newest first; ~ is estimated.{note} Every request is in"
            f" `{printable(log.path, 400)}`, which forgets the oldest; so do these sums.",
            table,
        )

    async def _called(self) -> dict[str, str]:
        """What sessions are called; nothing where the store does not answer."""
        sessions = self._chat.talk.sessions
        try:
            heads = await sessions.recent(1_000)
        except StoreError:
            heads = []
        return {**{one.session: printable(called(one), 32) for one in heads}, sessions.current.session: "this session"}


def _what(endpoint: Endpoint) -> str:
    return f"{named(endpoint.model)}, {endpoint.kind.title} at {named(endpoint.url)}"


def _line(endpoint: Endpoint, check: Check | None) -> str:
    """An endpoint and how it is."""
    if check is None:
        return f"**{endpoint.name}**: {_what(endpoint)}"
    if not check.hint:
        return f"**{endpoint.name}**: {_what(endpoint)}. ✓ It is there and has the model."
    return f"**{endpoint.name}**: {_what(endpoint)}. ✗ {_plain(check.reason)}; {_plain(check.hint)}"


def _plain(text: str) -> str:
    """Words of a check, which may tell what a server said, as no markup of ours."""
    return text.replace("`", chr(0x27)).replace("**", "")


def _preview(preview: Preview, what: str) -> Answer:
    document = json.loads(preview.body)
    for message in document["messages"]:
        if message["role"] == "user":
            message["content"] = json.loads(message["content"])
    body = json.dumps(document, ensure_ascii=False, indent=1)
    dropped = f" {format.counted(preview.dropped, 'secret')} taken out for good." if preview.dropped else ""
    rows = tuple((one.placeholder, one.original) for one in preview.replaced)
    return Answer(
        f"This would be sent {what}, laid out for reading. Nothing was sent.{dropped} What the placeholders stand for stays here:",
        Table(("PLACEHOLDER", "STANDS FOR"), rows, len(rows)) if rows else None,
        prose=Prose(f"```\n{body}\n```", f"to {preview.endpoint}, POST {preview.url}"),
    )


def _used_row(session: str, used: Usage) -> tuple[str, str]:
    """Two columns, which are never cut however narrow the pane is."""
    about = "~" if used.estimated else ""
    failed = f", {used.failures:,} failed" if session == _ALL and used.failures else ""
    cost = dollars(used.cost) if used.cost is not None else "its cost is not known"
    answers = f"{used.endpoint}: {format.counted(used.answers, 'answer')}{failed}"
    return session, f"{answers}, {about}{used.sent:,} tokens sent and {used.received:,} received, {cost}"

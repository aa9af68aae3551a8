"""The endpoints that the settings name: where, which model, as whom, at what price."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from dharma_tui.core.errors import LlmError, SettingsError
from dharma_tui.services.keyring import from_keyring

SERVICE = "dharma-tui-llm"
"""What keys are kept under in a keyring."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What endpoints of one provider have in common."""

    title: str
    url: str = ""
    key: str = ""
    limit_field: str = "max_tokens"
    """What the longest answer is called in a request."""
    schema: bool = True
    """Takes ``response_format`` with a JSON schema."""


KINDS: Mapping[str, Kind] = {
    "openai": Kind("OpenAI", "https://api.openai.com/v1", "$OPENAI_API_KEY", "max_completion_tokens"),
    "grok": Kind("xAI Grok", "https://api.x.ai/v1", "$XAI_API_KEY"),
    "ollama": Kind("Ollama", "http://127.0.0.1:11434/v1"),
    "compatible": Kind("OpenAI-compatible"),
}


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    sent: float
    received: float

    def of(self, sent: int, received: int) -> float:
        """What so many tokens cost."""
        return (sent * self.sent + received * self.received) / 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that answers chat completions."""

    name: str
    kind: Kind
    model: str
    url: str
    key: str = ""
    """Where the key is: ``$VARIABLE`` or ``keyring:NAME``; empty: none is sent."""
    price: Price | None = None

    @property
    def encrypted(self) -> bool:
        """Whether what is sent can be read on its way."""
        return self.url.startswith("https://")

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


def endpoints_of(text: str) -> tuple[Endpoint, ...]:
    """The endpoints of ``llm.endpoints``. Raises SettingsError."""
    told = tuple(_endpoint(part.split()) for part in text.split(";") if part.strip())
    names = [one.name for one in told]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise _wrong(f"two endpoints are called {twice}", "give each a name of its own")
    return told


def _endpoint(words: list[str]) -> Endpoint:
    name, told = words[0], dict(word.partition("=")[::2] for word in words[1:])
    kind = KINDS.get(told.get("kind", "compatible"))
    if kind is None:
        raise _wrong(f"{name} is of no kind there is", f"kind= is one of {', '.join(KINDS)}")
    url = told.get("url", kind.url).rstrip("/").removesuffix("/chat/completions")
    if not url:
        raise _wrong(f"{name} has no url", "add url=https://HOST/v1")
    try:
        whole = bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        whole = False
    if not whole:
        raise _wrong(f"the url of {name} is none", "such as url=https://HOST/v1")
    if "model" not in told:
        raise _wrong(f"{name} has no model", "add model=, as the provider calls it")
    return Endpoint(name, kind, told["model"], url, told.get("key", kind.key), _price(told.get("price", "")))


def _price(text: str) -> Price | None:
    return Price(*map(float, text.split("/"))) if re.fullmatch(r"[\d.]+/[\d.]+", text) else None


def _wrong(message: str, hint: str) -> SettingsError:
    return SettingsError(f"llm.endpoints: {message}", hint)


class Keys:
    """Finds the keys of endpoints, each once; keeps them in memory only."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._found: dict[str, str] = {}

    async def of(self, endpoint: Endpoint) -> str:
        """The key of ``endpoint``, empty where it needs none. Raises LlmError where the one it names is not there."""
        if not endpoint.key:
            return ""
        if endpoint.key not in self._found:
            self._found[endpoint.key] = await self._looked_up(endpoint)
        return self._found[endpoint.key]

    async def _looked_up(self, endpoint: Endpoint) -> str:
        import asyncio

        where = endpoint.key
        if where.startswith("$"):
            key = self._environment.get(where[1:], "").strip()
            hint = f"export {where[1:]}=… before starting the console"
        else:
            account = where.removeprefix("keyring:")
            key = await asyncio.to_thread(partial(from_keyring, SERVICE, account, self._environment))
            hint = f"secret-tool store --label=LLM service {SERVICE} account {account}"
        if not key:
            raise LlmError(f"the key of {endpoint.name} is not in {where}", hint)
        if not key.isascii() or not key.isprintable() or " " in key:
            raise LlmError(f"what {where} holds is no key", "it has spaces or letters that no key has")
        return key

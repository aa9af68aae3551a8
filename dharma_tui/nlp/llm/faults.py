"""Why an endpoint did not answer: what is said of it, whether it is worth trying again, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dharma_tui.core.errors import LlmError
from dharma_tui.core.secrets import mask
from dharma_tui.core.text import printable
from dharma_tui.nlp.llm.endpoints import Endpoint

if TYPE_CHECKING:
    import httpx

LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be made of a fault."""

    word: str
    """As the log has it."""
    retry: bool
    """The same request may well succeed later."""
    wait: float | None = None
    """Seconds that the endpoint asked to be left alone."""
    stale: bool = False
    """A connection kept open had been closed meanwhile: nothing was asked."""
    body: str = ""
    """What it said, for looking at which field it did not know."""


class Fault(LlmError):
    """One endpoint did not answer."""

    def __init__(self, verdict: Verdict, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.verdict = verdict


def of_status(endpoint: Endpoint, status: int, headers: Mapping[str, str], body: str, now: datetime) -> Fault:
    """What an answer that is not 200 means."""
    name, said = endpoint.name, _said(body)
    words = f": {said}" if said else ""
    wait = retry_after(headers.get("retry-after", ""), now)
    if status == 401 or (status in (400, 403) and "api key" in body.lower()):
        where = endpoint.key or "nothing: key= names none"
        return Fault(Verdict("key refused", False), f"{name} refuses the key{words}", f"it is read from {where}")
    if status == 402 or "insufficient_quota" in body:
        return Fault(Verdict("no credit", False), f"{name} has no credit left{words}", "add some at the provider")
    if status == 403:
        return Fault(Verdict("forbidden", False), f"{name} does not allow it{words}", "ask who runs it")
    if status == 404:
        hint = f"mend model={endpoint.model} or url={endpoint.url} of {name} in llm.endpoints"
        return Fault(Verdict("not found", False), f"{name} knows no such model or address{words}", hint)
    if status == 429:
        later = f"try again in {wait:.0f} s" if wait else "try again in a little while"
        return Fault(Verdict("too many requests", True, wait), f"{name} is asked too often{words}", later)
    if status >= 500 or status == 408:
        return Fault(
            Verdict(f"status {status}", True, wait),
            f"{name} has trouble of its own ({status}){words}",
            "try again in a little while, or add another endpoint to llm.endpoints",
        )
    if 300 <= status < 400:
        hint = "put the address it leads to into url=, if you trust it; keys are never sent on"
        return Fault(Verdict("redirect", False), f"{name} sends elsewhere ({status})", hint)
    if status == 413 or "context" in body.lower():
        return Fault(Verdict("too long", False, body=body), f"{name}: that is too long for it{words}", "ask about less")
    return Fault(
        Verdict(f"status {status}", False, body=body),
        f"{name} refuses the request ({status}){words}",
        f"check kind= and model= of {name} in llm.endpoints",
    )


def of_transport(endpoint: Endpoint, error: httpx.TransportError, *, reused: bool = False) -> Fault:
    """What a connection that failed means."""
    import httpx

    name, told = endpoint.name, printable(str(error), 120)
    where = f"{name} at {endpoint.url}"
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Fault(Verdict("no connection", True), f"{where} cannot be reached in time", "check url= and the network")
    if isinstance(error, httpx.ConnectError):
        if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper():
            hint = "add its authority to SSL_CERT_FILE, or mend the address"
            return Fault(Verdict("tls", False), f"{where} shows no certificate that can be trusted ({told})", hint)
        return Fault(Verdict("no connection", True), f"{where} cannot be reached ({told})", "is it running? check url=")
    if isinstance(error, httpx.TimeoutException):
        return silent(endpoint)
    return Fault(
        Verdict("cut", True, stale=reused and "without sending" in str(error)),
        f"{name} cut the connection",
        "ask again; if it happens often, look at the server or the proxy before it",
    )


def silent(endpoint: Endpoint) -> Fault:
    """Nothing came for too long."""
    hint = "ask again, or raise llm.token_seconds for slow models"
    return Fault(Verdict("silent", True), f"{endpoint.name} said nothing for too long", hint)


def cut(endpoint: Endpoint) -> Fault:
    """The answer ended before its end."""
    return Fault(
        Verdict("cut", True), f"the answer of {endpoint.name} was cut off", "what came so far stands; ask again"
    )


def garbage(endpoint: Endpoint, what: str) -> Fault:
    """What came is no chat completion."""
    hint = f"is url={endpoint.url} an OpenAI-compatible address, and does it end as the provider says (often /v1)?"
    return Fault(Verdict("garbage", True), f"{endpoint.name} answers what is no chat completion ({what})", hint)


def told(endpoint: Endpoint, error: object) -> Fault:
    """An error that stands in the stream instead of an answer."""
    said = _said(json.dumps({"error": error}, default=str)) or "it does not say what"
    return Fault(Verdict("error", True), f"{endpoint.name} broke off: {said}", "ask again")


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for, said as seconds or as a date; None: it says nothing that can be read."""
    text = text.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    if seconds != seconds:
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _said(body: str) -> str:
    """The words of an error's body, as one harmless line without secrets."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    error = document.get("error", document) if isinstance(document, dict) else None
    message = error.get("message") or error.get("detail") if isinstance(error, dict) else error
    return printable(mask(message), 200) if isinstance(message, str) else ""

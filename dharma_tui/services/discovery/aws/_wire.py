"""How the SDK speaks to AWS here: who it says it is, how long it waits, how often it tries, and how it reads moments."""

from __future__ import annotations

import datetime as dates
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dharma_tui.services.discovery.aws._pace import REFUSALS, is_refusal

CONNECT_SECONDS = 5
READ_SECONDS = 20
ATTEMPTS = 10
"""Tries of one call that is refused for being one too many: with fewer, a third of random refusals still loses calls."""
PROMPT = 2
"""Refusals of one call after which it is tried again as soon as it is its turn."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often one call is tried that nobody answers, and one over which a service breaks down."""

    silent: int = 3
    broken: int = 5


PATIENT = Patience()
"""Whoever does not answer thrice is asked again by the next scan."""
ENTERING = Patience(broken=ATTEMPTS)
"""For calls that lead into accounts: all that is there waits for them, and they are few."""
HASTY = Patience(1, 2)
"""For what may well not be there."""


def config() -> Any:
    """The SDK's settings of every client."""
    import botocore
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=16,
        # put together once: the SDK's own is put together anew for each request, which takes as long as signing it
        user_agent=f"dharma-tui Botocore/{botocore.__version__}",
    )


def adapt(session: Any) -> None:
    """Have a session of botocore read moments quickly: half of its time over a long list goes into their many spellings."""
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=moment)


def moment(value: Any) -> dates.datetime:
    """A moment as AWS spells it, which is nearly always ISO 8601."""
    if isinstance(value, str) and value[4:5] == "-":
        try:
            read = dates.datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if read.tzinfo is not None:
                return read
    from botocore.utils import parse_timestamp

    told: dates.datetime = parse_timestamp(value)
    return told


def once_more(attempts: int, response: Any = None, **_: Any) -> float | None:
    """A handler of botocore's ``needs-retry``, before its own: try at once what was refused for being one too many.

    Its turn tells when it is sent. The SDK would sleep ever longer while others take the turns that there are; only what is
    refused again and again is left to it.
    """
    return 0.0 if response is not None and attempts <= PROMPT and is_refusal(response) else None


def give_up(
    patience: Patience, operation: Any, attempts: int, response: Any = None, caught_exception: Any = None, **_: Any
) -> None:
    """A handler of botocore's ``needs-retry``: raise what trying once more would not help, whatever the SDK still would."""
    if caught_exception is not None:
        if attempts >= patience.silent:
            raise caught_exception
        return
    if response is None or attempts < patience.broken:
        return
    http, parsed = response
    code = str(parsed.get("Error", {}).get("Code", "")) if isinstance(parsed, dict) else ""
    if http.status_code >= 500 and code not in REFUSALS:
        from botocore.exceptions import ClientError

        raise ClientError(parsed, operation.name)


def call_as_named(endpoint: str, params: dict[str, Any], **_: Any) -> None:
    """A handler of botocore's ``before-call``: an endpoint that somebody named is called by that name.

    Before it the SDK puts an account, for instance, which only names of AWS are made for: an address cannot have anything there.
    """
    named, called = urlsplit(endpoint), urlsplit(params["url"])
    if called.netloc.endswith(f".{named.netloc}"):
        params["url"] = called._replace(netloc=named.netloc).geturl()


def refuse_pages(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """A handler of botocore's ``before-parse``: a page for people, such as a proxy's, is not read as an answer of AWS.

    Read as one, some of them are answers with nothing in them, and some take all memory there is. What says that it broke
    down may be tried again, so of that no more is left than its status.
    """
    if operation_model.has_streaming_output:
        return
    protocol, told = operation_model.service_model.resolved_protocol, response_dict["headers"].get("content-type", "")
    is_strange = protocol == "smithy-rpc-v2-cbor" and response_dict["body"] and "cbor" not in told
    if not is_strange and not _is_page(response_dict["body"]):
        return
    status = response_dict["status_code"]
    if status >= 500:
        response_dict["body"] = b""
        return
    from botocore.exceptions import ClientError
    from botocore.parsers import ResponseParserError

    if status in (404, 405):
        raise ClientError(
            {"Error": {"Code": str(status), "Message": "a page"}, "ResponseMetadata": {"HTTPStatusCode": status}},
            operation_model.name,
        )
    raise ResponseParserError(f"what {operation_model.name} was answered is a page (HTTP {status})")


_OBJECTION = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<(?:Response[^>]*>\s*<Errors|ErrorResponse|Errors?)[\s>/]")
"""What answers in XML begin with that tell an error, whatever their status."""
_OURS = re.compile(rb"<Code>\s*(?:Internal|Service|Unavailable)")
"""Codes of what is AWS's own fault, and may be tried again."""


def tell_objections(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """A handler of botocore's ``before-parse``: an answer that tells an error is none, though its status says that all is well.

    The SDK looks for such only in answers of S3, and reads them as an answer with nothing in it.
    """
    body = response_dict["body"]
    if (
        _is_success(response_dict["status_code"])
        and not operation_model.has_streaming_output
        and _OBJECTION.match(body)
    ):
        response_dict["status_code"] = 500 if _OURS.search(body) else 400


def keep_objections(response: Any = None, **_: Any) -> None:
    """A handler of botocore's ``needs-retry``, before all others: the status that an answer was found to have is its own."""
    if response is not None:
        http, parsed = response
        http.status_code = parsed.get("ResponseMetadata", {}).get("HTTPStatusCode", http.status_code)


def lacking(operation: Any, items: str, answer: Mapping[str, Any]) -> str:
    """What an answer is without of the list at ``items`` that is sent even where nothing is in it; nothing when it has that.

    Answers in XML always have its element, and those of any form what the SDK's model says must be there. May be left out: a list
    that its parts stand for one by one, one that belongs to a thing which the answer is about, and most lists of JSON.
    """
    shape, head = operation.output_shape, items.partition(".")[0]
    if not head or head not in shape.members:
        return ""
    told, member = answer.get(head), shape.members[head]
    is_xml = operation.service_model.resolved_protocol in _XML
    if member.type_name == "structure":
        return head if is_xml and not set(member.required_members) <= (told or {}).keys() else ""
    of_one = "resultWrapper" in shape.serialization and "structure" in {
        each.type_name for each in shape.members.values()
    }
    is_whole = is_xml and member.type_name == "list" and not member.serialization.get("flattened") and not of_one
    return head if told is None and (is_whole or head in shape.required_members) else ""


_XML = ("ec2", "query", "rest-xml")


def refuse_cut_off(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """A handler of botocore's ``before-parse``: raise for an answer that ends before it should.

    The SDK does not look whether an answer is as long as it says, nor into one that is a text of its own, and of S3 it takes
    what it cannot read for a breakdown.
    """
    if operation_model.has_streaming_output or operation_model.http["method"] == "HEAD":
        return
    status, headers, body = response_dict["status_code"], response_dict["headers"], response_dict["body"]
    said = str(headers.get("content-length") or "")
    is_short = _is_success(status) and said.isdigit() and len(body) < int(said) and "content-encoding" not in headers
    if is_short or not _is_whole(operation_model, status, body):
        from botocore.parsers import ResponseParserError

        raise ResponseParserError(f"what {operation_model.name} was answered is cut off")


def _is_whole(operation: Any, status: int, body: bytes) -> bool:
    """Whether an answer over which the SDK would not stumble is all there, as far as it shows."""
    shape = operation.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    if payload is not None and shape.members[payload].type_name == "string":
        return not _is_success(status) or body[:1] != b"{" or _is_json(body)
    service = operation.service_model
    if (
        service.signing_name != "s3"
        or service.resolved_protocol != "rest-xml"
        or not (_is_success(status) or status == 500)
    ):
        return True  # what it was before the SDK made 500 of it does not show any more
    from xml.etree import ElementTree

    if body[:1] != b"<" or _is_page(body):
        return True
    try:
        ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return False
    return True


def _is_success(status: int) -> bool:
    """Whether a status says that all is well: the SDK reads an answer then, whatever is in it."""
    return 200 <= status < 300


def _is_page(body: bytes) -> bool:
    """Whether an answer is a page for people."""
    return b"<html" in body[:512].lower()


def refuse_unreadable(operation: Any, response: Any = None, **_: Any) -> None:
    """A handler of botocore's ``needs-retry``: raise for an answer that is cut off, or of JSON that is no answer to what was asked.

    The SDK reads both as an answer with nothing in it: all that was there would be gone. So it does with one that was taken over,
    or is a part, or has nothing in it, as its status says.
    """
    if response is None or not _is_success(response[0].status_code) or operation.has_streaming_output:
        return
    body = response[0].content
    is_strange = response[0].status_code not in (200, operation.http.get("responseCode", 200))
    if (
        is_strange
        or not body
        or ("json" in operation.service_model.resolved_protocol and not _is_answer(operation, body))
    ):
        from botocore.parsers import ResponseParserError

        raise ResponseParserError(f"what {operation.name} was answered is cut off, or no answer of AWS")


def _is_answer(operation: Any, body: bytes) -> bool:
    """Whether JSON has anything in it that an answer to this operation may have, or nothing at all."""
    try:
        told = json.loads(body)
    except RecursionError:
        return True  # whether it can be read is for who reads it to say
    except ValueError:
        return False
    shape = operation.output_shape
    if shape is not None and (payload := shape.serialization.get("payload")):
        shape = shape.members[payload]
    if shape is None or shape.type_name != "structure":
        return True
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    if not isinstance(told, dict) or (told and members and members.keys().isdisjoint(told)):
        return False
    return all(
        value is None or isinstance(value, _LIKE.get(members[name].type_name, object))
        for name, value in told.items()
        if name in members
    )


_LIKE = {"list": list, "structure": dict, "map": dict}
"""What these are in JSON."""


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True

"""The wire of AWS without an AWS: whatever an operation is asked, its answer is made of the SDK's own model of it.

Each service has a path of its own, which ``Wire.environment`` tells the SDK. A test says what an operation answers as a mapping
in the words of the SDK, or as raw bytes with their status; it is written in the protocol that the SDK expects of the service.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "page-token-"
_TOKEN = re.compile(TOKEN.encode() + rb"(\d+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: of what, which of its pages, a number that tells it from calls with other parameters, and who asks where."""

    service: str
    operation: str
    page: int
    parameters: int
    request: bytes
    model: Any
    key: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as bytes."""

    body: bytes
    status: int = 200
    kind: str = "text/xml"


@dataclass(frozen=True, slots=True)
class Cut:
    """Half of an answer; where it is ``short``, it says that there is more."""

    answer: Mapping[str, Any]
    short: bool = False


Answer = Mapping[str, Any] | Raw | Cut


@dataclass
class Wire:
    """Where it listens, and what was asked."""

    answer: Callable[[Asked], Answer]
    port: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    failures: list[Exception] = field(default_factory=list)

    def environment(self, *services: str) -> dict[str, str]:
        """The variables that lead the SDK here: credentials, and each service's endpoint."""
        endpoints = {
            f"AWS_ENDPOINT_URL_{_model(service).service_id.replace(' ', '_').upper()}": f"http://127.0.0.1:{self.port}/{service}"
            for service in (*services, "sts", "ec2", "resourcegroupstaggingapi")
        }
        return {**endpoints, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@contextmanager
def wire(answer: Callable[[Asked], Answer]) -> Iterator[Wire]:
    """A wire on which ``answer`` answers, from a thread for each connection."""
    there = Wire(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                asked = _asked(self.command, self.path, self.headers.get("X-Amz-Target", ""), body)
                key, region = _signed(self.headers.get("Authorization", ""))
                asked = replace(asked, key=key, region=region)
                there.calls[f"{asked.service}.{asked.operation}"] += 1
                answer = there.answer(asked)
                status, headers, told = _told(asked, answer)
            except Exception as error:
                there.failures.append(error)
                raise
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            sent = told[: len(told) // 2] if isinstance(answer, Cut) else told
            self.send_header("Content-Length", str(len(told if isinstance(answer, Cut) and answer.short else sent)))
            self.end_headers()
            self.wfile.write(sent)
            self.close_connection |= sent != told

        do_GET = do_PUT = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def process_request(self, request: Any, client_address: Any) -> None:
            kept.append(request)
            super().process_request(request, client_address)

        def handle_error(self, *_: Any) -> None:  # a client that hung up is no error of the server's
            pass

    kept: list[socket.socket] = []
    server = Server(("127.0.0.1", 0), Handler)
    there.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for connection in kept:  # clients keep them open, each of which would keep a thread of this process
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
    if there.failures:
        raise ExceptionGroup("the stub itself failed", there.failures)


def pages_of(service: str, operation: str) -> tuple[list[str], str]:
    """Where an answer has its tokens of the next page, and where it says that there is more; nothing where there is one page."""
    from dharma_tui.services.discovery.aws._ends import page_token

    paging = _paging(service).get(operation)
    if paging is None:
        token, _ = page_token(_model(service).operation_model(operation))
        return ([token] if token else []), ""
    given = paging["output_token"]
    tokens = [str(path).split("||")[0].strip() for path in (given if isinstance(given, list) else [given])]
    return tokens, str(paging.get("more_results", ""))


def placed(answer: dict[str, Any], path: str, value: Any) -> None:
    """Put ``value`` at a dotted path, on which a list stands for its first item."""
    *way, last = path.split(".")
    here: Any = answer
    for name in way:
        here = here.setdefault(name, {})
        here = here[0] if isinstance(here, list) else here
    here[last] = value


def made(shape: Any, said: str, depth: int = 0) -> Any:
    """A value of a shape of the SDK in which every text says ``said`` and nothing else of its own."""
    kind = shape.type_name
    if kind == "structure":
        if shape.is_tagged_union:
            return None  # one of its members, and no other, is too much to ask
        return {name: made(member, said, depth + 1) for name, member in shape.members.items()} if depth < 5 else {}
    if kind == "list":
        return [made(shape.member, said, depth + 1)] if depth < 5 else []
    if kind == "map":
        return {}
    if kind == "timestamp":
        return 1767323045
    if kind in ("integer", "long"):
        return 1
    if kind in ("float", "double"):
        return 1.5
    if kind == "boolean":
        return False
    return b"" if kind == "blob" else said


def paged(asked: Asked, pages: int = 3) -> dict[str, Any]:
    """An answer made of the model, one of so many pages where it has pages; each item in it is another."""
    answer = made(asked.model.output_shape, f"{asked.operation}-{asked.parameters}-{asked.page}")
    assert isinstance(answer, dict)
    tokens, more = pages_of(asked.service, asked.operation)
    last = asked.page + 1 >= pages
    for path in tokens:
        placed(answer, path, None if last else f"{TOKEN}{asked.page + 1:040}")
    if more:
        placed(answer, more, not last)
    return answer


def answered(service: str, operation: str) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of the first of two pages."""
    asked = Asked(service, operation, 0, 0, b"", _model(service).operation_model(operation))
    return _told(asked, paged(asked, 2))


def _asked(method: str, path: str, target: str, body: bytes) -> Asked:
    service, _, rest = path.lstrip("/").partition("/")
    service, _, query = service.partition("?")
    rest += f"?{query}" if query else ""
    model = _model(service)
    if target:
        operation = target.rpartition(".")[2]
    elif model.resolved_protocol in ("query", "ec2"):
        operation = re.search(rb"Action=(\w+)", body)[1].decode()  # type: ignore[index]
    else:
        operation = _by_path(service, method, f"/{rest}")
    request = path.encode() + body
    found = _TOKEN.search(request)
    unpaged = re.sub(rb"[^&?{,]*" + _TOKEN.pattern + rb"[^&},]*", b"", request)
    page = int(found[1]) if found else 0
    return Asked(service, operation, page, zlib.crc32(unpaged), request, model.operation_model(operation))


def _signed(authorization: str) -> tuple[str, str]:
    """Whose signature it is, and for which region."""
    found = re.search(r"Credential=([^/]+)/[^/]+/([^/]+)/", authorization)
    return (found[1], found[2]) if found else ("", "")


def _by_path(service: str, method: str, path: str) -> str:
    """The operation that a method and path mean: of those that fit the one that says most."""
    model, (way, _, query) = _model(service), path.partition("?")
    fitting = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        wanted, _, needs = http["requestUri"].partition("?")
        pattern = re.sub(r"\\\{[^}]*\\\+\\\}", ".+", re.escape(wanted.rstrip("/")))
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", pattern) + "/?"
        if http["method"] == method and re.fullmatch(pattern, way) and all(need in query for need in needs.split("&")):
            fitting.append((len(needs), -wanted.count("{"), -len(name), name))  # the longer are of special buckets
    return str(max(fitting)[-1])


def _told(asked: Asked, answer: Answer) -> tuple[int, Mapping[str, str], bytes]:
    from moto.core.serialize import get_serializer_class

    if isinstance(answer, Raw):
        return answer.status, {"Content-Type": answer.kind}, answer.body
    if isinstance(answer, Cut):
        answer = answer.answer
    protocol = asked.model.service_model.resolved_protocol
    told = get_serializer_class(asked.service, protocol)(asked.model).serialize(answer)
    body = told["body"]
    return told["status_code"], told["headers"], body.encode() if isinstance(body, str) else body


@cache
def _loader() -> Any:
    from botocore.loaders import create_loader

    return create_loader()


@cache
def _model(service: str) -> Any:
    from moto.core.model import ServiceModel

    return ServiceModel(_loader().load_service_model(service, "service-2"), service)


@cache
def _paging(service: str) -> dict[str, Any]:
    from botocore.exceptions import UnknownServiceError

    try:
        told: dict[str, Any] = _loader().load_service_model(service, "paginators-1")
    except UnknownServiceError:
        return {}
    paging: dict[str, Any] = told["pagination"]
    return paging

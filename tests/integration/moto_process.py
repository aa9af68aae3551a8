"""A loopback AWS in a process of its own: moto over HTTP, with faults that a test can ask for.

``python moto_process.py`` prints the port it listens on. ``POST /lab/fault?service=sqs&kind=denied`` makes every call of a
service fail from then on, ``/lab/heal`` ends all faults, ``/lab/calls`` tells how many calls of which service there were.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

Start = Callable[[str, list[tuple[str, str]]], Any]

DENIED = "AccessDenied"


class Lab:
    """moto behind what makes it fail."""

    def __init__(self, moto: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> None:
        self._moto = moto
        self._faults: dict[str, str] = {}
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/lab/"):
            return self._control(path, parse_qs(environ.get("QUERY_STRING", "")), start)
        service = _service(environ)
        with self._lock:
            self._calls[service] += 1
            fault = self._faults.get(service) or self._faults.get("*", "")
        if fault:
            return _broken(fault, environ, start)
        try:
            return self._moto(environ, _for_good(start))
        except Exception:  # what moto does not know it breaks down over, which the SDK would try again and again
            return _broken("InvalidAction", environ, start)

    def _control(self, path: str, asked: dict[str, list[str]], start: Start) -> Iterable[bytes]:
        with self._lock:
            if path == "/lab/fault":
                self._faults[asked["service"][0]] = asked["kind"][0]
            elif path == "/lab/heal":
                self._faults.clear()
            body = json.dumps(self._calls).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


def _for_good(start: Start) -> Start:
    """An answer that nobody tries again to get, where moto says that it broke down."""

    def started(status: str, headers: list[tuple[str, str]]) -> Any:
        return start("501 Not Implemented" if status.startswith("500") else status, headers)

    return started


def _service(environ: dict[str, Any]) -> str:
    """The service a request is signed for."""
    _, _, scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    parts = scope.split("/")
    return str(parts[3]) if len(parts) > 3 else "?"


def _broken(fault: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The answer of a service that refuses, in the words of its protocol; or one that nobody can read."""
    code = {"denied": DENIED, "expired": "ExpiredToken", "wrong": "InvalidClientTokenId"}.get(fault, fault)
    if fault == "malformed":
        status, kind, body = "200 OK", "text/xml", b"<Answer><half"
    elif "HTTP_X_AMZ_TARGET" in environ or environ["PATH_INFO"] != "/":
        told = {"__type": f"{code}Exception", "message": f"{code} by the lab"}
        status, kind, body = "400 Bad Request", "application/x-amz-json-1.0", json.dumps(told).encode()
    else:
        told_xml = f"<Code>{code}</Code><Message>{code} by the lab</Message>"
        status, kind = "403 Forbidden", "text/xml"
        body = f"<Response><Errors><Error>{told_xml}</Error></Errors><RequestID>x</RequestID></Response>".encode()
        if _service(environ) != "ec2":
            body = f"<ErrorResponse><Error>{told_xml}</Error><RequestId>x</RequestId></ErrorResponse>".encode()
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def main() -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    MotoRequestHandler.protocol_version = "HTTP/1.1"
    lab = Lab(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, lab, threaded=True, request_handler=MotoRequestHandler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()

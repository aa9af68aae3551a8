"""A loopback AWS in a process of its own: moto over HTTP, with faults that a test can ask for.

``python moto_process.py`` prints the port it listens on, and ends when its standard input is closed. ``POST /lab/fork`` makes
another such server that knows what this one knows, and tells its process and port.

``/lab/fault?service=sqs&kind=denied`` makes every call of a
service fail from then on, in one ``region`` or in all, at once or ``after`` so many answers, so many ``times`` or for good.
``/lab/heal`` ends all faults,
``/lab/calls`` tells how many calls of which service there were, ``/lab/places`` of which service in which region, and
``/lab/refused`` how many were refused for being too many. ``/lab/set?latency_ms=60`` changes the weather, ``/lab/trust`` and
``/lab/lifetime`` who may enter and for how long.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.integration.moto_door import Door
from tests.integration.moto_weather import THROTTLED, App, Start, Weather

DENIED = "AccessDenied"
CODES = {"denied": DENIED, "expired": "ExpiredToken", "wrong": "InvalidClientTokenId"}
REVOKED = {"ec2": "AuthFailure", "s3": "InvalidAccessKeyId"}
"""What services that have words of their own say of keys that are no longer valid; others: see ``_revoked``."""
SLOW = timedelta(minutes=17)
"""By how much the clock of who asks is slow where requests are ``skewed``."""
XML_BY_PATH = frozenset(("s3", "route53", "cloudfront"))
"""Services that tell paths in XML; those of all others are told in JSON."""
PAGE = b"<!doctype html><html><head><title>Proxy</title></head><body>Sign in to go on.</body></html>"


@dataclass(slots=True)
class Fault:
    """What every call of a service gets instead of an answer, in one region or in all, when ``after`` calls were answered.

    Where it is said how many ``times``, no more than that.
    """

    service: str
    region: str
    kind: str
    after: int = 0
    times: int = 0

    def meets(self, service: str, region: str) -> bool:
        if self.service not in (service, "*") or self.region not in (region, "*"):
            return False
        self.after -= 1
        return self.after < 0 and (not self.times or self.after >= -self.times)


class Lab:
    """moto behind what makes it fail."""

    def __init__(self, moto: App) -> None:
        self._door = Door()
        self._moto = self._door.before(moto)
        self._faults: list[Fault] = []
        self._calls: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._weather = Weather()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/lab/"):
            return self._control(path, parse_qs(environ.get("QUERY_STRING", "")), start)
        service, region = _signed_for(environ)
        with self._lock:
            self._calls[service] += 1
            self._places[f"{service}/{region}"] += 1
            kind = next((fault.kind for fault in self._faults if fault.meets(service, region)), "")
            if not kind and self._weather.refuses(service, region):
                kind = THROTTLED
                self._refused[service] += 1
        if kind == "dies":
            os._exit(1)
        time.sleep(self._weather.delay())
        if kind == "truncated":
            return _cut(self._moto, environ, start)
        if kind:
            return _broken(kind, service, environ, start)
        return self._weather.answered(self._known, environ, start)

    def _known(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for _ in range(2):  # moto breaks down, too, where two of its threads make the same thing for the first time
            try:
                return self._moto({**environ, "wsgi.input": BytesIO(body)}, _for_good(start))
            except Exception:
                continue
        # what moto does not know it breaks down over, which the SDK would try again and again
        return _broken("InvalidAction", _signed_for(environ)[0], environ, start)

    def _control(self, path: str, asked: dict[str, list[str]], start: Start) -> Iterable[bytes]:
        if path == "/lab/fork":
            return _told(_fork(self), start)
        given = {name: values[0] for name, values in asked.items()}
        with self._lock:
            told = self._calls | self._door.calls
            if path == "/lab/fault":
                after = int(given.get("after", "0"))
                times = int(given.get("times", "0"))
                self._faults.append(Fault(given["service"], given.get("region", "*"), given["kind"], after, times))
            elif path == "/lab/heal":
                self._faults.clear()
                self._door.set("heal", {})
                self._weather.set(dict.fromkeys(self._weather.numbers, 0.0))
            elif path == "/lab/set":
                self._weather.set({name: float(number) for name, number in given.items()})
            elif path in ("/lab/trust", "/lab/lifetime"):
                self._door.set(path.rpartition("/")[2], given)
            elif path == "/lab/refused":
                told = self._refused
            elif path == "/lab/places":
                told = self._places
        return _told(told, start)


def _told(numbers: Mapping[str, int], start: Start) -> list[bytes]:
    body = json.dumps(numbers).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _cut(moto: App, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Half of what moto answers, and no word that there was more."""
    said: list[tuple[str, list[tuple[str, str]]]] = []
    whole = b"".join(moto(environ, lambda status, headers, *_: said.append((status, headers))))
    half = whole[: len(whole) // 2]
    status, headers = said[-1]
    start(
        status,
        [*((name, value) for name, value in headers if name != "Content-Length"), ("Content-Length", str(len(half)))],
    )
    return [half]


def _for_good(start: Start) -> Start:
    """An answer that nobody tries again to get, where moto says that it broke down."""

    def started(status: str, headers: list[tuple[str, str]]) -> Any:
        return start("501 Not Implemented" if status.startswith("500") else status, headers)

    return started


def _signed_for(environ: dict[str, Any]) -> tuple[str, str]:
    """The service and the region a request is signed for."""
    _, _, scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    parts = scope.split("/")
    return (str(parts[3]), str(parts[2])) if len(parts) > 3 else ("?", "?")


def _broken(fault: str, service: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The answer of a service that refuses, in the words of its protocol; or one that nobody can read."""
    xml = service in XML_BY_PATH or (environ["PATH_INFO"] == "/" and "HTTP_X_AMZ_TARGET" not in environ)
    code, message = _said(fault, service, xml=xml)
    status, moment = "400 Bad Request", datetime.now(UTC) + (SLOW if fault == "skewed" else timedelta())
    if fault == "malformed":
        status, kind, body = "200 OK", "text/xml", b"<Answer><half"
    elif fault == "html":
        status, kind, body = "200 OK", "text/html", PAGE
    elif "HTTP_SMITHY_PROTOCOL" in environ:
        status, kind, body = "404 Not Found", "text/html", PAGE
    elif xml:
        told_xml = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        status, kind = "403 Forbidden", "text/xml"
        body = f"<ErrorResponse>{told_xml}<RequestId>x</RequestId></ErrorResponse>".encode()
        if service == "ec2":
            body = f"<Response><Errors>{told_xml}</Errors><RequestID>x</RequestID></Response>".encode()
        if service == "s3":
            body = told_xml.encode()
    else:
        told = {"__type": f"{code}Exception", "message": message}
        kind, body = "application/x-amz-json-1.0", json.dumps(told).encode()
    date = format_datetime(moment, usegmt=True)
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Date", date)])
    return [body]


def _said(fault: str, service: str, *, xml: bool) -> tuple[str, str]:
    """The code and the words of a refusal, as a service says them."""
    if fault == "revoked":
        code = REVOKED.get(service, "InvalidClientTokenId" if xml else "UnrecognizedClient")
        return code, "The security token included in the request is invalid."
    if fault == "skewed" and service == "s3":
        return "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
    if fault == "skewed" and service == "ec2":
        return "RequestExpired", "Request has expired."
    if fault == "skewed":
        now = datetime.now(UTC)
        ours, theirs = (f"{at:%Y%m%dT%H%M%SZ}" for at in (now, now + SLOW))
        told = f"Signature expired: {ours} is now earlier than {theirs} (by the lab)"
        return "SignatureDoesNotMatch" if xml else "InvalidSignature", told
    code = CODES.get(fault, fault)
    return code, f"{code} by the lab"


def _fork(lab: Lab) -> dict[str, int]:
    """The lab once more, in a process of its own. Nothing else may be asked of this one meanwhile."""
    reading, writing = os.pipe()
    if not (process := os.fork()):
        _serve(lab, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        return {"process": process, "port": int(told.readline())}


def _serve(lab: Lab, told: int) -> None:
    """Serve the lab until standard input is closed; the port is written to the descriptor ``told``, which is closed."""
    from moto.moto_server.werkzeug_app import MotoRequestHandler
    from werkzeug.serving import make_server

    class Handler(MotoRequestHandler):  # type: ignore[misc]
        protocol_version = "HTTP/1.1"

        def send_header(self, keyword: str, value: str) -> None:
            """The lab's own moment takes the place of the real one."""
            if keyword == "Date":
                self._headers_buffer[:] = [line for line in self._headers_buffer if not line.startswith(b"Date:")]
            super().send_header(keyword, value)

    threading.Thread(target=_end_with_input, daemon=True).start()
    server = make_server("127.0.0.1", 0, lab, threaded=True, request_handler=Handler)
    with os.fdopen(told, "w") as port:
        port.write(f"{server.server_port}\n")
    server.serve_forever()


def _end_with_input() -> None:
    """Who started this has ended, however that came."""
    os.read(0, 1)
    os._exit(0)


def _teach() -> None:
    """Have moto tell what web ACLs protect, which it keeps and has no call for."""
    from moto.wafv2.responses import WAFV2Response

    def protected(self: Any) -> Any:
        acl = self.wafv2_backend.wacls[self._get_param("WebACLArn")]
        balancers = [arn for arn in acl.associated_resources if ":loadbalancer/app/" in arn]
        return 200, {"Content-Type": "application/json"}, json.dumps({"ResourceArns": balancers})

    WAFV2Response.list_resources_for_web_acl = protected  # type: ignore[attr-defined]


def main() -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork to end
    told = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # moto prints, and where nobody reads it halts when the pipe is full
    _teach()
    _serve(Lab(DomainDispatcherApplication(create_backend_app)), told)


if __name__ == "__main__":
    main()

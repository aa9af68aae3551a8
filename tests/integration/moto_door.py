"""Who may enter which account of the loopback AWS: moto lets anybody in by any role, and knows no single sign-on."""

from __future__ import annotations

import io
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

App = Callable[[dict[str, Any], Any], Iterable[bytes]]

SIGN_ON = "/federation/credentials"


class Door:
    """STS of moto behind roles that want an external id or a code, and sessions that may be short. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trust: dict[str, Mapping[str, str]] = {}
        self._lifetime = 0
        self.calls: Counter[str] = Counter()

    def set(self, what: str, given: Mapping[str, str]) -> None:
        """``trust``: have ``role`` (``session``: GetSessionToken) want an ``external_id`` or a ``code``. ``lifetime``:
        sessions last so many ``seconds``. ``heal``: all is as it was."""
        with self._lock:
            if what == "trust":
                self._trust[given["role"]] = given
            elif what == "lifetime":
                self._lifetime = int(given["seconds"])
            elif what == "heal":
                self._trust.clear()
                self._lifetime = 0

    def before(self, moto: App) -> App:
        """``moto`` behind this door."""

        def guarded(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ["PATH_INFO"] == SIGN_ON:
                return _of_single_sign_on(start)
            if "/sts/aws4_request" in environ.get("HTTP_AUTHORIZATION", ""):
                return self._entered(moto, environ, start)
            return moto(environ, start)

        return guarded

    def _entered(self, moto: App, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(sent)
        asked = {name: values[0] for name, values in parse_qs(sent.decode()).items()}
        with self._lock:
            self.calls[f"sts {asked.get('Action', '')}"] += 1
            wanted = self._trust.get(asked.get("RoleArn", "session"), {})
            lifetime = self._lifetime
        if "code" in wanted and "SerialNumber" in asked and asked.get("TokenCode") != wanted["code"]:
            return _refused("MultiFactorAuthentication failed with invalid MFA one time pass code. ", start)
        if "external_id" in wanted and asked.get("ExternalId") != wanted["external_id"]:
            return _refused(f"User: ops is not authorized to perform: sts:AssumeRole on {asked['RoleArn']}", start)
        heads: list[str] = []
        answered = b"".join(moto(environ, lambda status, headers, *_: heads.append(status)))
        if lifetime:
            ends = (datetime.now(UTC) + timedelta(seconds=lifetime)).strftime("%Y-%m-%dT%H:%M:%SZ")
            answered = re.sub(rb"<Expiration>[^<]*", b"<Expiration>" + ends.encode(), answered)
        start(heads[-1], [("Content-Type", "text/xml"), ("Content-Length", str(len(answered)))])
        return [answered]


def _refused(why: str, start: Any) -> Iterable[bytes]:
    told = f"<Error><Code>AccessDenied</Code><Message>{why}</Message></Error>"
    body = f"<ErrorResponse>{told}<RequestId>x</RequestId></ErrorResponse>".encode()
    start("403 Forbidden", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
    return [body]


def _of_single_sign_on(start: Any) -> Iterable[bytes]:
    """Keys for a role; the server drops the header that says who has signed in."""
    keys = {"accessKeyId": "test", "secretAccessKey": "test", "sessionToken": "test", "expiration": 4102444800000}
    body = json.dumps({"roleCredentials": keys}).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]

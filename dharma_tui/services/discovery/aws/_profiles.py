"""The profiles of the AWS CLI as the SDK resolves them: keys, roles, single sign-on, processes, and codes that a person enters.

Nothing here looks for credentials on the network unasked: a container's are fetched where the environment says from where, an
instance's where a profile or the settings say so. Sessions that a code was entered for are remembered by the prompter alone;
those of the AWS CLI are read.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import AuthError, DharmaError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.prompting import Prompter, Question
from dharma_tui.services.discovery.aws._clients import Clients
from dharma_tui.services.discovery.aws._errors import SIGN_IN, hinting, is_refused_code, translated
from dharma_tui.services.discovery.aws._partitions import partition_of
from dharma_tui.services.discovery.aws._session import Sdk, sts_region
from dharma_tui.services.discovery.aws._sources import bounded, renewing_by_name, told_by_name

CODES = 3
"""Codes that may be refused before it is given up."""
RENEWED_BEFORE = timedelta(minutes=15)
"""Left of a session that is renewed rather than used; the SDK's own rule."""
_INSTANCE = "iam-role"
"""The SDK's source that asks the metadata service of an instance, which elsewhere is an address that nobody answers."""
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_CHOOSING = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""What names the profile that the SDK chooses; the first counts."""
FEW = 20
"""Profiles named to somebody who named one that is not there."""
_SIGNS = ("AWS_ACCESS_KEY_ID", *_CHOOSING, "AWS_WEB_IDENTITY_TOKEN_FILE", *_CONTAINER)
_ACCOUNT = re.compile(r"[0-9]{12}")
LABEL = "profile:"
"""How an account is called while nobody knows which it is: this, and the name of its profile."""
_CLI_CACHE = Path("~/.aws/cli/cache")


def is_set_up() -> bool:
    """Whether there is any sign of credentials on this machine; cheap, and without the SDK."""
    if any(os.environ.get(name) for name in _SIGNS):
        return True
    return any(path.is_file() for path in files())


def surroundings() -> object:
    """What credentials are found by, to be compared: another one when they may have changed."""
    stamps = tuple((str(path), path.stat().st_mtime_ns) for path in files() if path.is_file())
    told = {name: value for name, value in os.environ.items() if name.startswith("AWS_") or name == "HOME"}
    return tuple(sorted(told.items())), stamps


def session_of(name: str) -> Any:
    """A session of the SDK as a profile, in the region that the AWS CLI would choose: the SDK does not know AWS_REGION.

    A profile that is named keeps to its own, as several may be of several partitions.
    """
    import botocore.session

    session = botocore.session.Session(profile=name or None)
    told = os.environ.get("AWS_REGION")
    if told and not (name and session.get_config_variable("region")):
        session.set_config_variable("region", told)
    return session


def partitions(patterns: str) -> list[str]:
    """Where the profiles of ``patterns`` are, going by their regions."""
    found: list[str] = []
    try:
        for name in named(patterns) or [""]:
            with translated("profiles", "read"):
                found.append(partition_of(session_of(name).get_config_variable("region") or ""))
    except DharmaError:  # which is for who scans to be told
        pass
    return list(dict.fromkeys(found)) or [partition_of("")]


def files() -> tuple[Path, ...]:
    """The files of the AWS CLI that profiles are declared in."""
    return (
        Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials").expanduser(),
        Path(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser(),
    )


def named(patterns: str) -> list[str]:
    """The profiles that comma-separated names and wildcards stand for; a word that stands for none is among them as it is."""
    import botocore.session

    words = [word.strip() for word in patterns.split(",") if word.strip()]
    known: list[str] = []
    if any(_is_pattern(word) for word in words):
        with translated("profiles", "read"):
            known = sorted(botocore.session.Session().available_profiles)
    found = [[name for name in known if fnmatchcase(name, word)] or [word] for word in words]
    return list(dict.fromkeys(name for names in found for name in names))


class Profile:
    """One profile; without a name, whatever the SDK chooses: the environment, AWS_PROFILE, the default profile."""

    def __init__(
        self, name: str, clients: Clients, clock: Clock, prompter: Prompter, *, instance_role: bool = False
    ) -> None:
        self.name = name
        self.waiting = False
        """A person is being asked."""
        self._clients = clients
        self._clock = clock
        self._prompter = prompter
        self._instance_role = instance_role
        self._cache = _Sessions(prompter, clock)
        self._objection = ""

    @property
    def label(self) -> str:
        """What the profile's account is called while it is not known which it is."""
        return f"{LABEL}{self.name}" if self.name else ""

    @cached_property
    def account(self) -> str:
        """The account that a named profile is declared to lead to; nothing where only AWS knows."""
        import botocore.session

        if not self.name:
            return ""
        try:
            with translated("profiles", "read"):
                config = botocore.session.Session(profile=self.name).get_scoped_config()
        except DharmaError:
            return ""
        words = (config.get("role_arn") or "", config.get("sso_account_id") or "", config.get("mfa_serial") or "")
        first = next((str(word) for word in words if word), "")
        return next((word for word in first.split(":") if _ACCOUNT.fullmatch(word)), "")

    def sdk(self) -> Sdk | None:
        """The way to AWS as this profile; None: it has no credentials at all. Raises AuthError, ProviderError."""
        with translated("sts", "credentials"):
            self._refuse_unknown()  # before anything asks its settings, which the SDK objects to in words of its own
            session = session_of(self.name)
            self._clients.adopt(session)
            config = session.get_scoped_config()
        sign_in = self._sign_in(session, config)
        with hinting(sign_in), translated("sts", "credentials"):
            credentials = self._credentials(session)
        if credentials is None:
            self._refuse_nobody()
            return None
        sdk = Sdk(session, credentials, self._clients, self._clock, sign_in)
        serial = config.get("mfa_serial")
        if serial and "role_arn" not in config and not credentials.token:
            return self._with_code(sdk, str(serial))
        return sdk

    def _refuse_nobody(self) -> None:
        """Raise AuthError where there should have been credentials."""
        if self.name:
            raise AuthError(f"profile {self.name} has no credentials", "give it keys, a role, or single sign-on")
        if self._instance_role:
            raise AuthError("the metadata of this instance tells no credentials", NO_INSTANCE_ROLE)

    def _refuse_unknown(self) -> None:
        import botocore.session

        session = botocore.session.Session()
        name = self.name or session.profile or ""
        if not name or name in (known := sorted(session.available_profiles)):
            return
        hint = f"there are {', '.join(known[:FEW])}" if known else "there are no profiles in ~/.aws/config"
        hint = did_you_mean(name, known, hint)
        if self.name:
            raise AuthError(f"{'no profile matches' if _is_pattern(name) else 'there is no profile'} {name!r}", hint)
        variable = next(each for each in _CHOOSING if os.environ.get(each))
        raise AuthError(
            f"there is no profile {name!r}, which {variable} names", f"let it name one that is there, or none: {hint}"
        )

    def _resolver(self, session: Any) -> Any:
        from botocore.credentials import create_credential_resolver

        sources = create_credential_resolver(session, self._cache, session.get_config_variable("region"))
        if not self._instance_role:
            sources.remove(_INSTANCE)
        bounded(sources)
        for source in sources.providers:
            if hasattr(source, "_prompter"):  # which asks on the terminal, and that may belong to the console
                source._prompter = self._ask_for
        return sources

    def _credentials(self, session: Any) -> Any:
        """The credentials, fetched at once so that a code that is refused can be asked for again."""
        from botocore.exceptions import ClientError

        self._objection = ""
        for chance in range(CODES):
            sources = self._resolver(session)  # which remembers the profiles it has been through
            session.register_component("credential_provider", sources)
            with told_by_name(session, self.name):
                credentials = _loaded(sources)
            if credentials is None:
                return None
            renewing_by_name(credentials, session, self.name)
            try:
                credentials.get_frozen_credentials()
            except ClientError as error:
                if not is_refused_code(error) or chance == CODES - 1:
                    raise
                self._objection = _REFUSED_CODE
            else:
                return credentials
        raise AssertionError

    def _with_code(self, sdk: Sdk, serial: str) -> Sdk:
        """The same identity in a session that a code was given for, which roles that want one accept."""
        from botocore.credentials import DeferredRefreshableCredentials

        key = sha256(f"{serial} {sdk.credentials.access_key}".encode()).hexdigest()

        def fetch() -> dict[str, str]:
            told = self._cache.valid(key) or self._session_for_code(sdk, serial, key)
            return {
                "access_key": told["AccessKeyId"],
                "secret_key": told["SecretAccessKey"],
                "token": told["SessionToken"],
                "expiry_time": told["Expiration"],
            }

        credentials = DeferredRefreshableCredentials(refresh_using=fetch, method="session-token")
        credentials.get_frozen_credentials()
        return sdk.acting_as(credentials)

    def _session_for_code(self, sdk: Sdk, serial: str, key: str) -> dict[str, str]:
        from botocore.exceptions import ClientError

        self._objection = ""
        for chance in range(CODES):
            with sdk.entering("sts", "GetSessionToken"):
                client = sdk.client("sts", sts_region(sdk.session))
                code = self._ask_for(serial)
                try:
                    answer = client.get_session_token(SerialNumber=serial, TokenCode=code)
                except ClientError as error:
                    if not is_refused_code(error) or chance == CODES - 1:
                        raise
                    self._objection = _REFUSED_CODE
                    continue
            self._cache[key] = answer
            kept: dict[str, str] = self._cache[key]["Credentials"]
            return kept
        raise AssertionError

    def _ask_for(self, prompt: str) -> str:
        """The code of the device that the SDK's prompt names."""
        device = prompt.removeprefix("Enter MFA code for ").rstrip(": ")
        subject = f"AWS profile {self.name}" if self.name else "AWS"
        self.waiting = True
        try:
            code = self._prompter.ask(Question("aws", subject, device, self._objection, self.label))
        finally:
            self.waiting = False
        self._cache.asked = True
        return code

    def _sign_in(self, session: Any, config: Mapping[str, Any]) -> str:
        """What to do when these credentials no longer hold."""
        name = session.profile or "default"
        with_profile = f" --profile {name}" if name != "default" else ""
        if "sso_session" in config or "sso_start_url" in config:
            return f"sign in again: aws sso login{with_profile}"
        if "login_session" in config:
            return f"sign in again: aws login{with_profile}"
        if "mfa_serial" in config:
            return "scan again, and enter another code when asked"
        if "credential_process" in config:
            return f"see what the credential_process of profile {name} says"
        names = "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN"
        if config.get("credential_source") == "Environment":
            return f"put keys into the environment ({names}), where profile {name} takes them from, and start dharma-tui again"
        if not self.name and os.environ.get("AWS_ACCESS_KEY_ID"):
            return f"put new keys into the environment ({names}) and start dharma-tui again"
        if not self.name and _has_container() and "aws_access_key_id" not in config:
            return f"see that the address in {' or '.join(_CONTAINER)} answers, and that the container has a role"
        return SIGN_IN


def _has_container() -> bool:
    return any(os.environ.get(name) for name in _CONTAINER)


def _loaded(sources: Any) -> Any:
    """What the SDK finds. Of a container's address, token and answer it lets through whatever goes wrong."""
    try:
        return sources.load_credentials()
    except (OSError, ValueError, KeyError) as error:
        if not _has_container():
            raise
        raise AuthError(f"no usable credentials of this container: {type(error).__name__}: {error}", SIGN_IN) from error


NO_INSTANCE_ROLE = "attach a role to the instance and let its metadata be asked, or turn aws.instance_role off"
_REFUSED_CODE = "that code was not accepted; each one is valid once"


def _is_pattern(word: str) -> bool:
    return any(sign in word for sign in "*?[")


class _Sessions:
    """The SDK's cache of sessions: our own, then what the prompter remembers, then what the AWS CLI has on disk."""

    def __init__(self, prompter: Prompter, clock: Clock) -> None:
        self.asked = False
        """A person has given a code: what is fetched from now on is worth remembering."""
        self._prompter = prompter
        self._clock = clock
        self._own: dict[str, Any] = {}

    def __contains__(self, key: str) -> bool:
        return self._found(key) is not None

    def __getitem__(self, key: str) -> Any:
        found = self._found(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, session: Any) -> None:
        text = json.dumps({"Credentials": session["Credentials"]}, default=_as_text)
        self._own[key] = json.loads(text)
        if self.asked:
            self._prompter.remember(key, text)

    def valid(self, key: str) -> dict[str, str] | None:
        """The credentials under ``key``, unless they are about to end."""
        found = self._found(key)
        if found is None:
            return None
        told: dict[str, str] = found["Credentials"]
        return told if datetime.fromisoformat(told["Expiration"]) - self._clock.now() > RENEWED_BEFORE else None

    def _found(self, key: str) -> Any:
        if key not in self._own:
            for text in (self._prompter.recall(key), _of_the_cli(key)):
                if text and (session := _readable(text)):
                    self._own[key] = session
                    break
        return self._own.get(key)


def _as_text(value: datetime) -> str:
    return value.isoformat()


def _of_the_cli(key: str) -> str:
    """What the AWS CLI keeps under the same key, which is made in the same way."""
    try:
        return (_CLI_CACHE.expanduser() / f"{key}.json").read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _readable(text: str) -> Any:
    """A session as it was kept; None for what is not one."""
    try:
        session = json.loads(text)
        told = session["Credentials"]
        whole = all(isinstance(told[name], str) for name in ("AccessKeyId", "SecretAccessKey", "Expiration"))
    except (ValueError, KeyError, TypeError):
        return None
    return session if whole else None

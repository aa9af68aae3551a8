"""What AWS calls things that are secret: a rule for every kind, so that none can forget it."""

from __future__ import annotations

import re
from functools import lru_cache

from dharma_tui.core.secrets import MASK, names_secret
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._given import given_to, may_hold, told_to

_SECRET = re.compile(
    r"(?i)password|passphrase|secret|token|credential|privatekey|private_key|apikey|api_key|authkey|connectionstring|userdata|payloadurl"
)
_ABOUT = ("arn", "id", "enabled", "type", "at", "status")
"""Endings of names that tell of a secret and are none."""
_NONE = frozenset(
    (
        *("clienttoken", "clientrequesttoken", "creationtoken"),  # they make a call happen once
        *("locktoken", "updatetoken", "viewversiontoken"),  # they tell versions apart
        *("httptokens", "tokendomains", "apikeysource", "apikeyselectionexpression"),  # settings
        *("tokenendpoint", "tokenurl", "tokenproviderurl", "passwordfieldxpath", "passwordbuttonxpath"),  # places
        *("passwordlastused", "authtokenlastmodifieddate", "lastmodifiedsecret"),  # moments
        *("credentialsparameter", "credentialspecs", "credentialprovider", "secretname"),  # where the secret is
        *("encryptionkey", "kmsencryptionkey", "volumeencryptionkey"),  # the id of a key of KMS
    )
)
"""Names that the rule takes for secrets and that are none, in lower case."""


@lru_cache(maxsize=1 << 14)
def is_secret(name: str) -> bool:
    """Whether a text of this name is secret. What has a colon is a condition of a policy and names no value."""
    lowered = name.lower()
    if ":" in lowered or lowered in _NONE or lowered.endswith(_ABOUT):
        return False
    return bool(_SECRET.search(name)) or names_secret(name)


def hide(value: Json, mentioned: set[str] | None = None) -> None:
    """Put a mark, within ``value``, for each text whose name or place says that it is secret, and each secret within other texts.

    ARNs under names of secrets stay: they name and hold nothing. What else is masked and names something is ``mentioned``.
    """
    mentioned = set() if mentioned is None else mentioned
    if isinstance(value, list):
        for at, item in enumerate(value):
            if isinstance(item, (dict, list)):
                hide(item, mentioned)
            elif isinstance(item, str) and "://" in item:
                value[at] = told_to("", item, mentioned)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str):
                if inner and is_secret(name):
                    value[name] = _unless_arn(inner)
                elif "://" in inner or may_hold(name):
                    value[name] = told_to(name, inner, mentioned)
            elif isinstance(inner, (dict, list)):
                if isinstance(inner, list) and is_secret(name):
                    inner = [_unless_arn(item) if isinstance(item, str) else item for item in inner]
                value[name] = inner = given_to(name, inner, mentioned)
                hide(inner, mentioned)


def _unless_arn(text: str) -> str:
    return text if text.startswith("arn:") else MASK

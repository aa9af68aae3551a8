"""What AWS calls things that are secret: a rule for every kind, so that none can forget it."""

from __future__ import annotations

import re
from functools import lru_cache

from dharma_tui.core.secrets import MASK, names_secret
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import masked

_SECRET = re.compile(
    r"(?i)password|passphrase|secret|token|credential|privatekey|private_key|apikey|api_key|authkey|connectionstring|userdata"
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
_VARIABLES = frozenset({"environment", "env", "environmentvariables", "envvars", "variables"})
"""Where programs are told things, passwords among them: under names that anybody may choose."""


@lru_cache(maxsize=1 << 14)
def is_secret(name: str) -> bool:
    """Whether a text of this name is secret. What has a colon is a condition of a policy and names no value."""
    lowered = name.lower()
    if ":" in lowered or lowered in _NONE or lowered.endswith(_ABOUT):
        return False
    return bool(_SECRET.search(name)) or names_secret(name)


def hide(value: Json) -> None:
    """Put a mark, within ``value``, for each text whose name says that it is secret. ARNs stay: they name and hold nothing."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                hide(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str):
                if is_secret(name) and inner:
                    value[name] = _unless_arn(inner)
            elif isinstance(inner, (dict, list)):
                value[name] = inner = _without_texts(name, inner)
                hide(inner)


def _unless_arn(text: str) -> str:
    return text if text.startswith("arn:") else MASK


def _without_texts(name: str, inner: Json) -> Json:
    """A list without its secrets, and variables without values: pairs, or a mapping, which mere ``environment`` is not."""
    lowered = name.lower()
    if isinstance(inner, list):
        if is_secret(name):
            return [_unless_arn(item) if isinstance(item, str) else item for item in inner]
        return masked(masked(inner, "value"), "Value") if lowered in _VARIABLES else inner
    return masked(inner, "") if lowered in _VARIABLES and lowered != "environment" else inner

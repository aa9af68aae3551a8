"""What goes wrong with calls to AWS, as errors of ours: what, why, and what to do about it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import (
    AccessDeniedError,
    AuthError,
    MalformedAnswerError,
    ProviderError,
    ThrottledError,
    TimedOutError,
    UnreachableError,
)
from dharma_tui.core.format import duration
from dharma_tui.core.secrets import mask
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._partitions import meant
from dharma_tui.services.discovery.aws._skew import skew

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

_DENIED = {
    *("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "UnauthorizedAccess"),
    *("AuthorizationErrorException", "NotAuthorized", "ForbiddenException", "Client.UnauthorizedOperation", "403"),
    *("UnauthorizedException", "AccessDeniedFault"),
}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"}
_EXPIRED_OR_SKEWED = "RequestExpired"
"""What EC2 says of credentials that have expired, and of a request whose clock is wrong."""
_UNKNOWN_KEYS = {
    *("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "InvalidAccessKeyId", "InvalidToken"),
    "AuthFailureException",
}
_BADLY_SIGNED = {
    *("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken"),
    *("MissingAuthenticationTokenException", "IncompleteSignatureException"),
}
_SKEWED = {"RequestTimeTooSkewed", "RequestInTheFuture"}
_THROTTLED = {
    *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException"),
    *(
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "BandwidthLimitExceeded",
        "PriorRequestNotComplete",
    ),
    *("ProvisionedThroughputExceededException", "LimitExceededException", "EC2ThrottledException"),
}
_NOT_SUBSCRIBED = {"OptInRequired", "SubscriptionRequiredException"}
_UNKNOWN_CALLS = {"InvalidAction", "InvalidActionException", "UnknownOperation", "UnknownOperationException"}
_WORDLESS = {"404", "405", "500", "501"}
"""Codes the SDK makes of the status of an answer that has none: no service of AWS answers so to a call that it knows."""
_UNKNOWN_PATH = "Missing Authentication Token"
"""What AWS's gateways say of a path that they do not know, with a code that speaks of credentials."""
_UNUSED = {
    ("organizations", "AWSOrganizationsNotInUseException"),
    ("shield", "ResourceNotFoundException"),
    ("securityhub", "InvalidAccessException"),
    ("quicksight", "ResourceNotFoundException"),
}
"""What services that were never set up answer to a list: there is nothing, and nothing is wrong."""
_GONE = re.compile(r"NotFound|NoSuch|Non[Ee]xistent|DoesNotExist")
_INVALID = {"ValidationError", "InvalidRequestException"}
_GONE_IN_WORDS = re.compile(r"\b(?:does not exist|doesn't exist|not found)\b")
"""What services that have no code for it say of what is not there, under ``_INVALID``."""
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NAMED_ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)")
_DENYING = re.compile(r"with an explicit deny in (an? [a-zA-Z -]{1,60}(?:policy|boundary))")
_NOT_ALLOWING = re.compile(r"because no ((?!identity-based)[a-zA-Z -]{1,60}(?:policy|boundary)) allows")
"""What of several policies refuses, where AWS says so: allowing it in a policy of who asks does not help then."""

_OF_STS = ("AssumeRole", "AssumeRoleWithWebIdentity", "GetSessionToken")

CANNOT_ENTER = (
    "see that the role exists there, that it trusts who scans, with the external id it asks for, and that sts:AssumeRole is "
    "allowed; an account that is suspended refuses in the same words"
)
AGAINST_IT = "allowing it elsewhere does not help: change that, or leave what it denies out of the scan"
ENTER_AGAIN = "scan again, and enter another code when asked"
SIGN_IN = "sign in again (aws sso login), or renew the keys of the profile"
MEND_PROFILE = "mend that profile in the AWS configuration, or leave it out of aws.profiles"
SET_CLOCK = "set the clock; run a time service"
NOT_KNOWN = "the credentials are not accepted: AWS does not know the access key, or no longer"
NOT_FITTING = "the credentials are not accepted: the secret does not fit the access key"
EXPIRED = "the credentials have expired"
"""What is wrong with who asks is told without what was asked, so that all that ends by it is told of together."""


UNREADABLE = "malformed answer, it cannot be read"
CUT_OFF = "malformed answer, it ends before it should"
_PROXY = "see whether a proxy answers instead"
_NETWORK = "look at the network, a proxy or AWS_ENDPOINT_URL"
_REFUSED_CODE = re.compile(r"MultiFactorAuthentication failed|MFA one time pass code|tokenCode", re.IGNORECASE)


class GoneError(ProviderError):
    """What was asked about does not exist, or no longer. ``code`` is AWS's own word for that."""

    def __init__(self, message: str, hint: str = "", code: str = "") -> None:
        super().__init__(message, hint)
        self.code = code


class NotOfItError(ProviderError):
    """What was asked about is of a sort that has nothing of the kind."""


class NotMadeError(ProviderError):
    """What AWS makes when asked for it is not ready yet."""


class UnknownCallError(ProviderError):
    """Whoever answers does not know what was called: an older service, another region's, or none of AWS."""


class NoEndpointError(UnreachableError):
    """The service has no address here."""


class UnusedError(GoneError):
    """The account does not use the service, so there is nothing to list."""


class RegionOffError(AuthError):
    """The account has not enabled the region that was asked for a session."""


class NotAcceptedError(AuthError):
    """A call was answered with an objection to who makes it, or to when; the message does not say which call that was."""

    def __init__(self, message: str, hint: str, operation: str) -> None:
        super().__init__(message, hint)
        self.operation = operation


class NotAskedError(AuthError):
    """A call that was not made, as AWS refuses whoever would make it."""


class UnusableError(AuthError):
    """There are no credentials to make a call with, or no longer."""


def without(absent: str, service: str, operation: str, region: str) -> MalformedAnswerError:
    """The error for an answer that lacks what all answers to that call have."""
    return MalformedAnswerError(f"{call_in(service, operation, region)}: malformed answer, it has no {absent}", _PROXY)


def endless(service: str, operation: str, region: str) -> MalformedAnswerError:
    """The error for an answer that says that there is more, and not where."""
    return MalformedAnswerError(
        f"{call_in(service, operation, region)}: malformed answer, it says that there is more and names no next page",
        _PROXY,
    )


def is_objection(error: ProviderError) -> bool:
    """Whether it objects to what was asked, not to who asks, nor when or how often."""
    response = getattr(error.__cause__, "response", None) or {}
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    return type(error) is ProviderError and isinstance(status, int) and status < 500


def call_in(service: str, operation: str, region: str) -> str:
    """What a call is called where it is told of."""
    return f"{service} {operation}" + (f" in {region}" if region else "")


def is_refused_code(error: ClientError) -> bool:
    """Whether AWS objects to a code of multi-factor authentication, and to nothing else."""
    return bool(_REFUSED_CODE.search(str(error.response.get("Error", {}).get("Message") or "")))


@contextmanager
def hinting(sign_in: str) -> Iterator[None]:
    """Where credentials do not hold, say ``sign_in`` in place of what fits all."""
    try:
        yield
    except AuthError as error:
        if error.hint != SIGN_IN:
            raise
        error.hint = sign_in
        raise


@contextmanager
def translated(service: str, operation: str, region: str = "") -> Iterator[None]:
    """Turn what botocore raises inside into errors of ours."""
    from botocore import exceptions as sdk
    from botocore.parsers import ResponseParserError

    asked = call_in(service, operation, region)
    try:
        yield
    except sdk.ClientError as error:
        if error.operation_name != operation:  # it was not even asked: the SDK could not get or renew credentials
            service = "sts" if error.operation_name in _OF_STS else "sso"
            operation, asked = error.operation_name, f"{service} {error.operation_name}"
        raise _refused(error.response, service, operation, asked) from error
    except (
        sdk.NoCredentialsError,
        sdk.PartialCredentialsError,
        sdk.CredentialRetrievalError,
        sdk.TokenRetrievalError,
        sdk.SSOError,
        sdk.LoginError,
    ) as error:
        raise UnusableError(f"no usable credentials: {_told(error)}", SIGN_IN) from error
    except (
        sdk.ProfileNotFound,
        sdk.InvalidConfigError,
        sdk.ConfigParseError,
        sdk.InfiniteLoopConfigError,
        sdk.UnknownCredentialError,
    ) as error:
        raise UnusableError(f"no usable credentials: {_told(error)}", MEND_PROFILE) from error
    except sdk.RefreshWithMFAUnsupportedError as error:
        raise UnusableError(f"{asked}: the session that a code was entered for has ended", ENTER_AGAIN) from error
    except (sdk.ReadTimeoutError, sdk.ConnectTimeoutError) as error:
        raise TimedOutError(f"{asked}: no answer in time", "try again later, or look at the network") from error
    except ResponseParserError as error:
        raise MalformedAnswerError(f"{asked}: {UNREADABLE}", _PROXY) from error
    except sdk.ConnectionClosedError as error:
        if not _is_cut_off(error):
            raise UnreachableError(f"{asked}: {error}", _NETWORK) from error
        raise MalformedAnswerError(f"{asked}: {CUT_OFF}", _PROXY) from error
    except (RecursionError, MemoryError) as error:
        raise MalformedAnswerError(
            f"{asked}: malformed answer, nested too deeply or of no sense", "see the log"
        ) from error
    except (sdk.HTTPClientError, sdk.ConnectionError, sdk.NoRegionError, sdk.EndpointProviderError) as error:
        nowhere = NoEndpointError if _is_nowhere(error) else UnreachableError
        raise nowhere(f"{asked}: {error}", _NETWORK) from error
    except sdk.InvalidRegionError as error:
        raise ProviderError(f"{asked}: {error}", meant(str(error.kwargs.get("region_name", region)))) from error
    except sdk.BotoCoreError as error:
        raise ProviderError(f"{asked}: {error}", "see the log") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # of the SDK, over what is no such answer
        if file := _unreadable_file(error):
            raise UnusableError(f"no usable credentials: {file} cannot be read", SIGN_IN) from error
        raise MalformedAnswerError(f"{asked}: {UNREADABLE}", _PROXY) from error
    except OSError as error:  # a file that the SDK reads, or none can be opened any more
        told = ": ".join(str(each) for each in (error.strerror or type(error).__name__, error.filename) if each)
        raise ProviderError(f"{asked}: {told}", "see that this machine lets who scans read it") from error
    except RuntimeError as error:
        if "still expired" not in str(error):
            raise
        raise UnusableError(f"no usable credentials: those just fetched have expired ({asked})", SIGN_IN) from error


def _told(error: BotoCoreError) -> str:
    """What the SDK says, in one line: its own words as they are, those of others without secrets."""
    told = {name: mask(str(value)) for name, value in error.kwargs.items()}
    return " ".join(error.fmt.format(**told).split())


def _unreadable_file(error: Exception) -> str:
    """The file of credentials that the SDK keeps and could not read, if that is what went wrong."""
    from botocore.utils import JSONFileCache

    for frame, _ in walk_tb(error.__traceback__):
        cache, name = frame.f_locals.get("self"), frame.f_locals.get("cache_key")
        if isinstance(cache, JSONFileCache) and isinstance(name, str):
            return str(cache._convert_cache_key(name))
    return ""


def _is_nowhere(error: Exception) -> bool:
    """Whether a service has no address: the SDK knows of none, or nobody knows the name of its host."""
    from botocore.exceptions import EndpointConnectionError, EndpointProviderError

    reason = error.kwargs.get("error") if isinstance(error, EndpointConnectionError) else None
    found = reason if isinstance(reason, socket.gaierror) else getattr(reason, "__cause__", None)
    unknown = isinstance(found, socket.gaierror) and found.errno in _NO_SUCH_NAME
    return unknown or isinstance(error, EndpointProviderError)


def _is_cut_off(error: Exception) -> bool:
    """Whether an answer began and was shorter than it said."""
    from urllib3.exceptions import IncompleteRead

    cause = getattr(error, "kwargs", {}).get("error")
    return any(isinstance(each, IncompleteRead) for each in (cause, *getattr(cause, "args", ())))


def _not_accepted(code: str, message: str, off: float | None) -> tuple[str, str] | None:
    """What an answer objects to in who asks, or when, and what to do; ``off`` is by how much the clock is, where that shows."""
    told = code in _SKEWED or "Signature expired" in message or "Signature not yet current" in message
    objects = code in _EXPIRED | _UNKNOWN_KEYS | _BADLY_SIGNED or code == _EXPIRED_OR_SKEWED
    if told or (objects and off):
        by = f", {duration(abs(off))} {'fast' if off > 0 else 'slow'}" if off else ""
        return f"AWS finds this machine's clock wrong{by}", SET_CLOCK
    if code == _EXPIRED_OR_SKEWED and off is None:
        return "AWS takes the request for expired", f"see that this machine's clock is right; else {SIGN_IN}"
    if code in _EXPIRED or code == _EXPIRED_OR_SKEWED:
        return EXPIRED, SIGN_IN
    if code in _UNKNOWN_KEYS:
        doubt = f"{SIGN_IN}; a clock that is wrong is refused in the same words"
        return NOT_KNOWN, doubt if code == "AuthFailure" and off is None else SIGN_IN
    return (NOT_FITTING, SIGN_IN) if code in _BADLY_SIGNED else None


def _refused(response: Mapping[str, Any], service: str, operation: str, asked: str) -> ProviderError:
    """The error for an answer that says no."""
    told = response.get("Error", {})
    code, message = str(told.get("Code") or "unknown"), str(told.get("Message") or "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    said = f"{asked}: {code}" + (f", {message}" if message and message != code else "")
    if code in _UNKNOWN_CALLS or code in _WORDLESS or status == 501 or message == _UNKNOWN_PATH:
        return UnknownCallError(said, "whoever answers there may not know this call")
    if _REFUSED_CODE.search(message):
        return AuthError(f"{asked}: the code of the device is not accepted", ENTER_AGAIN)
    if code in _DENIED and operation in _OF_STS:
        return AccessDeniedError(said, CANNOT_ENTER)
    if code in _DENIED:
        named = _NAMED_ACTION.search(message)
        missing = named[1] if named else action(service, operation)
        if denying := _DENYING.search(message):
            return AccessDeniedError(f"denied by {denying[1]}: {missing}", AGAINST_IT)
        silent = _NOT_ALLOWING.search(message)
        return AccessDeniedError(
            f"not allowed: {missing}", f"allow {missing} in {f'the {silent[1]}' if silent else 'a policy of who scans'}"
        )
    if objection := _not_accepted(code, message, skew(response)):
        return NotAcceptedError(*objection, operation)
    if code in _THROTTLED or status == 429:
        return ThrottledError(f"{asked}: too many calls", "scan less often, or fewer kinds and regions at once")
    if code == "RegionDisabledException":
        return RegionOffError(f"{asked}: sign-in is turned off in that region", "name another region: AWS_REGION")
    if code in _NOT_SUBSCRIBED:
        return AccessDeniedError(f"{asked}: the account has not subscribed to it", "leave this kind out of the scan")
    if (service, code) in _UNUSED:
        return UnusedError(said)
    if _GONE.search(code) or (code in _INVALID and _GONE_IN_WORDS.search(message)):
        return GoneError(said, code=code)
    if code == "UnsupportedOperationException":
        return NotOfItError(said, "see the log")
    return ProviderError(said, "try again later" if isinstance(status, int) and status >= 500 else "see the log")

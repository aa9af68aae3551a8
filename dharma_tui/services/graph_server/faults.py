"""What Neo4j and its driver refuse, in words for a person, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dharma_tui.core.errors import CypherError, DharmaError, GraphServerError
from dharma_tui.core.text import printable
from dharma_tui.services.graph_server.address import PASSWORD, Address

if TYPE_CHECKING:
    from neo4j.exceptions import Neo4jError


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """Raises GraphServerError, and CypherError for queries that cannot be read."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except Neo4jError as error:
        raise _refusal(error, address) from error
    except DriverError as error:
        raise _unreached(error, address) from error
    except (OSError, ValueError) as error:
        raise GraphServerError(
            f"Neo4j at {address.uri} cannot be asked: {_words(error)}", "mend neo4j.uri, or look at that server"
        ) from error


LONGER = "ask for less, or raise neo4j.query_seconds"
"""What to do about a query that took longer than it may."""
_LOGIN = "Security."
_HINTS = {
    "Neo.ClientError.Security.Forbidden": "ask for the right to do that, or log in as somebody else: neo4j.user",
    "Neo.ClientError.Security.CredentialsExpired": "change that password on the server, as it asks for, and set it anew",
    "Neo.ClientError.Security.AuthenticationRateLimit": "wait a few seconds: too many wrong passwords came before",
    "Neo.ClientError.Database.DatabaseNotFound": "mend neo4j.database, or leave it empty for the user's own",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "somebody set that database to read only; ask for another",
    "Neo.ClientError.Cluster.NotALeader": "this member of the cluster takes no writes: use neo4j:// instead of bolt://",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": "ask for less at once, or give the server more memory",
    "Neo.ClientError.Statement.AccessMode": "the console only reads",
}
_TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")
_QUERY = ("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.")


def _refusal(error: Neo4jError, address: Address) -> DharmaError:
    code, words = error.code or "", _words(error)
    if code.endswith("Security.Unauthorized"):
        return _login(address)
    if code.endswith(_TIMED_OUT):
        return GraphServerError("the query took too long and was ended", LONGER)
    if code.startswith(_QUERY):
        return CypherError(words, _HINTS.get(code, ""))
    hint = _HINTS.get(code, "the server's own log says more" if "Transient" in code else f"the server calls it {code}")
    return GraphServerError(f"Neo4j at {address.uri} refused: {words}", hint)


def _login(address: Address) -> GraphServerError:
    if not address.password:
        return GraphServerError(
            f"Neo4j at {address.uri} wants a password, and there is none",
            f"put it into ${PASSWORD}, or into the keyring: secret-tool store --label=Neo4j"
            f" service dharma-tui-neo4j account {address.user}",
        )
    return GraphServerError(
        f"Neo4j at {address.uri} does not know {address.user} with that password",
        f"mend neo4j.user, or the password in ${PASSWORD}",
    )


def _unreached(error: Exception, address: Address) -> GraphServerError:
    """The driver wraps what happened several times over; the innermost tells."""
    reason: BaseException = error
    while (inner := reason.__cause__ or reason.__context__) is not None and inner is not reason:
        reason = inner
    words = _words(reason)
    hint = "start it, or mend neo4j.uri"
    if "SSL" in type(reason).__name__.upper() or "certificate" in words:
        hint = "its certificate or encryption does not fit: +s trusts known authorities, +ssc any, neither encrypts nothing"
    elif "looks like HTTP" in words:
        words, hint = "something else than Neo4j answers there", "name the port of Bolt, 7687 where nobody changed it"
    elif "routing table" in words.lower():
        words = "no server answers as Neo4j does"
    elif "Timeout" in type(reason).__name__ or "timed out" in words:
        words = "it does not answer"
        hint = f"look whether Neo4j listens there and whether a firewall lets it answer; {hint}"
    return GraphServerError(f"Neo4j at {address.uri} cannot be reached: {words}", hint)


def _words(error: BaseException) -> str:
    """The first line of what was said, without codes."""
    message = getattr(error, "strerror", None) or getattr(error, "message", None) or str(error) or type(error).__name__
    return printable(str(message).strip().splitlines()[0] if str(message).strip() else type(error).__name__, 400)

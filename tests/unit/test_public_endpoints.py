"""Whom policies of domains and functions let in at public endpoints: what they are about is in the domain, or an alias."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dharma_tui.core.access import unlisted_words
from dharma_tui.services.public_endpoints import PublicEndpoints, public_endpoints
from tests.unit.network_lab import HERE, KINDS, thing

HOOK = f"arn:aws:lambda:eu-west-1:{HERE.account}:function:hook"
DOMAIN = f"arn:aws:es:eu-west-1:{HERE.account}:domain"
OFFICE = {"Condition": {"IpAddress": {"aws:SourceIp": ["198.51.100.0/24"]}}}
BY_IT = "by its own policy"


def policy(*told: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Principal": "*", **each} for each in told]})


def ways(found: PublicEndpoints) -> list[tuple[str, str, bool]]:
    return [(way.name, way.why, way.sure) for way in found.ways]


@pytest.mark.parametrize(
    ("on", "more", "denied", "why"),
    [
        pytest.param("logs/*", {}, "", BY_IT, id="as the console proposes it"),
        pytest.param("logs/*", {"Action": ["es:ESHttpGet"]}, "", BY_IT, id="one method"),
        pytest.param("logs/*", {"Principal": {"AWS": ["*"]}}, "", BY_IT, id="anybody as an account"),
        pytest.param("logs/*", OFFICE, "", f"if aws:SourceIp; {BY_IT}", id="from some addresses"),
        pytest.param("logs/*", {}, "logs/x/*", f"except es:* on {DOMAIN}/logs/x/*; {BY_IT}", id="but one index"),
        pytest.param("logs/*", {}, "logs/*", "", id="all denied"),
        pytest.param("logs/app-*/*", {}, "", BY_IT, id="some indices"),
        pytest.param("l*/app/_search", {}, "", BY_IT, id="one index of domains called so"),
        pytest.param("l*/app/_search", {}, "logs/*", "", id="one index and all denied"),
        pytest.param("other/*", {}, "", "", id="another domain"),
        pytest.param("logs", {}, "", "", id="the domain and nothing in it"),
    ],
)
def test_what_anybody_may_call_is_in_a_domain(on: str, more: dict[str, Any], denied: str, why: str) -> None:
    allowed = {"Effect": "Allow", "Action": "es:*", "Resource": f"{DOMAIN}/{on}", **more}
    denials = [{"Effect": "Deny", "Action": "es:*", "Resource": f"{DOMAIN}/{denied}"}] if denied else []
    kind = KINDS["aws.opensearch.search_domain"]
    domain = thing(
        "opensearch.search_domain", f"{DOMAIN}/logs", ARN=f"{DOMAIN}/logs", Endpoint="search-logs.example.org",
        AccessPolicies=policy(allowed, *denials),
    )  # fmt: skip
    expected = [("0.0.0.0/0", f"at its public endpoint; {why}", why == BY_IT)] if why else []
    assert ways(public_endpoints(domain, kind)) == expected


@pytest.mark.parametrize("qualifier", ["", ":live", ":*"])
@pytest.mark.parametrize(("type_", "is_open"), [("NONE", True), ("AWS_IAM", False)])
def test_a_url_of_an_alias_counts_and_one_that_asks_for_signatures_does_not(
    qualifier: str, type_: str, is_open: bool
) -> None:
    needs = {"StringEquals": {"lambda:FunctionUrlAuthType": type_}}
    told = {"Effect": "Allow", "Action": "lambda:InvokeFunctionUrl", "Resource": HOOK + qualifier, "Condition": needs}
    function = thing("lambda.function", HOOK, FunctionArn=HOOK, FunctionName="hook", Policy=policy(told))
    found = public_endpoints(function, KINDS["aws.lambda.function"])
    why = f"at its URL, if it has one; if lambda:FunctionUrlAuthType; {BY_IT}"
    assert ways(found) == [("0.0.0.0/0", why, False)] * is_open


def test_what_was_not_read_of_a_function_may_let_anybody_in() -> None:
    function = thing("lambda.function", HOOK, FunctionArn=HOOK, FunctionName="hook", Policy="")
    (unread,) = public_endpoints(function, KINDS["aws.lambda.function"]).unlisted
    assert (
        unlisted_words([unread.what], unread.how)
        == f"policies of aliases and versions of {function.name} were not read"
    )

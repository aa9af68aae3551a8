"""What AWS says when it does not know who asks, in each protocol's own words, and what a person is told."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import boto3
import pytest
from botocore import exceptions
from botocore.stub import Stubber
from botocore.utils import JSONFileCache, SSOTokenLoader

from dharma_tui.core.errors import AccessDeniedError, AuthError, ProviderError
from dharma_tui.core.secrets import MASK
from dharma_tui.services.discovery.aws._errors import translated

EARLIER = "Signature expired: 20261120T090000Z is now earlier than 20261120T091500Z (20261120T093000Z - 15 min.)"
LATER = "Signature not yet current: 20261120T100000Z is still later than 20261120T094500Z"


@pytest.mark.parametrize(
    ("code", "message", "said", "hint"),
    [
        ("SignatureDoesNotMatch", EARLIER, "clock wrong", "set the clock"),
        ("InvalidSignatureException", EARLIER, "clock wrong", "set the clock"),
        ("InvalidSignatureException", LATER, "clock wrong", "set the clock"),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
         "clock wrong", "set the clock"),
        ("RequestInTheFuture", "", "clock wrong", "set the clock"),
        ("RequestExpired", "Request has expired.", "takes the request for expired", "clock is right; else sign in"),
        ("AuthFailure", "AWS was not able to validate the provided access credentials", "not accepted", "a clock"),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match", "not accepted", "sign in"),
        ("UnrecognizedClientException", "The security token included in the request is invalid.", "not accepted", "sign in"),
        ("ExpiredToken", "The provided token has expired.", "have expired", "sign in"),
        ("InvalidClientTokenId", "The security token included in the request is invalid", "not accepted", "sign in"),
    ],
)  # fmt: skip
def test_who_is_refused_hears_why(code: str, message: str, said: str, hint: str) -> None:
    client = boto3.client("ec2", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub, pytest.raises(AuthError) as raised, translated("ec2", "DescribeVpcs"):
        stub.add_client_error("describe_vpcs", code, message)
        client.describe_vpcs()
    assert said in raised.value.message
    assert hint in raised.value.hint


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            exceptions.SSOTokenLoadError(error_msg="Token for corp does not exist"),
            "Error loading SSO Token: Token for corp does not exist",
        ),
        (
            exceptions.CredentialRetrievalError(provider="custom-process", error_msg="no\nway\n"),
            "Error when retrieving credentials from custom-process: no way",
        ),
        (
            exceptions.CredentialRetrievalError(provider="custom-process", error_msg="password=hunter2 is wrong"),
            f"Error when retrieving credentials from custom-process: password={MASK} is wrong",
        ),
    ],
)
def test_what_the_sdk_says_itself_is_told_as_it_is(error: exceptions.BotoCoreError, said: str) -> None:
    with pytest.raises(AuthError) as raised, translated("sqs", "ListQueues"):
        raise error
    assert raised.value.message == f"no usable credentials: {said}"


@pytest.mark.parametrize(
    ("region", "hint"), [("us_east_1", "did you mean 'us-east-1'?"), ("somewhere!", "somewhere! is no region of AWS")]
)
def test_a_region_that_is_none_by_its_name_is_told_of_with_the_likely_one(region: str, hint: str) -> None:
    with pytest.raises(ProviderError) as raised, translated("ec2", "DescribeRegions"):
        raise exceptions.InvalidRegionError(region_name=region)
    assert raised.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("why", "said", "hint"),
    [
        ("", "not allowed: ec2:DescribeVpcs", "allow ec2:DescribeVpcs in a policy of who scans"),
        (
            "because no identity-based policy allows the ec2:DescribeVpcs action",
            *("not allowed: ec2:DescribeVpcs", "allow ec2:DescribeVpcs in a policy of who scans"),
        ),
        (
            "because no service control policy allows the ec2:DescribeVpcs action",
            *("not allowed: ec2:DescribeVpcs", "allow ec2:DescribeVpcs in the service control policy"),
        ),
        (
            "with an explicit deny in a service control policy",
            *("denied by a service control policy: ec2:DescribeVpcs", "allowing it elsewhere does not help"),
        ),
        (
            "with an explicit deny in an identity-based policy",
            *("denied by an identity-based policy: ec2:DescribeVpcs", "allowing it elsewhere does not help"),
        ),
        (
            "with an explicit deny in a permissions boundary",
            *("denied by a permissions boundary: ec2:DescribeVpcs", "allowing it elsewhere does not help"),
        ),
    ],
)
def test_which_policy_refuses_is_told_where_aws_says_so(why: str, said: str, hint: str) -> None:
    client = boto3.client("ec2", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    message = f"User: arn:aws:iam::1:user/ops is not authorized to perform: ec2:DescribeVpcs {why}".strip()
    with Stubber(client) as stub, pytest.raises(AccessDeniedError) as raised, translated("ec2", "DescribeVpcs"):
        stub.add_client_error("describe_vpcs", "UnauthorizedOperation", message)
        client.describe_vpcs()
    assert raised.value.message == said
    assert raised.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("code", "date", "said"),
    [
        ("RequestExpired", "Fri, 20 Nov 2026 09:32:10 GMT", "clock wrong, 32m00s slow"),
        ("AuthFailure", "Fri, 20 Nov 2026 07:00:00 GMT", "clock wrong, 2h00m fast"),
        ("RequestTimeTooSkewed", "Fri, 20 Nov 2026 09:32:10 GMT", "clock wrong, 32m00s slow"),
        ("RequestExpired", "Fri, 20 Nov 2026 09:00:03 GMT", "the credentials have expired"),
        ("AuthFailure", "Fri, 20 Nov 2026 08:59:59 GMT", "AWS does not know the access key"),
        ("SignatureDoesNotMatch", "Fri, 20 Nov 2026 08:59:59 GMT", "the secret does not fit"),
        ("RequestExpired", "the day before yesterday", "takes the request for expired"),
        ("UnauthorizedOperation", "Fri, 20 Nov 2026 09:32:10 GMT", None),
    ],
)
def test_the_moment_of_an_answer_tells_a_wrong_clock_from_wrong_keys(code: str, date: str, said: str | None) -> None:
    client = boto3.client("ec2", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    told = {"SignedAt": "20261120T090000Z", "HTTPHeaders": {"date": date}}
    error = AuthError if said else AccessDeniedError
    with Stubber(client) as stub, pytest.raises(error) as raised, translated("ec2", "DescribeVpcs"):
        stub.add_client_error("describe_vpcs", code, response_meta=told)
        client.describe_vpcs()
    assert (said or "not allowed") in raised.value.message
    assert raised.value.hint


def test_a_file_of_the_sign_in_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    start = "https://corp.awsapps.com/start"
    broken = tmp_path / f"{sha1(start.encode()).hexdigest()}.json"
    broken.write_text("{garbage")
    with pytest.raises(AuthError) as raised, translated("sts", "GetCallerIdentity"):
        SSOTokenLoader(cache=JSONFileCache(str(tmp_path)))(start)
    assert raised.value.message == f"no usable credentials: {broken} cannot be read"
    assert "sign in again" in raised.value.hint

"""The long tail: lists found by rules, held to the checks that declared kinds are held to, and measured against them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import NotHereError, ProviderError, TimedOutError, UnreachableError
from dharma_tui.core.scan import ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._errors import NoEndpointError, translated
from dharma_tui.services.discovery.aws._long_tail import FILE, GLYPH, LongTailService, long_tail_services, passed_over
from dharma_tui.services.discovery.aws._shapes import model
from dharma_tui.services.discovery.aws._tail_rules import Guess, guessed, is_worth_listing, lines
from dharma_tui.services.providers import kinds_of, provider_services
from dharma_tui.services.scan_run import overall
from tests.conformance import test_kinds as declared
from tests.conformance.conftest import KINDS
from tests.unit import test_aws_entries as checked

CLOCK = SystemClock()
SERVICES = [service for service in long_tail_services() if issubclass(service, LongTailService)]
TAIL = [entry for service in SERVICES for entry in service.entries]
CURATED = [entry for entry in checked.ENTRIES.values() if entry.parent is None]


def test_it_is_long_and_of_many_services() -> None:
    assert len(TAIL) > 850
    assert len(SERVICES) > 250


OTHERWISE = {"cloudwatch": "cloudwatch", "iotsecuretunneling": "iot"}
"""Services that IAM calls otherwise than they are signed."""


def test_what_must_be_allowed_is_named_as_iam_names_it() -> None:
    for service in {entry.service for entry in (*TAIL, *checked.ENTRIES.values())}:
        facts = model(service)
        signed = OTHERWISE.get(service) or facts.signing_name
        assert action(service, "ListThings") in (f"{signed}:ListThings", "apigateway:GET"), service


def test_every_list_fits_the_model_of_the_sdk() -> None:
    for entry in TAIL:
        checked.test_the_calls_exist_and_need_nothing_that_is_not_given(entry)
        checked.test_the_paths_of_facts_are_in_the_answers(entry)
        checked.test_the_paths_of_columns_links_and_volatile_facts_are_in_the_answers(entry)
        checked.test_an_arn_can_be_made(entry)
        checked.test_every_state_the_model_knows_has_a_meaning(entry)


def test_every_kind_of_it_is_declared_soundly() -> None:
    for entry in TAIL:
        kind = entry.spec
        declared.test_aliases_can_be_typed(kind)
        declared.test_people_can_read_what_it_is(kind)
        declared.test_columns_have_unique_words_for_names(kind)
        declared.test_columns_do_not_shadow_those_of_every_kind(kind)
        declared.test_columns_can_be_drawn(kind)
        declared.test_narrow_columns_fit_a_small_terminal(kind)
        declared.test_states_map_the_providers_words_to_ours(kind)


def test_no_word_of_it_means_something_else() -> None:
    known = Counter(word for _, spec in KINDS for word in {*spec.aliases, spec.kind, spec.kind.rpartition(".")[2]})
    new = Counter(
        word for entry in TAIL for word in {*entry.spec.aliases, entry.spec.kind, entry.spec.kind.rpartition(".")[2]}
    )
    assert [word for word, count in (known + new).items() if count > 1] == []


def test_it_says_of_itself_that_nobody_reviewed_it() -> None:
    for entry in TAIL:
        assert entry.spec.kind.startswith("aws.tail.")
        assert "not reviewed" in entry.spec.doc
        assert entry.spec.glyph == GLYPH


def test_it_only_reads_and_never_what_is_known_to_be_endless_or_for_sale() -> None:
    operations = {(entry.service, entry.operation) for entry in TAIL}
    assert all(name.startswith(("Describe", "List", "Get")) for _, name in operations)
    for refused in (
        *(("ec2", "DescribeImages"), ("ec2", "DescribeSpotPriceHistory"), ("ec2", "DescribeInstanceTypes")),
        *(("cloudtrail", "LookupEvents"), ("rds", "DescribeEvents"), ("ce", "GetCostCategories")),
        *(("secretsmanager", "BatchGetSecretValue"), ("pricing", "DescribeServices"), ("glue", "GetJobRuns")),
        *(("redshift", "GetClusterCredentials"), ("sts", "GetSessionToken"), ("batch", "ListJobs")),
        *(("iam", "ListUsers"), ("ec2", "DescribeInstances")),
    ):
        assert refused not in operations
    assert not is_worth_listing("ec2", "DescribeImageAttribute")
    assert not is_worth_listing("ec2", "TerminateInstances")


def test_what_aws_calls_sensitive_is_masked() -> None:
    profiles = next(
        entry for entry in TAIL if (entry.service, entry.operation) == ("redshift-serverless", "ListNamespaces")
    )
    assert "adminUsername" in profiles.secret
    for entry in TAIL:
        hidden = set(entry.secret)
        assert (
            not {entry.id, entry.arn, entry.name, entry.tags, *(column.path for column in entry.spec.columns)} & hidden
        )


def test_what_changes_of_itself_is_volatile() -> None:
    passing = {f"{entry.service}.{entry.operation}": set(entry.spec.volatile) for entry in TAIL}
    assert passing["logs.DescribeLogStreams"] == {"storedBytes", "lastEventTimestamp", "lastIngestionTime"}
    assert "failback.agentLastSeenByServiceDateTime" in passing["drs.DescribeRecoveryInstances"]
    assert passing["ssm.ListResourceDataSync"] == {"LastSyncTime", "LastSuccessfulSyncTime"}, "not how it ended"
    assert passing["ec2.DescribeIpamPrefixListResolverTargets"] == set()


def test_the_file_is_what_the_rules_make() -> None:
    import botocore

    made = FILE.read_text(encoding="utf-8").splitlines()
    if f"botocore {botocore.__version__}:" not in made[0]:
        pytest.skip(f"made with another {made[0].split(':')[0][2:]}")
    assert made == list(lines()), "run 'make long-tail'"


def agreement() -> dict[str, tuple[int, int]]:
    """How often the rules understand a list as those did who declared it: of each fact, agreed and asked."""
    facts = dict.fromkeys(("items", "id", "arn", "name", "state", "tags"), (0, 0))
    for entry in CURATED:
        guess = guessed(entry.service, entry.operation)
        if guess is None or entry.details:
            continue
        for name, (agreed, asked) in facts.items():
            wanted, found = getattr(entry, name), getattr(guess, name)
            if name == "arn" and "{" in wanted:
                continue
            if wanted or name == "items":
                facts[name] = (agreed + _same(entry, guess, name, wanted, found), asked + 1)
    return facts


def _same(entry: Entry, guess: Guess, name: str, wanted: str, found: str) -> bool:
    """Where something has both an id and a name, either tells it from others."""
    return wanted == found or (name == "id" and found in (entry.id, entry.name, entry.arn))


def test_the_rules_mostly_agree_with_those_who_declared_kinds() -> None:
    facts = agreement()

    for name, (agreed, asked) in facts.items():
        assert asked > 40, name
        assert agreed / asked >= {"items": 0.97, "state": 0.65}.get(name, 0.8), (name, agreed, asked)


def test_it_costs_nothing_where_nobody_asks_for_it() -> None:
    assert not any(kind.startswith("aws.tail.") for kind in kinds_of(provider_services(CLOCK)))
    look = (
        "import sys\n"
        "from dharma_tui.core.clock import SystemClock\n"
        "from dharma_tui.services.providers import provider_services\n"
        "provider_services(SystemClock())\n"
        "print('dharma_tui.services.discovery.aws._long_tail' in sys.modules, 'botocore' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_asked_for_it_is_there_without_the_sdk() -> None:
    kinds = kinds_of(provider_services(CLOCK, long_tail=True))
    assert sum(kind.startswith("aws.tail.") for kind in kinds) == len(TAIL)


def refusal(code: str, status: int, message: str = "") -> ProviderError:
    from botocore.exceptions import ClientError

    told: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    with pytest.raises(ProviderError) as raised, translated("waf", "ListThings", "eu-west-1"):
        raise ClientError(told, "ListThings")
    return raised.value


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refusal("AccessDenied", 403), "not allowed"),
        (NoEndpointError("no such host"), "no address"),
        (refusal("UnknownOperationException", 400), "does not know"),
        (refusal("MissingAuthenticationTokenException", 403, "Missing Authentication Token"), "does not know"),
        (refusal("404", 404, "a page"), "does not know"),
        (refusal("500", 500, "Internal Server Error"), "does not know"),
        (refusal("whatever", 501), "does not know"),
        (refusal("ValidationException", 400), "cannot be listed just so (ValidationException)"),
    ],
)
def test_what_is_not_there_is_passed_over(error: ProviderError, said: str) -> None:
    passed = passed_over(error)
    assert isinstance(passed, NotHereError)
    assert said in passed.message


@pytest.mark.parametrize(
    "error",
    [
        refusal("InternalFailure", 500),
        refusal("ServiceUnavailable", 503),
        refusal("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
        refusal("Throttling", 400),
        TimedOutError("no answer in time"),
        UnreachableError("connection refused"),
    ],
)
def test_what_went_wrong_this_time_is_told(error: ProviderError) -> None:
    assert passed_over(error) is None


def test_what_is_passed_over_makes_no_scan_partial() -> None:
    there = ScopeReport(Scope("aws"), "aws.ec2.vpc", ScopeStatus.COMPLETE)
    passed = ScopeReport(Scope("aws"), "aws.tail.x", ScopeStatus.SKIPPED, "not listed here: not offered here")
    cut = ScopeReport(Scope("aws"), "aws.tail.x", ScopeStatus.SKIPPED, "the scan was cut short")
    failed = ScopeReport(Scope("aws"), "aws.ec2.vpc", ScopeStatus.FAILED)
    assert overall([there, passed]) is ScanStatus.COMPLETE
    assert overall([there, cut]) is ScanStatus.PARTIAL
    assert overall([failed, passed]) is ScanStatus.FAILED
    late = ScopeReport(Scope("aws"), "aws.ec2.vpc", ScopeStatus.PARTIAL, "timed out: no answer within 600 s")
    assert overall([failed, late, passed]) is ScanStatus.FAILED
    assert overall([there, late]) is ScanStatus.PARTIAL

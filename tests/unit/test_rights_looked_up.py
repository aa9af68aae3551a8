"""Policies of many statements are looked up, and say what they do statement by statement, pattern by pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.services.rights.claims import Bounds, claims
from dharma_tui.services.rights.edges import Edges
from dharma_tui.services.rights.evaluation import Judge, Target
from dharma_tui.services.rights.grants import (
    EVERYTHING_IN_IT,
    ITSELF,
    Grant,
    Level,
    WideGrants,
    granted,
    grants,
    says_all_of,
)
from dharma_tui.services.rights.listing import Listing
from dharma_tui.services.rights.patterns import (
    arn_covers,
    arn_overlaps,
    covers,
    has_variables,
    overlaps,
    without_variables,
)
from dharma_tui.services.rights.policies import Policies
from dharma_tui.services.rights.statements import Fit, Statement
from tests.unit.test_rights import BUCKET, OURS, THEIRS, allow, bucket, deny, policy, role

Compared = Callable[[str, str], bool]


def joined(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=4).map("".join)


names = st.sampled_from(["s3:", "s?:", "iam:", ""]).flatmap(
    lambda service: joined("get", "put", "object", "a", "*", "?").map(lambda name: service + name)
)
arns = st.one_of(
    joined("a", "b", "/", ":", "*", "?", "${aws:username}", "${*}").map(lambda name: f"arn:aws:s3:::{name}"),
    joined(":", "*", "s3", "arn", "?", "a").map(lambda rest: f"arn:aws:{rest}"),
    st.sampled_from(["*", "**", "", "arn", "ar*", "arn:aws:s3", "arn:*:s3:::a", "arn:aws:s3:*:*:a*"]),
)


def many(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(patterns, min_size=1, max_size=14)


statement = st.builds(
    lambda action, actions, resource, resources, condition: {
        "Effect": "Allow",
        action: actions,
        **({resource: resources} if resource else {}),
        **({"Condition": {"Bool": {"aws:SecureTransport": "true"}}} if condition else {}),
    },
    *(st.sampled_from(["Action", "Action", "NotAction"]), many(names)),
    *(st.sampled_from(["Resource", "Resource", "NotResource", ""]), many(arns)),
    st.booleans(),
)


def listed(patterns: Sequence[str], asked: str, covering: Compared, overlapping: Compared) -> Fit:
    if any(covering(each, asked) for each in patterns):
        return Fit.YES
    return Fit.PERHAPS if any(overlapping(each, asked) for each in patterns) else Fit.NO


def is_inner(patterns: Sequence[str], asked: str, covering: Compared) -> bool:
    narrower = any(covering(asked, each) and each != asked for each in patterns)
    return narrower and not any(covering(each, asked) for each in patterns)


def one_by_one(told: Sequence[Statement], action: str, on: str) -> Iterator[tuple[Statement, Fit, bool]]:
    for each in told:
        by_action = listed(each.actions or each.not_actions, action, covers, overlaps)
        by_action = by_action if each.actions else Fit(Fit.YES - by_action)
        varied = [without_variables(name) for name in each.resources if has_variables(name)]
        plain = [without_variables(name) for name in each.resources if not has_variables(name)]
        left_out = [without_variables(name) for name in each.not_resources]
        by_resource = listed(plain, on, arn_covers, arn_overlaps)
        by_resource = max(by_resource, min(listed(varied, on, arn_covers, arn_overlaps), Fit.PERHAPS))
        if not each.resources:
            by_resource = Fit(Fit.YES - listed(left_out, on, arn_covers, arn_overlaps))
        fit = min(by_action, by_resource, Fit.PERHAPS if each.condition else Fit.YES)
        if fit:
            inner = is_inner(each.actions, action, covers) or is_inner([*plain, *varied], on, arn_covers)
            yield each, fit, inner


@given(st.lists(statement, max_size=4), names, arns.map(without_variables))
def test_what_is_looked_up_is_what_each_statement_says(told: list[dict[str, Any]], action: str, on: str) -> None:
    known = policy(*told)
    found = [(said.told, said.fit, said.is_inner) for said in Policies(known).about(action, on)]
    assert found == [*one_by_one(known, action, on)]


@given(many(names | arns), names | arns)
def test_no_pattern_that_overlaps_is_passed_over(patterns: list[str], asked: str) -> None:
    edges = Edges(patterns)
    covering, overlapping = {*edges.maybe_covering(asked)}, {*edges.maybe_overlapping(asked)}
    for compared, found in (
        (covers, covering),
        (arn_covers, covering),
        (overlaps, overlapping),
        (arn_overlaps, overlapping),
    ):
        assert {each for each in patterns if compared(each, asked)} <= found


def test_of_many_patterns_few_are_compared() -> None:
    compared: list[str] = []

    def covering(pattern: str, other: str) -> bool:
        compared.append(pattern)
        return covers(pattern, other)

    actions = [f"s3:get{number}" for number in range(1000)] + [f"s3:*{number}put" for number in range(1000)]
    listing = Listing(((action, at) for at, action in enumerate(actions)), covering)
    for asked in ("s3:get123", "s3:*123put", "s3:list"):
        listing.of(asked)
    assert len(compared) < 100
    listing.of("s3:get123")
    assert len(compared) < 100


def test_what_several_claims_of_a_boundary_leave_alike_is_left_once() -> None:
    (claim,) = claims(policy(allow("s3:Get*", f"{BUCKET}/a*"))[0])
    bounds = Bounds(policy(allow("s3:Get*", [f"{BUCKET}/*{name}" for name in "bcd"])))
    assert [each.on for each in bounds.within(claim)] == [f"{BUCKET}/a*"]


grant = st.builds(
    Grant,
    st.sampled_from(["s3:*", "s3:Get*", "S3:get*", "s3:GetObject", "s3:*Object", "*"]),
    st.sampled_from(["", ITSELF, EVERYTHING_IN_IT, "a/*", "a/b", ".*", "arn:aws:s3:::*", "arn:aws:s3"]),
    *(st.just(Level.WRITE), st.sampled_from([(), ("if it rains",)]), st.just(())),
)


@given(st.lists(grant, max_size=12), grant)
def test_grants_that_say_all_of_another_are_found(told: list[Grant], narrow: Grant) -> None:
    found = [*WideGrants(told).saying_all_of(narrow)]
    assert {*found} == {wide for wide in told if says_all_of(wide, narrow)}


def test_what_is_known_of_who_asks_for_one_thing_is_so_for_the_next() -> None:
    worker = role(
        allow("s3:*", "*"), deny("s3:Put*", f"{BUCKET}/*"), boundary=policy(allow(["s3:Get*", "s3:Put*"], "*"))
    )
    others = [bucket(), Target(f"{BUCKET}-2", OURS), Target(f"{BUCKET}-3", THEIRS)]
    judge = Judge(worker)
    for target in (*others, *others):
        assert granted(judge.case(target)) == grants(worker, target)

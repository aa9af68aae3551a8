"""What variables of policies stand for where it is known who asks, and what they depend on where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.services.rights.askers import UNKNOWN, asker
from dharma_tui.services.rights.evaluation import Principal, decide
from dharma_tui.services.rights.identities import GROUP, POLICY, ROLE, USER, Identities
from tests.unit.test_rights import BUCKET, OURS, allow, bucket, by, deny, policy, said

TEAM = f"{BUCKET}/${{aws:PrincipalTag/team}}/*"
HOME = f"{BUCKET}/home/${{aws:username}}/*"
HERE = Scope("aws", OURS)
SAML = {"Effect": "Allow", "Action": "sts:AssumeRole*", "Principal": "*"}
TAGGING = {**SAML, "Action": ["sts:AssumeRole", "sts:TagSession"]}


def somebody(kind: str, name: str, *told: dict[str, Any], tags: dict[str, str] | None = None, **more: Any) -> Resource:
    sort = kind.rpartition(".")[2]
    inline = [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [*told]}}]
    attrs: dict[str, Any] = {f"{sort.capitalize()}PolicyList": inline, "AttachedManagedPolicies": [], **more}
    arn = f"arn:aws:iam::{OURS}:{sort}/{name}"
    return Resource(ResourceRef(kind, arn), name.rpartition("/")[2], HERE, labels=tags or {}, attrs=attrs)


def known(*resources: Resource) -> Principal:
    """The first of them, all being known."""
    identities = Identities()
    for each in resources:
        identities.add(each)
    found = identities.principal(resources[0].ref.key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (known(somebody(USER, "team/ada", allow(resource=HOME))), ["s3:GetObject home/ada/*"]),
        (known(somebody(ROLE, "worker", allow(resource=HOME), AssumeRolePolicyDocument={"Statement": SAML})), []),
        (known(somebody(USER, "ada", allow(resource=TEAM), tags={"Team": "shop"})), ["s3:GetObject shop/*"]),
        (known(somebody(USER, "ada", allow(resource=TEAM))), []),
        (
            known(somebody(USER, "ada", allow(resource=TEAM.replace("}", ", 'all'}")))),
            ["s3:GetObject all/*"],
        ),
        (known(somebody(USER, "ada", allow(resource=[TEAM, f"{BUCKET}/all/*"]))), ["s3:GetObject all/*"]),
        (
            known(somebody(USER, "ada", allow(resource=f"{BUCKET}/${{aws:userid}}/*"), UserId="AIDA1")),
            ["s3:GetObject AIDA1/*"],
        ),
        (
            known(somebody(USER, "ada", allow(resource=f"{BUCKET}/${{s3:prefix}}/${{aws:username}}/*"))),
            ["s3:GetObject */ada/* depending on s3:prefix"],
        ),
    ],
)
def test_a_variable_stands_for_what_is_known_of_who_asks(principal: Principal, expected: list[str]) -> None:
    assert [each.replace(f"{BUCKET}/", "") for each in said(principal, bucket())] == expected


@pytest.mark.parametrize(
    ("trust", "expected"),
    [
        (SAML, ["s3:GetObject shop/*"]),
        (TAGGING, ["s3:GetObject */* depending on aws:PrincipalTag/team"]),
        ({**SAML, "Action": "sts:*"}, ["s3:GetObject */* depending on aws:PrincipalTag/team"]),
        ({**TAGGING, "Effect": "Deny"}, ["s3:GetObject shop/*"]),
        (None, ["s3:GetObject */* depending on aws:PrincipalTag/team"]),
    ],
)
def test_tags_of_a_role_are_sure_unless_sessions_may_have_others(trust: Any, expected: list[str]) -> None:
    document = {"AssumeRolePolicyDocument": {"Statement": trust}} if trust else {}
    worker = somebody(ROLE, "worker", allow(resource=TEAM), tags={"team": "shop"}, **document)
    assert said(known(worker), bucket()) == expected


def test_tags_that_nobody_has_read_are_not_none() -> None:
    ada = somebody(USER, "ada", tags={})
    listed = replace(ada, attrs={"UserName": "ada"})
    assert known(listed).asker.meant(policy(allow(resource=TEAM))) == policy(allow(resource=TEAM))


def test_what_a_group_may_is_meant_for_its_members() -> None:
    group = somebody(GROUP, "people", allow(resource=HOME))
    assert said(known(somebody(USER, "ada", GroupList=["people"]), group), bucket()) == ["s3:GetObject home/ada/*"]
    assert said(known(group), bucket()) == ["s3:GetObject home/*/* depending on aws:username"]


def test_a_boundary_and_policies_of_resources_are_meant_for_who_asks() -> None:
    bound = f"arn:aws:iam::{OURS}:policy/bound"
    document: dict[str, Any] = {"Version": "2012-10-17", "Statement": allow("s3:*", HOME)}
    at_most = Resource(ResourceRef(POLICY, bound), "bound", HERE, attrs={"Document": document})
    everything = allow("s3:*", "*")
    held = known(somebody(USER, "ada", everything, PermissionsBoundary={"PermissionsBoundaryArn": bound}), at_most)
    assert decide(held, "s3:GetObject", bucket(), f"{BUCKET}/home/ada/a").verdict == "allowed"
    assert decide(held, "s3:GetObject", bucket(), f"{BUCKET}/home/eve/a").verdict == "not allowed"
    ada, closed = known(somebody(USER, "ada", everything)), bucket(by("*", deny("s3:*", HOME)))
    assert decide(ada, "s3:GetObject", closed, f"{BUCKET}/home/ada/a").verdict == "denied"
    assert decide(ada, "s3:GetObject", closed, f"{BUCKET}/home/eve/a").verdict == "allowed"


def test_all_but_what_is_there_for_nobody_is_all() -> None:
    shut = {"Effect": "Deny", "Action": "s3:*", "NotResource": TEAM}
    assert said(known(somebody(USER, "ada", allow("s3:*", "*"), shut)), bucket()) == []


def test_signs_in_what_is_known_stand_for_themselves() -> None:
    ada = known(somebody(USER, "ada", allow(resource=TEAM), tags={"team": "$*?"}))
    assert ada.identity[0].resources == (f"{BUCKET}/${{$}}${{*}}${{?}}/*",)


def test_of_others_nothing_is_known() -> None:
    assert asker("*") is asker(f"arn:aws:iam::{OURS}:root") is UNKNOWN
    told = policy(allow(resource=HOME))
    assert UNKNOWN.meant(told) == told

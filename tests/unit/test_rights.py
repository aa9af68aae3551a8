"""Who may do what: the cases that AWS's own account of how policies are evaluated names, and patterns against brute force."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.services.rights.evaluation import Principal, Target, Verdict, decide
from dharma_tui.services.rights.grants import grants, level_of
from dharma_tui.services.rights.patterns import covers, overlaps, without_variables
from dharma_tui.services.rights.statements import Statement, statements

OURS, THEIRS = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::reports"
USER, ROLE = f"arn:aws:iam::{OURS}:user/ada", f"arn:aws:iam::{OURS}:role/worker"
FAR = f"arn:aws:iam::{THEIRS}:role/visitor"
ROOT = f"arn:aws:iam::{OURS}:root"


def policy(*told: dict[str, Any], name: str = "p") -> tuple[Statement, ...]:
    return tuple(statements({"Version": "2012-10-17", "Statement": [*told]}, name))


def allow(action: object = "s3:GetObject", resource: object = f"{BUCKET}/*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: object = "s3:GetObject", resource: object = f"{BUCKET}/*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def by(principal: object, told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "Principal": principal}


def verdict(principal: Principal, target: Target, action: str = "s3:GetObject", on: str = f"{BUCKET}/a") -> str:
    return decide(principal, action, target, on).verdict.value


def user(*own: dict[str, Any], boundary: tuple[Statement, ...] | None = None) -> Principal:
    return Principal(USER, OURS, identity=policy(*own), boundary=boundary)


def role(*own: dict[str, Any], boundary: tuple[Statement, ...] | None = None) -> Principal:
    return Principal(ROLE, OURS, identity=policy(*own), boundary=boundary)


def bucket(*own: dict[str, Any], account: str = OURS) -> Target:
    return Target(BUCKET, account, policy(*own, name="its own policy"))


WITH_CONDITION = {"Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}
OTHER_ACTION = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("principal", "target", "expected"),
    [
        pytest.param(user(), bucket(), "not allowed", id="what nobody allows is denied"),
        pytest.param(user(allow()), bucket(), "allowed", id="an identity's policy is enough within the account"),
        pytest.param(user(), bucket(by({"AWS": USER}, allow())), "allowed", id="so is the resource's"),
        pytest.param(user(allow(), deny()), bucket(), "denied", id="an explicit denial wins over the same policy"),
        pytest.param(user(allow("*", "*")), bucket(by("*", deny())), "denied", id="and over another's"),
        pytest.param(user(deny("s3:*", "*")), bucket(by({"AWS": USER}, allow())), "denied", id="and the other way round"),
        pytest.param(user(allow(resource="arn:aws:s3:::other/*")), bucket(), "not allowed", id="another resource"),
        pytest.param(user(allow("s3:PutObject")), bucket(), "not allowed", id="another action"),
        pytest.param(user(allow("S3:getobject")), bucket(), "allowed", id="actions in any case"),
        pytest.param(user(allow(resource=f"{BUCKET.upper()}/*")), bucket(), "not allowed", id="resources in theirs"),
        pytest.param(user(allow("s3:Get*")), bucket(), "allowed", id="a pattern"),
        pytest.param(user(allow("s3:Get?bject", f"{BUCKET}/?")), bucket(), "allowed", id="one character"),
        pytest.param(user(OTHER_ACTION), bucket(), "allowed", id="all actions but others"),
        pytest.param(user({**OTHER_ACTION, "NotAction": "s3:*"}), bucket(), "not allowed", id="all actions but these"),
        pytest.param(user({"Effect": "Allow", "Action": "s3:*", "NotResource": f"{BUCKET}/*"}), bucket(), "not allowed",
                     id="all resources but this"),
        pytest.param(user(allow(), {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}), bucket(), "allowed",
                     id="a denial of all else"),
        pytest.param(user(allow(**WITH_CONDITION)), bucket(), "perhaps", id="a condition is not evaluated"),
        pytest.param(user(allow(), deny(**WITH_CONDITION)), bucket(), "perhaps", id="nor that of a denial"),
        pytest.param(user(allow(), allow(**WITH_CONDITION)), bucket(), "allowed", id="what needs no condition needs none"),
        pytest.param(user(allow(resource=f"{BUCKET}/${{aws:username}}*")), bucket(), "perhaps", id="who asks decides"),
        pytest.param(user(), bucket(by({"AWS": ROOT}, allow())), "not allowed", id="trust in the account allows nobody alone"),
        pytest.param(user(), bucket(by("*", allow())), "allowed", id="anybody is also somebody of ours"),
        pytest.param(user(allow("*", "*"), boundary=policy(allow("ec2:*", "*"))), bucket(), "not allowed",
                     id="a boundary holds back"),
        pytest.param(user(boundary=policy(allow("*", "*"))), bucket(), "not allowed", id="and allows nothing by itself"),
        pytest.param(user(allow(), boundary=policy(allow("s3:*", "*"))), bucket(), "allowed", id="what both allow"),
        pytest.param(user(allow(), boundary=policy(allow("*", "*"), deny())), bucket(), "denied", id="a boundary denies"),
        pytest.param(user(boundary=policy(allow("ec2:*", "*"))), bucket(by({"AWS": USER}, allow())), "allowed",
                     id="a resource that names a user reaches past the boundary"),
        pytest.param(role(boundary=policy(allow("ec2:*", "*"))), bucket(by({"AWS": ROLE}, allow())), "not allowed",
                     id="one that names a role does not"),
        pytest.param(user(allow()), bucket({**deny(), "NotPrincipal": {"AWS": [USER, ROOT]}}), "allowed",
                     id="denied to all but it and its account"),
        pytest.param(user(allow()), bucket({**deny(), "NotPrincipal": {"AWS": USER}}), "perhaps", id="denied to all but it"),
        pytest.param(user(allow()), bucket({**deny(), "NotPrincipal": {"AWS": ROOT}}), "denied", id="but its account alone"),
        pytest.param(user(allow(), boundary=policy(allow("*", "*"))), bucket({**deny(), "NotPrincipal": {"AWS": [USER, ROOT]}}),
                     "denied", id="who has a boundary is never left out of a denial"),
        pytest.param(role(allow()), bucket({**deny(), "NotPrincipal": {"AWS": USER}}), "denied", id="denied to all but another"),
        pytest.param(user(allow()), bucket(by({"AWS": ROOT}, deny())), "denied", id="denied to the account"),
        pytest.param(user(allow()), bucket(by({"AWS": FAR}, deny())), "allowed", id="denied to somebody else"),
        pytest.param(user(allow()), bucket(account=THEIRS), "not allowed", id="across accounts both have to allow"),
        pytest.param(user(), bucket(by({"AWS": USER}, allow()), account=THEIRS), "not allowed", id="neither side alone"),
        pytest.param(user(allow()), bucket(by({"AWS": USER}, allow()), account=THEIRS), "allowed", id="both sides"),
        pytest.param(user(allow()), bucket(by({"AWS": OURS}, allow()), account=THEIRS), "allowed", id="the whole account"),
        pytest.param(Principal(FAR, THEIRS, known=False), bucket(by({"AWS": FAR}, allow())), "perhaps",
                     id="of somebody elsewhere only our side is known"),
        pytest.param(Principal(FAR, THEIRS, known=False), bucket(by({"AWS": USER}, allow())), "not allowed", id="but that is"),
        pytest.param(Principal("logging.s3.amazonaws.com", "", "Service"),
                     bucket(by({"Service": "logging.s3.amazonaws.com"}, allow())), "allowed", id="a service"),
        pytest.param(Principal("sns.amazonaws.com", "", "Service"), bucket(by({"AWS": ROOT}, allow())), "not allowed",
                     id="a service is nobody's account"),
        pytest.param(Principal("*", "", "*"), bucket(by("*", allow())), "allowed", id="anybody at all"),
        pytest.param(Principal("*", "", "*"), bucket(by({"AWS": "*"}, allow(**WITH_CONDITION))), "perhaps",
                     id="anybody, if"),
        pytest.param(Principal("*", "", "*"), bucket(by({"AWS": ROOT}, allow())), "not allowed", id="an account is not anybody"),
    ],
)  # fmt: skip
def test_the_logic_of_policies(principal: Principal, target: Target, expected: str) -> None:
    assert verdict(principal, target) == expected


KEY = f"arn:aws:kms:eu-west-1:{OURS}:key/1"


@pytest.mark.parametrize(
    ("own", "key_policy", "expected"),
    [
        pytest.param([allow("kms:*", "*")], [], "not allowed", id="its policy has to"),
        pytest.param(
            [], [by({"AWS": ROOT}, allow("kms:*", "*"))], "not allowed", id="trust in the account is not enough"
        ),
        pytest.param(
            [allow("kms:*", "*")], [by({"AWS": ROOT}, allow("kms:*", "*"))], "allowed", id="both together are"
        ),
        pytest.param(
            [], [by({"AWS": USER}, allow("kms:Decrypt", "*"))], "allowed", id="who is named needs nothing else"
        ),
    ],
)
def test_keys_decide_themselves(own: list[dict[str, Any]], key_policy: list[dict[str, Any]], expected: str) -> None:
    key = Target(KEY, OURS, policy(*key_policy), decides=True)
    assert verdict(user(*own), key, "kms:Decrypt", KEY) == expected


def test_who_takes_on_a_role() -> None:
    trust = policy(
        {"Effect": "Allow", "Principal": {"AWS": ROOT, "Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    )
    taken = Target(ROLE, OURS, trust, decides=True, about="sts:*")
    assert verdict(user(allow("iam:*", "*")), taken, "iam:DeleteRole", ROLE) == "allowed"
    assert verdict(Principal("ec2.amazonaws.com", "", "Service"), taken, "sts:AssumeRole", ROLE) == "allowed"
    assert verdict(user(), taken, "sts:AssumeRole", ROLE) == "not allowed"
    assert verdict(user(allow("sts:AssumeRole", ROLE)), taken, "sts:AssumeRole", ROLE) == "allowed"


def said(principal: Principal, target: Target) -> list[str]:
    return [" ".join(filter(None, (each.action, each.part, *each.depends_on))) for each in grants(principal, target)]


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (user(allow("*", "*")), ["s3:*"]),
        (user(allow("s3:*", BUCKET)), ["s3:* ."]),
        (user(allow(["s3:*"], BUCKET), allow("s3:GetObject")), ["s3:* .", "s3:GetObject *"]),
        (user(allow(["s3:Get*", "s3:GetObject", "s3:PutObject", "ec2:*"], "*")), ["s3:PutObject *", "s3:Get*"]),
        (user(allow("s3:*", [BUCKET, f"{BUCKET}/*"])), ["s3:*"]),
        (user(allow("s3:GetObject", f"{BUCKET}/logs/*")), ["s3:GetObject logs/*"]),
        (user(allow("s3:*", "*"), deny("s3:Delete*", "*")), ["s3:* except s3:Delete*"]),
        (user(allow("s3:*", "*"), deny("s3:*", "*")), []),
        (user(allow("s3:ListBucket", BUCKET, **WITH_CONDITION)), ["s3:ListBucket if aws:SourceIp"]),
        (user(allow("*", "*"), boundary=policy(allow("s3:Get*", "*"))), ["s3:Get*"]),
        (user(allow("s3:Get*", "*"), boundary=policy(allow("s3:*", "*"))), ["s3:Get*"]),
        (user(OTHER_ACTION), ["s3:*"]),
        (user(allow("ec2:*", "*")), []),
        (user(allow("s3:*", "arn:aws:s3:::else*")), []),
    ],
)
def test_grants_are_few_and_wide(principal: Principal, expected: list[str]) -> None:
    assert said(principal, bucket()) == expected


def test_of_two_spellings_one_is_told_always() -> None:
    assert said(user(allow(["s3:getobject", "s3:GetObject", "S3:GETOBJECT", "s3:GetOBJECT"])), bucket()) == [
        "S3:GETOBJECT *"
    ]


def test_what_is_left_out_is_told_where_it_is_about_what_is_asked() -> None:
    bound = policy(allow("s3:*", "*", **WITH_CONDITION))
    assert said(user(OTHER_ACTION, boundary=bound), bucket()) == ["s3:* if aws:SourceIp"]
    but_deletion = {**OTHER_ACTION, "NotAction": "s3:Delete*"}
    assert said(user(but_deletion), bucket()) == ["s3:* except s3:Delete*"]


@pytest.mark.parametrize("denied", [[BUCKET, f"{BUCKET}/*"], f"{BUCKET}*", "*"])
@pytest.mark.parametrize("given", ["s3:*", "s3:Get*", "*"])
def test_a_bucket_that_is_denied_with_all_in_it_is_not_granted(denied: object, given: str) -> None:
    assert said(user(allow(given, "*"), deny("s3:*", denied)), bucket()) == []
    assert said(user(allow(given, "*")), bucket(by("*", deny("s3:*", denied)))) == []


def test_what_a_denial_has_a_condition_for_is_told_with_it_alone() -> None:
    tls = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    own = bucket(by("*", deny("s3:*", [BUCKET, f"{BUCKET}/*"], **tls)))
    found = grants(user(allow("s3:*", "*")), own)
    assert [(grant.action, grant.part, grant.depends_on) for grant in found] == [
        ("s3:*", "", ("unless aws:SecureTransport",))
    ]


@pytest.mark.parametrize("kind", ["user", "group", "policy", "instance-profile"])
def test_roles_alone_are_taken_on(kind: str) -> None:
    other = Target(f"arn:aws:iam::{OURS}:{kind}/role/x", OURS)
    assert said(user(allow("sts:AssumeRole", "*")), other) == []
    assert said(user(allow("*", "*")), other) == ["iam:*"]
    assert said(user(allow("*", "*")), Target(ROLE, OURS)) == ["iam:*", "sts:*"]


@pytest.mark.parametrize(
    ("arn", "never", "may"),
    [
        (f"arn:aws:iam::{OURS}:user/ann",
         ["iam:PassRole", "iam:ListUsers", "iam:AttachRolePolicy", "iam:AddUserToGroup", "iam:UpdateAccountPasswordPolicy",
          "iam:GetAccountPasswordPolicy", "iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:TagMFADevice",
          "iam:DeleteRolePermissionsBoundary"],
         ["iam:CreateAccessKey", "iam:ListGroupsForUser", "iam:PutUserPermissionsBoundary", "iam:SimulatePrincipalPolicy",
          "iam:ListPoliciesGrantingServiceAccess", "iam:ChangePassword", "iam:EnableMFADevice"]),
        (ROLE, ["iam:ListUsers", "iam:ListRoles", "iam:CreateAccessKey", "iam:GetAccountSummary",
                "iam:AddRoleToInstanceProfile", "iam:PutUserPermissionsBoundary", "iam:GetServiceLastAccessedDetails"],
         ["iam:ListInstanceProfilesForRole", "iam:PassRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePermissionsBoundary",
          "iam:ListPoliciesGrantingServiceAccess", "iam:GenerateServiceLastAccessedDetails"]),
        (f"arn:aws:iam::{OURS}:group/all",
         ["iam:PassRole", "iam:ListGroups", "iam:ListGroupsForUser", "iam:PutUserPermissionsBoundary"],
         ["iam:AddUserToGroup", "iam:RemoveUserFromGroup", "iam:ListPoliciesGrantingServiceAccess"]),
        (f"arn:aws:iam::{OURS}:policy/p", [], ["iam:GetPolicyVersion"]),
        (BUCKET, ["s3:ListAllMyBuckets"], ["s3:List*", "s3:ListBucket"]),
        (f"arn:aws:sqs:eu-west-1:{OURS}:jobs", ["sqs:ListQueues"], ["sqs:SendMessage"]),
        (f"arn:aws:dynamodb:eu-west-1:{OURS}:table/t", ["dynamodb:ListTables"], ["dynamodb:GetItem"]),
        (f"arn:aws:lambda:eu-west-1:{OURS}:function:f", ["lambda:ListFunctions"], ["lambda:InvokeFunction"]),
    ],
)  # fmt: skip
def test_what_an_action_cannot_be_on_nobody_has_a_right_to(arn: str, never: list[str], may: list[str]) -> None:
    found = grants(user(allow([*never, *may], "*")), Target(arn, OURS))
    assert sorted(each.action for each in found) == [each for each in sorted(may) if each != "s3:ListBucket"]


def test_a_session_of_a_role_is_the_role_in_it_alone() -> None:
    session = f"arn:aws:sts::{OURS}:assumed-role/worker/s1"
    told = bucket(by({"AWS": [session, THEIRS]}, allow()))
    assert said(role(), told) == ["s3:GetObject * if its session is s1"]
    assert said(user(), told) == []
    assert [each.principals for each in told.policy] == [(("AWS", THEIRS),), (("AWS", role().arn),)]


def test_a_session_leaves_out_the_path_of_its_role_and_nothing_else_does() -> None:
    under = replace(role(), arn=f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com/worker")
    session = by({"AWS": f"arn:aws:sts::{OURS}:assumed-role/worker/ada@example.org"}, allow())
    assert said(under, bucket(session)) == ["s3:GetObject * if its session is ada@example.org"]
    denied = bucket(by({"AWS": under.arn}, allow()), {**session, "Effect": "Deny"})
    assert said(under, denied) == ["s3:GetObject * unless its session is ada@example.org"]
    assert said(under, bucket(by({"AWS": ROLE}, allow()))) == []
    assert said(replace(under, arn=f"{under.arn}-2"), bucket(session)) == []


def test_no_boundary_holds_back_a_session_that_a_policy_names() -> None:
    session = by({"AWS": f"arn:aws:sts::{OURS}:assumed-role/worker/s1"}, allow())
    bound = role(boundary=policy(allow("ec2:*", "*"), name="bound"))
    assert said(bound, bucket(session)) == ["s3:GetObject * if its session is s1"]
    assert said(bound, bucket(by({"AWS": ROLE}, allow()), session)) == ["s3:GetObject * if its session is s1"]
    assert said(bound, bucket(by({"AWS": ROLE}, allow()))) == []
    assert said(bound, bucket(session, account=THEIRS)) == []
    assert said(role(boundary=policy(deny("s3:*", "*"), name="bound")), bucket(session)) == []


def test_levels() -> None:
    told = {"s3:*": "everything", "s3:Get*": "read", "s3:GetBucketPolicy": "read", "s3:PutBucketPolicy": "permissions",
            "sts:AssumeRole": "permissions", "kms:Decrypt": "write", "sqs:SendMessage": "write", "*": "everything"}  # fmt: skip
    assert {action: level_of(action).value for action in told} == told


actions = st.sampled_from(["s3:*", "s3:Get*", "s3:GetObject", "s3:*Object", "s3:PutObject", "ec2:*", "*"])
told = st.builds(lambda effect, action: {"Effect": effect, "Action": action, "Resource": "*"},
                 st.sampled_from(["Allow", "Allow", "Deny"]), actions)  # fmt: skip


def test_what_is_granted_by_a_pattern_that_crosses_another_is_not_told_as_sure() -> None:
    principal = user(allow("s3:Get*", "*"), boundary=policy())
    target = bucket(by({"AWS": USER}, allow("s3:*Object", "*")))
    crossing = {grant.depends_on for grant in grants(principal, target) if grant.action == "s3:Get*"}
    assert crossing == {("only s3:*Object",)}


@given(st.lists(told, max_size=4), st.none() | st.lists(told, max_size=3), st.lists(told, max_size=2))
def test_what_is_granted_surely_is_allowed_and_what_is_allowed_is_granted(
    own: list[dict[str, Any]], bound: list[dict[str, Any]] | None, resource: list[dict[str, Any]]
) -> None:
    principal = user(*own, boundary=policy(*bound) if bound is not None else None)
    target = bucket(*(by({"AWS": USER}, each) for each in resource))
    found = [grant for grant in grants(principal, target) if grant.part in ("", ".")]
    for action in ("s3:GetBucketTagging", "s3:PutBucketTagging"):
        decided = decide(principal, action, target).verdict
        covering = [grant for grant in found if covers(grant.action.lower(), action.lower())]
        if any(not grant.depends_on for grant in covering):
            assert decided is Verdict.ALLOWED
        if decided is Verdict.ALLOWED:
            assert covering


small = st.text("ab*?", max_size=5)
TEXTS = ["".join(letters) for length in range(6) for letters in itertools.product("ab", repeat=length)]


@given(small, small)
def test_patterns_against_every_short_text(one: str, other: str) -> None:
    of_one = {text for text in TEXTS if fnmatchcase(text, one)}
    of_other = {text for text in TEXTS if fnmatchcase(text, other)}
    if of_one & of_other:
        assert overlaps(one, other)
    if covers(one, other):
        assert of_other <= of_one
        assert not of_other or overlaps(one, other)
    if "*" not in one + other:
        assert overlaps(one, other) == bool(of_one & of_other)
    assert overlaps(one, other) == overlaps(other, one)


def test_variables_stand_for_anything() -> None:
    assert without_variables("arn:aws:s3:::b/${aws:username}/${*}") == "arn:aws:s3:::b/*/*"


def test_damaged_policies_say_nothing() -> None:
    damaged: list[object] = [
        "{",
        "[]",
        [],
        None,
        {"Statement": "x"},
        {"Statement": [1, {"Effect": "Maybe"}]},
        "[" * 10000,
    ]
    for document in damaged:
        assert list(statements(document, "p")) == []

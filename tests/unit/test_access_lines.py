"""Who reaches a resource as lines: what is sure, what is not, and what was not looked at."""

from __future__ import annotations

from dharma_tui.core.access import Answers, Unlisted, Way
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.core.view import Neighbour
from dharma_tui.screens._access import SHOWN, access_lines
from dharma_tui.screens._links import link_lines
from dharma_tui.widgets.glyphs import glyphs
from tests.unit.network_lab import KINDS

INSTANCE = ResourceRef("aws.ec2.instance", "i-1")


def lines(*answers: Answers) -> list[str]:
    return [line.text.strip() for line in access_lines(answers, KINDS, glyphs(True))]


def test_a_question_its_answers_and_what_they_leave_out() -> None:
    sure, unsure = (
        Way("web", "tcp 443", "", INSTANCE),
        Way("db", "tcp 1", "depending on its address", INSTANCE, sure=False),
    )
    shown = lines(
        Answers("Who reaches it", (sure, unsure), "Nobody.", "firewalls"), Answers("And else", (), "Nobody else.")
    )
    assert shown[0].split() == ["Who", "reaches", "it", "2"]
    assert shown[1].split() == ["web", "tcp", "443", "EC2", "instance"]
    assert shown[2].startswith("? db")
    assert shown[2].endswith("depending on its address")
    assert shown[3:] == ["not looked at: firewalls", "", "And else", "Nobody else."]


def test_names_are_drawn_harmlessly_and_thousands_are_counted() -> None:
    ways = tuple(Way("\x1b[31mred", "tcp 1", "", INSTANCE) for _ in range(SHOWN + 2))
    shown = lines(Answers("Who", ways, ""))
    assert len(shown) == SHOWN + 2
    assert shown[-1] == "and 2 more"
    assert not any("\x1b" in line for line in shown)


def test_what_nobody_listed_is_said_in_place_of_no_and_beneath_what_is_known() -> None:
    unlisted = tuple(Unlisted(f"rules of sg-{number}", INSTANCE) for number in range(5))
    unlisted = (Unlisted("route tables of vpc-a"), *unlisted)
    said = "Not known: route tables of vpc-a; rules of sg-0, sg-1, sg-2 and 2 more were not listed."
    assert " ".join(lines(Answers("Who", (), "Nobody.", unlisted=unlisted))[1:]) == said
    asked = Answers("Who", (Way("web", "tcp 1", "", INSTANCE), Way("db", "tcp 2")), "Nobody.", unlisted=unlisted)
    assert " ".join(lines(asked)[3:]) == said
    between = asked.between([INSTANCE])
    assert [way.name for way in between.ways] == ["web"]
    assert between.unknown == "rules of sg-0, sg-1, sg-2 and 2 more were not listed"
    assert asked.between([ResourceRef("aws.ec2.instance", "i-2")]).beneath == "Nothing between the two."


def test_names_that_two_have_are_told_with_what_tells_them_apart() -> None:
    fn = [
        ResourceRef("aws.iam.role", f"arn:aws:iam::{account}:role/fn") for account in ("111122223333", "222233334444")
    ]
    ways = [Way("fn", "read: s3:GetObject", "", ref) for ref in fn]
    shown = lines(Answers("Who", (*ways, Way("web", "read: s3:GetObject", "", INSTANCE)), ""))
    assert [line.split()[:2] for line in shown[1:]] == [
        ["fn", "111122223333"],
        ["fn", "222233334444"],
        ["web", "read:"],
    ]
    long = [Way("a-long-name-of-a-role-in-two-accounts", "x", "", ref) for ref in fn]
    assert lines(Answers("Who", tuple(long), ""))[1].split()[:2] == ["a-long-name-of-a-rol~", "111122223333"]


def test_relationships_with_two_of_one_name_tell_them_apart() -> None:
    bucket = ResourceRef("aws.s3.bucket", "arn:aws:s3:::ledger")
    fn = [
        ResourceRef("aws.iam.role", f"arn:aws:iam::{account}:role/fn") for account in ("111122223333", "222233334444")
    ]
    told = [
        Neighbour(Relationship(ref, bucket, Verb.CONNECTS_TO, "rights"), ref, False, "fn", State.RUNNING) for ref in fn
    ]
    shown = [line.text.split() for line in link_lines(told, KINDS, glyphs(True))]
    assert [words[1:3] for words in shown[1:]] == [["fn", "111122223333"], ["fn", "222233334444"]]


def test_whose_the_other_is_is_told_beside_another_s_and_where_both_have_one_name() -> None:
    ours, theirs = "111122223333", "222233334444"
    own = Resource(queue(ours, "orders"), "orders", Scope("aws", ours, "eu-west-1"))
    others = [
        ("orders", queue(theirs, "orders"), theirs),
        ("orders", ResourceRef("aws.sns.topic", f"arn:aws:sns:eu-west-1:{ours}:orders"), ours),
        ("ledger", ResourceRef("aws.s3.bucket", "arn:aws:s3:::ledger"), theirs),
        (f"arn:aws:sqs:*:{theirs}:*", queue(theirs, "any"), theirs),
        ("web", ResourceRef("aws.ec2.security_group", "sg-1"), theirs),
        ("db", ResourceRef("aws.ec2.security_group", "sg-2"), ours),
        ("orders", own.ref, ours),
        ("AdministratorAccess", ResourceRef("aws.iam.aws_policy", "arn:aws:iam::aws:policy/AdministratorAccess"), theirs),
    ]  # fmt: skip
    told = [theirs, ours, theirs, "", theirs, "", "", ""]

    ways = tuple(Way(name, "read: x", "", ref, account=account) for name, ref, account in others[:6])
    shown = access_lines([Answers("Who", ways, "")], KINDS, glyphs(True), own)
    assert [accounts_in(line.text) for line in shown[1:]] == told[:6]

    for (name, ref, account), expected in zip(others, told, strict=True):
        edge = Relationship(own.ref, ref, Verb.CONNECTS_TO, "rights")
        (_, line) = link_lines(
            [Neighbour(edge, ref, True, name, State.RUNNING, account=account)], KINDS, glyphs(True), own
        )
        assert accounts_in(line.text) == expected


def queue(account: str, name: str) -> ResourceRef:
    return ResourceRef("aws.sqs.queue", f"arn:aws:sqs:eu-west-1:{account}:{name}")


def accounts_in(line: str) -> str:
    return " ".join(word for word in line.split() if word.isdigit())

"""AWS Organizations and AWS Budgets: accounts, what they are held to, and what they may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    ACCOUNT,
    Detail,
    Parent,
    described,
    entry,
    flag,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._owner import NOBODY, Owner
from dharma_tui.services.discovery.aws._service import AwsService

_OWNED = (Owner(("Arn",)),)
"""Of the management account, whoever else may list it."""


def _standing(attrs: Mapping[str, Json]) -> Json:
    """How an account is; older answers call it otherwise."""
    return attrs.get("State") or attrs.get("Status")


_ACCOUNT = entry(
    *("organizations.member_account", "Account", "An account of the organization.", "organizations.ListAccounts"),
    "Accounts",
    id="Id",
    arn="Arn",
    owner=_OWNED,
    name="Name",
    state="State",
    aliases="accounts",
    words="pending_activation active suspended pending_closure closed",
    derived={"State": _standing},
    columns=(
        text("number", "Id", 14, "Its number."),
        text("email", "Email", 36, "Whom it belongs to."),
        text("joined", "JoinedMethod", 9, "Whether it was made or invited."),
        moment("since", "JoinedTimestamp", "Since when it is a member."),
    ),
)
_ROOT = entry(
    *("organizations.organization_root", "Organization root", "What all accounts are below."),
    *("organizations.ListRoots", "Roots"),
    id="Id",
    arn="Arn",
    owner=_OWNED,
    name="Name",
    columns=(
        text("id", "Id", 10, "Its id."),
        text("policies", "PolicyTypes[].Type", 24, "The sorts of policies that hold below it."),
    ),
)
_UNIT = entry(
    *("organizations.organizational_unit", "Organizational unit", "Accounts and units kept together."),
    *("organizations.ListOrganizationalUnitsForParent", "OrganizationalUnits"),
    id="Id",
    arn="Arn",
    owner=_OWNED,
    name="Name",
    alone=True,
    aliases="ou ous",
    parent=Parent(
        "aws.organizations.organization_root", {"ParentId": "Id"}, {"ParentId": "Id", "ParentArn": "Arn"}, nested=True
    ),
    columns=(text("id", "Id", 20, "Its id."), text("parent", "ParentId", 20, "What it is below.")),
    links=(
        Link("ParentArn", "aws.organizations.organization_root", Verb.CONTAINS, reverse=True),
        Link("ParentArn", "aws.organizations.organizational_unit", Verb.CONTAINS, reverse=True),
    ),
)
_POLICY = entry(
    *("organizations.control_policy", "Service control policy", "What accounts may do at most."),
    *("organizations.ListPolicies", "Policies"),
    id="Id",
    arn="Arn",
    owner=(replace(NOBODY, of=("AwsManaged", True)), *_OWNED),
    name="Name",
    plural="Service control policies",
    aliases="scp scps",
    params={"Filter": "SERVICE_CONTROL_POLICY"},
    details=(Detail("DescribePolicy", "PolicyId", "Id", items="Policy.Content", under="Document", seldom=True),),
    columns=(
        flag("aws_managed", "AwsManaged", 11, "Whether AWS wrote it."),
        described("Description", wide=False),
    ),
)
_ATTACHMENT = entry(
    *("organizations.policy_attachment", "Policy attachment", "A service control policy, and what is held to it."),
    *("organizations.ListTargetsForPolicy", "Targets"),
    id="TargetId",
    arn="{item[Policy]}/{id}",
    owner=_OWNED,
    name="Name",
    parent=Parent("aws.organizations.control_policy", {"PolicyId": "Id"}, {"Policy": "Id", "PolicyArn": "Arn"}),
    columns=(
        text("policy", "Policy", 24, "The policy."),
        text("target", "TargetId", 24, "What is held to it."),
        text("type", "Type", 20, "ACCOUNT, ORGANIZATIONAL_UNIT or ROOT."),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, loses=1.0),),
    links=(
        Link("PolicyArn", "aws.organizations.control_policy", Verb.ATTACHED_TO),
        *(
            Link("Arn", f"aws.organizations.{kind}", Verb.MANAGES)
            for kind in ("member_account", "organizational_unit", "organization_root")
        ),
    ),
)


class Organizations(AwsService):
    """Lists the accounts, units and policies of the organization, where there is one."""

    name = "aws.organizations"
    everywhere = True
    entries = (_ACCOUNT, _ROOT, _UNIT, _POLICY, _ATTACHMENT)


_BUDGET = entry(
    *("budgets.budget", "Budget", "What may be spent.", "budgets.DescribeBudgets", "Budgets"),
    id="BudgetName",
    arn="arn:{partition}:budgets::{account}:budget/{id}",
    name="BudgetName",
    params={"AccountId": ACCOUNT},
    columns=(
        number("amount", "BudgetLimit.Amount", 10, "How much."),
        text("unit", "BudgetLimit.Unit", 5, "Of what."),
        text("per", "TimeUnit", 10, "In which time."),
        number("spent", "CalculatedSpend.ActualSpend.Amount", 10, "Spent so far."),
        number("forecast", "CalculatedSpend.ForecastedSpend.Amount", 10, "What it will come to."),
        text("type", "BudgetType", 10, "COST, USAGE or the like.", wide=True),
        text("health", "HealthStatus.Status", 9, "Whether it works.", wide=True),
        moment("ends", "TimePeriod.End", "When it ends.", wide=True),
    ),
    volatile=("CalculatedSpend", "AutoAdjustData.LastAutoAdjustTime", "HealthStatus.LastUpdatedTime"),
)


class Budgets(AwsService):
    """Lists budgets."""

    name = "aws.budgets"
    everywhere = True
    entries = (_BUDGET,)

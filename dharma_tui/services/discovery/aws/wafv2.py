"""AWS WAF: which requests web applications are kept from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Scope, Verb
from dharma_tui.services.discovery.aws._accounts import Entered
from dharma_tui.services.discovery.aws._entry import Detail, Entry, described, entry, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_COLUMNS = (described("Description", wide=False),)


_PLACES = {"REGIONAL": "regional", "CLOUDFRONT": "global"}
"""What ARNs have before the word for a type."""


def _waf(kind: str, title: str, doc: str, operation: str, items: str, scope: str, **more: Any) -> Entry:
    """What is listed of one scope: that of the region, or that of CloudFront."""
    shape = f"wafv2:{_PLACES[scope]}/{items.removesuffix('s').lower()}"
    params = {"Scope": scope, "Limit": 100}
    facts: dict[str, Any] = {"columns": _COLUMNS, **more}
    return entry(
        *(f"wafv2.{kind}", title, doc, f"wafv2.{operation}", items),
        id="Id",
        arn="ARN",
        name="Name",
        shapes=shape,
        params=params,
        volatile=("LockToken",),
        **facts,
    )


def _told_by(operation: str, items: str, scope: str) -> tuple[Detail, ...]:
    """What is told of one thing of a scope."""
    return (Detail(operation, "Id", "Id", items=items, given={"Name": "Name"}, params={"Scope": scope}),)


_ACL_COLUMNS = (
    number("capacity", "Capacity", 8, "How much it costs to ask it."),
    number("rules", "Rules[]", 6, "How many rules."),
    text("rule", "Rules[].Name", 30, "What they are called."),
    text("metric", "VisibilityConfig.MetricName", 24, "Where it is counted.", wide=True),
    described("Description", wide=False),
)
_BALANCERS = Detail(
    *("ListResourcesForWebACL", "WebACLArn", "ARN"),
    items="ResourceArns",
    params={"ResourceType": "APPLICATION_LOAD_BALANCER"},
    under="Balancers",
)
"""Asked of each ACL, as there are fewer than balancers; stages, GraphQL interfaces and distributions tell their own ACL."""
_ACL = _waf(
    *("web_acl", "Web ACL", "Rules for requests to applications of a region.", "ListWebACLs", "WebACLs", "REGIONAL"),
    aliases="waf acl acls",
    details=(*_told_by("GetWebACL", "WebACL", "REGIONAL"), _BALANCERS),
    full_names=("VisibilityConfig.MetricName",),
    links=(Link("Balancers", "aws.elb.load_balancer", Verb.PROTECTS),),
    columns=(*_ACL_COLUMNS, text("balancers", "Balancers[]", 50, "The load balancers it protects.", wide=True)),
)
_ACL = replace(
    _ACL,
    spec=replace(
        _ACL.spec,
        permissions=(*_ACL.spec.permissions, "elasticloadbalancing:DescribeWebACLAssociation"),
    ),
)
"""To be told of balancers one has to be allowed to look at these."""
_IP_SET = _waf(
    *("waf_ip_set", "WAF address set", "Networks that rules speak of.", "ListIPSets", "IPSets", "REGIONAL"),
    columns=(
        text("version", "IPAddressVersion", 8, "IPV4 or IPV6."),
        text("addresses", "Addresses[]", 40, "Its networks."),
        described("Description"),
    ),
    details=_told_by("GetIPSet", "IPSet", "REGIONAL"),
)
_RULE_GROUP = _waf(
    *("waf_rule_group", "WAF rule group", "Rules used in several lists.", "ListRuleGroups", "RuleGroups", "REGIONAL"),
    details=_told_by("GetRuleGroup", "RuleGroup", "REGIONAL"),
    columns=_ACL_COLUMNS,
)
_PATTERNS = _waf(
    *("waf_pattern_set", "WAF pattern set", "Patterns that rules speak of.", "ListRegexPatternSets"),
    *("RegexPatternSets", "REGIONAL"),
)
_GLOBAL_ACL = _waf(
    *("global_web_acl", "Global web ACL", "Rules for requests to CloudFront.", "ListWebACLs", "WebACLs", "CLOUDFRONT"),
    details=_told_by("GetWebACL", "WebACL", "CLOUDFRONT"),
    full_names=("VisibilityConfig.MetricName",),
    columns=_ACL_COLUMNS,
)


class Waf(AwsService):
    """Lists what guards the applications of a region."""

    name = "aws.waf"
    entries = (_ACL, _IP_SET, _RULE_GROUP, _PATTERNS)


class GlobalWaf(AwsService):
    """Lists what guards CloudFront."""

    name = "aws.waf_global"
    everywhere = True
    entries = (_GLOBAL_ACL,)

    def _scopes(self, door: Entered, regions: Sequence[str]) -> Sequence[Scope]:
        """None where there is no CloudFront: the list of its scope is refused there."""
        return super()._scopes(door, regions) if door.sdk.offered("cloudfront", door.account) else ()

"""Lists that AWS answers in any order, brought into one: a rescan that finds the same in another order finds no change.

Only lists whose order says nothing are named. All others stay as they are: statements of policies, commands of containers,
steps, columns of tables.
"""

from __future__ import annotations

import json

from dharma_tui.core.types import Json

UNORDERED = frozenset(
    {
        *("tags", "tagset", "taglist", "tagkeys"),
        *("securitygroups", "securitygroupids", "vpcsecuritygroups", "vpcsecuritygroupids", "groups", "groupids"),
        *("dbsecuritygroups", "groupset", "securitygroupidlist"),
        *("ippermissions", "ippermissionsegress", "ipranges", "ipv6ranges", "prefixlistids", "useridgrouppairs"),
        *(
            "subnets",
            "subnetids",
            "subnetidentifiers",
            "subnetmappings",
            "availabilityzones",
            "zones",
            "vpczoneidentifiers",
        ),
        *("routes", "associations", "entries", "attachments", "propagatingvgws", "cidrblockassociationset"),
        *("ipv6cidrblockassociationset", "blockdevicemappings", "privateipaddresses", "ipv6addresses"),
        *("targetgrouparns", "loadbalancernames", "loadbalancerarns", "loadbalancers", "enabledmetrics"),
        *("suspendedprocesses", "instances", "members", "clustermembers", "vpcids", "regions", "accounts"),
        *("attachedmanagedpolicies", "attachedpolicies", "grouplist", "instanceprofilelist", "managedpolicyarns"),
        *("dbclustermembers", "dbparametergroups", "optiongroupmemberships", "readreplicadbinstanceidentifiers"),
        *("associatedroles", "enabledcloudwatchlogsexports", "capacityproviders", "requirescompatibilities"),
        *("grants", "subscriptions", "alarmactions", "okactions", "insufficientdataactions", "dimensions"),
        *("subjectalternativenames", "inuseby", "domainvalidationoptions", "globalsecondaryindexes", "keyschema"),
        *("attributedefinitions", "localsecondaryindexes", "loggroups", "architectures", "networkinterfaceids"),
        *("requireattributes", "placementconstraints", "logpublishingoptions", "vpcsecuritygroupmemberships"),
    }
)
"""Last steps of the paths of such lists, in small letters."""


def settle(value: Json, name: str = "") -> None:
    """Sort, within ``value``, what is of no order."""
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            if isinstance(inner, (dict, list)):
                settle(inner, inner_name)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                settle(item)
        if len(value) > 1 and name.lower() in UNORDERED:
            value.sort(key=_text)


def _text(item: Json) -> str:
    return item if isinstance(item, str) else json.dumps(item, sort_keys=True)

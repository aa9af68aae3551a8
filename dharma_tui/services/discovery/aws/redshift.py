"""Amazon Redshift: data warehouses."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, flag, guarded, has_role, in_vpc, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_CLUSTER = entry(
    *("redshift.warehouse", "Redshift cluster", "A data warehouse.", "redshift.DescribeClusters", "Clusters"),
    id="ClusterIdentifier",
    arn="arn:{partition}:redshift:{region}:{account}:cluster:{id}",
    name="ClusterIdentifier",
    state="ClusterStatus",
    tags="Tags",
    aliases="redshift",
    words="available creating deleting modifying rebooting renaming resizing paused",
    columns=(
        text("type", "NodeType", 14, "Node type."),
        number("nodes", "NumberOfNodes", 5, "Nodes."),
        text("vpc", "VpcId", 21, "Its VPC."),
        flag("public", "PubliclyAccessible", 7, "Whether it has a public address."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted."),
        moment("created", "ClusterCreateTime", "When it was made."),
    ),
    links=(in_vpc(), guarded("VpcSecurityGroups.VpcSecurityGroupId"), has_role("IamRoles.IamRoleArn")),
)


class Redshift(AwsService):
    """Lists clusters."""

    name = "aws.redshift"
    entries = (_CLUSTER,)

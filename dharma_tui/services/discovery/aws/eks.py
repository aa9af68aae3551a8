"""Amazon EKS: Kubernetes clusters and their nodes."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Copies, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    entry,
    flag,
    guarded,
    has_role,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_CLUSTER = entry(
    *("eks.eks_cluster", "EKS cluster", "A Kubernetes cluster.", "eks.ListClusters", "clusters"),
    wide={"include": ["all"]},
    id="Id",
    arn="arn",
    shapes="eks:cluster",
    arn_untold="arn:{partition}:eks:{region}:{account}:cluster/{id}",
    name="name",
    state="status",
    tags="tags",
    details=(Detail("DescribeCluster", "name", "Id", items="cluster"),),
    aliases="eks",
    words="creating active deleting failed updating pending",
    hosts=("endpoint",),
    columns=(
        text("version", "version", 8, "Version of Kubernetes."),
        text("platform", "platformVersion", 9, "Version of EKS."),
        text("vpc", "resourcesVpcConfig.vpcId", 21, "Its VPC."),
        flag("public", "resourcesVpcConfig.endpointPublicAccess", 7, "Whether its API is public."),
        moment("created", "createdAt", "When it was made."),
        text("endpoint", "endpoint", 50, "Where its API answers.", wide=True),
        text("open_to", "resourcesVpcConfig.publicAccessCidrs[]", 18, "Who may reach its API.", wide=True),
        text("subnets", "resourcesVpcConfig.subnetIds[]", 24, "Its subnets.", wide=True),
        text("encrypts", "encryptionConfig[].resources[]", 10, "What it encrypts with a key of ours.", wide=True),
        flag(
            "private",
            "resourcesVpcConfig.endpointPrivateAccess",
            7,
            "Whether its endpoint is reached from its VPC.",
            wide=True,
        ),
        text("signs_in", "accessConfig.authenticationMode", 18, "Where it is told who may do what.", wide=True),
        text("support", "upgradePolicy.supportType", 9, "STANDARD or EXTENDED, which costs more.", wide=True),
        flag("protected", "deletionProtection", 9, "Whether it is protected from being deleted.", wide=True),
    ),
    links=(
        in_vpc("resourcesVpcConfig.vpcId"),
        in_subnet("resourcesVpcConfig.subnetIds"),
        guarded("resourcesVpcConfig.securityGroupIds"),
        has_role("roleArn"),
        Link("identity.oidc.issuer", "aws.iam.oidc_provider", Verb.DEPENDS_ON, reverse=True),
    ),
    bearings=tuple(
        Bearing(
            *(Verb.CONTAINS, f"aws.eks.{runs}"),
            loses=0.5,
            shared=True,
            whole=True,
            mutual=True,
            what="what runs on its nodes",
        )
        for runs in ("eks_nodegroup", "fargate_profile")
    ),
)


def _cluster_of(attrs: Mapping[str, Json]) -> Json:
    """The ARN of the cluster that something of it is in, whose name that of each has behind its type."""
    for arn in (attrs.get("nodegroupArn"), attrs.get("fargateProfileArn"), attrs.get("addonArn")):
        place, _, rest = str(arn or "").rpartition(":")
        if rest.count("/") >= 2:
            return f"{place}:cluster/{rest.split('/')[1]}"
    return None


_IN_CLUSTER = Link("ClusterArn", "aws.eks.eks_cluster", Verb.CONTAINS, reverse=True)
_OF_CLUSTER = Parent("aws.eks.eks_cluster", {"clusterName": "Id"}, {"Cluster": "Id"})
_ITS_CLUSTER = {"clusterName": "Cluster"}
_NODE_GROUP = entry(
    *("eks.eks_nodegroup", "EKS node group", "Nodes of a cluster.", "eks.ListNodegroups", "nodegroups"),
    id="Id",
    arn="nodegroupArn",
    name="nodegroupName",
    state="status",
    tags="tags",
    parent=_OF_CLUSTER,
    details=(Detail("DescribeNodegroup", "nodegroupName", "Id", items="nodegroup", given=_ITS_CLUSTER),),
    words="creating active updating deleting create_failed delete_failed degraded",
    derived={"DiskBytes": in_bytes("diskSize", GIB), "ClusterArn": _cluster_of},
    columns=(
        text("cluster", "clusterName", 24, "Its cluster."),
        text("type", "instanceTypes[]", 12, "Its instance types."),
        number("least", "scalingConfig.minSize", 6, "Fewest nodes."),
        number("most", "scalingConfig.maxSize", 6, "Most nodes."),
        text("capacity", "capacityType", 10, "ON_DEMAND or SPOT.", wide=True),
        text("image", "amiType", 20, "Kind of image.", wide=True),
        size("disk", "DiskBytes", "Disk of a node.", wide=True),
        text("trouble", "health.issues[].code", 20, "What is wrong with it.", wide=True),
        moment("created", "createdAt", "When it was made."),
    ),
    copies=Copies("scalingConfig.desiredSize", version=("version",), of="cluster"),
    bearings=(
        Bearing(Verb.MANAGES, "aws.autoscaling.scaling_group", loses=0.25, what="what makes and replaces its nodes"),
    ),
    links=(
        _IN_CLUSTER,
        in_subnet("subnets"),
        has_role("nodeRole"),
        Link("resources.autoScalingGroups.name", "aws.autoscaling.scaling_group", Verb.MANAGES),
    ),
)
_FARGATE = entry(
    *("eks.fargate_profile", "Fargate profile", "Pods that run without nodes of ours."),
    *("eks.ListFargateProfiles", "fargateProfileNames"),
    id="Id",
    arn="fargateProfileArn",
    name="fargateProfileName",
    state="status",
    tags="tags",
    parent=_OF_CLUSTER,
    details=(Detail("DescribeFargateProfile", "fargateProfileName", "Id", items="fargateProfile", given=_ITS_CLUSTER),),
    words="creating active deleting create_failed delete_failed",
    columns=(
        text("cluster", "clusterName", 24, "Its cluster."),
        text("namespace", "selectors[].namespace", 20, "The namespaces it takes pods from."),
        made("createdAt"),
        text("role", "podExecutionRoleArn", 50, "What its pods start with.", wide=True),
        text("subnets", "subnets[]", 30, "Where they are.", wide=True),
    ),
    derived={"ClusterArn": _cluster_of},
    links=(_IN_CLUSTER, in_subnet("subnets"), has_role("podExecutionRoleArn")),
)
_ADDON = entry(
    *("eks.addon", "EKS add-on", "A part of Kubernetes that EKS installs.", "eks.ListAddons", "addons"),
    id="Id",
    arn="addonArn",
    name="addonName",
    state="status",
    tags="tags",
    parent=_OF_CLUSTER,
    details=(Detail("DescribeAddon", "addonName", "Id", items="addon", given=_ITS_CLUSTER),),
    words="creating active create_failed updating deleting delete_failed degraded update_failed",
    columns=(
        text("cluster", "clusterName", 24, "Its cluster."),
        text("version", "addonVersion", 18, "Its version."),
        text("publisher", "publisher", 14, "Who makes it."),
        made("createdAt"),
        text("trouble", "health.issues[].code", 24, "What is wrong.", wide=True),
        text("role", "serviceAccountRoleArn", 50, "What it may do.", wide=True),
    ),
    derived={"ClusterArn": _cluster_of},
    links=(_IN_CLUSTER, has_role("serviceAccountRoleArn")),
    secret=("configurationValues",),
)


class Eks(AwsService):
    """Lists clusters, node groups, Fargate profiles and add-ons."""

    name = "aws.eks"
    entries = (
        _CLUSTER,
        _NODE_GROUP,
        _FARGATE,
        _ADDON,
    )

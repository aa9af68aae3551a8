"""Amazon VPC Lattice and AWS App Mesh: services that call each other."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Parent, entry, in_vpc, made, moment, number, port, text
from dharma_tui.services.discovery.aws._service import AwsService

_DOING = "active create_in_progress delete_in_progress create_failed delete_failed"
_SERVICE = entry(
    *("vpclattice.lattice_service", "Lattice service", "A service that others may call.", "vpc-lattice.ListServices"),
    "items",
    id="id",
    arn="arn",
    name="name",
    state="status",
    words=_DOING,
    hosts=("dnsEntry.domainName", "customDomainName"),
    columns=(
        text("dns", "dnsEntry.domainName", 50, "Its name in DNS."),
        text("domain", "customDomainName", 30, "The name we gave it."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed.", wide=True),
    ),
)
_NETWORK = entry(
    *("vpclattice.lattice_network", "Lattice network", "Services that may call each other."),
    *("vpc-lattice.ListServiceNetworks", "items"),
    id="id",
    arn="arn",
    name="name",
    columns=(
        number("vpcs", "numberOfAssociatedVPCs", 6, "VPCs in it."),
        number("services", "numberOfAssociatedServices", 8, "Services in it."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed.", wide=True),
    ),
)
_TARGETS = entry(
    *("vpclattice.lattice_targets", "Lattice target group", "What a service sends requests to."),
    *("vpc-lattice.ListTargetGroups", "items"),
    id="id",
    arn="arn",
    name="name",
    state="status",
    words=_DOING,
    columns=(
        text("type", "type", 9, "INSTANCE, IP, LAMBDA or ALB."),
        text("protocol", "protocol", 8, "How targets are spoken to."),
        port("port", "port", "On which port."),
        text("vpc", "vpcIdentifier", 21, "Its VPC."),
        made("createdAt"),
        text("services", "serviceArns[]", 50, "Services that lead to it.", wide=True),
    ),
    links=(
        in_vpc("vpcIdentifier"),
        Link("serviceArns", "aws.vpclattice.lattice_service", Verb.ROUTES_TO, reverse=True),
    ),
)


class Lattice(AwsService):
    """Lists services, networks of them and target groups."""

    name = "aws.vpc_lattice"
    entries = (_SERVICE, _NETWORK, _TARGETS)


_MESH = entry(
    *(
        "appmesh.service_mesh",
        "Service mesh",
        "Services that call each other by proxies.",
        "appmesh.ListMeshes",
        "meshes",
    ),
    id="meshName",
    arn="arn",
    name="meshName",
    plural="Service meshes",
    aliases="meshes",
    columns=(
        text("owner", "meshOwner", 14, "Whose it is."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed."),
    ),
)
_OF_MESH = Parent("aws.appmesh.service_mesh", {"meshName": "meshName"}, {"Mesh": "arn"}, told={"Mesh": "{outer}"})
_IN_MESH = Link("Mesh", "aws.appmesh.service_mesh", Verb.CONTAINS, reverse=True)
_NODE = entry(
    *("appmesh.mesh_node", "Mesh node", "A service in a mesh.", "appmesh.ListVirtualNodes", "virtualNodes"),
    id="virtualNodeName",
    arn="arn",
    name="virtualNodeName",
    parent=_OF_MESH,
    columns=(
        text("mesh", "meshName", 24, "Its mesh."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed."),
    ),
    links=(_IN_MESH,),
)
_ROUTER = entry(
    *(
        "appmesh.mesh_router",
        "Mesh router",
        "What sends calls to nodes.",
        "appmesh.ListVirtualRouters",
        "virtualRouters",
    ),
    id="virtualRouterName",
    arn="arn",
    name="virtualRouterName",
    parent=_OF_MESH,
    columns=(
        text("mesh", "meshName", 24, "Its mesh."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed."),
    ),
    links=(_IN_MESH,),
)
_GATEWAY = entry(
    *("appmesh.mesh_gateway", "Mesh gateway", "The way into a mesh.", "appmesh.ListVirtualGateways", "virtualGateways"),
    id="virtualGatewayName",
    arn="arn",
    name="virtualGatewayName",
    parent=_OF_MESH,
    columns=(
        text("mesh", "meshName", 24, "Its mesh."),
        made("createdAt"),
        moment("updated", "lastUpdatedAt", "When it was last changed."),
    ),
    links=(_IN_MESH,),
)


class AppMesh(AwsService):
    """Lists meshes, their nodes, routers and gateways."""

    name = "aws.appmesh"
    entries = (_MESH, _NODE, _ROUTER, _GATEWAY)

"""What joins networks of AWS with each other and with others: transit gateways and virtual private networks."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Flow, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    OVER_GATEWAY,
    Detail,
    entry,
    flag,
    made,
    moment,
    number,
    port,
    text,
)
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import most, those
from dharma_tui.services.discovery.aws._ways_out import destinations

_ARN = "arn:{partition}:ec2:{region}:{account}:"
_TO_HUB = Link("TransitGatewayId", "aws.ec2.transit_gateway", Verb.ATTACHED_TO)

_TRANSIT_GATEWAY = entry(
    *("ec2.transit_gateway", "Transit gateway", "A hub that networks are attached to.", "ec2.DescribeTransitGateways"),
    "TransitGateways",
    id="TransitGatewayId",
    arn="TransitGatewayArn",
    shapes="tgw-",
    by="id",
    state="State",
    tags="Tags",
    aliases="tgw",
    words="pending available modifying deleting deleted",
    columns=(
        text("description", "Description", 40, "What its maker wrote."),
        text("owner", "OwnerId", 14, "Whose it is."),
        port("asn", "Options.AmazonSideAsn", "Its number in BGP."),
        moment("created", "CreationTime", "When it was made."),
    ),
)
_ATTACHMENT = entry(
    *("ec2.transit_attachment", "Transit attachment", "A network attached to a transit gateway."),
    *("ec2.DescribeTransitGatewayAttachments", "TransitGatewayAttachments"),
    id="TransitGatewayAttachmentId",
    arn=_ARN + "transit-gateway-attachment/{id}",
    shapes="tgw-attach-",
    by="id",
    owner=(
        Owner(("ResourceOwnerId",), of=("ResourceType", "vpc")),
        Owner(("TransitGatewayOwnerId", "ResourceOwnerId"), of=("ResourceType", "peering")),
        Owner(("TransitGatewayOwnerId",)),
    ),
    state="State",
    tags="Tags",
    words="initiating pendingacceptance pending available modifying deleting deleted failed rejected",
    columns=(
        text("gateway", "TransitGatewayId", 24, "The transit gateway."),
        text("type", "ResourceType", 10, "Kind of network."),
        text("resource", "ResourceId", 24, "The network."),
        text("routes", "Association.TransitGatewayRouteTableId", 26, "The route table it goes by."),
        made("CreationTime"),
        text("owner_account", "ResourceOwnerId", 14, "Whose the resource is.", wide=True),
    ),
    bearings=(
        Bearing(Verb.ATTACHED_TO, "aws.ec2.transit_gateway", loses=1.0),
        Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc", loses=1.0),
        ASKS_NOBODY,
    ),
    flows=(Flow(Verb.ROUTES_TO),),
    links=(_TO_HUB, Link("ResourceId", "aws.ec2.vpc", Verb.ATTACHED_TO)),
)
_BY = "Routes.TransitGatewayAttachments"
_ROUTE_TABLE = entry(
    *("ec2.transit_route_table", "Transit route table", "Where a transit gateway sends packets."),
    *("ec2.DescribeTransitGatewayRouteTables", "TransitGatewayRouteTables"),
    id="TransitGatewayRouteTableId",
    arn=_ARN + "transit-gateway-route-table/{id}",
    shapes="tgw-rtb-",
    by="id",
    state="State",
    tags="Tags",
    words="pending available deleting deleted",
    details=(
        Detail(
            *("SearchTransitGatewayRoutes", "TransitGatewayRouteTableId", "TransitGatewayRouteTableId"),
            items="Routes",
            under="Routes",
            beside=("AdditionalRoutesAvailable",),
            params={"Filters": [{"Name": "state", "Values": ["active", "blackhole"]}]},
            seldom=True,
        ),
    ),
    columns=(
        text("gateway", "TransitGatewayId", 24, "The transit gateway."),
        number("routes", "Routes[]", 7, "Its routes, a thousand at most."),
        flag("more", "AdditionalRoutesAvailable", 5, "Whether it has more of them than that.", wide=True),
        flag("default", "DefaultAssociationRouteTable", 7, "Whether attachments go by it unless told otherwise."),
        made("CreationTime"),
        text("to", "Destinations[]", 40, "Where to.", wide=True),
    ),
    derived={"Destinations": destinations},
    bearings=(
        Bearing(Verb.ATTACHED_TO, "aws.ec2.transit_gateway", loses=1.0),
        Bearing(Verb.ROUTES_TO, "aws.ec2.transit_attachment"),
    ),
    flows=(Flow(Verb.ROUTES_TO, "aws.ec2.transit_attachment"),),
    links=(_TO_HUB, Link(f"{_BY}.TransitGatewayAttachmentId", "aws.ec2.transit_attachment", Verb.ROUTES_TO)),
    mute=(f"{_BY}.ResourceId", "Destinations"),  # the first is reached over the attachment
)
_PEERING = entry(
    *("ec2.transit_peering", "Transit peering", "Two transit gateways joined."),
    *("ec2.DescribeTransitGatewayPeeringAttachments", "TransitGatewayPeeringAttachments"),
    id="TransitGatewayAttachmentId",
    arn=_ARN + "transit-gateway-attachment/{id}",
    by="id",
    owner=(Owner(("RequesterTgwInfo.OwnerId",), "RequesterTgwInfo.Region"),),
    state="State",
    tags="Tags",
    words="initiating initiatingrequest pendingacceptance rollingback pending available modifying deleting deleted "
    "failed rejected rejecting failing",
    columns=(
        text("requester", "RequesterTgwInfo.TransitGatewayId", 24, "The gateway that asked."),
        text("accepter", "AccepterTgwInfo.TransitGatewayId", 24, "The gateway that was asked."),
        text("other_region", "AccepterTgwInfo.Region", 14, "The region of that."),
        moment("created", "CreationTime", "When it was made."),
        text("why", "Status.Message", 40, "Why it is in its state.", wide=True),
    ),
    bearings=(Bearing(Verb.CONNECTS_TO, loses=1.0),),
    links=(
        Link("RequesterTgwInfo.TransitGatewayId", "aws.ec2.transit_gateway", Verb.CONNECTS_TO),
        Link("AccepterTgwInfo.TransitGatewayId", "aws.ec2.transit_gateway", Verb.CONNECTS_TO),
    ),
)
_CUSTOMER_GATEWAY = entry(
    *("ec2.customer_gateway", "Customer gateway", "The other end of a virtual private network."),
    *("ec2.DescribeCustomerGateways", "CustomerGateways"),
    id="CustomerGatewayId",
    arn=_ARN + "customer-gateway/{id}",
    shapes="cgw-",
    by="id",
    state="State",
    tags="Tags",
    words="pending available deleting deleted",
    columns=(
        text("ip", "IpAddress", 15, "Its address."),
        port("asn", "BgpAsn", "Its number in BGP."),
        text("device", "DeviceName", 20, "What stands there.", wide=True),
    ),
)
_VPN_GATEWAY = entry(
    *("ec2.vpn_gateway", "VPN gateway", "Our end of a virtual private network."),
    *("ec2.DescribeVpnGateways", "VpnGateways"),
    id="VpnGatewayId",
    arn=_ARN + "vpn-gateway/{id}",
    shapes="vgw-",
    by="id",
    state="State",
    tags="Tags",
    words="pending available deleting deleted",
    columns=(
        text("vpc", "AttachedTo[]", 21, "Its VPC."),
        text("type", "Type", 9, "Kind of tunnel."),
        port("asn", "AmazonSideAsn", "Its number in BGP."),
    ),
    derived={"AttachedTo": those("VpcAttachments", "VpcId", "State", "detached")},
    mute=("VpcAttachments.VpcId",),
    bearings=(Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc"),),
    links=(Link("AttachedTo", "aws.ec2.vpc", Verb.ATTACHED_TO),),
)
_VPN_CONNECTION = entry(
    *("ec2.vpn_connection", "VPN connection", "Tunnels between two gateways."),
    *("ec2.DescribeVpnConnections", "VpnConnections"),
    id="VpnConnectionId",
    arn=_ARN + "vpn-connection/{id}",
    shapes="vpn-",
    by="id",
    state="State",
    tags="Tags",
    words="pending available deleting deleted",
    columns=(
        text("customer", "CustomerGatewayId", 22, "The other end."),
        text("gateway", "VpnGatewayId", 22, "Our end."),
        text("tunnel", "VgwTelemetry[].Status", 7, "Whether its tunnels are up: UP, DOWN, or both where not all are."),
        text("transit", "TransitGatewayId", 22, "The transit gateway it ends at."),
        text("outside", "VgwTelemetry[].OutsideIpAddress", 32, "Addresses of its tunnels.", wide=True),
        number("routes", "AcceptedRoutes", 7, "Routes that a tunnel of it got by BGP, the most.", wide=True),
    ),
    bearings=(
        Bearing(Verb.ATTACHED_TO, "aws.ec2.transit_gateway", loses=1.0),
        Bearing(Verb.CONNECTS_TO, loses=1.0),
        OVER_GATEWAY,
    ),
    flows=(
        Flow(Verb.ATTACHED_TO, "aws.ec2.transit_gateway", back=True),
        Flow(Verb.CONNECTS_TO, "aws.ec2.vpn_gateway", back=True),
        Flow(Verb.CONNECTS_TO, "aws.ec2.customer_gateway"),
    ),
    links=(
        _TO_HUB,
        Link("CustomerGatewayId", "aws.ec2.customer_gateway", Verb.CONNECTS_TO),
        Link("VpnGatewayId", "aws.ec2.vpn_gateway", Verb.CONNECTS_TO),
    ),
    dropped=("CustomerGatewayConfiguration",),
    secret=("Options.TunnelOptions.PreSharedKey",),
    derived={"AcceptedRoutes": most("VgwTelemetry.AcceptedRouteCount")},  # each tunnel is told the same ones
    volatile=("VgwTelemetry", "AcceptedRoutes"),
)


class Transit(AwsService):
    """Lists transit gateways with their attachments and route tables, and virtual private networks."""

    name = "aws.transit"
    entries = (_TRANSIT_GATEWAY, _ATTACHMENT, _ROUTE_TABLE, _PEERING, _CUSTOMER_GATEWAY, _VPN_GATEWAY, _VPN_CONNECTION)

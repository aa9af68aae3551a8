"""Amazon VPC: networks, what is in them and what joins them."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Flow, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._attached import FURTHER_CARD_OF, balancer
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    MANAGED,
    ec2_entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._open import let_in_by_lists, open_to_internet, rules_of
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._prefix_lists import LIST_ENTRY, PREFIX_LIST
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import attached, those
from dharma_tui.services.discovery.aws._ways_out import destinations, ways_out, ways_through
from dharma_tui.services.network.blocks import LOST

_ZONE = text("zone", "AvailabilityZone", 14, "Availability zone.")
_VPC_COLUMN = text("vpc", "VpcId", 21, "Its VPC.")

_BLOCKS6 = those("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", "Ipv6CidrBlockState.State", *LOST)
_BLOCKS6_COLUMN = text("ipv6", "Blocks6[]", 24, "Its blocks of IPv6.", wide=True)

_VPC = ec2_entry(
    *("vpc", "VPC", "A private network.", "DescribeVpcs", "Vpcs", "VpcId", "vpc"),
    shapes="vpc-",
    state="State",
    words="pending available deleting",
    glyph="◇",
    aliases="vpcs",
    columns=(
        text("cidr", "CidrBlock", 18, "Its addresses."),
        flag("default", "IsDefault", 8, "Whether AWS made it with the account."),
        text("tenancy", "InstanceTenancy", 10, "Tenancy of its instances.", wide=True),
        text("dhcp", "DhcpOptionsId", 22, "Its DHCP options.", wide=True),
        text("cidrs", "Blocks[]", 36, "All its blocks of addresses.", wide=True),
        _BLOCKS6_COLUMN,
    ),
    derived={
        "Blocks": those("CidrBlockAssociationSet", "CidrBlock", "CidrBlockState.State", *LOST),
        "Blocks6": _BLOCKS6,
    },
    links=(Link("DhcpOptionsId", "aws.ec2.dhcp_options", Verb.DEPENDS_ON),),
)
_SUBNET = ec2_entry(
    *("subnet", "Subnet", "A part of a VPC in one zone.", "DescribeSubnets", "Subnets", "SubnetId", "subnet"),
    shapes="subnet-",
    state="State",
    words="pending available unavailable failed failed-insufficient-capacity",
    glyph="◇",
    aliases="subnets",
    columns=(
        text("cidr", "CidrBlock", 18, "Its addresses."),
        _ZONE,
        _VPC_COLUMN,
        number("free", "AvailableIpAddressCount", 6, "Addresses not in use."),
        flag("public_ips", "MapPublicIpOnLaunch", 10, "Whether instances get public addresses."),
        flag("default", "DefaultForAz", 8, "Whether it is its zone's default.", wide=True),
        _BLOCKS6_COLUMN,
    ),
    derived={"Blocks6": _BLOCKS6},
    bearings=(Bearing(Verb.CONTAINS, takes=1.0, shared=True),),
    flows=(Flow(Verb.CONTAINS, back=True),),
    links=(in_vpc(),),
    volatile=("AvailableIpAddressCount",),
)
_SECURITY_GROUP = ec2_entry(
    *("security_group", "Security group", "Who may reach what it protects.", "DescribeSecurityGroups"),
    *("SecurityGroups", "GroupId", "security-group"),
    shapes="sg-",
    name="GroupName",
    glyph="◈",
    aliases="sg sgs security-groups",
    columns=(
        _VPC_COLUMN,
        text(
            "open", "OpenToInternet", 22, "What its own rules let in from anywhere on the internet, prefix lists aside."
        ),
        number("rules_in", "RulesIn", 8, "Rules for who may reach what it protects."),
        number("rules_out", "RulesOut", 9, "Rules for what that may reach."),
        text("from", "IpPermissions[].IpRanges[].CidrIp", 18, "Networks let in; 0.0.0.0/0 is the internet."),
        text("ports", "IpPermissions[].FromPort", 12, "First ports of what is let in.", wide=True),
        text(
            "from6", "IpPermissions[].Ipv6Ranges[].CidrIpv6", 18, "The same for IPv6; ::/0 is the internet.", wide=True
        ),
        text("groups", "IpPermissions[].UserIdGroupPairs[].GroupId", 21, "Groups let in.", wide=True),
        text("by_lists", "ByLists[]", 30, "What is let in from prefix lists; graph reach looks into these.", wide=True),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
    ),
    derived={
        "OpenToInternet": open_to_internet,
        "ByLists": let_in_by_lists,
        "RulesIn": rules_of("IpPermissions"),
        "RulesOut": rules_of("IpPermissionsEgress"),
    },
    mute=("ByLists",),
    bearings=(Bearing(Verb.CONNECTS_TO), Bearing(Verb.CONNECTS_TO, reverse=True)),
    links=(
        in_vpc(),
        Link("IpPermissions.UserIdGroupPairs.GroupId", "aws.ec2.security_group", Verb.CONNECTS_TO, reverse=True),
        Link("IpPermissionsEgress.UserIdGroupPairs.GroupId", "aws.ec2.security_group", Verb.CONNECTS_TO),
        Link("IpPermissions.PrefixListIds.PrefixListId", "aws.ec2.prefix_list", Verb.DEPENDS_ON),
    ),
)
_WAYS = (
    *("aws.ec2.nat_gateway", "aws.ec2.instance", "aws.ec2.network_interface", "aws.ec2.vpc_endpoint"),
    *("aws.ec2.vpc_peering", "aws.ec2.transit_gateway", "aws.ec2.vpn_gateway"),
)
"""What route tables send packets to on their way elsewhere; other networks are where they arrive, and nothing leads on from."""
_JOINTS = tuple(f"aws.ec2.{joint}" for joint in ("vpc_peering", "transit_gateway", "transit_attachment"))
"""What joins networks."""
_INCOMING = "what comes from the internet"
_ROUTE_TABLE = ec2_entry(
    *("route_table", "Route table", "Where packets of subnets go.", "DescribeRouteTables"),
    *("RouteTables", "RouteTableId", "route-table"),
    shapes="rtb-",
    columns=(
        _VPC_COLUMN,
        number("routes", "Routes[]", 6, "Routes."),
        text("subnet", "Associations[].SubnetId", 24, "Its subnets."),
        flag("main", "Associations[].Main", 5, "Whether it is that of subnets without another.", wide=True),
        text("to", "Destinations[]", 30, "Where packets may go.", wide=True),
        text("ways_out", "WaysOut[]", 22, "Whom packets go to that go anywhere else, where no gateway is.", wide=True),
    ),
    derived={"WaysOut": ways_out, "WaysThrough": ways_through, "Destinations": destinations},
    mute=("Destinations",),
    bearings=(
        Bearing(Verb.DEPENDS_ON, loses=1.0),
        Bearing(Verb.DEPENDS_ON, "aws.ec2.vpc_endpoint", loses=0.25),
        Bearing(Verb.DEPENDS_ON, "aws.ec2.transit_attachment", loses=1.0, whole=True),
        Bearing(Verb.DEPENDS_ON, "aws.ec2.vpn_gateway", loses=0.5, what="some of its ways"),
        Bearing(Verb.ROUTES_TO, loses=0.5, what="some of its ways"),
        Bearing(Verb.ROUTES_TO, "aws.ec2.nat_gateway", loses=1.0),
        Bearing(Verb.ROUTES_TO, "aws.ec2.transit_attachment", loses=1.0, shared=True),
        *(Bearing(Verb.ROUTES_TO, way, loses=1.0) for way in ("aws.ec2.vpc_endpoint", "aws.ec2.vpn_gateway")),
        *(Bearing(Verb.ROUTES_TO, network) for network in ("aws.ec2.vpc", "aws.ec2.subnet")),
        Bearing(Verb.ATTACHED_TO, "aws.ec2.subnet", takes=0.25, what="what its routes lead to", whole=True),
        Bearing(Verb.CONNECTS_TO, takes=0.5, shared=True, cuts_off=True, what=_INCOMING),
        Bearing(Verb.CONNECTS_TO, "aws.elb", takes=1.0, shared=True, cuts_off=True, what=_INCOMING),
    ),
    flows=(
        Flow(Verb.ATTACHED_TO, "aws.ec2.subnet", back=True),
        *(Flow(Verb.DEPENDS_ON, gateway) for gateway in ("aws.ec2.internet_gateway", "aws.ec2.egress_gateway")),
        *(Flow(Verb.ROUTES_TO, way) for way in _WAYS),
        *(Flow(Verb.ROUTES_TO, other, over=_JOINTS) for other in ("aws.ec2.transit_attachment", "aws.ec2.vpc")),
    ),
    links=(
        in_vpc(),
        Link("Associations.SubnetId", "aws.ec2.subnet", Verb.ATTACHED_TO),
        Link("WaysThrough", "aws.ec2.vpc_endpoint", Verb.ROUTES_TO),
        Link("Routes.NatGatewayId", "aws.ec2.nat_gateway", Verb.ROUTES_TO),
        Link("Routes.TransitGatewayId", "aws.ec2.transit_gateway", Verb.ROUTES_TO),
        Link("Routes.VpcPeeringConnectionId", "aws.ec2.vpc_peering", Verb.ROUTES_TO),
        Link("Routes.NetworkInterfaceId", "aws.ec2.network_interface", Verb.ROUTES_TO),
        Link("Routes.InstanceId", "aws.ec2.instance", Verb.ROUTES_TO),
    ),
)
_INTERNET_GATEWAY = ec2_entry(
    *("internet_gateway", "Internet gateway", "The way from a VPC to the internet.", "DescribeInternetGateways"),
    *("InternetGateways", "InternetGatewayId", "internet-gateway"),
    shapes="igw-",
    state="Attachment",
    words="available attaching attached detaching detached=stopped",
    derived={"Attachment": attached},
    aliases="igw",
    columns=(text("vpc", "Attachments[].VpcId", 21, "Its VPC."),),
    bearings=(
        Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc"),
        Bearing(Verb.CONNECTS_TO, takes=0.5, cuts_off=True, what=_INCOMING),
        Bearing(Verb.CONNECTS_TO, "aws.elb", takes=1.0, cuts_off=True, what=_INCOMING),
    ),
    links=(Link("Attachments.VpcId", "aws.ec2.vpc", Verb.ATTACHED_TO),),
)
_EGRESS_GATEWAY = ec2_entry(
    *("egress_gateway", "Egress-only gateway", "The way out of a VPC for IPv6.", "DescribeEgressOnlyInternetGateways"),
    *("EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", "egress-only-internet-gateway"),
    shapes="eigw-",
    state="Attachment",
    words="attaching attached detaching detached=stopped",
    derived={"Attachment": attached},
    columns=(text("vpc", "Attachments[].VpcId", 21, "Its VPC."),),
    bearings=(Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc"),),
    links=(Link("Attachments.VpcId", "aws.ec2.vpc", Verb.ATTACHED_TO),),
)
_NAT_GATEWAY = ec2_entry(
    *("nat_gateway", "NAT gateway", "The way out for what has no public address.", "DescribeNatGateways"),
    *("NatGateways", "NatGatewayId", "natgateway"),
    shapes="nat-",
    state="State",
    words="pending failed available deleting deleted",
    aliases="nat",
    columns=(
        text("public_ip", "NatGatewayAddresses[].PublicIp", 15, "Public address."),
        _VPC_COLUMN,
        text("subnet", "SubnetId", 24, "Its subnet."),
        text("type", "ConnectivityType", 8, "public or private."),
        moment("created", "CreateTime", "When it was made."),
        text("failure", "FailureMessage", 30, "Why it failed.", wide=True),
        text("private_ip", "NatGatewayAddresses[].PrivateIp", 15, "Its private addresses.", wide=True),
    ),
    flows=(Flow(Verb.ROUTES_TO),),
    links=(
        in_vpc(),
        in_subnet(),
        Link("NatGatewayAddresses.AllocationId", "aws.ec2.elastic_ip", Verb.DEPENDS_ON),
        Link("NatGatewayAddresses.NetworkInterfaceId", "aws.ec2.network_interface", Verb.CONTAINS),
    ),
)
_ELASTIC_IP = ec2_entry(
    *("elastic_ip", "Elastic address", "A public address that stays ours.", "DescribeAddresses"),
    *("Addresses", "AllocationId", "elastic-ip"),
    shapes="eipalloc-",
    plural="Elastic addresses",
    name="PublicIp",
    aliases="eip eips",
    hosts=("PublicIp",),
    leads_to=("PrivateIpAddress",),
    columns=(
        text("public_ip", "PublicIp", 15, "The address."),
        text("private_ip", "PrivateIpAddress", 15, "Where it leads."),
        text("instance", "InstanceId", 21, "The instance it leads to."),
        text("interface", "NetworkInterfaceId", 22, "The interface it leads to.", wide=True),
    ),
    bearings=(
        Bearing(Verb.ATTACHED_TO, takes=0.5, mutual=True),
        Bearing(Verb.ROUTES_TO, loses=1.0, outside=True),
    ),
    links=(
        Link("InstanceId", "aws.ec2.instance", Verb.ROUTES_TO),
        Link("NetworkInterfaceId", "aws.ec2.network_interface", Verb.ATTACHED_TO),
    ),
)
_ADDRESSES = "Association.AllocationId", "PrivateIpAddresses.Association.AllocationId"
"""Where cards tell their public addresses, as these tell theirs."""
_NETWORK_INTERFACE = ec2_entry(
    *("network_interface", "Network interface", "A card in a subnet.", "DescribeNetworkInterfaces"),
    *("NetworkInterfaces", "NetworkInterfaceId", "network-interface"),
    wide=MANAGED,
    shapes="eni-",
    tags="TagSet",
    state="Status",
    page=1000,
    words="available associated attaching in-use detaching",
    aliases="eni enis",
    hosts=(
        "PrivateIpAddresses.PrivateIpAddress",
        "Association.PublicIp",
        "Association.PublicDnsName",
        "PrivateDnsName",
        "Ipv6Addresses.Ipv6Address",
    ),
    columns=(
        text("private_ip", "PrivateIpAddress", 15, "Private address."),
        text("public_ip", "Association.PublicIp", 15, "Public address."),
        text("type", "InterfaceType", 14, "What it is for."),
        text("instance", "Attachment.InstanceId", 21, "The instance it is in."),
        _ZONE,
        text("groups", "Groups[].GroupName", 20, "Its security groups."),
        text("subnet", "SubnetId", 24, "Its subnet.", wide=True),
        text("vpc", "VpcId", 21, "Its VPC.", wide=True),
        text("all_ips", "PrivateIpAddresses[].PrivateIpAddress", 15, "All its private addresses.", wide=True),
        text("ipv6", "Ipv6Addresses[].Ipv6Address", 20, "Its IPv6 addresses.", wide=True),
        text("description", "Description", 40, "What its maker wrote.", wide=True),
    ),
    derived={"LoadBalancer": balancer},
    bearings=(Bearing(Verb.ROUTES_TO, "aws.ec2.instance", takes=0.5, what="what comes over it"),),
    links=(
        in_vpc(),
        in_subnet(),
        guarded("Groups.GroupId"),
        Link("Attachment.InstanceId", "aws.ec2.instance", Verb.ATTACHED_TO, lesser=FURTHER_CARD_OF),
        Link("LoadBalancer", "aws.elb.load_balancer", Verb.CONTAINS, reverse=True, is_usual=False),
        *(Link(path, "aws.ec2.elastic_ip", Verb.ATTACHED_TO, reverse=True, is_usual=False) for path in _ADDRESSES),
    ),
)
_NETWORK_ACL = ec2_entry(
    *("network_acl", "Network ACL", "What may enter and leave subnets.", "DescribeNetworkAcls"),
    *("NetworkAcls", "NetworkAclId", "network-acl"),
    shapes="acl-",
    columns=(
        _VPC_COLUMN,
        flag("default", "IsDefault", 8, "Whether it is the VPC's default."),
        number("rules", "Entries[]", 6, "Its rules, in and out."),
        text("subnet", "Associations[].SubnetId", 24, "Subnets it is for."),
    ),
    links=(in_vpc(), Link("Associations.SubnetId", "aws.ec2.subnet", Verb.PROTECTS)),
)
_ENDPOINT = ec2_entry(
    *("vpc_endpoint", "VPC endpoint", "A private way to a service.", "DescribeVpcEndpoints"),
    *("VpcEndpoints", "VpcEndpointId", "vpc-endpoint"),
    shapes="vpce-",
    state="State",
    words="pendingacceptance pending available deleting deleted rejected failed expired partial",
    hosts=("DnsEntries.DnsName",),
    columns=(
        text("service", "ServiceName", 40, "The service it leads to."),
        text("type", "VpcEndpointType", 19, "Gateway, interface or the like."),
        _VPC_COLUMN,
        flag("private_dns", "PrivateDnsEnabled", 11, "Whether the usual names lead to it."),
        made("CreationTimestamp"),
        text("subnets", "SubnetIds[]", 30, "Where it is reached.", wide=True),
        text("groups", "Groups[].GroupId", 30, "Its security groups.", wide=True),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, "aws.ec2.route_table", takes=0.25), ASKS_NOBODY),
    flows=(Flow(Verb.ROUTES_TO), Flow(Verb.ATTACHED_TO, "aws.ec2.route_table", back=True)),
    links=(
        in_vpc(),
        in_subnet("SubnetIds"),
        guarded("Groups.GroupId"),
        Link("RouteTableIds", "aws.ec2.route_table", Verb.ATTACHED_TO),
        Link("NetworkInterfaceIds", "aws.ec2.network_interface", Verb.CONTAINS),
    ),
)
_PEERING = ec2_entry(
    *("vpc_peering", "VPC peering", "Two VPCs joined.", "DescribeVpcPeeringConnections"),
    *("VpcPeeringConnections", "VpcPeeringConnectionId", "vpc-peering-connection"),
    shapes="pcx-",
    owner=(Owner(("RequesterVpcInfo.OwnerId",), "RequesterVpcInfo.Region"),),
    state="Status.Code",
    words="pending-acceptance active deleted rejected failed expired provisioning deleting",
    columns=(
        text("requester", "RequesterVpcInfo.VpcId", 21, "The VPC that asked."),
        text("accepter", "AccepterVpcInfo.VpcId", 21, "The VPC that was asked."),
        text("cidr", "RequesterVpcInfo.CidrBlock", 18, "Addresses of the one."),
        text("other_cidr", "AccepterVpcInfo.CidrBlock", 18, "Addresses of the other."),
        text("other_region", "AccepterVpcInfo.Region", 14, "Where the other is.", wide=True),
        text("other_account", "AccepterVpcInfo.OwnerId", 14, "Whose the other is.", wide=True),
        moment("expires", "ExpirationTime", "Until when it can be accepted.", wide=True),
    ),
    bearings=(Bearing(Verb.CONNECTS_TO, loses=1.0),),
    links=(
        Link("RequesterVpcInfo.VpcId", "aws.ec2.vpc", Verb.CONNECTS_TO),
        Link("AccepterVpcInfo.VpcId", "aws.ec2.vpc", Verb.CONNECTS_TO),
    ),
)
_DHCP_OPTIONS = ec2_entry(
    *("dhcp_options", "DHCP options", "What DHCP tells a VPC's instances.", "DescribeDhcpOptions"),
    *("DhcpOptions", "DhcpOptionsId", "dhcp-options"),
    shapes="dopt-",
    plural="DHCP options",
    columns=(
        text("sets", "DhcpConfigurations[].Key", 30, "What it sets."),
        text("to", "DhcpConfigurations[].Values[].Value", 40, "To which values."),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.25),),
)
_FLOW_LOG = ec2_entry(
    *("flow_log", "Flow log", "A record of who talked to whom.", "DescribeFlowLogs"),
    *("FlowLogs", "FlowLogId", "vpc-flow-log"),
    state="FlowLogStatus",
    words="active",
    columns=(
        text("resource", "ResourceId", 24, "What is recorded."),
        text("traffic", "TrafficType", 8, "Which packets."),
        text("destination", "LogDestination", 50, "Where it is written."),
        text("written_to", "LogDestinationType", 20, "A bucket, a log group or a stream."),
        text("delivery", "DeliverLogsStatus", 9, "Whether it arrives there."),
        made("CreationTime"),
        text("log_group", "LogGroupName", 30, "The log group.", wide=True),
        text("trouble", "DeliverLogsErrorMessage", 30, "Why it does not arrive.", wide=True),
    ),
    bearings=(Bearing(Verb.STORES_IN, "aws.logs.log_group", loses=1.0),),
    links=(
        Link("ResourceId", "aws.ec2.vpc", Verb.DEPENDS_ON),
        Link("LogDestination", "aws.s3.bucket", Verb.STORES_IN),
        Link("LogGroupName", "aws.logs.log_group", Verb.STORES_IN),
        Link("DeliverLogsPermissionArn", "aws.iam.role", Verb.DEPENDS_ON),
    ),
)


class Vpc(AwsService):
    """Lists VPCs, subnets, routes, gateways, addresses, interfaces, security groups and what joins networks."""

    name = "aws.vpc"
    entries = (
        *(_VPC, _SUBNET, _SECURITY_GROUP, _ROUTE_TABLE, _INTERNET_GATEWAY, _EGRESS_GATEWAY, _NAT_GATEWAY, _ELASTIC_IP),
        *(_NETWORK_INTERFACE, _NETWORK_ACL, _ENDPOINT, _PEERING, _DHCP_OPTIONS, _FLOW_LOG, PREFIX_LIST, LIST_ENTRY),
    )

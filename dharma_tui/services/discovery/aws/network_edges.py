"""Amazon VPC: how it is entered, watched and given addresses beyond what every network has."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    described,
    ec2_entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    made,
    number,
    port,
    text,
)
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import either

_VPC = text("vpc", "VpcId", 21, "Its VPC.")
_RULE = ec2_entry(
    *("security_group_rule", "Security group rule", "One thing that a security group lets through."),
    *("DescribeSecurityGroupRules", "SecurityGroupRules", "SecurityGroupRuleId", "security-group-rule"),
    shapes="sgr-",
    owner=(Owner(("GroupOwnerId",)),),
    page=1000,
    aliases="sgr rules",
    columns=(
        text("group", "GroupId", 21, "Its security group."),
        flag("egress", "IsEgress", 6, "Whether it is about what leaves."),
        text("protocol", "IpProtocol", 8, "Protocol; -1: all."),
        port("from_port", "FromPort", "First port."),
        port("to_port", "ToPort", "Last port."),
        text("cidr", "CidrIpv4", 18, "Whom it lets through."),
        text("cidr6", "CidrIpv6", 24, "Whom it lets through over IPv6.", wide=True),
        text("peer", "Peer", 21, "The security group or prefix list it lets through."),
        described("Description"),
    ),
    derived={"Peer": either("ReferencedGroupInfo.GroupId", "PrefixListId")},
    mute=("Peer",),
    links=(
        Link("GroupId", "aws.ec2.security_group", Verb.CONTAINS, reverse=True),
        Link("PrefixListId", "aws.ec2.prefix_list", Verb.DEPENDS_ON),
    ),
)
_CARRIER_GATEWAY = ec2_entry(
    *("carrier_gateway", "Carrier gateway", "The way from a VPC to a mobile network.", "DescribeCarrierGateways"),
    *("CarrierGateways", "CarrierGatewayId", "carrier-gateway"),
    state="State",
    words="pending available deleting deleted",
    columns=(_VPC, text("owner", "OwnerId", 14, "Whose it is.")),
    bearings=(Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc"),),
    links=(Link("VpcId", "aws.ec2.vpc", Verb.ATTACHED_TO),),
)
_ENDPOINT_SERVICE = ec2_entry(
    *("endpoint_service", "Endpoint service", "A service of ours that VPC endpoints of others lead to."),
    *("DescribeVpcEndpointServiceConfigurations", "ServiceConfigurations", "ServiceId", "vpc-endpoint-service"),
    name="ServiceName",
    also=("ServiceName",),
    state="ServiceState",
    words="pending available deleting deleted failed",
    columns=(
        text("type", "ServiceType[].ServiceType", 19, "Interface or gateway."),
        flag("acceptance", "AcceptanceRequired", 10, "Whether we must agree to each endpoint."),
        text("dns", "PrivateDnsName", 40, "Its private name in DNS."),
        text("service", "ServiceName", 50, "What others call it."),
        text("balancers", "NetworkLoadBalancerArns[]", 50, "What answers.", wide=True),
        text("zones", "AvailabilityZones[]", 30, "Its zones.", wide=True),
    ),
    links=(
        Link("NetworkLoadBalancerArns", "aws.elb.load_balancer", Verb.ROUTES_TO),
        Link("GatewayLoadBalancerArns", "aws.elb.load_balancer", Verb.ROUTES_TO),
    ),
)
_CONNECT_ENDPOINT = ec2_entry(
    *("instance_connect_endpoint", "Instance connect endpoint", "A way to sign in to instances without address."),
    *("DescribeInstanceConnectEndpoints", "InstanceConnectEndpoints", "InstanceConnectEndpointId"),
    "instance-connect-endpoint",
    state="State",
    words="create-in-progress create-complete create-failed delete-in-progress delete-complete delete-failed",
    columns=(
        _VPC,
        text("subnet", "SubnetId", 24, "Its subnet."),
        text("zone", "AvailabilityZone", 14, "Availability zone."),
        made("CreatedAt"),
        text("dns", "DnsName", 50, "Its name in DNS.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_vpc(),
        in_subnet(),
        guarded("SecurityGroupIds"),
        Link("NetworkInterfaceIds", "aws.ec2.network_interface", Verb.CONTAINS),
    ),
)
_CLIENT_VPN = ec2_entry(
    *("client_vpn", "Client VPN endpoint", "Where people dial into networks.", "DescribeClientVpnEndpoints"),
    *("ClientVpnEndpoints", "ClientVpnEndpointId", "client-vpn-endpoint"),
    state="Status.Code",
    words="pending-associate available deleting deleted",
    columns=(
        text("dns", "DnsName", 50, "Its name in DNS."),
        text("cidr", "ClientCidrBlock", 18, "Addresses of those who dial in."),
        text("protocol", "TransportProtocol", 8, "tcp or udp."),
        flag("split", "SplitTunnel", 6, "Whether only packets for the VPC pass."),
        text("signs_in", "AuthenticationOptions[].Type", 24, "How people show who they are."),
        made("CreationTime"),
        described("Description"),
        text("vpc", "VpcId", 21, "Its VPC.", wide=True),
        number("hours", "SessionTimeoutHours", 6, "Hours a session may last.", wide=True),
        text("certificate", "ServerCertificateArn", 50, "Its certificate.", wide=True),
    ),
    links=(
        in_vpc(),
        guarded("SecurityGroupIds"),
        Link("ServerCertificateArn", "aws.acm.acm_certificate", Verb.DEPENDS_ON),
    ),
)
_MIRROR_FILTER = ec2_entry(
    *("mirror_filter", "Traffic mirror filter", "Which packets are copied.", "DescribeTrafficMirrorFilters"),
    *("TrafficMirrorFilters", "TrafficMirrorFilterId", "traffic-mirror-filter"),
    columns=(
        described("Description", wide=False),
        text("services", "NetworkServices[]", 16, "Services copied too."),
        number("rules_in", "IngressFilterRules[]", 8, "Rules for what comes."),
        number("rules_out", "EgressFilterRules[]", 9, "Rules for what goes."),
    ),
)
_MIRROR_TARGET = ec2_entry(
    *("mirror_target", "Traffic mirror target", "Where copies of packets go.", "DescribeTrafficMirrorTargets"),
    *("TrafficMirrorTargets", "TrafficMirrorTargetId", "traffic-mirror-target"),
    columns=(
        text("type", "Type", 22, "Interface, load balancer or endpoint."),
        text("owner", "OwnerId", 14, "Whose it is."),
        text("interface", "NetworkInterfaceId", 24, "The interface."),
        described("Description"),
        text("balancer", "NetworkLoadBalancerArn", 50, "The load balancer.", wide=True),
    ),
    links=(
        Link("NetworkInterfaceId", "aws.ec2.network_interface", Verb.ROUTES_TO),
        Link("NetworkLoadBalancerArn", "aws.elb.load_balancer", Verb.ROUTES_TO),
        Link("GatewayLoadBalancerEndpointId", "aws.ec2.vpc_endpoint", Verb.ROUTES_TO),
    ),
)
_MIRROR_SESSION = ec2_entry(
    *("mirror_session", "Traffic mirror session", "Packets of a card that are copied."),
    *("DescribeTrafficMirrorSessions", "TrafficMirrorSessions", "TrafficMirrorSessionId", "traffic-mirror-session"),
    columns=(
        text("interface", "NetworkInterfaceId", 22, "The card."),
        text("target", "TrafficMirrorTargetId", 22, "Where copies go."),
        number("order", "SessionNumber", 6, "Which session comes first."),
        described("Description"),
        text("filter", "TrafficMirrorFilterId", 24, "What of it is copied.", wide=True),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, loses=1.0),),
    links=(
        Link("NetworkInterfaceId", "aws.ec2.network_interface", Verb.ATTACHED_TO),
        Link("TrafficMirrorTargetId", "aws.ec2.mirror_target", Verb.ROUTES_TO),
        Link("TrafficMirrorFilterId", "aws.ec2.mirror_filter", Verb.DEPENDS_ON),
    ),
)
_IPAM_WORDS = (
    "create-in-progress create-complete create-failed modify-in-progress modify-complete modify-failed "
    "delete-in-progress delete-complete delete-failed isolate-in-progress isolate-complete restore-in-progress"
)
_IPAM = ec2_entry(
    *("ipam", "IPAM", "A plan of who has which addresses.", "DescribeIpams", "Ipams", "IpamId", "ipam"),
    arn="IpamArn",
    state="State",
    words=_IPAM_WORDS,
    columns=(
        text("home", "IpamRegion", 14, "The region it is in."),
        number("scopes", "ScopeCount", 6, "Plans in it."),
        text("tier", "Tier", 9, "free or advanced."),
        described("Description"),
        text("regions", "OperatingRegions[].RegionName", 30, "Regions it looks after.", wide=True),
    ),
)
_IPAM_POOL = ec2_entry(
    *("ipam_pool", "IPAM pool", "Addresses that networks are given from.", "DescribeIpamPools", "IpamPools"),
    *("IpamPoolId", "ipam-pool"),
    arn="IpamPoolArn",
    state="State",
    words=_IPAM_WORDS,
    columns=(
        text("family", "AddressFamily", 6, "IPv4 or IPv6."),
        text("locale", "Locale", 14, "The region it is for."),
        flag("advertised", "PubliclyAdvertisable", 10, "Whether the internet may know it."),
        text("scope", "IpamScopeType", 7, "public or private."),
        described("Description"),
        text("source", "SourceIpamPoolId", 26, "The pool it is part of.", wide=True),
    ),
    links=(
        Link("IpamArn", "aws.ec2.ipam", Verb.CONTAINS, reverse=True),
        Link("SourceIpamPoolId", "aws.ec2.ipam_pool", Verb.CONTAINS, reverse=True),
    ),
)


class NetworkEdges(AwsService):
    """Lists rules of security groups, ways in for others and for people, copies of packets, and plans of addresses."""

    name = "aws.network"
    entries = (
        *(_RULE, _CARRIER_GATEWAY, _ENDPOINT_SERVICE, _CONNECT_ENDPOINT, _CLIENT_VPN),
        *(_MIRROR_FILTER, _MIRROR_TARGET, _MIRROR_SESSION, _IPAM, _IPAM_POOL),
    )

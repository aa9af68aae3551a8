"""AWS Direct Connect, Network Manager and Global Accelerator: networks beyond a region."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    OVER_GATEWAY,
    Parent,
    described,
    entry,
    flag,
    made,
    moment,
    number,
    port,
    text,
)
from dharma_tui.services.discovery.aws._outside import ASKS_OUTSIDE
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import tallied

_CONNECTION = entry(
    *("directconnect.direct_connection", "Direct connection", "A line of ours to AWS."),
    *("directconnect.DescribeConnections", "connections"),
    id="connectionId",
    arn="arn:{partition}:directconnect:{region}:{account}:dxcon/{id}",
    by="id",
    name="connectionName",
    state="connectionState",
    tags="tags",
    aliases="dx",
    words="ordering requested pending available down deleting deleted rejected",
    columns=(
        text("location", "location", 12, "Where it ends."),
        text("bandwidth", "bandwidth", 9, "How much passes."),
        number("vlan", "vlan", 5, "Its VLAN."),
        text("partner", "partnerName", 20, "Who runs it."),
        text("lag", "lagId", 16, "The bundle it is in.", wide=True),
        text("device", "awsDeviceV2", 20, "Where it ends at AWS.", wide=True),
        text("encryption", "encryptionMode", 14, "Whether MACsec is used.", wide=True),
    ),
    links=(Link("lagId", "aws.directconnect.direct_lag", Verb.MEMBER_OF),),
)
_LAG = entry(
    *(
        "directconnect.direct_lag",
        "Direct connection group",
        "Lines used as one.",
        "directconnect.DescribeLags",
        "lags",
    ),
    id="lagId",
    arn="arn:{partition}:directconnect:{region}:{account}:dxlag/{id}",
    by="id",
    name="lagName",
    state="lagState",
    tags="tags",
    words="requested pending available down deleting deleted",
    columns=(
        text("location", "location", 12, "Where it ends."),
        text("bandwidth", "connectionsBandwidth", 9, "How much passes each line."),
        number("lines", "numberOfConnections", 6, "Lines."),
        number("needed", "minimumLinks", 6, "Lines that must work.", wide=True),
        text("device", "awsDeviceV2", 20, "Where it ends at AWS.", wide=True),
    ),
)
_INTERFACE = entry(
    *("directconnect.direct_interface", "Virtual interface", "Networks reached over a line."),
    *("directconnect.DescribeVirtualInterfaces", "virtualInterfaces"),
    id="virtualInterfaceId",
    arn="arn:{partition}:directconnect:{region}:{account}:dxvif/{id}",
    by="id",
    owner=(Owner(("ownerAccount",)),),
    name="virtualInterfaceName",
    state="virtualInterfaceState",
    tags="tags",
    words="confirming verifying pending available down testing deleting deleted rejected",
    columns=(
        text("type", "virtualInterfaceType", 8, "private, public or transit."),
        number("vlan", "vlan", 5, "Its VLAN."),
        port("asn", "asn", "Our number in BGP."),
        text("address", "customerAddress", 18, "Our address."),
        text("bgp", "bgpPeers[].bgpStatus", 6, "Whether BGP is up."),
        text("connection", "connectionId", 16, "The line it is on.", wide=True),
        text("aws_address", "amazonAddress", 18, "The address of AWS.", wide=True),
        number("mtu", "mtu", 6, "Its largest packet.", wide=True),
    ),
    bearings=(OVER_GATEWAY,),
    links=(
        Link("connectionId", "aws.directconnect.direct_connection", Verb.RUNS_ON),
        Link("virtualGatewayId", "aws.ec2.vpn_gateway", Verb.CONNECTS_TO),
    ),
    secret=("authKey", "bgpPeers.authKey"),
    dropped=("customerRouterConfig",),
)


class DirectConnect(AwsService):
    """Lists lines to AWS, groups of them and what is reached over them."""

    name = "aws.directconnect"
    entries = (_CONNECTION, _LAG, _INTERFACE)


_DOING = "pending available deleting updating"
_GLOBAL = entry(
    *("networkmanager.global_network", "Global network", "Networks of a company seen as one."),
    *("networkmanager.DescribeGlobalNetworks", "GlobalNetworks"),
    id="GlobalNetworkId",
    arn="GlobalNetworkArn",
    state="State",
    tags="Tags",
    words=_DOING,
    columns=(described("Description", wide=False), made("CreatedAt")),
)
_OF_NETWORK = Parent(
    "aws.networkmanager.global_network", {"GlobalNetworkId": "GlobalNetworkId"}, {"Network": "GlobalNetworkArn"}
)
_IN_NETWORK = Link("Network", "aws.networkmanager.global_network", Verb.CONTAINS, reverse=True)
_SITE = entry(
    *("networkmanager.network_site", "Network site", "A place of ours.", "networkmanager.GetSites", "Sites"),
    id="SiteId",
    arn="SiteArn",
    state="State",
    tags="Tags",
    parent=_OF_NETWORK,
    words=_DOING,
    columns=(
        text("address", "Location.Address", 30, "Where it is."),
        described("Description", wide=False),
        made("CreatedAt", wide=True),
    ),
    links=(_IN_NETWORK,),
)
_DEVICE = entry(
    *("networkmanager.network_device", "Network device", "A router or the like of ours."),
    *("networkmanager.GetDevices", "Devices"),
    id="DeviceId",
    arn="DeviceArn",
    state="State",
    tags="Tags",
    parent=_OF_NETWORK,
    words=_DOING,
    columns=(
        text("type", "Type", 12, "What it is."),
        text("vendor", "Vendor", 14, "Who made it."),
        text("model", "Model", 14, "Its model."),
        text("serial", "SerialNumber", 16, "Its serial number.", wide=True),
        text("site", "SiteId", 24, "Where it stands.", wide=True),
        made("CreatedAt", wide=True),
    ),
    links=(_IN_NETWORK,),
)
_CORE = entry(
    *("networkmanager.core_network", "Core network", "A network over regions.", "networkmanager.ListCoreNetworks"),
    "CoreNetworks",
    id="CoreNetworkId",
    arn="CoreNetworkArn",
    state="State",
    tags="Tags",
    words="creating updating available deleting",
    columns=(text("owner", "OwnerAccountId", 14, "Whose it is."), described("Description", wide=False)),
)


class NetworkManager(AwsService):
    """Lists global and core networks, sites and devices."""

    name = "aws.networkmanager"
    everywhere = True
    entries = (_GLOBAL, _SITE, _DEVICE, _CORE)


def _led_to_by(kind: str) -> Bearing:
    """Who leads to it loses its share with it, and takes it along."""
    return Bearing(Verb.ROUTES_TO, kind, reverse=True, takes=1.0, shared=True, mutual=True, outside=True)


_ACCELERATOR = entry(
    *("globalaccelerator.accelerator", "Global accelerator", "Addresses that lead to the nearest region."),
    *("globalaccelerator.ListAccelerators", "Accelerators"),
    id="AcceleratorArn",
    arn="AcceleratorArn",
    shapes="globalaccelerator:accelerator",
    name="Name",
    state="Status",
    words="deployed in_progress",
    hosts=("DnsName", "DualStackDnsName", "IpSets.IpAddresses"),
    columns=(
        text("dns", "DnsName", 50, "Its name in DNS."),
        text("public_ip", "IpSets[].IpAddresses[]", 15, "Its addresses."),
        flag("enabled", "Enabled", 7, "Whether it takes packets."),
        made("CreatedTime"),
        text("ip", "IpAddressType", 10, "IPV4 or DUAL_STACK.", wide=True),
        moment("modified", "LastModifiedTime", "When it was last changed.", wide=True),
    ),
)


_ACCELERATOR_LISTENER = entry(
    *("globalaccelerator.accelerator_listener", "Accelerator listener", "Ports of an accelerator."),
    *("globalaccelerator.ListListeners", "Listeners"),
    id="ListenerArn",
    arn="ListenerArn",
    shapes=None,
    name="AcceleratorName",
    tagged=False,
    parent=Parent(
        "aws.globalaccelerator.accelerator",
        {"AcceleratorArn": "AcceleratorArn"},
        {"Accelerator": "AcceleratorArn", "AcceleratorName": "Name"},
        told={"Accelerator": "{outer}"},
    ),
    columns=(
        text("protocol", "Protocol", 8, "TCP or UDP."),
        text("ports", "PortRanges[].FromPort", 12, "First ports of what it takes."),
        text("affinity", "ClientAffinity", 9, "Whether who came once comes to the same.", wide=True),
    ),
    bearings=(_led_to_by("aws.globalaccelerator.accelerator"),),
    links=(Link("Accelerator", "aws.globalaccelerator.accelerator", Verb.ROUTES_TO, reverse=True),),
)
_ENDPOINT_GROUP = entry(
    *("globalaccelerator.endpoint_group", "Endpoint group", "Where in a region an accelerator leads."),
    *("globalaccelerator.ListEndpointGroups", "EndpointGroups"),
    id="EndpointGroupArn",
    arn="EndpointGroupArn",
    shapes=None,
    name="AcceleratorName",
    tagged=False,
    parent=Parent(
        "aws.globalaccelerator.accelerator_listener",
        {"ListenerArn": "ListenerArn"},
        {"Listener": "ListenerArn", "AcceleratorName": "AcceleratorName"},
        told={"Listener": "{outer}"},
    ),
    columns=(
        text("to", "EndpointGroupRegion", 14, "The region."),
        text("endpoint", "EndpointDescriptions[].EndpointId", 50, "Who answers there."),
        text("health", "EndpointDescriptions[].HealthState", 9, "How these are."),
        number("dial", "TrafficDialPercentage", 6, "Percent of what comes that it takes."),
        text("weights", "Weights[]", 8, "Their shares.", wide=True),
    ),
    derived={"Weights": tallied("EndpointDescriptions.Weight")},
    bearings=(ASKS_OUTSIDE, _led_to_by("aws.globalaccelerator.accelerator_listener")),
    links=(
        Link("Listener", "aws.globalaccelerator.accelerator_listener", Verb.ROUTES_TO, reverse=True),
        Link("EndpointDescriptions.EndpointId", "aws.elb.load_balancer", Verb.ROUTES_TO, is_usual=False),
    ),
)


class GlobalAccelerator(AwsService):
    """Lists accelerators, their ports and whom these lead to."""

    name = "aws.globalaccelerator"
    everywhere = True
    entries = (_ACCELERATOR, _ACCELERATOR_LISTENER, _ENDPOINT_GROUP)

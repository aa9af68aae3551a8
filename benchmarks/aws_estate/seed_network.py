"""Networks of a region: VPCs with subnets, routes, gateways and security groups."""

from __future__ import annotations

from typing import Any

from benchmarks.aws_estate.seed import PORTS, Network, Place

ZONES = "abc"
ANYWHERE = "0.0.0.0/0"
OPEN_TO = ("10.0.0.0/8", ANYWHERE, "192.168.0.0/16")


def region(place: Place) -> None:
    """Seed the networks."""
    for number in range(max(2, min(6, place.instances // 150 + 2))):
        place.networks.append(_network(place, number))
    ec2 = place.client("ec2")
    gateway = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
    place.add(gateway)
    for network in place.networks[:3]:
        ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=gateway, VpcId=network.vpc, SubnetIds=network.subnets[:1]
        )


def _network(place: Place, number: int) -> Network:
    ec2, base = place.client("ec2"), number * 16 + 1
    tagged = place.tagged("vpc", f"{place.region}-vpc-{number}")
    vpc = ec2.create_vpc(CidrBlock=f"10.{base}.0.0/16", TagSpecifications=tagged)["Vpc"]["VpcId"]
    network = Network(place.add(vpc))
    for at in range(6):
        side = "public" if at < 3 else "private"
        subnet = ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.{base}.{at * 16}.0/20",
            AvailabilityZone=f"{place.region}{ZONES[at % 3]}",
            TagSpecifications=place.tagged("subnet", f"{place.region}-{number}-{side}-{at}"),
        )
        network.subnets.append(place.add(subnet["Subnet"]["SubnetId"], vpc))
    _routes(place, network)
    endpoint = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{place.region}.s3")
    place.add(endpoint["VpcEndpoint"]["VpcEndpointId"], vpc)
    for at in range(max(4, min(25, place.instances // 25))):
        _group(place, network, f"group-{number}-{at}")
    return network


def _routes(place: Place, network: Network) -> None:
    ec2 = place.client("ec2")
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=network.vpc)
    place.add(internet, network.vpc)
    network.internet = internet
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=network.subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    place.add(nat, place.add(address), network.subnets[0], network.vpc, internet)
    sides = ((network.subnets[:3], {"GatewayId": internet}), (network.subnets[3:], {"NatGatewayId": nat}))
    for subnets, target in sides:
        table = ec2.create_route_table(VpcId=network.vpc)["RouteTable"]["RouteTableId"]
        for subnet in subnets:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, **target)
        # the NAT gateway is led to by the one, and its own packets go by the routes of the other
        place.add(table, network.vpc, *subnets, *target.values(), nat)
        if internet in target.values():
            network.public_table = table


def _group(place: Place, network: Network, name: str) -> None:
    ec2, chance = place.client("ec2"), place.chance
    group = ec2.create_security_group(GroupName=name, Description="seeded", VpcId=network.vpc)["GroupId"]
    rules: list[dict[str, Any]] = [
        {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": chance.choice(OPEN_TO)}]}
        for port in chance.sample(PORTS, 2)
    ]
    peers = [chance.choice(network.groups)] if network.groups else []
    rules += [
        {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "UserIdGroupPairs": [{"GroupId": peer}]}
        for peer in peers
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rules)
    network.groups.append(place.add(group, network.vpc, *peers))
    network.open[group] = {rule["FromPort"] for rule in rules if {"CidrIp": ANYWHERE} in rule.get("IpRanges", [])}

"""What computes in a region: instances with volumes, groups that scale, load balancers, containers, functions."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from benchmarks.aws_estate.seed import ACCOUNT, IMAGE, SIZES, Network, Place, chosen, crowds

LISTENS = 80
SERVICE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role"


def region(place: Place) -> None:
    """Seed what computes."""
    for number, size in enumerate(crowds(place.chance, place.instances)):
        _instances(place, number, size)
    _volumes(place)
    for number in place.of(0.01):
        _scaling(place, number)
    for number in place.of(0.02, 2):
        _balancer(place, number)
    for number in range(max(1, min(6, place.instances // 100))):
        _containers(place, number)
    for number in place.of(0.04, 3):
        _function(place, number)


def _instances(place: Place, number: int, size: int) -> None:
    ec2, chance = place.client("ec2"), place.chance
    network = chance.choice(place.networks)
    subnet, groups = chance.choice(network.subnets), chosen(chance, network.groups, 2)
    answer = ec2.run_instances(
        ImageId=IMAGE,
        MinCount=size,
        MaxCount=size,
        InstanceType=chance.choice(SIZES),
        SubnetId=subnet,
        SecurityGroupIds=groups,
        TagSpecifications=place.tagged("instance", place.name(number)),
    )
    ids = [instance["InstanceId"] for instance in answer["Instances"]]
    for instance in ids:
        place.add(instance, network.vpc, subnet, *groups)
    stopped = ids[: max(1, size // 3)] if chance.random() < 0.12 else []
    if stopped:
        ec2.stop_instances(InstanceIds=stopped)
    place.running += [(instance, network) for instance in ids if instance not in stopped]


def _volumes(place: Place) -> None:
    ec2, chance = place.client("ec2"), place.chance
    for number in place.of(0.1):
        volume = ec2.create_volume(
            AvailabilityZone=f"{place.region}{chance.choice('abc')}",
            Size=chance.choice((8, 50, 100, 500)),
            VolumeType=chance.choice(("gp2", "gp3", "st1")),
            TagSpecifications=place.tagged("volume", f"data-{number:04d}"),
        )["VolumeId"]
        place.add(volume)
        if number % 2:
            place.add(ec2.create_snapshot(VolumeId=volume, Description="nightly")["SnapshotId"], volume)


def _scaling(place: Place, number: int) -> None:
    network = place.chance.choice(place.networks)
    template = place.client("ec2").create_launch_template(
        LaunchTemplateName=f"template-{number}", LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "m5.large"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    place.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=f"crowd-{number}",
        LaunchTemplate={"LaunchTemplateId": template},
        MinSize=0,
        MaxSize=4,
        DesiredCapacity=0,
        VPCZoneIdentifier=",".join(network.subnets[3:]),
    )
    place.add(template)


def _balancer(place: Place, number: int) -> None:
    elb, chance = place.client("elbv2"), place.chance
    network = chance.choice(place.networks)
    kind, protocol = chance.choice((("application", "HTTP"), ("application", "HTTP"), ("network", "TCP")))
    groups = chosen(chance, network.groups, 1) if kind == "application" else []
    scheme = chance.choice(("internet-facing", "internal"))
    balancer = elb.create_load_balancer(
        Name=f"{kind[:3]}-{number}-{place.region}",
        Subnets=network.subnets[:2],
        Type=kind,
        Scheme=scheme,
        Tags=place.tags(f"balancer-{number}"),
        **({"SecurityGroups": groups} if groups else {}),
    )["LoadBalancers"][0]["LoadBalancerArn"]
    # whoever is on the internet reaches one that faces it where it listens, through the gateway its subnets route to,
    # unless a group lets nobody in on that port; a network balancer here has no group
    is_reached = scheme == "internet-facing" and is_open(network, groups, LISTENS)
    reached_from = [network.internet, network.public_table] if is_reached else []
    place.add(balancer, network.vpc, *network.subnets[:2], *groups, *reached_from)
    targets = elb.create_target_group(
        Name=f"targets-{number}-{place.region}", Protocol=protocol, Port=8080, VpcId=network.vpc, TargetType="instance"
    )["TargetGroups"][0]["TargetGroupArn"]
    listener = elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol=protocol,
        Port=LISTENS,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
    )["Listeners"][0]["ListenerArn"]
    place.add(listener, balancer, targets)
    reached = chosen(chance, _running_in(place, network), 6)
    place.add(targets, network.vpc, balancer, *reached)
    if reached:
        elb.register_targets(TargetGroupArn=targets, Targets=[{"Id": instance} for instance in reached])


def is_open(network: Network, groups: list[str], port: int) -> bool:
    """Whether groups let anybody in on ``port``; without any, everything passes."""
    return not groups or any(port in network.open[group] for group in groups)


def _running_in(place: Place, network: Network) -> list[str]:
    return [instance for instance, where in place.running if where is network]


def _containers(place: Place, number: int) -> None:
    ecs, chance = place.client("ecs"), place.chance
    name = f"cluster-{place.region}-{number}"
    cluster = place.add(ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"])
    for at in range(6):
        image = f"{ACCOUNT}.dkr.ecr.{place.region}.amazonaws.com/shop-{at}:1"
        container: dict[str, Any] = {"name": "main", "image": image, "memory": 256, "cpu": 128}
        definition = ecs.register_task_definition(family=f"{name}-{at}", containerDefinitions=[container])
        task = place.add(definition["taskDefinition"]["taskDefinitionArn"])
        service = ecs.create_service(
            cluster=name, serviceName=f"shop-{at}", taskDefinition=f"{name}-{at}", desiredCount=chance.randint(1, 6)
        )
        place.add(service["service"]["serviceArn"], cluster, task)


def _function(place: Place, number: int) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("h.py", "def h(event, context): return 1")
    function = place.client("lambda").create_function(
        FunctionName=f"function-{number}",
        Runtime="python3.12",
        Role=SERVICE_ROLE,
        Handler="h.h",
        Code={"ZipFile": code.getvalue()},
        Tags={tag["Key"]: tag["Value"] for tag in place.tags(f"function-{number}")},
    )
    place.add(function["FunctionArn"], SERVICE_ROLE)

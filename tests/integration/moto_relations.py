"""A network and names put into the loopback AWS, and the relationships that follow from them although no property says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.integration.moto_lab import ACCOUNT, NORTH, Estate

Edge = tuple[str, str, str]
"""Source, verb, target."""


def seed(made: Estate) -> set[Edge]:
    """Make it all; returns what is true of it."""
    return _networks(made) | _names(made) | _rights(made)


def _networks(made: Estate) -> set[Edge]:
    ids, ec2 = made.ids, made.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    outer, inner, walled, second = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{at}.0/24", AvailabilityZone=f"{NORTH}{zone}")["Subnet"][
            "SubnetId"
        ]
        for at, zone in ((1, "a"), (2, "a"), (3, "a"), (4, "b"))
    )
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    for subnet in (outer, walled, second):
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    wall = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"][
        "NetworkAclId"
    ]  # whose only rules are those that let nothing pass
    default = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [walled]}])["NetworkAcls"][
        0
    ]
    association = next(each for each in default["Associations"] if each["SubnetId"] == walled)
    ec2.replace_network_acl_association(AssociationId=association["NetworkAclAssociationId"], NetworkAclId=wall)

    front, web, base, office = (_group(ec2, vpc, name) for name in ("front", "app", "base", "office"))
    _let_in(ec2, front, 443, IpRanges=[{"CidrIp": "0.0.0.0/0"}])
    _let_in(ec2, web, 8080, UserIdGroupPairs=[{"GroupId": front}])
    _let_in(ec2, base, 5432, UserIdGroupPairs=[{"GroupId": web}])
    _let_in(ec2, base, 5432, IpRanges=[{"CidrIp": "10.20.4.0/24"}])
    _let_in(ec2, office, 22, IpRanges=[{"CidrIp": "198.51.100.0/24"}])
    _let_in(ec2, office, 22, UserIdGroupPairs=[{"GroupId": office}])

    bastion, app, hidden, barred = (
        _instance(ec2, subnet, groups, public)
        for subnet, groups, public in (
            (outer, [office], True),
            (inner, [web], False),
            (outer, [office], False),
            (walled, [front], True),
        )
    )
    balancer = made.client("elbv2").create_load_balancer(
        Name="shop-front", Subnets=[outer, second], SecurityGroups=[front], Scheme="internet-facing"
    )["LoadBalancers"][0]
    made.client("elbv2").create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=443,
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    )  # fmt: skip
    ids |= {"far-vpc": vpc, "bastion": bastion, "app": app, "hidden": hidden, "barred": barred, "gateway": gateway}
    ids |= {"front-group": front, "app-group": web, "base-group": base, "shop-front": balancer["LoadBalancerArn"]}
    ids |= {"shop-front-name": balancer["DNSName"], "second": second}
    return {
        (front, "connects_to", web),
        (web, "connects_to", base),
        (second, "connects_to", base),
        *((way, "connects_to", each) for way in (gateway, table) for each in (bastion, balancer["LoadBalancerArn"])),
        *_by_main_tables(ec2, vpc),
        *_by_main_tables(ec2, ids["vpc"]),
    }


def _by_main_tables(ec2: Any, vpc: str) -> Iterator[Edge]:
    """The subnets of a network that have no table of their own take its main one."""
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    tables = ec2.describe_route_tables(Filters=of_vpc)["RouteTables"]
    (main,) = (table["RouteTableId"] for table in tables if any(each["Main"] for each in table["Associations"]))
    own = {each.get("SubnetId") for table in tables for each in table["Associations"]}
    for subnet in ec2.describe_subnets(Filters=of_vpc)["Subnets"]:
        if subnet["SubnetId"] not in own:
            yield main, "attached_to", subnet["SubnetId"]


def _names(made: Estate) -> set[Edge]:
    names = made.client("route53")
    zone = names.create_hosted_zone(Name="shop.test.", CallerReference="relations")["HostedZone"]["Id"]
    ids, ec2 = made.ids, made.client("ec2")
    address = ec2.describe_instances(InstanceIds=[ids["bastion"]])["Reservations"][0]["Instances"][0]["PublicIpAddress"]
    changes = [
        _record("www.shop.test.", "CNAME", ids["shop-front-name"].upper()),
        _record("shop.test.", "A", alias=f"dualstack.{ids['shop-front-name']}."),
        _record("ssh.shop.test.", "A", address),
        _record("old.shop.test.", "CNAME", f"gone-123.{NORTH}.elb.amazonaws.com"),
        _record("note.shop.test.", "TXT", f'"{address}"'),
        _record("away.shop.test.", "A", "9.9.9.9"),
    ]
    names.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    front = made.ids["shop-front"]
    site = made.client("cloudfront").list_distributions()["DistributionList"]["Items"][0]["ARN"]
    return {
        (f"{zone}/www.shop.test./CNAME/", "routes_to", front),
        (f"{zone}/shop.test./A/", "routes_to", front),
        (f"{zone}/ssh.shop.test./A/", "routes_to", ids["bastion"]),
        (f"{zone}/old.shop.test./CNAME/", "routes_to", f"gone-123.{NORTH}.elb.amazonaws.com"),
        (site, "routes_to", "arn:aws:s3:::orders-archive"),
    }


def _rights(made: Estate) -> set[Edge]:
    iam, here = made.client("iam"), f"arn:aws:iam::{ACCOUNT}"
    bucket, far = "arn:aws:s3:::orders-archive", "arn:aws:iam::210987654321:role/visitor"
    ec2_trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    for name in ("reader", "barred", "admin"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=_document(ec2_trust))
    trust = {**ec2_trust, "Principal": {"AWS": f"{here}:role/reader"}}
    iam.create_role(RoleName="next", AssumeRolePolicyDocument=_document(trust))
    reads = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [bucket, f"{bucket}/*"]}
    iam.put_role_policy(RoleName="reader", PolicyName="reads", PolicyDocument=_document(reads))
    denied = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    iam.put_role_policy(RoleName="barred", PolicyName="none", PolicyDocument=_document(reads, denied))
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(RoleName="admin", PolicyName="all", PolicyDocument=_document(everything))
    sends = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": made.ids["queue_arn"]}
    policy = iam.create_policy(PolicyName="sends", PolicyDocument=_document(sends))["Policy"]["Arn"]
    iam.create_user(UserName="sender")
    iam.attach_user_policy(UserName="sender", PolicyArn=policy)
    ours = {
        "Sid": "far",
        "Effect": "Allow",
        "Principal": {"AWS": far},
        "Action": "s3:PutObject",
        "Resource": f"{bucket}/in/*",
    }
    made.client("s3").put_bucket_policy(Bucket="orders-archive", Policy=_document(ours))
    made.ids |= {"reader": f"{here}:role/reader", "bucket": bucket, "far": far}
    return {
        (f"{here}:role/reader", "connects_to", bucket),
        (far, "connects_to", bucket),
        (f"{here}:role/reader", "connects_to", f"{here}:role/next"),
        (f"{here}:user/sender", "connects_to", made.ids["queue_arn"]),
    }


def _document(*told: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*told]})


def _group(ec2: Any, vpc: str, name: str) -> str:
    made: str = ec2.create_security_group(GroupName=f"reach-{name}", Description=name, VpcId=vpc)["GroupId"]
    return made


def _let_in(ec2: Any, group: str, port: int, **whom: Any) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **whom}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])


def _instance(ec2: Any, subnet: str, groups: list[str], public: bool) -> str:
    card = {"DeviceIndex": 0, "SubnetId": subnet, "Groups": groups, "AssociatePublicIpAddress": public}
    made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, NetworkInterfaces=[card])
    identity: str = made["Instances"][0]["InstanceId"]
    return identity


def _record(name: str, type_: str, *values: str, alias: str = "") -> dict[str, Any]:
    record: dict[str, Any] = {"Name": name, "Type": type_}
    if alias:
        record["AliasTarget"] = {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": alias, "EvaluateTargetHealth": False}
    else:
        record |= {"TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}
    return {"Action": "CREATE", "ResourceRecordSet": record}

"""The loopback AWS that tests scan: started once, seeded by calls of the SDK, reached by the environment alone."""

from __future__ import annotations

import atexit
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.services.discovery.aws._wire import call_as_named
from tests.integration.loopback_names import names_of_loopback

ACCOUNT = "123456789012"
NORTH = "us-east-1"
WEST = "eu-west-1"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)


@dataclass
class Estate:
    """The server, and what has been put into it by name."""

    endpoint: str
    ids: dict[str, str] = field(default_factory=dict)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = NORTH) -> Any:
        if (service, region) not in self._clients:
            made = _session().client(service, region_name=region, endpoint_url=self.endpoint)
            if service != "s3":
                made.meta.events.register("before-call", partial(call_as_named, self.endpoint))
            self._clients[service, region] = made
        return self._clients[service, region]

    def reach(self, patch: pytest.MonkeyPatch) -> None:
        """Have the SDK find the server, with credentials for it, by the environment."""
        patch.setenv("AWS_ENDPOINT_URL", self.endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_REGION", NORTH)

    def code(self) -> bytes:
        """A program that Lambda takes."""
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("h.py", "def h(event, context): return 1")
        return code.getvalue()

    def control(self, path: str) -> dict[str, int]:
        request = urllib.request.Request(f"{self.endpoint}/lab/{path}", method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            calls: dict[str, int] = json.load(answer)
            return calls


@cache
def _session() -> Any:
    """One for all estates: it reads the model of a service once."""
    import boto3

    return boto3.session.Session(aws_access_key_id="test", aws_secret_access_key="test")


@contextmanager
def estate(*seeds: Callable[[Estate], None]) -> Iterator[Estate]:
    """A loopback AWS filled by ``seeds``, or with everything; skips where moto is missing, unless servers are promised."""
    if importlib.util.find_spec("moto") is None:
        if os.environ.get("DHARMA_REQUIRE_SERVERS") == "1":
            pytest.fail("needs moto, which is not installed", pytrace=False)
        pytest.skip("needs moto, which is not installed")
    with names_of_loopback():
        if seeds:
            with _served() as made:
                for seed in seeds:
                    seed(made)
                yield made
        else:
            with copy(_everything()) as made:
                yield made


@cache
def _everything() -> Estate:
    """An estate with everything in it, filled once for each process of the tests: nobody changes it, all copy it."""
    served = _served()
    made = served.__enter__()
    atexit.register(served.__exit__, None, None, None)
    _seed(made)
    return made


@contextmanager
def copy(filled: Estate) -> Iterator[Estate]:
    """Another server with all that is in this one."""
    copied = filled.control("fork")
    try:
        yield Estate(f"http://127.0.0.1:{copied['port']}", dict(filled.ids))
    finally:
        with suppress(ProcessLookupError):  # where a test had it die
            os.kill(copied["process"], signal.SIGKILL)


@contextmanager
def _served() -> Iterator[Estate]:
    settled = {"MOTO_ACM_VALIDATION_WAIT": "86400"}  # else certificates change by themselves after a minute
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("moto_process.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false", **settled},
    )
    try:
        assert process.stdout is not None
        yield Estate(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.communicate()


def _seed(made: Estate) -> None:
    _network(made)
    _containers(made)
    _data(made)
    _identity(made)
    _more(made)
    from tests.integration import moto_account, moto_data, moto_network, moto_platform

    for part in (moto_network, moto_data, moto_account, moto_platform):
        for seed in part.SEEDS:
            seed(made)


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}, {"Key": "env", "Value": "prod"}]}]


def _network(made: Estate) -> None:
    ec2 = made.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=_named("vpc", "main"))["Vpc"]["VpcId"]
    zones = [f"{NORTH}a", f"{NORTH}b"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{at}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for at, zone in enumerate(zones)
    ]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    instances = [
        made_instance["InstanceId"]
        for name in ("web-1", "web-2", "old")
        for made_instance in ec2.run_instances(
            ImageId="ami-12c6146b",
            MinCount=1,
            MaxCount=1,
            InstanceType="m5.large",
            SubnetId=subnets[0],
            SecurityGroupIds=[group],
            TagSpecifications=_named("instance", name),
        )["Instances"]
    ]
    ec2.stop_instances(InstanceIds=[instances[2]])
    volume = ec2.create_volume(AvailabilityZone=zones[0], Size=50, VolumeType="gp3")["VolumeId"]
    made.ids |= {"vpc": vpc, "subnet": subnets[0], "group": group, "web-1": instances[0], "old": instances[2]}
    made.ids |= {"volume": volume, "snapshot": ec2.create_snapshot(VolumeId=volume)["SnapshotId"]}
    made.client("ec2", WEST).create_volume(AvailabilityZone=f"{WEST}a", Size=8)
    elb = made.client("elbv2")
    tags = [{"Key": "team", "Value": "edge"}]
    balancer = elb.create_load_balancer(Name="front", Subnets=subnets, SecurityGroups=[group], Tags=tags)
    targets = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="instance")
    made.ids["balancer"] = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    made.ids["targets"] = targets["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=made.ids["targets"], Targets=[{"Id": instances[0]}])
    elb.create_listener(
        LoadBalancerArn=made.ids["balancer"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": made.ids["targets"]}],
    )


def _containers(made: Estate) -> None:
    ecs = made.client("ecs")
    for name in ("shop", "empty"):
        ecs.create_cluster(clusterName=name, tags=[{"key": "env", "value": "prod"}])
    container = {"name": "main", "image": f"{ACCOUNT}.dkr.ecr.{NORTH}.amazonaws.com/shop/web:1", "memory": 64}
    container["environment"] = [{"name": "DATABASE_PASSWORD", "value": "never-shown-1"}]
    definition = ecs.register_task_definition(family="shop", containerDefinitions=[container])
    made.ids["definition"] = definition["taskDefinition"]["taskDefinitionArn"]
    for at in range(12):
        service = ecs.create_service(cluster="shop", serviceName=f"shop-{at}", taskDefinition="shop", desiredCount=2)
        made.ids["service"] = service["service"]["serviceArn"]
    made.ids["cluster"] = service["service"]["clusterArn"]


def _data(made: Estate) -> None:
    made.client("rds").create_db_instance(
        DBInstanceIdentifier="orders",
        DBInstanceClass="db.r5.large",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        MasterUserPassword="never-shown-2",
        Tags=[{"Key": "env", "Value": "prod"}],
    )
    sqs = made.client("sqs")
    made.ids["queue"] = sqs.create_queue(QueueName="orders", tags={"env": "prod"})["QueueUrl"]
    topic = made.client("sns").create_topic(Name="orders")["TopicArn"]
    arn = f"arn:aws:sqs:{NORTH}:{ACCOUNT}:orders"
    made.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    made.ids |= {"topic": topic, "queue_arn": arn}
    made.client("dynamodb").create_table(
        TableName="carts",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    made.client("s3").create_bucket(Bucket="orders-archive")
    made.client("kms").create_key(Description="orders")
    made.client("route53").create_hosted_zone(Name="example.com.", CallerReference="1")
    made.client("cloudwatch").put_metric_alarm(
        AlarmName="cpu",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "InstanceId", "Value": made.ids["web-1"]}],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
    )
    made.client("logs").create_log_group(logGroupName="/shop")


def _identity(made: Estate) -> None:
    iam = made.client("iam")
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "env", "Value": "prod"}])
    made.ids["role"] = role["Role"]["Arn"]
    iam.create_user(UserName="ada")
    iam.create_access_key(UserName="ada")
    function = made.client("lambda").create_function(
        FunctionName="resize",
        Runtime="python3.12",
        Role=made.ids["role"],
        Handler="h.h",
        Code={"ZipFile": made.code()},
        Environment={"Variables": {"API_TOKEN": "never-shown-3"}},
        Tags={"env": "prod"},
    )
    made.ids["function"] = function["FunctionArn"]


def _more(made: Estate) -> None:
    """One of each of what else moto can hold."""
    ids = made.ids
    ec2 = made.client("ec2")
    ec2.create_key_pair(KeyName="ops")
    template = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large"}
    launched = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=template)["LaunchTemplate"]
    ec2.create_image(InstanceId=ids["web-1"], Name="golden")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=ids["vpc"])
    ec2.create_egress_only_internet_gateway(VpcId=ids["vpc"])
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ids["nat"] = ec2.create_nat_gateway(SubnetId=ids["subnet"], AllocationId=address)["NatGateway"]["NatGatewayId"]
    ids["address"] = address
    ec2.create_vpc_endpoint(VpcId=ids["vpc"], ServiceName=f"com.amazonaws.{NORTH}.s3")
    other = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_peering_connection(VpcId=ids["vpc"], PeerVpcId=other)
    ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["example.com"]}])
    hub = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
    joined = ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=hub, VpcId=ids["vpc"], SubnetIds=[ids["subnet"]]
    )
    ids["joined"] = joined["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    table = ec2.create_transit_gateway_route_table(TransitGatewayId=hub)["TransitGatewayRouteTable"]
    ids["hub_routes"] = table["TransitGatewayRouteTableId"]
    ec2.create_transit_gateway_route(
        DestinationCidrBlock="10.9.0.0/16",
        TransitGatewayRouteTableId=ids["hub_routes"],
        TransitGatewayAttachmentId=ids["joined"],
    )
    ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.7", BgpAsn=65000)
    ec2.create_vpn_gateway(Type="ipsec.1")
    ec2.create_flow_logs(
        ResourceIds=[ids["vpc"]],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::orders-archive",
    )
    made.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="web",
        LaunchTemplate={"LaunchTemplateId": launched["LaunchTemplateId"]},
        MinSize=0,
        MaxSize=2,
        DesiredCapacity=0,
        VPCZoneIdentifier=ids["subnet"],
    )
    made.client("elb").create_load_balancer(
        LoadBalancerName="old",
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}],
        AvailabilityZones=[f"{NORTH}a"],
    )
    _platforms(made)
    _plumbing(made)


def _platforms(made: Estate) -> None:
    ids = made.ids
    rds = made.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="ledger",
        Engine="aurora-postgresql",
        MasterUsername="root",
        MasterUserPassword="never-shown-4",
    )
    rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=[ids["subnet"]])
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="ledger-1", DBClusterIdentifier="ledger")
    network = {"subnetIds": [ids["subnet"]]}
    eks = made.client("eks")
    eks.create_cluster(
        name="apps", roleArn=ids["role"], resourcesVpcConfig=network, version="1.31", tags={"env": "prod"}
    )
    eks.create_nodegroup(clusterName="apps", nodegroupName="small", subnets=[ids["subnet"]], nodeRole=ids["role"])
    made.client("ecr").create_repository(repositoryName="shop/web", tags=[{"Key": "env", "Value": "prod"}])
    made.client("elasticache").create_cache_cluster(
        CacheClusterId="sessions", Engine="redis", CacheNodeType="cache.t3.micro", NumCacheNodes=1
    )
    made.client("kinesis").create_stream(StreamName="clicks", ShardCount=1)
    made.client("efs").create_file_system(CreationToken="shared", Tags=[{"Key": "Name", "Value": "shared"}])
    made.client("redshift").create_cluster(
        ClusterIdentifier="facts",
        NodeType="ra3.xlplus",
        MasterUsername="root",
        MasterUserPassword="Never-shown-5",
        ClusterType="single-node",
    )
    made.client("glue").create_database(DatabaseInput={"Name": "sales"})
    made.client("codebuild").create_project(
        name="shop",
        source={"type": "S3", "location": "orders-archive/shop.zip"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "shop:1", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=ids["role"],
    )


def _steps(ids: dict[str, str]) -> dict[str, Any]:
    """Steps that call a function by itself and a queue through a service, with a password where none should be."""
    telling = {"QueueUrl": ids["queue_arn"], "MessageBody": {"password": "never-shown-8"}}
    resize = {"Type": "Task", "Resource": ids["function"], "Next": "Tell"}
    tell = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": telling, "End": True}
    return {"StartAt": "Resize", "States": {"Resize": resize, "Tell": tell}}


def _plumbing(made: Estate) -> None:
    ids = made.ids
    made.client("secretsmanager").create_secret(Name="shop/token", SecretString="never-shown-6")
    made.client("ssm").put_parameter(Name="/shop/limit", Value="never-shown-7", Type="SecureString")
    made.client("acm").request_certificate(DomainName="shop.example.com")
    made.client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    told = json.dumps({"size": 3, "password": "never-shown-9"})
    target = {"Id": "resize", "Arn": ids["function"], "RoleArn": ids["role"], "Input": told}
    made.client("events").put_targets(Rule="nightly", Targets=[target])
    made.client("stepfunctions").create_state_machine(
        name="refund", definition=json.dumps(_steps(ids)), roleArn=ids["role"]
    )
    made.client("apigateway").create_rest_api(name="shop")
    made.client("apigatewayv2").create_api(Name="shop-v2", ProtocolType="HTTP")
    made.client("lambda").create_event_source_mapping(FunctionName="resize", EventSourceArn=ids["queue_arn"])
    made.client("cloudtrail").create_trail(Name="audit", S3BucketName="orders-archive")
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-a-stack"}}
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Q": queue}}
    made.client("cloudformation").create_stack(StackName="shop", TemplateBody=json.dumps(template))
    made.client("cloudwatch").put_dashboard(DashboardName="shop", DashboardBody=json.dumps({"widgets": []}))
    iam = made.client("iam")
    iam.create_group(GroupName="people")
    allowed = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.create_policy(PolicyName="read", PolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName="worker")
    iam.add_role_to_instance_profile(InstanceProfileName="worker", RoleName="worker")
    made.client("route53").create_health_check(
        CallerReference="1",
        HealthCheckConfig={"Type": "HTTP", "FullyQualifiedDomainName": "shop.example.com", "Port": 80},
    )
    origin = {
        "Id": "o",
        "DomainName": "orders-archive.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    made.client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "1",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "o",
                "ViewerProtocolPolicy": "allow-all",
                "MinTTL": 0,
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
            },
        }
    )

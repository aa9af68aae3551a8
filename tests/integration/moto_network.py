"""What the loopback AWS holds of networks and of what runs in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.moto_lab import Estate

IMAGE = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "size": 1,
        "digest": "sha256:" + "a" * 64,
    },
    "layers": [],
}


def edges(made: Estate) -> None:
    """How networks are entered, watched and joined."""
    ids = made.ids
    ec2 = made.client("ec2")
    ec2.create_carrier_gateway(VpcId=ids["vpc"])
    network = made.client("elbv2").create_load_balancer(Name="inner", Subnets=[ids["subnet"]], Type="network")
    ids["inner"] = network["LoadBalancers"][0]["LoadBalancerArn"]
    ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[ids["inner"]])
    chosen = ec2.create_traffic_mirror_filter(Description="all")["TrafficMirrorFilter"]["TrafficMirrorFilterId"]
    target = ec2.create_traffic_mirror_target(NetworkLoadBalancerArn=ids["inner"], Description="probe")
    card = ec2.create_network_interface(SubnetId=ids["subnet"])["NetworkInterface"]["NetworkInterfaceId"]
    ec2.create_traffic_mirror_session(
        NetworkInterfaceId=card,
        TrafficMirrorTargetId=target["TrafficMirrorTarget"]["TrafficMirrorTargetId"],
        TrafficMirrorFilterId=chosen,
        SessionNumber=1,
    )
    here, there = (ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"] for _ in range(2))
    ec2.create_transit_gateway_peering_attachment(
        TransitGatewayId=here, PeerTransitGatewayId=there, PeerAccountId="123456789012", PeerRegion="us-east-1"
    )
    gateway = ec2.describe_customer_gateways()["CustomerGateways"][0]["CustomerGatewayId"]
    ours = ec2.describe_vpn_gateways()["VpnGateways"][0]["VpnGatewayId"]
    ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=gateway, VpnGatewayId=ours)
    ec2.create_managed_prefix_list(PrefixListName="offices", MaxEntries=5, AddressFamily="IPv4")


def capacity(made: Estate) -> None:
    """Instances asked for by the fleet."""
    ids = made.ids
    ec2 = made.client("ec2")
    template = ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateId"]
    ec2.create_fleet(
        LaunchTemplateConfigs=[
            {"LaunchTemplateSpecification": {"LaunchTemplateId": template, "Version": "1"}},
        ],
        TargetCapacitySpecification={"TotalTargetCapacity": 1, "DefaultTargetCapacityType": "on-demand"},
        Type="maintain",
    )
    wanted = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large", "SubnetId": ids["subnet"]}
    ec2.request_spot_fleet(
        SpotFleetRequestConfig={
            "TargetCapacity": 1,
            "IamFleetRole": ids["role"],
            "SpotPrice": "0.1",
            "LaunchSpecifications": [wanted],
            "AllocationStrategy": "lowestPrice",
        }
    )
    ec2.request_spot_instances(SpotPrice="0.1", InstanceCount=1, LaunchSpecification=wanted)
    ec2.allocate_hosts(AvailabilityZone="us-east-1a", InstanceType="m5.large", Quantity=1)


def balancers(made: Estate) -> None:
    """Rules of listeners, and what groups of instances do by themselves."""
    ids = made.ids
    elb = made.client("elbv2")
    listener = elb.describe_listeners(LoadBalancerArn=ids["balancer"])["Listeners"][0]["ListenerArn"]
    elb.create_rule(
        ListenerArn=listener,
        Priority=10,
        Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}],
        Actions=[{"Type": "forward", "TargetGroupArn": ids["targets"]}],
    )
    scaling = made.client("autoscaling")
    scaling.create_launch_configuration(LaunchConfigurationName="web", ImageId="ami-12c6146b", InstanceType="m5.large")
    scaling.put_scaling_policy(
        AutoScalingGroupName="web",
        PolicyName="grow",
        PolicyType="SimpleScaling",
        AdjustmentType="ChangeInCapacity",
        ScalingAdjustment=1,
    )
    scaling.put_scheduled_update_group_action(
        AutoScalingGroupName="web", ScheduledActionName="night", Recurrence="0 20 * * *", MinSize=0, MaxSize=1
    )
    scaling.put_lifecycle_hook(
        AutoScalingGroupName="web",
        LifecycleHookName="drain",
        LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
    )


def containers(made: Estate) -> None:
    """Tasks, images, pods and jobs."""
    ids = made.ids
    ecs = made.client("ecs")
    group = made.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["AutoScalingGroupARN"]
    ecs.create_capacity_provider(
        name="web", autoScalingGroupProvider={"autoScalingGroupArn": group, "managedScaling": {"status": "ENABLED"}}
    )
    identity = made.client("ec2").describe_instances(InstanceIds=[ids["web-1"]])
    document = {"instanceId": ids["web-1"], "instanceType": "m5.large"}
    assert identity["Reservations"]
    ecs.register_container_instance(cluster="shop", instanceIdentityDocument=json.dumps(document))
    ecs.run_task(cluster="shop", taskDefinition="shop", launchType="EC2")
    made.client("ecr").put_image(repositoryName="shop/web", imageManifest=json.dumps(IMAGE), imageTag="1")
    made.client("eks").create_fargate_profile(
        clusterName="apps",
        fargateProfileName="jobs",
        podExecutionRoleArn=ids["role"],
        selectors=[{"namespace": "jobs"}],
    )
    function = made.client("lambda")
    version = function.publish_version(FunctionName="resize")["Version"]
    function.create_alias(FunctionName="resize", Name="live", FunctionVersion=version)
    function.publish_layer_version(LayerName="shared", Content={"ZipFile": made.code()})
    batch = made.client("batch")
    place = batch.create_compute_environment(
        computeEnvironmentName="jobs", type="UNMANAGED", state="ENABLED", serviceRole=ids["role"]
    )
    batch.create_job_queue(
        jobQueueName="jobs",
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": place["computeEnvironmentArn"]}],
    )
    batch.register_job_definition(
        jobDefinitionName="resize",
        type="container",
        containerProperties={
            "image": "shop:1",
            "vcpus": 1,
            "memory": 128,
            "environment": [{"name": "BATCH_TOKEN", "value": "never-shown-8"}],
        },
    )
    batch.create_scheduling_policy(name="fair", fairsharePolicy={"shareDecaySeconds": 3600})


def names(made: Estate) -> None:
    """How names are found, and how services call each other."""
    ids = made.ids
    resolver = made.client("route53resolver")
    subnets = [
        subnet["SubnetId"]
        for subnet in made.client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [ids["vpc"]]}])[
            "Subnets"
        ]
    ]
    out = resolver.create_resolver_endpoint(
        CreatorRequestId="1",
        Name="out",
        Direction="OUTBOUND",
        SecurityGroupIds=[ids["group"]],
        IpAddresses=[{"SubnetId": subnet} for subnet in subnets[:2]],
    )["ResolverEndpoint"]["Id"]
    rule = resolver.create_resolver_rule(
        CreatorRequestId="2",
        Name="office",
        RuleType="FORWARD",
        DomainName="office.example.com",
        TargetIps=[{"Ip": "10.9.0.2", "Port": 53}],
        ResolverEndpointId=out,
    )["ResolverRule"]["Id"]
    resolver.associate_resolver_rule(ResolverRuleId=rule, VPCId=ids["vpc"], Name="office")
    resolver.create_resolver_query_log_config(
        CreatorRequestId="3", Name="asked", DestinationArn="arn:aws:s3:::orders-archive"
    )
    cloud = made.client("servicediscovery")
    cloud.create_http_namespace(Name="shop")
    space = cloud.list_namespaces()["Namespaces"][0]["Id"]
    service = cloud.create_service(Name="cart", NamespaceId=space)["Service"]["Id"]
    cloud.register_instance(
        ServiceId=service, InstanceId="cart-1", Attributes={"AWS_INSTANCE_IPV4": "10.1.0.9", "AWS_INSTANCE_PORT": "80"}
    )
    lattice = made.client("vpc-lattice")
    lattice.create_service(name="cart")
    lattice.create_service_network(name="shop")
    lattice.create_target_group(
        name="cart-targets", type="IP", config={"port": 80, "protocol": "HTTP", "vpcIdentifier": ids["vpc"]}
    )
    mesh = made.client("appmesh")
    mesh.create_mesh(meshName="shop")
    listener = {"portMapping": {"port": 80, "protocol": "http"}}
    mesh.create_virtual_node(meshName="shop", virtualNodeName="cart", spec={"listeners": [listener]})
    mesh.create_virtual_router(meshName="shop", virtualRouterName="cart", spec={"listeners": [listener]})
    mesh.create_virtual_gateway(meshName="shop", virtualGatewayName="door", spec={"listeners": [listener]})


def far(made: Estate) -> None:
    """Lines of ours, and networks of a company."""
    manager = made.client("networkmanager")
    network = manager.create_global_network(Description="all")["GlobalNetwork"]["GlobalNetworkId"]
    manager.create_site(GlobalNetworkId=network, Description="office", Location={"Address": "Main street"})
    manager.create_device(GlobalNetworkId=network, Type="router", Vendor="acme", Model="r1")
    manager.create_core_network(GlobalNetworkId=network, Description="core")
    direct = made.client("directconnect")
    direct.create_lag(numberOfConnections=1, location="EqDC2", connectionsBandwidth="10Gbps", lagName="both")
    direct.create_connection(location="EqDC2", bandwidth="1Gbps", connectionName="line")
    made.client("network-firewall").create_firewall(
        FirewallName="wall",
        FirewallPolicyArn="arn:aws:network-firewall:us-east-1:123456789012:firewall-policy/strict",
        VpcId=made.ids["vpc"],
        SubnetMappings=[{"SubnetId": made.ids["subnet"]}],
    )


SEEDS = (edges, capacity, balancers, containers, names, far)

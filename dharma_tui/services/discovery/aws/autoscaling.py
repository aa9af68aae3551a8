"""Amazon EC2 Auto Scaling: groups of instances that grow and shrink."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Copies, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    Parent,
    entry,
    flag,
    has_role,
    in_subnet,
    moment,
    number,
    span,
    text,
)
from dharma_tui.services.discovery.aws._launching import NAMING
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import either, switched

_TEMPLATES = ("LaunchTemplate", "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification")
_PASSING = (
    *(
        f"{word}{step}"
        for word in ("Pending", "Terminating", "ReplacingRootVolume")
        for step in ("", ":Wait", ":Proceed")
    ),
    *("RootVolumeReplaced", "EnteringStandby", "Detaching"),
)
"""Where instances do not stay; those in Standby and those kept warm rest beside the others."""
_GROUP = entry(
    *("autoscaling.scaling_group", "Auto Scaling group", "Instances kept at a number."),
    *("autoscaling.DescribeAutoScalingGroups", "AutoScalingGroups"),
    page=100,
    id="AutoScalingGroupName",
    arn="AutoScalingGroupARN",
    shapes="autoscaling:autoScalingGroup",
    name="AutoScalingGroupName",
    state="Status",  # told only of one that is being deleted
    words="present delete_in_progress",
    tags="Tags",
    aliases="asg asgs",
    columns=(
        number("least", "MinSize", 6, "Fewest instances."),
        number("most", "MaxSize", 6, "Most instances."),
        text("check", "HealthCheckType", 7, "EC2 or ELB."),
        text("template", "Template", 24, "What its instances are like."),
        text("zones", "AvailabilityZones[]", 24, "Zones it is in."),
        moment("created", "CreatedTime", "When it was made."),
        text("instances", "Instances[].InstanceId", 21, "Its instances.", wide=True),
        text("paused", "SuspendedProcesses[].ProcessName", 20, "What it does not do for now.", wide=True),
    ),
    copies=Copies(
        "DesiredCapacity",
        "Instances.LifecycleState=InService&HealthStatus=Healthy",
        (*(f"{path}.Version" for path in _TEMPLATES), "LaunchConfigurationName"),
        progressing=tuple(f"Instances.LifecycleState={word}" for word in _PASSING),
        weight="WeightedCapacity",
    ),
    derived={"Template": either(*(f"{path}.LaunchTemplateName" for path in _TEMPLATES), "LaunchConfigurationName")},
    bearings=(
        Bearing(Verb.DEPENDS_ON, loses=0.25),
        Bearing(Verb.ATTACHED_TO, "aws.elb"),  # which sends to its instances, and loses by these alone
    ),
    links=(
        Link("Instances.InstanceId", "aws.ec2.instance", Verb.MANAGES),
        Link("LaunchTemplate.LaunchTemplateId", "aws.ec2.launch_template", Verb.DEPENDS_ON),
        Link("TargetGroupARNs", "aws.elb.target_group", Verb.ATTACHED_TO),
        Link("LoadBalancerNames", "aws.elb.classic_balancer", Verb.ATTACHED_TO),
        in_subnet("VPCZoneIdentifier"),
        has_role("ServiceLinkedRoleARN"),
    ),
    volatile=("PredictedCapacity",),
)
_CONFIGURATION = entry(
    *("autoscaling.launch_configuration", "Launch configuration", "What a group's instances are like, the old way."),
    *("autoscaling.DescribeLaunchConfigurations", "LaunchConfigurations"),
    page=100,
    id="LaunchConfigurationName",
    arn="LaunchConfigurationARN",
    name="LaunchConfigurationName",
    columns=(
        text("type", "InstanceType", 12, "Instance type."),
        text("image", "ImageId", 21, "Image."),
        flag("public_ip", "AssociatePublicIpAddress", 9, "Whether instances get public addresses."),
        text("imds", "MetadataOptions.HttpTokens", 8, "Whether metadata need a token."),
        moment("created", "CreatedTime", "When it was made."),
        text("spot_price", "SpotPrice", 10, "The most that is paid, for spot instances.", wide=True),
        text("key_pair", "KeyName", 16, "The key pair of instances.", wide=True),
        text("profile", "IamInstanceProfile", 30, "What instances may do.", wide=True),
        text("groups", "SecurityGroups[]", 24, "Their security groups.", wide=True),
    ),
    names_only=True,
    bearings=NAMING,
    links=(
        Link("SecurityGroups", "aws.ec2.security_group", Verb.DEPENDS_ON, is_usual=False),
        Link("ImageId", "aws.ec2.ami", Verb.DEPENDS_ON),
    ),
    dropped=("UserData",),
)
_POLICY = entry(
    *("autoscaling.scaling_policy", "Scaling policy", "When a group grows and shrinks."),
    *("autoscaling.DescribePolicies", "ScalingPolicies"),
    page=100,
    id="PolicyName",
    arn="PolicyARN",
    name="PolicyName",
    shapes="autoscaling:scalingPolicy",
    plural="Scaling policies",
    state="Switched",
    derived={"Switched": switched("Enabled")},
    words="enabled disabled present",
    columns=(
        text("group", "AutoScalingGroupName", 28, "The group."),
        text("type", "PolicyType", 22, "How it decides."),
        number("change", "ScalingAdjustment", 7, "By how many."),
        text(
            "metric",
            "TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType",
            28,
            "What it follows.",
        ),
        number("target", "TargetTrackingConfiguration.TargetValue", 8, "Where it keeps that."),
        flag("enabled", "Enabled", 7, "Whether it works."),
        span("cooldown", "Cooldown", "How long it then waits.", wide=True),
        text("alarms", "Alarms[].AlarmName", 40, "Alarms that set it off.", wide=True),
    ),
    links=(Link("Alarms.AlarmARN", "aws.cloudwatch.alarm", Verb.DEPENDS_ON),),
)
_SCHEDULED = entry(
    *("autoscaling.scheduled_action", "Scheduled action", "A size that a group is given at times."),
    *("autoscaling.DescribeScheduledActions", "ScheduledUpdateGroupActions"),
    page=100,
    id="ScheduledActionName",
    within="aws.autoscaling.scaling_group",
    arn="ScheduledActionARN",
    name="ScheduledActionName",
    columns=(
        text("group", "AutoScalingGroupName", 30, "The group."),
        text("recurrence", "Recurrence", 16, "When, in the words of cron."),
        text("zone", "TimeZone", 16, "In which time zone.", wide=True),
        number("least", "MinSize", 6, "Fewest instances."),
        number("most", "MaxSize", 6, "Most instances."),
        number("desired", "DesiredCapacity", 7, "Instances wanted."),
        moment("starts", "StartTime", "When it is first done.", wide=True),
        moment("ends", "EndTime", "When it ends.", wide=True),
    ),
)
_HOOK = entry(
    *("autoscaling.lifecycle_hook", "Lifecycle hook", "What is waited for when instances come and go."),
    *("autoscaling.DescribeLifecycleHooks", "LifecycleHooks"),
    id="LifecycleHookName",
    arn="{account}/{region}/{item[AutoScalingGroupName]}/{id}",
    name="LifecycleHookName",
    parent=Parent(
        "aws.autoscaling.scaling_group",
        {"AutoScalingGroupName": "AutoScalingGroupName"},
        {"GroupArn": "AutoScalingGroupARN"},
    ),
    columns=(
        text("group", "AutoScalingGroupName", 30, "The group."),
        text("transition", "LifecycleTransition", 36, "At coming or at going."),
        span("waits", "HeartbeatTimeout", "Longest time it waits."),
        text("otherwise", "DefaultResult", 9, "What is done after that."),
        text("tells", "NotificationTargetARN", 50, "Who is told.", wide=True),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(
        Link("GroupArn", "aws.autoscaling.scaling_group", Verb.MEMBER_OF),
        Link("NotificationTargetARN", "aws.sns.topic", Verb.ROUTES_TO),
        Link("RoleARN", "aws.iam.role", Verb.DEPENDS_ON),
    ),
)


class AutoScaling(AwsService):
    """Lists groups, launch configurations, policies, scheduled actions and lifecycle hooks."""

    name = "aws.autoscaling"
    entries = (
        _GROUP,
        _CONFIGURATION,
        _POLICY,
        _SCHEDULED,
        _HOOK,
    )

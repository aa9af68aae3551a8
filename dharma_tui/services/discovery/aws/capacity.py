"""Amazon EC2: instances that are bought ahead, reserved, or asked for by the fleet."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import ec2_entry, has_role, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_TYPE = text("type", "InstanceType", 12, "Instance type.")
_ZONE = text("zone", "AvailabilityZone", 14, "Availability zone.")
_RESERVED = ec2_entry(
    *("reserved_instance", "Reserved instances", "Instances paid for ahead.", "DescribeReservedInstances"),
    *("ReservedInstances", "ReservedInstancesId", "reserved-instances"),
    plural="Reserved instances",
    aliases="ri ris",
    state="State",
    words="payment-pending active payment-failed retired queued queued-deleted",
    columns=(
        _TYPE,
        number("count", "InstanceCount", 6, "How many."),
        text("offering", "OfferingClass", 12, "standard or convertible."),
        text("payment", "OfferingType", 16, "How it is paid."),
        text("product", "ProductDescription", 20, "Operating system family.", wide=True),
        _ZONE,
        moment("ends", "End", "Until when they are paid for."),
        text("scope", "Scope", 17, "A region or a zone.", wide=True),
        text("tenancy", "InstanceTenancy", 9, "Whether hardware is shared.", wide=True),
        moment("started", "Start", "When it began.", wide=True),
    ),
)
_RESERVATION = ec2_entry(
    *("capacity_reservation", "Capacity reservation", "Room kept for instances.", "DescribeCapacityReservations"),
    *("CapacityReservations", "CapacityReservationId", "capacity-reservation"),
    arn="CapacityReservationArn",
    state="State",
    words="active expired cancelled pending failed scheduled payment-pending payment-failed assessing delayed "
    "unsupported cancelling unavailable",
    columns=(
        _TYPE,
        _ZONE,
        number("total", "TotalInstanceCount", 6, "Instances there is room for."),
        number("free", "AvailableInstanceCount", 6, "Room not in use."),
        text("platform", "InstancePlatform", 14, "Operating system family."),
        text("matches", "InstanceMatchCriteria", 9, "Who uses it: open or targeted."),
        moment("ends", "EndDate", "Until when it is kept."),
        made("CreateDate", wide=True),
        text("tenancy", "Tenancy", 9, "Whether hardware is shared.", wide=True),
    ),
    bearings=(Bearing(Verb.MEMBER_OF, loses=1.0),),
    links=(Link("PlacementGroupArn", "aws.ec2.placement_group", Verb.MEMBER_OF),),
    volatile=("AvailableInstanceCount", "CapacityAllocations"),
)
_FLEET = ec2_entry(
    *("ec2_fleet", "EC2 fleet", "Instances of several types kept at a number.", "DescribeFleets", "Fleets"),
    *("FleetId", "fleet"),
    state="FleetState",
    words="submitted active deleted failed deleted_running deleted_terminating modifying",
    columns=(
        text("type", "Type", 9, "instant, maintain or request."),
        number("target", "TargetCapacitySpecification.TotalTargetCapacity", 7, "Capacity wanted."),
        number("on_demand", "TargetCapacitySpecification.OnDemandTargetCapacity", 9, "Of that on demand."),
        number("spot", "TargetCapacitySpecification.SpotTargetCapacity", 6, "Of that at the spot price."),
        text("activity", "ActivityStatus", 19, "How it gets there."),
        number("fulfilled", "FulfilledCapacity", 9, "Capacity it has."),
        made("CreateTime"),
        moment("ends", "ValidUntil", "Until when it asks.", wide=True),
    ),
    links=(
        Link(
            "LaunchTemplateConfigs.LaunchTemplateSpecification.LaunchTemplateId",
            "aws.ec2.launch_template",
            Verb.DEPENDS_ON,
        ),
    ),
    volatile=("FulfilledCapacity", "FulfilledOnDemandCapacity"),
)
_SPOT_FLEET = ec2_entry(
    *("spot_fleet", "Spot fleet", "Spot instances kept at a number.", "DescribeSpotFleetRequests"),
    *("SpotFleetRequestConfigs", "SpotFleetRequestId", "spot-fleet-request"),
    state="SpotFleetRequestState",
    words="submitted active cancelled failed cancelled_running cancelled_terminating modifying",
    columns=(
        number("target", "SpotFleetRequestConfig.TargetCapacity", 7, "Capacity wanted."),
        text("strategy", "SpotFleetRequestConfig.AllocationStrategy", 18, "Which pools are preferred."),
        text("price", "SpotFleetRequestConfig.SpotPrice", 9, "Highest price an hour."),
        number("fulfilled", "SpotFleetRequestConfig.FulfilledCapacity", 9, "Capacity it has."),
        text("activity", "ActivityStatus", 19, "How it goes."),
        made("CreateTime"),
        moment("ends", "SpotFleetRequestConfig.ValidUntil", "Until when it asks.", wide=True),
    ),
    links=(has_role("SpotFleetRequestConfig.IamFleetRole"),),
    secret=("SpotFleetRequestConfig.LaunchSpecifications.UserData",),
    volatile=("SpotFleetRequestConfig.FulfilledCapacity", "SpotFleetRequestConfig.OnDemandFulfilledCapacity"),
)


class Capacity(AwsService):
    """Lists reserved instances, capacity reservations and fleets."""

    name = "aws.capacity"
    entries = (_RESERVED, _RESERVATION, _FLEET, _SPOT_FLEET)

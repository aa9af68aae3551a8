"""Amazon EventBridge: what happens, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Detail,
    Parent,
    entry,
    has_role,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_TASKS = "Targets.EcsParameters.NetworkConfiguration.awsvpcConfiguration"
"""Where tasks run that a rule starts; the rule itself stands nowhere, and nothing guards it."""

_BUS = entry(
    *("events.event_bus", "Event bus", "Where events are sent.", "events.ListEventBuses", "EventBuses"),
    id="Name",
    arn="Arn",
    shapes="events:event-bus",
    name="Name",
    plural="Event buses",
    derived={"Policy": lambda attrs: attrs.get("Policy", NO_POLICY)},
    policy="Policy",
    columns=(
        text("description", "Description", 40, "What its maker wrote."),
        made("CreationTime"),
        moment("modified", "LastModifiedTime", "When it was last changed.", wide=True),
    ),
)


def called_in_metrics(attrs: Mapping[str, Json]) -> Json:
    """How metrics call a rule: by its bus, and its name there."""
    bus = str(attrs.get("EventBusName") or "default")
    return f"{bus.partition(':event-bus/')[2] or bus}/{attrs.get('Name')}"


_RULE = entry(
    *("events.event_rule", "Event rule", "What is done about events, or at times.", "events.ListRules", "Rules"),
    id="Name",
    arn="Arn",
    shapes="events:rule",
    name="Name",
    state="State",
    parent=Parent("aws.events.event_bus", {"EventBusName": "Name"}, {"BusArn": "Arn"}),
    full_names=("MetricName",),
    derived={"MetricName": called_in_metrics},
    words="enabled disabled enabled_with_all_cloudtrail_management_events",
    details=(
        Detail(
            *("ListTargetsByRule", "Rule", "Name"),
            items="Targets",
            given={"EventBusName": "EventBusName"},
            under="Targets",
            seldom=True,
        ),
    ),
    columns=(
        text("schedule", "ScheduleExpression", 24, "When."),
        text("target", "Targets[].Arn", 50, "What is told."),
        text("bus", "EventBusName", 16, "Of which bus."),
        text("description", "Description", 40, "What its maker wrote."),
        text("managed_by", "ManagedBy", 26, "The service that made it.", wide=True),
    ),
    secret=(
        *("Targets.RedshiftDataParameters.Sql", "Targets.RedshiftDataParameters.Sqls"),
        *("Targets.AppSyncParameters.GraphQLOperation", "Targets.HttpParameters.HeaderParameters"),
    ),
    undelivered=("Targets.DeadLetterConfig.Arn",),
    screened=("Targets.Input", "Targets.InputTransformer.InputTemplate"),
    bearings=(
        Bearing(Verb.DEPENDS_ON, "aws.ec2.subnet", loses=1.0, shared=True, whole=True),
        Bearing(Verb.DEPENDS_ON, "aws.ec2.security_group"),
    ),
    links=(
        has_role("RoleArn"),
        has_role("Targets.RoleArn"),
        Link("Targets.Arn", "aws.lambda.function", Verb.ROUTES_TO),
        Link("BusArn", "aws.events.event_bus", Verb.CONTAINS, reverse=True),
        Link(f"{_TASKS}.Subnets", "aws.ec2.subnet", Verb.DEPENDS_ON, is_usual=False),
        Link(f"{_TASKS}.SecurityGroups", "aws.ec2.security_group", Verb.DEPENDS_ON, is_usual=False),
    ),
)
_ARCHIVE = entry(
    *("events.event_archive", "Event archive", "Events that are kept.", "events.ListArchives", "Archives"),
    id="ArchiveName",
    arn="arn:{partition}:events:{region}:{account}:archive/{id}",
    name="ArchiveName",
    state="State",
    words="enabled disabled creating updating create_failed update_failed",
    columns=(
        number("days", "RetentionDays", 6, "Days they are kept; none: for ever."),
        number("events", "EventCount", 9, "Events in it."),
        size("bytes", "SizeBytes", "Their size."),
        made("CreationTime"),
        text("source", "EventSourceArn", 50, "What it keeps.", wide=True),
    ),
    links=(Link("EventSourceArn", "aws.events.event_bus", Verb.DEPENDS_ON),),
    volatile=("EventCount", "SizeBytes"),
)
_CONNECTION = entry(
    *("events.event_connection", "Event connection", "How somebody elsewhere is told of events."),
    *("events.ListConnections", "Connections"),
    id="Name",
    arn="ConnectionArn",
    name="Name",
    state="ConnectionState",
    words="creating updating deleting authorized deauthorized authorizing deauthorizing active failed_connectivity",
    columns=(
        text("authorization", "AuthorizationType", 26, "How we say who we are."),
        moment("authorized", "LastAuthorizedTime", "When that was last taken."),
        made("CreationTime"),
        text("why", "StateReason", 40, "Why it is in its state.", wide=True),
    ),
    volatile=("LastAuthorizedTime",),
)
_DESTINATION = entry(
    *("events.api_destination", "API destination", "Who elsewhere is told of events."),
    *("events.ListApiDestinations", "ApiDestinations"),
    id="Name",
    arn="ApiDestinationArn",
    name="Name",
    state="ApiDestinationState",
    words="active inactive",
    columns=(
        text("endpoint", "InvocationEndpoint", 50, "Where."),
        text("method", "HttpMethod", 7, "How."),
        number("rate", "InvocationRateLimitPerSecond", 6, "Calls a second at most."),
        made("CreationTime"),
    ),
    links=(Link("ConnectionArn", "aws.events.event_connection", Verb.DEPENDS_ON),),
)


class Events(AwsService):
    """Lists event buses, rules of every bus, archives, connections and where they lead."""

    name = "aws.events"
    entries = (
        _BUS,
        _RULE,
        _ARCHIVE,
        _CONNECTION,
        _DESTINATION,
    )

"""Amazon EventBridge and AWS Step Functions: what happens when."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Parent, entry, has_role, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_BUS = entry(
    *("events.event_bus", "Event bus", "Where events are sent.", "events.ListEventBuses", "EventBuses"),
    id="Name",
    arn="Arn",
    name="Name",
    plural="Event buses",
    columns=(text("description", "Description", 40, "What its maker wrote."),),
)
_RULE = entry(
    *("events.event_rule", "Event rule", "What is done about events, or at times.", "events.ListRules", "Rules"),
    id="Name",
    arn="Arn",
    name="Name",
    state="State",
    parent=Parent("aws.events.event_bus", {"EventBusName": "Name"}, {"BusArn": "Arn"}),
    words="enabled disabled enabled_with_all_cloudtrail_management_events",
    columns=(
        text("schedule", "ScheduleExpression", 24, "When."),
        text("bus", "EventBusName", 16, "Of which bus."),
        text("description", "Description", 40, "What its maker wrote."),
    ),
    links=(has_role("RoleArn"), Link("BusArn", "aws.events.event_bus", Verb.CONTAINS, reverse=True)),
)
_MACHINE = entry(
    *("stepfunctions.state_machine", "State machine", "Steps done one after another."),
    *("stepfunctions.ListStateMachines", "stateMachines"),
    id="name",
    arn="stateMachineArn",
    name="name",
    aliases="sfn",
    columns=(text("type", "type", 9, "STANDARD or EXPRESS."), moment("created", "creationDate", "When it was made.")),
)


class Events(AwsService):
    """Lists event buses, rules of the default bus, and state machines."""

    name = "aws.events"
    entries = (
        _BUS,
        _RULE,
        _MACHINE,
    )

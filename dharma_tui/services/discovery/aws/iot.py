"""AWS IoT: things that send and are told."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import entry, flag, made, number, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import switched

_THING = entry(
    *("iot.iot_thing", "IoT thing", "A machine that sends and is told.", "iot.ListThings", "things"),
    id="thingName",
    arn="thingArn",
    name="thingName",
    page=250,
    columns=(
        text("type", "thingTypeName", 24, "What it is."),
        number("version", "version", 7, "How often it was changed."),
    ),
)
_GROUP = entry(
    *("iot.iot_group", "IoT thing group", "Things kept together.", "iot.ListThingGroups", "thingGroups"),
    wide={"recursive": True},
    id="groupName",
    arn="groupArn",
    name="groupName",
    columns=(text("arn", "groupArn", 60, "Its ARN."),),
)
_TYPE = entry(
    *("iot.iot_type", "IoT thing type", "A kind of things.", "iot.ListThingTypes", "thingTypes"),
    id="thingTypeName",
    arn="thingTypeArn",
    name="thingTypeName",
    columns=(
        text("description", "thingTypeProperties.thingTypeDescription", 40, "What its maker wrote."),
        flag("deprecated", "thingTypeMetadata.deprecated", 10, "Whether no more are to be made."),
        made("thingTypeMetadata.creationDate"),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, reverse=True),),  # things go on without it
)
_POLICY = entry(
    *("iot.iot_policy", "IoT policy", "What things may do.", "iot.ListPolicies", "policies"),
    id="policyName",
    arn="policyArn",
    name="policyName",
    plural="IoT policies",
    aliases="iot-policies",
    columns=(text("arn", "policyArn", 60, "Its ARN."),),
)
_RULE = entry(
    *("iot.iot_rule", "IoT rule", "What is done about messages.", "iot.ListTopicRules", "rules"),
    id="ruleName",
    arn="ruleArn",
    name="ruleName",
    state="Switched",
    derived={"Switched": switched("ruleDisabled", off=True)},
    words="enabled disabled present",
    columns=(
        text("topic", "topicPattern", 40, "About which."),
        flag("disabled", "ruleDisabled", 8, "Whether nothing is done."),
        made("createdAt"),
    ),
)
_CERTIFICATE = entry(
    *("iot.iot_certificate", "IoT certificate", "What things show.", "iot.ListCertificates", "certificates"),
    id="certificateId",
    arn="certificateArn",
    state="status",
    words="active inactive revoked pending_transfer register_inactive pending_activation",
    columns=(text("mode", "certificateMode", 12, "How it is checked."), made("creationDate")),
)


class Iot(AwsService):
    """Lists things, groups and types of them, policies, rules and certificates."""

    name = "aws.iot"
    entries = (_THING, _GROUP, _TYPE, _POLICY, _RULE, _CERTIFICATE)

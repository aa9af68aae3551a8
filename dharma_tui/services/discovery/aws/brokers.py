"""Amazon MQ: brokers of messages."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import ASKS_NOBODY, described, entry, made, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_BROKER = entry(
    *("mq.message_broker", "Message broker", "An ActiveMQ or RabbitMQ.", "mq.ListBrokers", "BrokerSummaries"),
    id="BrokerId",
    arn="BrokerArn",
    shapes="mq:broker",
    name="BrokerName",
    state="BrokerState",
    aliases="mq brokers",
    words="creation_in_progress creation_failed deletion_in_progress running reboot_in_progress "
    "critical_action_required replica",
    columns=(
        text("engine", "EngineType", 10, "Its engine."),
        text("type", "HostInstanceType", 14, "Instance type."),
        text("mode", "DeploymentMode", 24, "One, or one that waits beside it."),
        made("Created"),
    ),
    bearings=(ASKS_NOBODY,),
)
_CONFIGURATION = entry(
    *("mq.broker_configuration", "Broker configuration", "Settings of brokers.", "mq.ListConfigurations"),
    "Configurations",
    id="Id",
    arn="Arn",
    name="Name",
    tags="Tags",
    columns=(
        text("engine", "EngineType", 10, "For which engine."),
        text("version", "EngineVersion", 9, "For which version."),
        number("revision", "LatestRevision.Revision", 8, "How often it was changed."),
        text("signs_in", "AuthenticationStrategy", 10, "How users show who they are."),
        made("Created"),
        described("Description"),
    ),
)


class Brokers(AwsService):
    """Lists brokers and settings of them."""

    name = "aws.mq"
    entries = (_BROKER, _CONFIGURATION)

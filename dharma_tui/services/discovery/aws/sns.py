"""Amazon SNS: topics and who listens to them."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import NO_POLICY, Detail, entry, flag, moment, number, text
from dharma_tui.services.discovery.aws._owner import Owner
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import otherwise

_TOPIC = entry(
    *("sns.topic", "SNS topic", "What messages are published to.", "sns.ListTopics", "Topics"),
    id="TopicArn",
    arn="TopicArn",
    shapes="sns:",
    details=(
        Detail(
            *("GetTopicAttributes", "TopicArn", "TopicArn"),
            items="Attributes",
            absent={"Policy": NO_POLICY},
            seldom=True,
        ),
    ),
    aliases="sns topics",
    policy="Policy",
    columns=(
        number("subscribers", "SubscriptionsConfirmed", 11, "Subscriptions confirmed."),
        text("shown_as", "DisplayName", 24, "Name shown to subscribers."),
        flag("fifo", "Fifo", 5, "Whether it keeps the order."),
        number("pending", "SubscriptionsPending", 7, "Subscriptions nobody has confirmed."),
        text("kms_key", "KmsMasterKeyId", 30, "What encrypts it."),
    ),
    bearings=(Bearing(Verb.ROUTES_TO, "aws.sns.subscription", takes=1.0),),  # nobody it tells stands in for another
    derived={"Fifo": otherwise("FifoTopic", "false", "SubscriptionsConfirmed")},
    links=(Link("KmsMasterKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
)


def _unconfirmed(attrs: Mapping[str, Json]) -> Json:
    """How a subscription is that has a word in place of its ARN; of others nothing is told."""
    return {"PendingConfirmation": "pending", "Deleted": "deleted"}.get(str(attrs.get("SubscriptionArn")))


_SUBSCRIPTION = entry(
    *("sns.subscription", "SNS subscription", "Who is sent a topic's messages."),
    *("sns.ListSubscriptions", "Subscriptions"),
    id="SubscriptionArn",
    arn="SubscriptionArn",
    arn_untold="{item[TopicArn]}:{item[SubscriptionArn]}:{item[Protocol]}:{item[Endpoint]}",
    state="State",
    words="present pending deleted",
    derived={"State": _unconfirmed},
    owner=(Owner(("Owner",)),),
    leads_to=("Endpoint",),
    columns=(
        text("protocol", "Protocol", 9, "How it is told."),
        text("endpoint", "Endpoint", 60, "Who is told."),
        text("topic", "TopicArn", 50, "Of which topic.", wide=True),
    ),
    links=(
        Link("TopicArn", "aws.sns.topic", Verb.ROUTES_TO, reverse=True),
        Link("Endpoint", "aws.sqs.queue", Verb.ROUTES_TO),
    ),
)
_APPLICATION = entry(
    *("sns.platform_application", "Platform application", "An application on phones that is told things."),
    *("sns.ListPlatformApplications", "PlatformApplications"),
    id="PlatformApplicationArn",
    arn="PlatformApplicationArn",
    columns=(
        flag("enabled", "Attributes.Enabled", 7, "Whether it is told anything."),
        text("arn", "PlatformApplicationArn", 60, "Its ARN."),
        moment("expires", "Attributes.AppleCertificateExpirationDate", "When its certificate ends."),
    ),
    secret=("Attributes.PlatformCredential", "Attributes.PlatformPrincipal"),
)


class Sns(AwsService):
    """Lists topics, who is subscribed to them, and applications on phones."""

    name = "aws.sns"
    entries = (
        _TOPIC,
        _SUBSCRIPTION,
        _APPLICATION,
    )

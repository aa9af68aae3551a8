"""Amazon SES: mail that is sent and taken."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import Detail, entry, flag, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_IDENTITY = entry(
    *("ses.email_identity", "Mail identity", "An address or domain that mail is sent from."),
    *("sesv2.ListEmailIdentities", "EmailIdentities"),
    id="IdentityName",
    arn="arn:{partition}:ses:{region}:{account}:identity/{id}",
    name="IdentityName",
    state="VerificationStatus",
    plural="Mail identities",
    aliases="ses identities",
    params={"PageSize": 1000},
    words="present pending success failed temporary_failure not_started",
    columns=(
        text("type", "IdentityType", 14, "Address or domain."),
        flag("sends", "SendingEnabled", 6, "Whether mail may be sent from it."),
    ),
)
_CONFIGURATION = entry(
    *("ses.configuration_set", "Mail configuration set", "How mail is sent and watched."),
    *("sesv2.ListConfigurationSets", "ConfigurationSets"),
    id="Id",
    arn="arn:{partition}:ses:{region}:{account}:configuration-set/{id}",
    name="Id",
    tags="Tags",
    params={"PageSize": 1000},
    details=(Detail("GetConfigurationSet", "ConfigurationSetName", "Id"),),
    columns=(
        flag("sends", "SendingOptions.SendingEnabled", 6, "Whether mail may be sent with it."),
        text("tls", "DeliveryOptions.TlsPolicy", 8, "Whether it insists on TLS."),
        flag("watched", "ReputationOptions.ReputationMetricsEnabled", 7, "Whether complaints are counted."),
        text("suppresses", "SuppressionOptions.SuppressedReasons[]", 18, "Why an address gets nothing more."),
        text("pool", "DeliveryOptions.SendingPoolName", 20, "The addresses it sends from.", wide=True),
    ),
)
_CONTACTS = entry(
    *("ses.contact_list", "Contact list", "People who want mail.", "sesv2.ListContactLists", "ContactLists"),
    id="ContactListName",
    arn="arn:{partition}:ses:{region}:{account}:contact-list/{id}",
    name="ContactListName",
    params={"PageSize": 1000},
    columns=(moment("updated", "LastUpdatedTimestamp", "When it was last changed."),),
)


class Mail(AwsService):
    """Lists identities, configuration sets and contact lists; never contacts."""

    name = "aws.sesv2"
    entries = (_IDENTITY, _CONFIGURATION, _CONTACTS)


_TEMPLATE = entry(
    *("ses.mail_template", "Mail template", "A mail to be filled in.", "ses.ListTemplates", "TemplatesMetadata"),
    id="Name",
    arn="arn:{partition}:ses:{region}:{account}:template/{id}",
    name="Name",
    columns=(made("CreatedTimestamp"),),
)
_RULE_SET = entry(
    *(
        "ses.receipt_rule_set",
        "Receipt rule set",
        "What is done about mail to us.",
        "ses.ListReceiptRuleSets",
        "RuleSets",
    ),
    id="Name",
    arn="arn:{partition}:ses:{region}:{account}:receipt-rule-set/{id}",
    name="Name",
    columns=(made("CreatedTimestamp"),),
)


class MailRules(AwsService):
    """Lists templates and receipt rule sets."""

    name = "aws.ses"
    entries = (_TEMPLATE, _RULE_SET)

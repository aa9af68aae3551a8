"""AWS Certificate Manager: certificates."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, flag, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_CERTIFICATE = entry(
    *("acm.acm_certificate", "Certificate", "A certificate that load balancers show."),
    *("acm.ListCertificates", "CertificateSummaryList"),
    page=1000,
    id="CertificateArn",
    arn="CertificateArn",
    shapes="acm:certificate",
    name="DomainName",
    state="Status",
    aliases="acm certs",
    words="pending_validation issued inactive expired validation_timed_out revoked failed",
    columns=(
        text("type", "Type", 14, "Who made it."),
        moment("expires", "NotAfter", "Until when it is valid."),
        flag("in_use", "InUse", 6, "Whether anything shows it."),
        text("renewal", "RenewalEligibility", 10, "Whether it renews itself."),
        text("names", "SubjectAlternativeNameSummaries[]", 40, "Every name it is for.", wide=True),
        text("algorithm", "KeyAlgorithm", 14, "What its key is.", wide=True),
        made("CreatedAt", wide=True),
        moment("issued", "IssuedAt", "When it was issued.", wide=True),
    ),
)


class Acm(AwsService):
    """Lists certificates."""

    name = "aws.acm"
    entries = (_CERTIFICATE,)

"""AWS Certificate Manager: certificates."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, flag, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_KEYS = ("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")
"""Every algorithm of a certificate's key: unless they are named, only those with shorter keys of RSA are listed."""
_ORIGINS = ("AWS_MANAGED", "ACME", "CUSTOMER_PROVIDED")
_CERTIFICATE = entry(
    *("acm.acm_certificate", "Certificate", "A certificate that load balancers show."),
    *("acm.ListCertificates", "CertificateSummaryList"),
    page=1000,
    wide={"Includes": {"keyTypes": [*_KEYS]}, "CertificateKeyPairOrigins": [*_ORIGINS]},
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

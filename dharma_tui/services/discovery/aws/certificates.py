"""AWS Private CA, AWS Signer and AWS CloudHSM: what vouches for certificates, code and keys."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, flag, guarded, in_vpc, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_AUTHORITY = entry(
    *("acmpca.private_ca", "Private authority", "What issues certificates of ours."),
    *("acm-pca.ListCertificateAuthorities", "CertificateAuthorities"),
    id="Arn",
    arn="Arn",
    shapes="acm-pca:certificate-authority",
    name="CertificateAuthorityConfiguration.Subject.CommonName",
    state="Status",
    plural="Private authorities",
    aliases="private-cas",
    words="creating pending_certificate active deleted disabled expired failed",
    columns=(
        text("type", "Type", 12, "ROOT or SUBORDINATE."),
        text("algorithm", "CertificateAuthorityConfiguration.KeyAlgorithm", 16, "Kind of key."),
        text(
            "subject", "CertificateAuthorityConfiguration.Subject.CommonName", 30, "What it is called in certificates."
        ),
        moment("expires", "NotAfter", "Until when it is valid."),
        made("CreatedAt"),
        text("usage", "UsageMode", 26, "How long its certificates may last.", wide=True),
        text("signs", "CertificateAuthorityConfiguration.SigningAlgorithm", 16, "How it signs.", wide=True),
        moment("restorable", "RestorableUntil", "Until when it can be brought back.", wide=True),
    ),
)


class PrivateAuthorities(AwsService):
    """Lists private authorities."""

    name = "aws.acm_pca"
    entries = (_AUTHORITY,)


_PROFILE = entry(
    *("signer.signing_profile", "Signing profile", "How code is signed.", "signer.ListSigningProfiles", "profiles"),
    id="profileName",
    arn="profileVersionArn",
    also=("arn",),
    name="profileName",
    state="status",
    tags="tags",
    wide={"includeCanceled": True, "statuses": ["Active", "Canceled", "Revoked"]},
    words="active canceled revoked",
    columns=(
        text("platform", "platformDisplayName", 24, "For what."),
        number("validity", "signatureValidityPeriod.value", 8, "How long signatures are valid."),
        text("in", "signatureValidityPeriod.type", 7, "In which unit."),
    ),
)


class Signer(AwsService):
    """Lists signing profiles."""

    name = "aws.signer"
    entries = (_PROFILE,)


_HSM = entry(
    *(
        "cloudhsm.hsm_cluster",
        "CloudHSM cluster",
        "Machines that keep keys.",
        "cloudhsmv2.DescribeClusters",
        "Clusters",
    ),
    id="ClusterId",
    arn="arn:{partition}:cloudhsm:{region}:{account}:cluster/{id}",
    by="id",
    state="State",
    tags="TagList",
    words="create_in_progress uninitialized initialize_in_progress initialized active update_in_progress "
    "modify_in_progress rollback_in_progress delete_in_progress deleted degraded",
    columns=(
        text("type", "HsmType", 12, "Kind of machine."),
        text("vpc", "VpcId", 21, "Its VPC."),
        number("hsms", "Hsms[]", 5, "Modules in it."),
        made("CreateTimestamp"),
        text("zones", "Hsms[].AvailabilityZone", 24, "Where they are.", wide=True),
        text("addresses", "Hsms[].EniIp", 24, "Where they answer.", wide=True),
        text("mode", "Mode", 8, "FIPS or NON_FIPS.", wide=True),
    ),
    links=(in_vpc(), guarded("SecurityGroup")),
    secret=("PreCoPassword",),
)


class CloudHsm(AwsService):
    """Lists clusters that keep keys."""

    name = "aws.cloudhsm"
    entries = (_HSM,)


_SHARE = entry(
    *(
        "ram.resource_share",
        "Resource share",
        "Things lent to other accounts.",
        "ram.GetResourceShares",
        "resourceShares",
    ),
    id="resourceShareArn",
    arn="resourceShareArn",
    name="name",
    state="status",
    tags="tags",
    params={"resourceOwner": "SELF"},
    words="pending active failed deleting deleted",
    columns=(
        flag("outside", "allowExternalPrincipals", 7, "Whether those outside the organization may have them."),
        text("owner", "owningAccountId", 14, "Whose they are."),
        made("creationTime"),
        moment("updated", "lastUpdatedTime", "When it was last changed.", wide=True),
        text("features", "featureSet", 24, "What may be set on it.", wide=True),
    ),
)


class ResourceShares(AwsService):
    """Lists what is lent to other accounts."""

    name = "aws.ram"
    entries = (_SHARE,)

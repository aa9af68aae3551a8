"""Amazon S3: buckets."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._entry import NO_POLICY, Detail, encrypted, entry, flag, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_BLOCK = Detail(
    *("GetPublicAccessBlock", "Bucket", "Name"),
    items="PublicAccessBlockConfiguration",
    under="PublicAccessBlock",
    absent=dict.fromkeys(_BLOCKS, False),
    lacking=("NoSuchPublicAccessBlockConfiguration",),
    seldom=True,
)
_DEFAULT = "Encryption.Rules[].ApplyServerSideEncryptionByDefault"


def _public_access(attrs: Mapping[str, Json]) -> Json:
    block = attrs.get("PublicAccessBlock")
    if not isinstance(block, Mapping):
        return None
    count = sum(block.get(name) is True for name in _BLOCKS)
    return "blocked" if count == len(_BLOCKS) else "partly blocked" if count else "not blocked"


def _has_policy(attrs: Mapping[str, Json]) -> Json:
    return True if attrs.get("Policy") else None


_BUCKET = entry(
    *("s3.bucket", "S3 bucket", "A place for objects.", "s3.ListBuckets", "Buckets"),
    id="Name",
    arn="arn:{partition}:s3:::{id}",
    name="Name",
    region="BucketRegion",
    page=10_000,
    details=(
        Detail(
            *("GetBucketPolicy", "Bucket", "Name"),
            items="Policy",
            under="Policy",
            absent=NO_POLICY,
            lacking=("NoSuchBucketPolicy",),
            seldom=True,
        ),
        _BLOCK,
        Detail("GetBucketVersioning", "Bucket", "Name", under="Versioning", seldom=True),
        Detail(
            *("GetBucketEncryption", "Bucket", "Name"),
            items="ServerSideEncryptionConfiguration",
            under="Encryption",
            lacking=("ServerSideEncryptionConfigurationNotFoundError",),
            seldom=True,
        ),
    ),
    policy="Policy",
    aliases="s3 bucket buckets",
    told_by="bucket",
    glyph="▦",
    hosts=("{Name}.s3.amazonaws.com",),
    derived={"PublicAccess": _public_access, "HasPolicy": _has_policy},
    columns=(
        text("place", "BucketRegion", 14, "The region it is in."),
        text(
            "public_access", "PublicAccess", 14, "Whether its own settings keep the public out; the account's may, too."
        ),
        flag("policy", "HasPolicy", 6, "Whether it has a policy of its own."),
        text("versioning", "Versioning.Status", 10, "Whether it keeps what is written over: Enabled or Suspended."),
        text(
            "encryption", f"{_DEFAULT}.SSEAlgorithm", 10, "What encrypts new objects: AES256, aws:kms or aws:kms:dsse."
        ),
        moment("created", "CreationDate", "When it was made."),
        text("kms_key", f"{_DEFAULT}.KMSMasterKeyID", 50, "The key that encrypts them.", wide=True),
        text("mfa_delete", "Versioning.MFADelete", 10, "Whether deleting a version takes a code.", wide=True),
    ),
    links=(encrypted(_DEFAULT.replace("[]", "") + ".KMSMasterKeyID"),),
)


class S3(AwsService):
    """Lists the buckets of the account, wherever they are."""

    name = "aws.s3"
    everywhere = True
    entries = (_BUCKET,)

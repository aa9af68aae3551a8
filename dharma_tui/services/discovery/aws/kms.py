"""AWS KMS: keys and their names."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, described, entry, flag, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_PROPERTIES = (
    *("KeyId", "KMSKeyId", "KMSKeyID", "KmsKeyId", "KmsKey", "KmsKeyArn", "KMSKeyArn", "KmsKeyIdentifier", "KmsArn"),
    *("KMSMasterKeyId", "KMSMasterKeyID", "KmsMasterKeyId", "KMSMasterKeyArn", "KmsMasterKeyArn", "AwsKmsKeyId"),
    *(
        "SSEKMSKeyId",
        "SseAwsKmsKeyId",
        "SSEAwsKmsKeyId",
        "ReplicaKmsKeyID",
        "S3KmsKeyId",
        "S3KmsKeyArn",
        "AWSKMSKeyARN",
    ),
    *("EncryptionKey", "EncryptionKeyArn", "EncryptionKeyId", "EncryptionKmsKeyId", "DataEncryptionKeyId"),
    *(
        "VolumeEncryptionKey",
        "VolumeKmsKeyId",
        "DataVolumeKMSKeyId",
        "HomeEfsFileSystemKmsKeyId",
        "LogEncryptionKmsKeyId",
    ),
    *(
        "ActivityStreamKmsKeyId",
        "MasterUserSecretKmsKeyId",
        "MasterPasswordSecretKmsKeyId",
        "PerformanceInsightsKMSKeyId",
    ),
    *("ServerSideEncryptionKmsKeyId", "S3SseKmsKeyId", "S3TableKmsKeyId", "FargateEphemeralStorageKmsKeyId"),
    *("CustomerEncryptionKeyArn", "ResultKmsKeyArn", "SourceKMSKeyArn", "DestinationEncryptionKeyArn"),
)
"""What services call the property that names a key: by its ARN, its id or an alias."""
_KEY = entry(
    *("kms.key", "KMS key", "A key that encrypts.", "kms.ListKeys", "Keys"),
    id="KeyId",
    arn="KeyArn",
    shapes="kms:key",
    name="Description",
    state="KeyState",
    page=1000,
    details=(
        Detail("DescribeKey", "KeyId", "KeyId", items="KeyMetadata"),
        Detail(
            *("GetKeyPolicy", "KeyId", "KeyId"),
            items="Policy",
            under="Policy",
            params={"PolicyName": "default"},  # the only one there is, and what others than AWS have no default for
            lacking=("NotFoundException",),  # of its policy; that the key went is for the first of the calls to say
            seldom=True,
        ),
        Detail("GetKeyRotationStatus", "KeyId", "KeyId", under="Rotation", absent={}, seldom=True),
    ),
    policy="Policy",
    called=" ".join(_PROPERTIES),
    aliases="kms keys",
    words="creating enabled disabled pendingdeletion pendingimport pendingreplicadeletion unavailable updating",
    columns=(
        text("usage", "KeyUsage", 16, "What it is for."),
        text("spec", "KeySpec", 18, "Kind of key."),
        text("manager", "KeyManager", 9, "AWS or CUSTOMER."),
        flag("multi_region", "MultiRegion", 12, "Whether it is in several regions."),
        flag("rotates", "Rotation.KeyRotationEnabled", 7, "Whether AWS makes it a new secret from time to time."),
        described("Description", wide=False),
        moment("created", "CreationDate", "When it was made."),
        number("rotation_days", "Rotation.RotationPeriodInDays", 13, "After how many days.", wide=True),
        moment("rotates_at", "Rotation.NextRotationDate", "When next.", wide=True),
        moment("deletion", "DeletionDate", "When it is deleted.", wide=True),
        text("origin", "Origin", 12, "Where its secret comes from.", wide=True),
        moment("expires", "ValidTo", "When its imported secret ends.", wide=True),
    ),
    bearings=(Bearing(Verb.PROTECTS, takes=1.0),),
)
_ALIAS = entry(
    *("kms.key_alias", "KMS alias", "A name of a key.", "kms.ListAliases", "Aliases"),
    page=100,
    id="AliasName",
    arn="AliasArn",
    shapes="kms:alias",
    name="AliasName",
    plural="KMS aliases",
    stands_for="aws.kms.key",
    bearings=(Bearing(Verb.PROTECTS, takes=1.0),),
    links=(Link("TargetKeyId", "aws.kms.key", Verb.ROUTES_TO),),
    columns=(
        text("target", "TargetKeyId", 36, "The key."),
        moment("created", "CreationDate", "When it was made."),
        moment("updated", "LastUpdatedDate", "When it was last changed.", wide=True),
    ),
)


class Kms(AwsService):
    """Lists keys and aliases; never what they hold."""

    name = "aws.kms"
    entries = (
        _KEY,
        _ALIAS,
    )

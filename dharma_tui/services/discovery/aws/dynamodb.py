"""Amazon DynamoDB: tables."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Detail,
    entry,
    flag,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import otherwise

_TABLE = entry(
    *("dynamodb.table", "DynamoDB table", "Items found by key.", "dynamodb.ListTables", "TableNames"),
    id="Id",
    arn="TableArn",
    shapes="dynamodb:table",
    also=("LatestStreamArn", "GlobalSecondaryIndexes.IndexArn", "LocalSecondaryIndexes.IndexArn"),
    arn_untold="arn:{partition}:dynamodb:{region}:{account}:table/{id}",
    name="TableName",
    state="TableStatus",
    details=(
        Detail("DescribeTable", "TableName", "Id", items="Table"),
        Detail(
            *("GetResourcePolicy", "ResourceArn", "TableArn"),
            items="Policy",
            under="Policy",
            absent=NO_POLICY,
            lacking=("PolicyNotFoundException",),
            seldom=True,
        ),
    ),
    policy="Policy",
    aliases="dynamodb dynamo",
    words="creating updating deleting active inaccessible_encryption_credentials archiving archived",
    columns=(
        number("items", "ItemCount", 10, "Items, counted every six hours."),
        size("bytes", "TableSizeBytes", "Size, measured every six hours."),
        text("billing", "Billing", 16, "How it is paid for."),
        text("keys", "KeySchema[].AttributeName", 16, "What items are found by."),
        number("indexes", "GlobalSecondaryIndexes[]", 7, "Other ways to find them.", wide=True),
        flag("protected", "DeletionProtectionEnabled", 9, "Whether it is kept from being deleted.", wide=True),
        text("class", "Class", 12, "Storage class.", wide=True),
        moment("created", "CreationDateTime", "When it was made."),
        number("reads", "ProvisionedThroughput.ReadCapacityUnits", 6, "Reads a second that are paid for.", wide=True),
        number(
            "writes", "ProvisionedThroughput.WriteCapacityUnits", 6, "Writes a second that are paid for.", wide=True
        ),
        text("replicas", "Replicas[].RegionName", 24, "Regions with a copy.", wide=True),
        text("stream", "StreamSpecification.StreamViewType", 18, "What its stream tells.", wide=True),
        text("encryption", "SSEDescription.SSEType", 10, "What encrypts it, unless AWS's own key.", wide=True),
    ),
    derived={
        "Billing": otherwise("BillingModeSummary.BillingMode", "PROVISIONED", "ProvisionedThroughput"),
        "Class": otherwise("TableClassSummary.TableClass", "STANDARD", "TableStatus"),
    },
    links=(Link("SSEDescription.KMSMasterKeyArn", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=(
        "ItemCount",
        "TableSizeBytes",
        "GlobalSecondaryIndexes.ItemCount",
        "GlobalSecondaryIndexes.IndexSizeBytes",
        "LocalSecondaryIndexes.ItemCount",
        "LocalSecondaryIndexes.IndexSizeBytes",
        "VectorIndexes.ItemCount",
        "VectorIndexes.IndexSizeBytes",
        "ProvisionedThroughput.NumberOfDecreasesToday",
        "GlobalSecondaryIndexes.ProvisionedThroughput.NumberOfDecreasesToday",
        "Replicas.ReplicaStatusPercentProgress",
    ),
)
_BACKUP = entry(
    *(
        "dynamodb.table_backup",
        "Table backup",
        "A copy of a table at a moment.",
        "dynamodb.ListBackups",
        "BackupSummaries",
    ),
    id="BackupArn",
    arn="BackupArn",
    name="BackupName",
    wide={"BackupType": "ALL"},
    state="BackupStatus",
    words="creating deleted available",
    columns=(
        text("table", "TableName", 30, "What it is of."),
        text("type", "BackupType", 10, "Who made it."),
        size("bytes", "BackupSizeBytes", "Its size."),
        made("BackupCreationDateTime"),
        moment("expires", "BackupExpiryDateTime", "Until when it is kept.", wide=True),
    ),
    links=(Link("TableArn", "aws.dynamodb.table", Verb.REFERS_TO, is_usual=False),),
)


class DynamoDb(AwsService):
    """Lists tables and backups of them."""

    name = "aws.dynamodb"
    entries = (
        _TABLE,
        _BACKUP,
    )

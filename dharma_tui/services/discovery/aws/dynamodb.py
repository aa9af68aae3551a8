"""Amazon DynamoDB: tables."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, moment, number, size, text
from dharma_tui.services.discovery.aws._service import AwsService

_TABLE = entry(
    *("dynamodb.table", "DynamoDB table", "Items found by key.", "dynamodb.ListTables", "TableNames"),
    id="Id",
    arn="TableArn",
    name="TableName",
    state="TableStatus",
    tags="Tags",
    details=(
        Detail("DescribeTable", "TableName", "Id", items="Table"),
        Detail("ListTagsOfResource", "ResourceArn", "TableArn", items="Tags", under="Tags"),
    ),
    aliases="dynamodb dynamo",
    words="creating updating deleting active inaccessible_encryption_credentials archiving archived",
    columns=(
        number("items", "ItemCount", 10, "Items, counted every six hours."),
        size("bytes", "TableSizeBytes", "Size, measured every six hours."),
        text("billing", "BillingModeSummary.BillingMode", 16, "How it is paid for."),
        text("class", "TableClassSummary.TableClass", 12, "Storage class.", wide=True),
        moment("created", "CreationDateTime", "When it was made."),
    ),
    links=(Link("SSEDescription.KMSMasterKeyArn", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=("ItemCount", "TableSizeBytes"),
)


class DynamoDb(AwsService):
    """Lists tables with their settings."""

    name = "aws.dynamodb"
    entries = (_TABLE,)

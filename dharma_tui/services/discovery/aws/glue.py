"""AWS Glue: data that is described, and programs over it."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    Detail,
    Parent,
    described,
    encrypted,
    entry,
    guarded,
    has_role,
    in_subnet,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_DATABASE = entry(
    *("glue.data_catalog_db", "Glue database", "Tables described together.", "glue.GetDatabases", "DatabaseList"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:database/{id}",
    name="Name",
    columns=(
        text("location", "LocationUri", 40, "Where its data is."),
        moment("created", "CreateTime", "When it was made."),
        described("Description"),
    ),
)
_JOB = entry(
    *("glue.glue_job", "Glue job", "A program over data.", "glue.GetJobs", "Jobs"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:job/{id}",
    name="Name",
    columns=(
        text("kind_of", "Command.Name", 12, "What runs it."),
        text("version", "GlueVersion", 7, "Version of Glue."),
        text("workers", "WorkerType", 9, "Kind of workers."),
        number("nodes", "NumberOfWorkers", 6, "How many workers."),
        moment("modified", "LastModifiedOn", "When it was last changed."),
        number("minutes", "Timeout", 7, "Minutes a run may take.", wide=True),
        text("class", "ExecutionClass", 9, "STANDARD or FLEX.", wide=True),
        text("role", "Role", 50, "What it may do.", wide=True),
        made("CreatedOn", wide=True),
    ),
    links=(
        Link("Connections.Connections", "aws.glue.glue_connection", Verb.DEPENDS_ON),
        Link("SecurityConfiguration", "aws.glue.glue_security", Verb.DEPENDS_ON),
        has_role("Role"),
    ),
    secret=("DefaultArguments", "NonOverridableArguments", "CodeGenConfigurationNodes"),
)
_CRAWLER = entry(
    *("glue.crawler", "Glue crawler", "What finds tables in data.", "glue.GetCrawlers", "Crawlers"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:crawler/{id}",
    name="Name",
    state="State",
    words="ready running stopping",
    columns=(
        text("database", "DatabaseName", 24, "Where it writes tables."),
        text("last", "LastCrawl.Status", 10, "How the last crawl ended."),
        moment("crawled", "LastCrawl.StartTime", "When it last crawled."),
        text("schedule", "Schedule.ScheduleExpression", 24, "When it runs."),
        moment("updated", "LastUpdated", "When it was last changed."),
        text("trouble", "LastCrawl.ErrorMessage", 40, "What went wrong.", wide=True),
        text("role", "Role", 50, "What it may do.", wide=True),
        made("CreationTime", wide=True),
    ),
    links=(
        Link("DatabaseName", "aws.glue.data_catalog_db", Verb.STORES_IN, is_usual=False),
        Link("CrawlerSecurityConfiguration", "aws.glue.glue_security", Verb.DEPENDS_ON),
        has_role("Role"),
    ),
    volatile=("CrawlElapsedTime", "LastCrawl.StartTime", "LastCrawl.LogStream", "LastCrawl.MessagePrefix"),
)
_TABLE = entry(
    *("glue.glue_table", "Glue table", "Data described as a table.", "glue.GetTables", "TableList"),
    wide={"ResourceShareType": "ALL"},
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:table/{item[DatabaseName]}/{id}",
    name="Name",
    parent=Parent("aws.glue.data_catalog_db", {"DatabaseName": "Name"}),
    columns=(
        text("database", "DatabaseName", 24, "Its database."),
        text("location", "StorageDescriptor.Location", 50, "Where its data is."),
        text("type", "TableType", 16, "Kind of table."),
        text("owner", "Owner", 16, "Whose it is."),
        moment("updated", "UpdateTime", "When it was last changed."),
        made("CreateTime", wide=True),
        number("fields", "StorageDescriptor.Columns[]", 6, "Columns it has.", wide=True),
    ),
    links=(Link("DatabaseName", "aws.glue.data_catalog_db", Verb.CONTAINS, reverse=True, is_usual=False),),
    volatile=(
        "LastAccessTime",
        "LastAnalyzedTime",
        "ViewDefinition.SubObjectsStatistics",
        "Status.Details.RequestedChange",
    ),
)
_TRIGGER = entry(
    *("glue.glue_trigger", "Glue trigger", "When jobs are run.", "glue.GetTriggers", "Triggers"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:trigger/{id}",
    name="Name",
    state="State",
    words="creating created activating activated deactivating deactivated deleting updating",
    columns=(
        text("type", "Type", 12, "At times, on demand or after others."),
        text("schedule", "Schedule", 24, "When."),
        text("job", "Actions[].JobName", 30, "The jobs it runs."),
        text("workflow", "WorkflowName", 24, "Its workflow."),
    ),
    links=(
        Link("Actions.JobName", "aws.glue.glue_job", Verb.ROUTES_TO),
        Link("Actions.CrawlerName", "aws.glue.crawler", Verb.ROUTES_TO),
    ),
    secret=("Actions.Arguments",),
)
_CONNECTION = entry(
    *("glue.glue_connection", "Glue connection", "How jobs reach data elsewhere."),
    *("glue.GetConnections", "ConnectionList"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:connection/{id}",
    name="Name",
    state="Status",
    params={"HidePassword": True},
    words="ready in_progress failed present",
    columns=(
        text("type", "ConnectionType", 12, "Kind of what is reached."),
        text("subnet", "PhysicalConnectionRequirements.SubnetId", 24, "From which subnet."),
        moment("updated", "LastUpdatedTime", "When it was last changed."),
        described("Description"),
        made("CreationTime", wide=True),
        moment("checked", "LastConnectionValidationTime", "When it was last tried.", wide=True),
    ),
    links=(
        in_subnet("PhysicalConnectionRequirements.SubnetId"),
        guarded("PhysicalConnectionRequirements.SecurityGroupIdList"),
        Link("AuthenticationConfiguration.SecretArn", "aws.secretsmanager.secret", Verb.DEPENDS_ON),
        Link("ConnectionProperties.SECRET_ID", "aws.secretsmanager.secret", Verb.DEPENDS_ON),
    ),
    secret=(
        *("ConnectionProperties", "SparkProperties", "AthenaProperties", "PythonProperties"),
        "AuthenticationConfiguration.OAuth2Properties.TokenUrlParametersMap",
    ),
    volatile=("LastConnectionValidationTime",),
)
_WORKFLOW = entry(
    *("glue.glue_workflow", "Glue workflow", "Jobs and crawlers run together.", "glue.ListWorkflows", "Workflows"),
    id="Id",
    arn="arn:{partition}:glue:{region}:{account}:workflow/{id}",
    name="Id",
    details=(Detail("BatchGetWorkflows", "Names", "Id", 25, "Workflows", "Name"),),
    columns=(
        described("Description", wide=False),
        text("last", "LastRun.Status", 10, "How the last run ended."),
        moment("modified", "LastModifiedOn", "When it was last changed."),
        made("CreatedOn"),
        moment("ran", "LastRun.CompletedOn", "When the last run ended.", wide=True),
    ),
    secret=("DefaultRunProperties",),
    dropped=("LastRun",),
    volatile=("Graph.Nodes.JobDetails.JobRuns", "Graph.Nodes.CrawlerDetails.Crawls"),
)
_REGISTRY = entry(
    *("glue.schema_registry", "Schema registry", "What records look like.", "glue.ListRegistries", "Registries"),
    id="RegistryName",
    arn="RegistryArn",
    name="RegistryName",
    state="Status",
    plural="Schema registries",
    aliases="schema-registries",
    words="available deleting",
    columns=(described("Description", wide=False), made("CreatedTime")),
)
_SECURITY = entry(
    *("glue.glue_security", "Glue security configuration", "How what jobs write is encrypted."),
    *("glue.GetSecurityConfigurations", "SecurityConfigurations"),
    id="Name",
    arn="{account}/{region}/{id}",
    name="Name",
    aliases="glue-security-configurations",
    columns=(
        text("s3", "EncryptionConfiguration.S3Encryption[].S3EncryptionMode", 10, "How files are encrypted."),
        text("logs", "EncryptionConfiguration.CloudWatchEncryption.CloudWatchEncryptionMode", 10, "How logs are."),
        made("CreatedTimeStamp"),
    ),
    links=(encrypted("EncryptionConfiguration.S3Encryption.KmsKeyArn"),),
)


class Glue(AwsService):
    """Lists databases, tables, jobs, crawlers, triggers, workflows, connections, registries and security of Glue."""

    name = "aws.glue"
    entries = (
        _DATABASE,
        _JOB,
        _CRAWLER,
        _TABLE,
        _TRIGGER,
        _CONNECTION,
        _WORKFLOW,
        _REGISTRY,
        _SECURITY,
    )

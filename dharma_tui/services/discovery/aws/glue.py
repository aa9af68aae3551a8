"""AWS Glue and Amazon Athena: data that is described and asked."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_DATABASE = entry(
    *("glue.data_catalog_db", "Glue database", "Tables described together.", "glue.GetDatabases", "DatabaseList"),
    id="Name",
    arn="arn:{partition}:glue:{region}:{account}:database/{id}",
    name="Name",
    columns=(
        text("location", "LocationUri", 40, "Where its data is."),
        moment("created", "CreateTime", "When it was made."),
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
        moment("modified", "LastModifiedOn", "When it was last changed."),
    ),
    secret=("DefaultArguments", "NonOverridableArguments"),
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
        moment("updated", "LastUpdated", "When it was last changed."),
    ),
    volatile=("CrawlElapsedTime",),
)
_WORK_GROUP = entry(
    *(
        "athena.workgroup",
        "Athena work group",
        "Queries run under the same rules.",
        "athena.ListWorkGroups",
        "WorkGroups",
    ),
    id="Name",
    arn="arn:{partition}:athena:{region}:{account}:workgroup/{id}",
    name="Name",
    state="State",
    words="enabled disabled",
    columns=(
        text("description", "Description", 40, "What its maker wrote."),
        moment("created", "CreationTime", "When it was made."),
    ),
)


class Glue(AwsService):
    """Lists databases, jobs and crawlers of Glue, and work groups of Athena."""

    name = "aws.glue"
    entries = (
        _DATABASE,
        _JOB,
        _CRAWLER,
        _WORK_GROUP,
    )

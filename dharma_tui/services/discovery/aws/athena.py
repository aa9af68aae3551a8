"""Amazon Athena: data that is asked where it lies."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import Detail, Parent, described, entry, made, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

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
        text("engine", "EngineVersion.EffectiveEngineVersion", 24, "What answers queries."),
        moment("created", "CreationTime", "When it was made."),
    ),
)
_CATALOG = entry(
    *("athena.athena_catalog", "Athena data catalog", "Where tables are looked up."),
    *("athena.ListDataCatalogs", "DataCatalogsSummary"),
    id="CatalogName",
    arn="arn:{partition}:athena:{region}:{account}:datacatalog/{id}",
    name="CatalogName",
    state="Status",
    words="present create_in_progress create_complete create_failed delete_in_progress delete_complete delete_failed",
    columns=(
        text("type", "Type", 10, "GLUE, HIVE, LAMBDA or FEDERATED."),
        text("connection", "ConnectionType", 14, "What it leads to.", wide=True),
        text("trouble", "Error", 40, "What is wrong.", wide=True),
    ),
)
_QUERY = entry(
    *("athena.named_query", "Named query", "A query that is kept.", "athena.ListNamedQueries", "NamedQueryIds"),
    id="Id",
    arn="{account}/{region}/{id}",
    name="Name",
    parent=Parent("aws.athena.workgroup", {"WorkGroup": "Name"}, {"WorkGroup": "Name"}),
    plural="Named queries",
    aliases="named-queries",
    details=(Detail("GetNamedQuery", "NamedQueryId", "Id", items="NamedQuery", seldom=True),),
    columns=(
        text("database", "Database", 24, "What it asks."),
        text("workgroup", "WorkGroup", 20, "By whose rules."),
        described("Description"),
    ),
)
_RESERVATION = entry(
    *("athena.query_capacity", "Athena capacity reservation", "Processing kept for queries."),
    *("athena.ListCapacityReservations", "CapacityReservations"),
    id="Name",
    arn="arn:{partition}:athena:{region}:{account}:capacity-reservation/{id}",
    name="Name",
    state="Status",
    words="pending active cancelling cancelled failed update_pending",
    columns=(
        number("target", "TargetDpus", 7, "Units wanted."),
        number("allocated", "AllocatedDpus", 9, "Units there are."),
        made("CreationTime"),
        moment("granted", "LastSuccessfulAllocationTime", "When it last got what it is to have.", wide=True),
    ),
    volatile=("LastAllocation", "LastSuccessfulAllocationTime"),
)


class Athena(AwsService):
    """Lists work groups, data catalogs, named queries and capacity reservations."""

    name = "aws.athena"
    entries = (_WORK_GROUP, _CATALOG, _QUERY, _RESERVATION)

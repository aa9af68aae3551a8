"""Amazon OpenSearch: search, with servers of ours and without, and what feeds it."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    NO_POLICY,
    Detail,
    described,
    encrypted,
    entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    made,
    number,
    reports_in,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes
from dharma_tui.services.discovery.aws._told import either

_DOMAIN = entry(
    *("opensearch.search_domain", "OpenSearch domain", "Servers that search."),
    *("opensearch.ListDomainNames", "DomainNames"),
    id="DomainName",
    arn="ARN",
    shapes="es:domain",
    arn_untold="arn:{partition}:es:{region}:{account}:domain/{id}",
    name="DomainName",
    state="DomainProcessingStatus",
    tags="Tags",
    details=(
        Detail("DescribeDomains", "DomainNames", "DomainName", 5, "DomainStatusList", "DomainName"),
        Detail("ListTags", "ARN", "ARN", items="TagList", under="Tags", seldom=True),
    ),
    aliases="opensearch elasticsearch",
    words="present active creating modifying upgrading updating isolated deleting",
    hosts=("Endpoint", "Endpoints.vpc", "DomainEndpointOptions.CustomEndpoint"),
    derived={
        "AnswersAt": either("Endpoint", "Endpoints.vpc", "EndpointV2"),
        "StorageBytes": in_bytes("EBSOptions.VolumeSize", GIB),
        "AccessPolicies": lambda attrs: attrs.get("AccessPolicies", NO_POLICY if "EngineVersion" in attrs else None),
    },
    policy="AccessPolicies",
    columns=(
        text("engine", "EngineVersion", 16, "Engine and version."),
        text("type", "ClusterConfig.InstanceType", 20, "Instance type."),
        number("instances", "ClusterConfig.InstanceCount", 9, "Instances."),
        size("storage", "StorageBytes", "Storage of each."),
        text("vpc", "VPCOptions.VPCId", 21, "Its VPC."),
        flag("update", "ServiceSoftwareOptions.UpdateAvailable", 6, "Whether there is newer software."),
        text("endpoint", "AnswersAt", 50, "Where it answers.", wide=True),
        flag("encrypted", "EncryptionAtRestOptions.Enabled", 9, "Whether it is encrypted."),
        flag("https", "DomainEndpointOptions.EnforceHTTPS", 5, "Whether it insists on HTTPS.", wide=True),
        flag("multi_az", "ClusterConfig.ZoneAwarenessEnabled", 8, "Whether it is in several zones.", wide=True),
        number("masters", "ClusterConfig.DedicatedMasterCount", 7, "Nodes that only manage.", wide=True),
        flag("fine_grained", "AdvancedSecurityOptions.Enabled", 12, "Whether rights go down to documents.", wide=True),
        text("tls", "DomainEndpointOptions.TLSSecurityPolicy", 26, "The oldest protocol it speaks.", wide=True),
    ),
    links=(
        in_vpc("VPCOptions.VPCId"),
        in_subnet("VPCOptions.SubnetIds"),
        guarded("VPCOptions.SecurityGroupIds"),
        encrypted("EncryptionAtRestOptions.KmsKeyId"),
        reports_in("CognitoOptions.RoleArn"),
        Link("CognitoOptions.UserPoolId", "aws.cognito.user_pool", Verb.CONNECTS_TO, is_usual=False),
        Link("CognitoOptions.IdentityPoolId", "aws.cognito.identity_pool", Verb.CONNECTS_TO, is_usual=False),
    ),
    bearings=(
        ASKS_NOBODY,
        *(
            Bearing(Verb.CONNECTS_TO, vouches, loses=0.25, what="signing in to its dashboards")
            for vouches in ("aws.cognito", "aws.sso")
        ),
    ),
    volatile=("ChangeProgressDetails.LastUpdatedTime",),
)


class OpenSearch(AwsService):
    """Lists domains."""

    name = "aws.opensearch"
    entries = (_DOMAIN,)


_COLLECTION = entry(
    *("opensearch.search_collection", "OpenSearch collection", "Search without servers of ours."),
    *("opensearchserverless.ListCollections", "collectionSummaries"),
    id="id",
    arn="arn",
    name="name",
    state="status",
    details=(Detail("BatchGetCollection", "ids", "id", 100, "collectionDetails", "id"),),
    words="creating updating deleting active failed update_failed",
    moments=("createdDate", "lastModifiedDate"),
    hosts=("collectionEndpoint", "dashboardEndpoint"),
    columns=(
        text("type", "type", 12, "SEARCH, TIMESERIES or VECTORSEARCH."),
        text("endpoint", "collectionEndpoint", 60, "Where it answers."),
        made("createdDate"),
        described("description"),
        text("standby", "standbyReplicas", 8, "Whether it has replicas in other zones.", wide=True),
        text("protected", "deletionProtection", 9, "Whether it is protected from being deleted.", wide=True),
    ),
    links=(encrypted("kmsKeyArn"),),
)


class OpenSearchServerless(AwsService):
    """Lists collections."""

    name = "aws.opensearch_serverless"
    entries = (_COLLECTION,)


_PIPELINE = entry(
    *("opensearch.ingestion_pipeline", "Ingestion pipeline", "What feeds a search.", "osis.ListPipelines", "Pipelines"),
    id="PipelineName",
    arn="PipelineArn",
    name="PipelineName",
    state="Status",
    tags="Tags",
    words="creating active updating deleting create_failed update_failed starting start_failed stopping stopped",
    columns=(
        number("least", "MinUnits", 6, "Fewest units."),
        number("most", "MaxUnits", 6, "Most units."),
        text("target", "Destinations[].Endpoint", 50, "Where records go."),
        made("CreatedAt"),
        text("why", "StatusReason.Description", 40, "Why it is in its state.", wide=True),
    ),
)


class OpenSearchIngestion(AwsService):
    """Lists ingestion pipelines."""

    name = "aws.opensearch_ingestion"
    entries = (_PIPELINE,)

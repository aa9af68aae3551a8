"""Amazon SageMaker and Amazon Bedrock: models, and where they are made and asked."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import described, entry, has_role, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_CREATED = made("CreationTime")
_NOTEBOOK = entry(
    *("sagemaker.notebook", "Notebook instance", "A machine to try things on.", "sagemaker.ListNotebookInstances"),
    "NotebookInstances",
    id="NotebookInstanceName",
    arn="NotebookInstanceArn",
    name="NotebookInstanceName",
    state="NotebookInstanceStatus",
    words="pending inservice stopping stopped failed deleting updating pendingmaintenance inmaintenance",
    hosts=("Url",),
    columns=(
        text("type", "InstanceType", 16, "Instance type."),
        text("url", "Url", 50, "Where it answers.", wide=True),
        moment("modified", "LastModifiedTime", "When it was last changed."),
        _CREATED,
        text("setup", "NotebookInstanceLifecycleConfigName", 24, "What is run when it starts.", wide=True),
        text("repository", "DefaultCodeRepository", 40, "The code it opens.", wide=True),
    ),
)
_ENDPOINT = entry(
    *("sagemaker.model_endpoint", "Model endpoint", "Where a model is asked.", "sagemaker.ListEndpoints", "Endpoints"),
    id="EndpointName",
    arn="EndpointArn",
    name="EndpointName",
    state="EndpointStatus",
    words="outofservice creating updating systemupdating rollingback inservice deleting failed updaterollbackfailed",
    columns=(moment("modified", "LastModifiedTime", "When it was last changed."), _CREATED),
)
_ENDPOINT_CONFIG = entry(
    *("sagemaker.endpoint_config", "Endpoint configuration", "What an endpoint is to be."),
    *("sagemaker.ListEndpointConfigs", "EndpointConfigs"),
    id="EndpointConfigName",
    arn="EndpointConfigArn",
    name="EndpointConfigName",
    columns=(_CREATED,),
)
_MODEL = entry(
    *("sagemaker.ml_model", "SageMaker model", "A model that can be asked.", "sagemaker.ListModels", "Models"),
    id="ModelName",
    arn="ModelArn",
    name="ModelName",
    columns=(_CREATED,),
)
_TRAINING = entry(
    *("sagemaker.training_job", "Training job", "A model being made.", "sagemaker.ListTrainingJobs"),
    "TrainingJobSummaries",
    id="TrainingJobName",
    arn="TrainingJobArn",
    name="TrainingJobName",
    state="TrainingJobStatus",
    noisy=True,
    words="inprogress completed failed stopping stopped deleting",
    columns=(
        moment("ended", "TrainingEndTime", "When it ended."),
        text("step", "SecondaryStatus", 16, "What it does."),
        moment("modified", "LastModifiedTime", "When it last changed."),
        _CREATED,
    ),
)
_PIPELINE = entry(
    *("sagemaker.ml_pipeline", "SageMaker pipeline", "How models are made, step by step."),
    *("sagemaker.ListPipelines", "PipelineSummaries"),
    id="PipelineName",
    arn="PipelineArn",
    name="PipelineName",
    columns=(
        described("PipelineDescription", wide=False),
        moment("executed", "LastExecutionTime", "When it was last run."),
        _CREATED,
        text("role", "RoleArn", 50, "What it may do.", wide=True),
    ),
    links=(has_role("RoleArn"),),
    volatile=("LastExecutionTime",),
)
_DOMAIN = entry(
    *("sagemaker.studio_domain", "Studio domain", "Where people make models.", "sagemaker.ListDomains", "Domains"),
    id="DomainId",
    arn="DomainArn",
    name="DomainName",
    state="Status",
    words="deleting failed inservice pending updating update_failed delete_failed",
    columns=(text("url", "Url", 50, "Where it answers."), _CREATED),
)


class SageMaker(AwsService):
    """Lists notebooks, endpoints, models, training jobs, pipelines and studio domains."""

    name = "aws.sagemaker"
    entries = (_NOTEBOOK, _ENDPOINT, _ENDPOINT_CONFIG, _MODEL, _TRAINING, _PIPELINE, _DOMAIN)


_AGENT = entry(
    *("bedrock.bedrock_agent", "Bedrock agent", "A model that acts.", "bedrock-agent.ListAgents", "agentSummaries"),
    id="agentId",
    arn="arn:{partition}:bedrock:{region}:{account}:agent/{id}",
    name="agentName",
    state="agentStatus",
    words="creating preparing prepared not_prepared deleting failed versioning updating",
    columns=(
        text("version", "latestAgentVersion", 7, "Newest version."),
        described("description", wide=False),
        moment("updated", "updatedAt", "When it was last changed."),
        text("guardrail", "guardrailConfiguration.guardrailIdentifier", 16, "What limits it.", wide=True),
    ),
)
_KNOWLEDGE = entry(
    *("bedrock.knowledge_base", "Knowledge base", "What models look things up in.", "bedrock-agent.ListKnowledgeBases"),
    "knowledgeBaseSummaries",
    id="knowledgeBaseId",
    arn="arn:{partition}:bedrock:{region}:{account}:knowledge-base/{id}",
    name="name",
    state="status",
    words="creating active deleting updating failed delete_unsuccessful update_unsuccessful",
    columns=(described("description", wide=False), moment("updated", "updatedAt", "When it was last changed.")),
)


class Bedrock(AwsService):
    """Lists agents and knowledge bases."""

    name = "aws.bedrock"
    entries = (_AGENT, _KNOWLEDGE)

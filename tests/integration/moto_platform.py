"""What the loopback AWS holds of interfaces, messages, programs, things, models, desktops and pictures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.moto_lab import Estate

ACCOUNT = "123456789012"


def interfaces(made: Estate) -> None:
    """What callers meet."""
    ids = made.ids
    rest = made.client("apigateway")
    api = rest.get_rest_apis()["items"][0]["id"]
    top = rest.get_resources(restApiId=api)["items"][0]["id"]
    rest.put_method(restApiId=api, resourceId=top, httpMethod="GET", authorizationType="NONE")
    rest.put_integration(
        restApiId=api,
        resourceId=top,
        httpMethod="GET",
        type="HTTP",
        uri="http://example.com",
        integrationHttpMethod="GET",
    )
    rest.put_method(restApiId=api, resourceId=top, httpMethod="POST", authorizationType="NONE")
    function = ids["function"].replace(":resize", ":${stageVariables.fn}")
    rest.put_integration(
        restApiId=api,
        resourceId=top,
        httpMethod="POST",
        type="AWS_PROXY",
        uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations",
        integrationHttpMethod="POST",
        requestParameters={"integration.request.header.x": "'never-shown-15'"},
    )
    deployment = rest.create_deployment(restApiId=api)["id"]
    variables = {"token": "never-shown-13", "fn": "resize"}
    rest.create_stage(restApiId=api, stageName="prod", deploymentId=deployment, variables=variables)
    rest.create_authorizer(restApiId=api, name="callers", type="TOKEN", identitySource="method.request.header.A")
    rest.create_api_key(name="partner", value="never-shown-14-never-shown", enabled=True)
    rest.create_usage_plan(name="gold", throttle={"rateLimit": 10.0, "burstLimit": 20})
    rest.create_vpc_link(name="inside", targetArns=[ids["inner"]])
    rest.create_domain_name(
        domainName="api.example.com", regionalCertificateArn="arn:aws:acm:us-east-1:1:certificate/x"
    )
    rest.create_base_path_mapping(domainName="api.example.com", basePath="shop", restApiId=api)
    http = made.client("apigatewayv2")
    api = http.get_apis()["Items"][0]["ApiId"]
    integration = http.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=ids["function"])
    http.create_route(ApiId=api, RouteKey="GET /", Target=f"integrations/{integration['IntegrationId']}")
    http.create_stage(ApiId=api, StageName="prod")
    http.create_authorizer(
        ApiId=api, AuthorizerType="JWT", Name="tokens", IdentitySource=["$request.header.Authorization"]
    )
    http.create_vpc_link(Name="inside", SubnetIds=[ids["subnet"]])
    sync = made.client("appsync")
    sync.create_graphql_api(name="shop", authenticationType="API_KEY")
    sync.create_api(
        name="live",
        eventConfig={
            "authProviders": [{"authType": "API_KEY"}],
            "connectionAuthModes": [{"authType": "API_KEY"}],
            "defaultPublishAuthModes": [{"authType": "API_KEY"}],
            "defaultSubscribeAuthModes": [{"authType": "API_KEY"}],
        },
    )


def messages(made: Estate) -> None:
    """What is told to whom, and when."""
    ids = made.ids
    made.client("sns").create_platform_application(
        Name="phones", Platform="GCM", Attributes={"PlatformCredential": "never-shown-15"}
    )
    events = made.client("events")
    bus = events.list_event_buses()["EventBuses"][0]["Arn"]
    events.create_archive(ArchiveName="all", EventSourceArn=bus)
    connection = events.create_connection(
        Name="office",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "never-shown-16"}},
    )["ConnectionArn"]
    events.create_api_destination(
        Name="office", ConnectionArn=connection, InvocationEndpoint="https://example.com", HttpMethod="POST"
    )
    made.client("stepfunctions").create_activity(name="approve")
    scheduler = made.client("scheduler")
    scheduler.create_schedule_group(Name="nights")
    scheduler.create_schedule(
        Name="nightly",
        GroupName="nights",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": ids["function"], "RoleArn": ids["role"]},
    )
    made.client("pipes").create_pipe(
        Name="orders", Source=ids["queue_arn"], Target=ids["function"], RoleArn=ids["role"]
    )
    mq = made.client("mq")
    mq.create_broker(
        BrokerName="orders",
        EngineType="RABBITMQ",
        EngineVersion="3.13",
        HostInstanceType="mq.t3.micro",
        DeploymentMode="SINGLE_INSTANCE",
        PubliclyAccessible=False,
        AutoMinorVersionUpgrade=True,
        Users=[{"Username": "root", "Password": "never-shown-17"}],
    )
    mq.create_configuration(Name="tuned", EngineType="ACTIVEMQ", EngineVersion="5.18")
    mail = made.client("sesv2")
    mail.create_email_identity(EmailIdentity="shop@example.com")
    mail.create_configuration_set(ConfigurationSetName="watched")
    mail.create_contact_list(ContactListName="readers")
    ses = made.client("ses")
    ses.create_template(Template={"TemplateName": "hello", "SubjectPart": "x", "TextPart": "x", "HtmlPart": "x"})
    ses.create_receipt_rule_set(RuleSetName="in")


def programs(made: Estate) -> None:
    """How programs are made and brought out."""
    ids = made.ids
    stage = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}
    build = {**stage, "category": "Build", "provider": "CodeBuild"}
    trust = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
    brings_out = made.client("iam").create_role(
        RoleName="pipeline",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    made.client("codepipeline").create_pipeline(
        pipeline={
            "name": "shop",
            "roleArn": brings_out,
            "artifactStore": {"type": "S3", "location": "orders-archive"},
            "stages": [
                {"name": "Source", "actions": [{"name": "s", "actionTypeId": stage}]},
                {"name": "Build", "actions": [{"name": "b", "actionTypeId": build}]},
            ],
        }
    )
    deploy = made.client("codedeploy")
    deploy.create_application(applicationName="shop", computePlatform="Server")
    deploy.create_deployment_group(applicationName="shop", deploymentGroupName="prod", serviceRoleArn=ids["role"])
    beanstalk = made.client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="site", Description="site")
    beanstalk.create_environment(
        ApplicationName="site",
        EnvironmentName="site-prod",
        SolutionStackName="64bit Amazon Linux 2023 v6.0.0 running Node.js 18",
    )


def things(made: Estate) -> None:
    """Things, models and agents."""
    ids = made.ids
    iot = made.client("iot")
    iot.create_thing_type(thingTypeName="lamp", thingTypeProperties={"thingTypeDescription": "a lamp"})
    iot.create_thing(thingName="lamp-1", thingTypeName="lamp")
    iot.create_thing_group(thingGroupName="hall")
    iot.create_policy(policyName="speak", policyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
    iot.create_topic_rule(ruleName="warm", topicRulePayload={"sql": "SELECT * FROM 'hall'", "actions": []})
    iot.create_keys_and_certificate(setAsActive=True)
    maker = made.client("sagemaker")
    maker.create_notebook_instance(NotebookInstanceName="try", InstanceType="ml.t3.medium", RoleArn=ids["role"])
    maker.create_model(ModelName="rank", ExecutionRoleArn=ids["role"], PrimaryContainer={"Image": "shop:1"})
    variant = {"VariantName": "a", "ModelName": "rank", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    maker.create_endpoint_config(EndpointConfigName="rank", ProductionVariants=[variant])
    maker.create_endpoint(EndpointName="rank", EndpointConfigName="rank")
    maker.create_training_job(
        TrainingJobName="rank-1",
        AlgorithmSpecification={"TrainingImage": "shop:1", "TrainingInputMode": "File"},
        RoleArn=ids["role"],
        OutputDataConfig={"S3OutputPath": "s3://orders-archive/models"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )
    maker.create_pipeline(
        PipelineName="rank",
        RoleArn=ids["role"],
        ClientRequestToken="x" * 32,
        PipelineDefinition=json.dumps({"Steps": []}),
    )
    maker.create_domain(
        DomainName="lab",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ids["role"]},
        SubnetIds=[ids["subnet"]],
        VpcId=ids["vpc"],
    )
    bedrock = made.client("bedrock-agent")
    bedrock.create_agent(agentName="clerk", agentResourceRoleArn=ids["role"], description="clerk")
    bedrock.create_knowledge_base(
        name="manuals",
        roleArn=ids["role"],
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/x"},
        },
        storageConfiguration={"type": "PINECONE"},
    )


def desktops(made: Estate) -> None:
    """What people of a company work with."""
    ec2 = made.client("ec2")
    subnets = [
        subnet["SubnetId"]
        for subnet in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [made.ids["vpc"]]}])["Subnets"]
    ]
    directory = made.client("ds").create_directory(
        Name="office.example.com",
        Password="never-Shown-18",
        Size="Small",
        VpcSettings={"VpcId": made.ids["vpc"], "SubnetIds": subnets[:2]},
    )["DirectoryId"]
    spaces = made.client("workspaces")
    spaces.register_workspace_directory(DirectoryId=directory)
    spaces.create_workspaces(Workspaces=[{"DirectoryId": directory, "UserName": "ada", "BundleId": "wsb-bh8rsxt14"}])
    sight = made.client("quicksight")
    sight.register_user(
        IdentityType="QUICKSIGHT",
        Email="ada@example.com",
        UserRole="READER",
        AwsAccountId=ACCOUNT,
        Namespace="default",
        UserName="ada",
    )
    sight.create_data_source(
        AwsAccountId=ACCOUNT,
        DataSourceId="sales",
        Name="sales",
        Type="ATHENA",
        DataSourceParameters={"AthenaParameters": {"WorkGroup": "primary"}},
    )
    sight.create_dashboard(AwsAccountId=ACCOUNT, DashboardId="totals", Name="totals")


def pictures(made: Estate) -> None:
    """Pictures and voices."""
    ids = made.ids
    live = made.client("medialive")
    source = live.create_input(Name="camera", Type="URL_PULL", RoleArn=ids["role"])["Input"]["Id"]
    live.create_channel(
        Name="stage",
        ChannelClass="STANDARD",
        RoleArn=ids["role"],
        InputAttachments=[{"InputId": source}],
        InputSpecification={"Codec": "AVC"},
    )
    made.client("mediaconnect").create_flow(
        Name="stage", AvailabilityZone="us-east-1a", Source={"Name": "camera", "Protocol": "zixi-push"}
    )
    made.client("ivs").create_channel(name="stage")
    made.client("kinesisvideo").create_stream(StreamName="door", DeviceName="camera")
    made.client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InstanceAlias="calls",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=False,
    )


SEEDS = (interfaces, messages, programs, things, desktops, pictures)

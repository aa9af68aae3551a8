"""What AWS Config and CloudFormation call the kinds we have; the one place where their names meet ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TYPES = {
    ("AccessAnalyzer", "accessanalyzer"): "Analyzer=access_analyzer",
    ("ACM", "acm"): "Certificate=acm_certificate",
    ("ACMPCA", "acmpca"): "CertificateAuthority=private_ca",
    ("AmazonMQ", "mq"): "Broker=message_broker Configuration=broker_configuration",
    ("ApiGateway", "apigateway"): (
        "ApiKey=api_key Authorizer=api_authorizer DomainName=api_domain RestApi=rest_api Stage=api_stage "
        "UsagePlan=usage_plan VpcLink=rest_vpc_link"
    ),
    ("ApiGatewayV2", "apigateway"): (
        "Api=http_api Authorizer=http_authorizer Integration=http_integration Route=http_route Stage=http_stage "
        "VpcLink=http_vpc_link"
    ),
    ("AppMesh", "appmesh"): (
        "Mesh=service_mesh VirtualGateway=mesh_gateway VirtualNode=mesh_node VirtualRouter=mesh_router"
    ),
    ("AppRunner", "apprunner"): "Service=runner_service",
    ("AppSync", "appsync"): "Api=event_api GraphQLApi=graphql_api",
    ("APS", "amp"): "Workspace=prometheus_workspace",
    ("Athena", "athena"): (
        "CapacityReservation=query_capacity DataCatalog=athena_catalog NamedQuery=named_query WorkGroup=workgroup"
    ),
    ("AutoScaling", "autoscaling"): (
        "AutoScalingGroup=scaling_group LaunchConfiguration=launch_configuration LifecycleHook=lifecycle_hook "
        "ScalingPolicy=scaling_policy ScheduledAction=scheduled_action"
    ),
    ("Backup", "backup"): (
        "BackupPlan=backup_plan BackupVault=backup_vault LogicallyAirGappedBackupVault=backup_vault "
        "RecoveryPoint=recovery_point ReportPlan=backup_report"
    ),
    ("Batch", "batch"): (
        "ComputeEnvironment=compute_environment JobDefinition=job_definition JobQueue=job_queue "
        "SchedulingPolicy=scheduling_policy"
    ),
    ("Bedrock", "bedrock"): "Agent=bedrock_agent KnowledgeBase=knowledge_base",
    ("Budgets", "budgets"): "Budget=budget",
    ("CertificateManager", "acm"): "Certificate=acm_certificate",
    ("CloudFormation", "cloudformation"): "Stack=stack StackSet=stack_set",
    ("CloudFront", "cloudfront"): "Distribution=distribution Function=edge_function OriginAccessControl=origin_access",
    ("CloudTrail", "cloudtrail"): "Trail=trail",
    ("CloudWatch", "cloudwatch"): (
        "Alarm=alarm CompositeAlarm=composite_alarm Dashboard=dashboard InsightRule=insight_rule"
    ),
    ("CodeArtifact", "codeartifact"): "Repository=package_repository",
    ("CodeCommit", "codecommit"): "Repository=code_repository",
    ("CodeBuild", "codebuild"): "Project=build_project",
    ("CodeDeploy", "codedeploy"): "Application=deploy_application DeploymentGroup=deploy_group",
    ("CodePipeline", "codepipeline"): "Pipeline=code_pipeline",
    ("Cognito", "cognito"): (
        "IdentityPool=identity_pool UserPool=user_pool UserPoolClient=pool_client UserPoolGroup=pool_group"
    ),
    ("Config", "config"): (
        "ConfigRule=config_rule ConfigurationAggregator=config_aggregator ConfigurationRecorder=config_recorder "
        "ConformancePack=conformance_pack DeliveryChannel=delivery_channel"
    ),
    ("Connect", "connect"): "Instance=contact_center",
    ("DataSync", "datasync"): (
        "LocationAzureBlob=sync_location LocationEFS=sync_location LocationFSxLustre=sync_location "
        "LocationFSxONTAP=sync_location LocationFSxOpenZFS=sync_location LocationFSxWindows=sync_location "
        "LocationHDFS=sync_location LocationNFS=sync_location LocationObjectStorage=sync_location "
        "LocationS3=sync_location LocationSMB=sync_location Task=sync_task"
    ),
    ("DAX", "dax"): "Cluster=dax_cluster",
    ("DirectoryService", "ds"): "MicrosoftAD=directory SimpleAD=directory",
    ("DMS", "dms"): (
        "Endpoint=dms_endpoint ReplicationInstance=dms_instance ReplicationSubnetGroup=dms_subnet_group "
        "ReplicationTask=dms_task"
    ),
    ("DocDB", "rds"): (
        "DBCluster=db_cluster DBClusterParameterGroup=db_cluster_parameter_group DBInstance=db_instance "
        "DBSubnetGroup=db_subnet_group EventSubscription=db_event_subscription"
    ),
    ("DynamoDB", "dynamodb"): "GlobalTable=table Table=table",
    ("EC2", "ec2"): (
        "CapacityReservation=capacity_reservation CarrierGateway=carrier_gateway ClientVpnEndpoint=client_vpn "
        "CustomerGateway=customer_gateway DHCPOptions=dhcp_options EC2Fleet=ec2_fleet EIP=elastic_ip "
        "EgressOnlyInternetGateway=egress_gateway FlowLog=flow_log Host=dedicated_host IPAM=ipam "
        "IPAMPool=ipam_pool Instance=instance InstanceConnectEndpoint=instance_connect_endpoint "
        "InternetGateway=internet_gateway KeyPair=key_pair LaunchTemplate=launch_template NatGateway=nat_gateway "
        "NetworkAcl=network_acl NetworkInterface=network_interface PlacementGroup=placement_group "
        "PrefixList=prefix_list RouteTable=route_table SecurityGroup=security_group "
        "SecurityGroupEgress=security_group_rule SecurityGroupIngress=security_group_rule SpotFleet=spot_fleet "
        "Subnet=subnet TrafficMirrorFilter=mirror_filter TrafficMirrorSession=mirror_session "
        "TrafficMirrorTarget=mirror_target TransitGateway=transit_gateway "
        "TransitGatewayAttachment=transit_attachment TransitGatewayConnect=transit_attachment "
        "TransitGatewayPeeringAttachment=transit_peering "
        "TransitGatewayRouteTable=transit_route_table TransitGatewayVpcAttachment=transit_attachment VPC=vpc "
        "VPCEndpoint=vpc_endpoint VPCEndpointService=endpoint_service VPCPeeringConnection=vpc_peering "
        "VPNConnection=vpn_connection VPNGateway=vpn_gateway Volume=volume"
    ),
    ("ECR", "ecr"): "Repository=ecr_repository",
    ("ECS", "ecs"): (
        "CapacityProvider=capacity_provider Cluster=ecs_cluster Service=ecs_service TaskDefinition=task_definition"
    ),
    ("EFS", "efs"): "AccessPoint=access_point FileSystem=nfs_file_system MountTarget=mount_target",
    ("EKS", "eks"): "Addon=addon Cluster=eks_cluster FargateProfile=fargate_profile Nodegroup=eks_nodegroup",
    ("ElastiCache", "elasticache"): (
        "CacheCluster=cache_cluster ReplicationGroup=replication_group ServerlessCache=serverless_cache "
        "SubnetGroup=cache_subnet_group User=cache_user"
    ),
    ("ElasticBeanstalk", "elasticbeanstalk"): "Application=beanstalk_application Environment=beanstalk_environment",
    ("ElasticLoadBalancing", "elb"): "LoadBalancer=classic_balancer",
    ("ElasticLoadBalancingV2", "elb"): (
        "Listener=listener ListenerRule=listener_rule LoadBalancer=load_balancer TargetGroup=target_group"
    ),
    ("Elasticsearch", "opensearch"): "Domain=search_domain",
    ("EMR", "emr"): "Cluster=emr_cluster",
    ("EMRContainers", "emr"): "VirtualCluster=virtual_cluster",
    ("EMRServerless", "emr"): "Application=emr_application",
    ("Events", "events"): (
        "ApiDestination=api_destination Archive=event_archive Connection=event_connection EventBus=event_bus "
        "Rule=event_rule"
    ),
    ("FIS", "fis"): "ExperimentTemplate=experiment_template",
    ("FSx", "fsx"): "FileSystem=fsx_file_system",
    (
        "GlobalAccelerator",
        "globalaccelerator",
    ): "Accelerator=accelerator Listener=accelerator_listener EndpointGroup=endpoint_group",
    ("Glue", "glue"): (
        "Connection=glue_connection Crawler=crawler Database=data_catalog_db Job=glue_job "
        "Registry=schema_registry SecurityConfiguration=glue_security Table=glue_table Trigger=glue_trigger "
        "Workflow=glue_workflow"
    ),
    ("GuardDuty", "guardduty"): "Detector=detector Filter=finding_filter",
    ("IAM", "iam"): (
        "AccessKey=access_key Group=group InstanceProfile=instance_profile ManagedPolicy=policy "
        "OIDCProvider=oidc_provider Policy=policy Role=role SAMLProvider=saml_provider "
        "ServerCertificate=server_certificate User=user VirtualMFADevice=mfa_device"
    ),
    ("IdentityStore", "sso"): "Group=sso_group",
    ("InspectorV2", "inspector2"): "Filter=inspector_filter",
    ("IoT", "iot"): (
        "Certificate=iot_certificate Policy=iot_policy Thing=iot_thing ThingGroup=iot_group ThingType=iot_type "
        "TopicRule=iot_rule"
    ),
    ("IVS", "ivs"): "Channel=video_channel",
    ("Kinesis", "kinesis"): "Stream=stream StreamConsumer=stream_consumer",
    ("KinesisAnalyticsV2", "kinesisanalyticsv2"): "Application=flink_application",
    ("KinesisFirehose", "firehose"): "DeliveryStream=delivery_stream",
    ("KinesisVideo", "kinesisvideo"): "Stream=video_stream",
    ("KMS", "kms"): "Alias=key_alias Key=key ReplicaKey=key",
    ("LakeFormation", "lakeformation"): "Tag=lake_tag",
    ("Lambda", "lambda"): (
        "Alias=function_alias CodeSigningConfig=code_signing EventSourceMapping=event_source Function=function "
        "Version=function_version"
    ),
    ("Logs", "logs"): (
        "Destination=log_destination LogGroup=log_group MetricFilter=metric_filter SubscriptionFilter=log_subscription"
    ),
    ("MediaConnect", "mediaconnect"): "Flow=media_flow",
    ("MediaLive", "medialive"): "Channel=live_channel Input=live_input",
    ("MemoryDB", "memorydb"): "Cluster=memory_cluster SubnetGroup=memory_subnet_group",
    ("MSK", "kafka"): "Cluster=msk_cluster",
    ("Neptune", "rds"): (
        "DBCluster=db_cluster DBClusterParameterGroup=db_cluster_parameter_group DBInstance=db_instance "
        "DBParameterGroup=db_parameter_group DBSubnetGroup=db_subnet_group EventSubscription=db_event_subscription"
    ),
    ("NetworkFirewall", "network_firewall"): "Firewall=firewall FirewallPolicy=firewall_policy",
    ("NetworkManager", "networkmanager"): (
        "CoreNetwork=core_network Device=network_device GlobalNetwork=global_network Site=network_site"
    ),
    ("OpenSearch", "opensearch"): "Domain=search_domain",
    ("OpenSearchServerless", "opensearch"): "Collection=search_collection",
    ("OpenSearchService", "opensearch"): "Domain=search_domain",
    ("Organizations", "organizations"): (
        "Account=member_account OrganizationalUnit=organizational_unit Policy=control_policy"
    ),
    ("OSIS", "opensearch"): "Pipeline=ingestion_pipeline",
    ("Pipes", "pipes"): "Pipe=event_pipe",
    ("QuickSight", "quicksight"): "Dashboard=quicksight_dashboard DataSource=quicksight_source",
    ("RAM", "ram"): "ResourceShare=resource_share",
    ("RDS", "rds"): (
        "DBCluster=db_cluster DBClusterParameterGroup=db_cluster_parameter_group "
        "DBClusterSnapshot=db_cluster_snapshot DBInstance=db_instance DBParameterGroup=db_parameter_group "
        "DBProxy=db_proxy DBSnapshot=db_snapshot DBSubnetGroup=db_subnet_group "
        "EventSubscription=db_event_subscription GlobalCluster=db_global_cluster OptionGroup=db_option_group"
    ),
    ("Redshift", "redshift"): (
        "Cluster=warehouse ClusterParameterGroup=warehouse_parameter_group ClusterSnapshot=warehouse_snapshot "
        "ClusterSubnetGroup=warehouse_subnet_group"
    ),
    ("ResourceGroups", "resourcegroups"): "Group=resource_group",
    ("Route53", "route53"): "HealthCheck=health_check HostedZone=hosted_zone",
    ("Route53Resolver", "route53resolver"): (
        "ResolverEndpoint=resolver_endpoint ResolverQueryLoggingConfig=resolver_query_log "
        "ResolverRule=resolver_rule ResolverRuleAssociation=resolver_association"
    ),
    ("S3", "s3"): "AccessPoint=bucket_access_point Bucket=bucket",
    ("S3Tables", "s3"): "TableBucket=table_bucket",
    ("SageMaker", "sagemaker"): (
        "Domain=studio_domain Endpoint=model_endpoint EndpointConfig=endpoint_config Model=ml_model "
        "NotebookInstance=notebook Pipeline=ml_pipeline"
    ),
    ("Scheduler", "scheduler"): "Schedule=schedule ScheduleGroup=schedule_group",
    ("SecretsManager", "secretsmanager"): "Secret=secret",
    ("SecurityHub", "securityhub"): "Standard=security_standard",
    ("ServiceCatalog", "servicecatalog"): "Portfolio=portfolio",
    ("ServiceCatalogAppRegistry", "servicecatalog"): "Application=registered_application",
    ("ServiceDiscovery", "servicediscovery"): (
        "HttpNamespace=map_namespace Instance=map_instance PrivateDnsNamespace=map_namespace "
        "PublicDnsNamespace=map_namespace Service=map_service"
    ),
    ("SES", "ses"): (
        "ConfigurationSet=configuration_set ContactList=contact_list EmailIdentity=email_identity "
        "ReceiptRuleSet=receipt_rule_set Template=mail_template"
    ),
    ("Shield", "shield"): "Protection=protection",
    ("Signer", "signer"): "SigningProfile=signing_profile",
    ("SNS", "sns"): "Subscription=subscription Topic=topic",
    ("SQS", "sqs"): "Queue=queue",
    ("SSM", "ssm"): (
        "Document=ssm_document MaintenanceWindow=maintenance_window ManagedInstanceInventory=managed_machine "
        "Parameter=parameter PatchBaseline=patch_baseline"
    ),
    ("SSO", "sso"): "Instance=sso_instance PermissionSet=permission_set",
    ("StepFunctions", "stepfunctions"): "Activity=step_activity StateMachine=state_machine",
    ("Synthetics", "synthetics"): "Canary=canary",
    ("Transfer", "transfer"): "Connector=transfer_connector Server=transfer_server",
    ("VpcLattice", "vpclattice"): "Service=lattice_service ServiceNetwork=lattice_network TargetGroup=lattice_targets",
    ("WAFv2", "wafv2"): "IPSet=waf_ip_set RegexPatternSet=waf_pattern_set RuleGroup=waf_rule_group WebACL=web_acl",
    ("WorkSpaces", "workspaces"): "Workspace=workspace",
    ("XRay", "xray"): "Group=trace_group",
}
"""By the services there and here: what each type there is here."""


def _pairs() -> dict[str, str]:
    pairs = {}
    for (there, here), types in _TYPES.items():
        for pair in types.split():
            type_, _, kind = pair.partition("=")
            pairs[f"AWS::{there}::{type_}"] = f"aws.{here}.{kind}"
    return pairs


def _types() -> dict[str, tuple[str, ...]]:
    types: dict[str, tuple[str, ...]] = {}
    for type_, kind in (*KINDS.items(), *_STACKS_ONLY):
        if type_ not in _OTHERS:
            types[kind] = (*types.get(kind, ()), type_)
    return types


KINDS: Mapping[str, str] = MappingProxyType(_pairs())
"""Our kind of each type of theirs."""
_OTHERS = frozenset({"AWS::IAM::Policy"})
"""What is something else to CloudFormation than to AWS Config: a policy that is a part of a role, user or group."""
_STACKS_ONLY = (
    ("AWS::Lambda::LayerVersion", "aws.lambda.layer"),
    ("AWS::WAFv2::WebACL", "aws.wafv2.global_web_acl"),
)
"""What CloudFormation alone calls so, or calls alike."""
TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(_types())
"""What CloudFormation calls each of our kinds."""

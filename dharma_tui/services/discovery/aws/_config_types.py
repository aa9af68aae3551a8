"""What AWS Config and CloudFormation call the kinds we have; the one place where their names meet ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TYPES = {
    ("AccessAnalyzer", "accessanalyzer"): "Analyzer=access_analyzer",
    ("ACM", "acm"): "Certificate=acm_certificate",
    ("ACMPCA", "acmpca"): "CertificateAuthority=private_ca",
    ("ApiGateway", "apigateway"): "DomainName=api_domain RestApi=rest_api Stage=api_stage UsagePlan=usage_plan",
    ("ApiGatewayV2", "apigateway"): "Api=http_api Stage=http_stage",
    ("AppMesh", "appmesh"): (
        "Mesh=service_mesh VirtualGateway=mesh_gateway VirtualNode=mesh_node VirtualRouter=mesh_router"
    ),
    ("AppRunner", "apprunner"): "Service=runner_service",
    ("AppSync", "appsync"): "GraphQLApi=graphql_api",
    ("APS", "amp"): "Workspace=prometheus_workspace",
    ("Athena", "athena"): "DataCatalog=athena_catalog WorkGroup=workgroup",
    ("AutoScaling", "autoscaling"): (
        "AutoScalingGroup=scaling_group LaunchConfiguration=launch_configuration "
        "ScalingPolicy=scaling_policy ScheduledAction=scheduled_action"
    ),
    ("Backup", "backup"): (
        "BackupPlan=backup_plan BackupVault=backup_vault RecoveryPoint=recovery_point ReportPlan=backup_report"
    ),
    ("Batch", "batch"): (
        "ComputeEnvironment=compute_environment JobDefinition=job_definition JobQueue=job_queue "
        "SchedulingPolicy=scheduling_policy"
    ),
    ("Budgets", "budgets"): "Budget=budget",
    ("CloudFormation", "cloudformation"): "Stack=stack",
    ("CloudFront", "cloudfront"): "Distribution=distribution",
    ("CloudTrail", "cloudtrail"): "Trail=trail",
    ("CloudWatch", "cloudwatch"): "Alarm=alarm",
    ("CodeArtifact", "codeartifact"): "Repository=package_repository",
    ("CodeBuild", "codebuild"): "Project=build_project",
    ("CodeDeploy", "codedeploy"): "Application=deploy_application DeploymentGroup=deploy_group",
    ("CodePipeline", "codepipeline"): "Pipeline=code_pipeline",
    ("Cognito", "cognito"): (
        "IdentityPool=identity_pool UserPool=user_pool UserPoolClient=pool_client UserPoolGroup=pool_group"
    ),
    ("Config", "config"): "ConfigurationRecorder=config_recorder",
    ("Connect", "connect"): "Instance=contact_center",
    ("DataSync", "datasync"): "Task=sync_task",
    ("DMS", "dms"): (
        "Endpoint=dms_endpoint ReplicationInstance=dms_instance ReplicationSubnetGroup=dms_subnet_group "
        "ReplicationTask=dms_task"
    ),
    ("DynamoDB", "dynamodb"): "Table=table",
    ("EC2", "ec2"): (
        "CapacityReservation=capacity_reservation CarrierGateway=carrier_gateway "
        "ClientVpnEndpoint=client_vpn CustomerGateway=customer_gateway DHCPOptions=dhcp_options "
        "EC2Fleet=ec2_fleet EIP=elastic_ip EgressOnlyInternetGateway=egress_gateway FlowLog=flow_log "
        "Host=dedicated_host IPAM=ipam IPAMPool=ipam_pool Instance=instance "
        "InternetGateway=internet_gateway KeyPair=key_pair LaunchTemplate=launch_template "
        "NatGateway=nat_gateway NetworkAcl=network_acl NetworkInterface=network_interface "
        "PlacementGroup=placement_group PrefixList=prefix_list RouteTable=route_table "
        "SecurityGroup=security_group SpotFleet=spot_fleet Subnet=subnet "
        "TrafficMirrorFilter=mirror_filter TrafficMirrorSession=mirror_session "
        "TrafficMirrorTarget=mirror_target TransitGateway=transit_gateway "
        "TransitGatewayAttachment=transit_attachment TransitGatewayRouteTable=transit_route_table VPC=vpc "
        "VPCEndpoint=vpc_endpoint VPCEndpointService=endpoint_service VPCPeeringConnection=vpc_peering "
        "VPNConnection=vpn_connection VPNGateway=vpn_gateway Volume=volume"
    ),
    ("ECR", "ecr"): "Repository=ecr_repository",
    ("ECS", "ecs"): (
        "CapacityProvider=capacity_provider Cluster=ecs_cluster Service=ecs_service TaskDefinition=task_definition"
    ),
    ("EFS", "efs"): "AccessPoint=access_point FileSystem=nfs_file_system",
    ("EKS", "eks"): "Addon=addon Cluster=eks_cluster FargateProfile=fargate_profile Nodegroup=eks_nodegroup",
    ("ElastiCache", "elasticache"): "CacheCluster=cache_cluster ReplicationGroup=replication_group",
    ("ElasticBeanstalk", "elasticbeanstalk"): "Application=beanstalk_application Environment=beanstalk_environment",
    ("ElasticLoadBalancing", "elb"): "LoadBalancer=classic_balancer",
    ("ElasticLoadBalancingV2", "elb"): "Listener=listener LoadBalancer=load_balancer TargetGroup=target_group",
    ("Elasticsearch", "opensearch"): "Domain=search_domain",
    ("Events", "events"): (
        "ApiDestination=api_destination Archive=event_archive Connection=event_connection "
        "EventBus=event_bus Rule=event_rule"
    ),
    ("FIS", "fis"): "ExperimentTemplate=experiment_template",
    ("GlobalAccelerator", "globalaccelerator"): "Accelerator=accelerator",
    ("Glue", "glue"): "Crawler=crawler Database=data_catalog_db Job=glue_job Table=glue_table",
    ("GuardDuty", "guardduty"): "Detector=detector Filter=finding_filter",
    ("IAM", "iam"): (
        "Group=group InstanceProfile=instance_profile OIDCProvider=oidc_provider Policy=policy Role=role "
        "SAMLProvider=saml_provider ServerCertificate=server_certificate User=user"
    ),
    ("IoT", "iot"): "Policy=iot_policy TopicRule=iot_rule",
    ("IVS", "ivs"): "Channel=video_channel",
    ("Kinesis", "kinesis"): "Stream=stream StreamConsumer=stream_consumer",
    ("KinesisAnalyticsV2", "kinesisanalyticsv2"): "Application=flink_application",
    ("KinesisFirehose", "firehose"): "DeliveryStream=delivery_stream",
    ("KinesisVideo", "kinesisvideo"): "Stream=video_stream",
    ("KMS", "kms"): "Alias=key_alias Key=key",
    ("Lambda", "lambda"): "CodeSigningConfig=code_signing Function=function",
    ("Logs", "logs"): "Destination=log_destination",
    ("MediaConnect", "mediaconnect"): "Flow=media_flow",
    ("MemoryDB", "memorydb"): "SubnetGroup=memory_subnet_group",
    ("MSK", "kafka"): "Cluster=msk_cluster",
    ("NetworkFirewall", "network_firewall"): "Firewall=firewall FirewallPolicy=firewall_policy",
    ("NetworkManager", "networkmanager"): "Device=network_device GlobalNetwork=global_network Site=network_site",
    ("OpenSearch", "opensearch"): "Domain=search_domain",
    ("RDS", "rds"): (
        "DBCluster=db_cluster DBClusterSnapshot=db_cluster_snapshot DBInstance=db_instance "
        "DBSnapshot=db_snapshot DBSubnetGroup=db_subnet_group EventSubscription=db_event_subscription "
        "GlobalCluster=db_global_cluster OptionGroup=db_option_group"
    ),
    ("Redshift", "redshift"): (
        "Cluster=warehouse ClusterParameterGroup=warehouse_parameter_group "
        "ClusterSnapshot=warehouse_snapshot ClusterSubnetGroup=warehouse_subnet_group"
    ),
    ("Route53", "route53"): "HealthCheck=health_check HostedZone=hosted_zone",
    ("Route53Resolver", "route53resolver"): (
        "ResolverEndpoint=resolver_endpoint ResolverQueryLoggingConfig=resolver_query_log "
        "ResolverRule=resolver_rule ResolverRuleAssociation=resolver_association"
    ),
    ("S3", "s3"): "AccessPoint=bucket_access_point Bucket=bucket",
    ("SageMaker", "sagemaker"): (
        "Domain=studio_domain EndpointConfig=endpoint_config Model=ml_model NotebookInstance=notebook"
    ),
    ("SecretsManager", "secretsmanager"): "Secret=secret",
    ("ServiceCatalog", "servicecatalog"): "Portfolio=portfolio",
    ("ServiceDiscovery", "servicediscovery"): (
        "HttpNamespace=map_namespace Instance=map_instance PublicDnsNamespace=map_namespace Service=map_service"
    ),
    ("SES", "ses"): (
        "ConfigurationSet=configuration_set ContactList=contact_list ReceiptRuleSet=receipt_rule_set "
        "Template=mail_template"
    ),
    ("Shield", "shield"): "Protection=protection",
    ("Signer", "signer"): "SigningProfile=signing_profile",
    ("SNS", "sns"): "Topic=topic",
    ("SQS", "sqs"): "Queue=queue",
    ("SSM", "ssm"): "Document=ssm_document ManagedInstanceInventory=managed_machine",
    ("SSO", "sso"): "PermissionSet=permission_set",
    ("StepFunctions", "stepfunctions"): "Activity=step_activity StateMachine=state_machine",
    ("Transfer", "transfer"): "Connector=transfer_connector",
    ("WAFv2", "wafv2"): "IPSet=waf_ip_set RegexPatternSet=waf_pattern_set RuleGroup=waf_rule_group WebACL=web_acl",
    ("WorkSpaces", "workspaces"): "Workspace=workspace",
}
"""By the services there and here: what each type there is here."""


def _pairs() -> dict[str, str]:
    pairs = {}
    for (there, here), types in _TYPES.items():
        for pair in types.split():
            type_, _, kind = pair.partition("=")
            pairs[f"AWS::{there}::{type_}"] = f"aws.{here}.{kind}"
    return pairs


KINDS: Mapping[str, str] = MappingProxyType(_pairs())
"""Our kind of each type of theirs."""

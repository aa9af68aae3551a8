"""What properties name and a thing does without: logs, whom it tells, what is done beside its work, where it came from."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.property_paths import Aside, aside
from dharma_tui.core.types import Resource, Verb
from tests.unit.test_aws_losses import HERE, QUEUE, WORKER, kind_key, thing, told
from tests.unit.test_topology_rules import losses

ROLE, OWN = (thing("iam.role", f"arn:aws:iam::123456789012:role/{name}", name) for name in ("reports", "own"))
LOGS = thing("logs.log_group", f"arn:aws:logs:{HERE}:log-group:app", "app")
TOPIC = thing("sns.topic", f"arn:aws:sns:{HERE}:told", "told")
BUCKET = thing("s3.bucket", "arn:aws:s3:::kept", "kept")
KEY = thing("kms.key", f"arn:aws:kms:{HERE}:key/1", "1")
SECRET = thing("secretsmanager.secret", f"arn:aws:secretsmanager:{HERE}:secret:master-AbCdEf", "master")
POOL = thing("cognito.user_pool", "eu-west-1_ABC", "users")
SERVER, DISK = thing("ec2.instance", "i-0123456789abcdef0"), thing("ec2.volume", "vol-0123456789abcdef0")
NETWORK = thing("ec2.vpc", "vpc-0123456789abcdef0")
TABLE = thing("dynamodb.table", f"arn:aws:dynamodb:{HERE}:table/old", "old")


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("aws.appsync.graphql_api", "logConfig.cloudWatchLogsRoleArn", Aside.BESIDE),
        ("aws.rds.db_instance", "PerformanceInsightsKMSKeyId", Aside.BESIDE),
        ("aws.cloudformation.stack", "NotificationARNs", Aside.BESIDE),
        ("aws.ecs.ecs_service", "deploymentConfiguration.lifecycleHooks.hookTargetArn", Aside.BESIDE),
        ("aws.sns.subscription", "RedrivePolicy.deadLetterTargetArn", Aside.BESIDE),
        ("aws.rds.db_cluster", "MasterUserSecret.SecretArn", Aside.BESIDE),
        ("aws.dynamodb.table", "RestoreSummary.SourceBackupArn", Aside.ORIGIN),
        ("aws.ecs.ecs_cluster", "configuration.executeCommandConfiguration.kmsKeyId", Aside.BESIDE),
        ("aws.rds.db_instance", "ActivityStreamKmsKeyId", Aside.BESIDE),
        ("aws.opensearch.search_domain", "IdentityCenterOptions.IdentityCenterInstanceARN", Aside.BESIDE),
        ("aws.emr.emr_cluster", "AutoScalingRole", Aside.BESIDE),
        ("aws.kms.key", "MultiRegionConfiguration.ReplicaKeys.Arn", Aside.ORIGIN),
        ("aws.dynamodb.table", "Replicas.ReplicaArn", Aside.ORIGIN),
        ("aws.lambda.function", "SigningProfileVersionArn", Aside.ORIGIN),
        ("aws.rds.db_instance", "ReadReplicaDBInstanceIdentifiers", Aside.ORIGIN),
        ("aws.rds.db_instance", "ReadReplicaSourceDBInstanceIdentifier", None),
        ("aws.glue.glue_table", "CreatedBy", Aside.ORIGIN),
        ("aws.ec2.launch_template", "CreatedBy", Aside.ORIGIN),
        ("aws.ecs.task_definition", "registeredBy", Aside.ORIGIN),
        ("aws.sagemaker.endpoint", "LastModifiedBy.UserProfileArn", Aside.ORIGIN),
        ("aws.ec2.ami", "SourceInstanceId", Aside.ORIGIN),
        ("aws.ec2.ami", "SourceImageId", Aside.ORIGIN),
        ("aws.ec2.ami", "ImageWatermarks.SourceImageId", Aside.ORIGIN),
        ("aws.ec2.ami", "BlockDeviceMappings.Ebs.SnapshotId", None),
        ("aws.ec2.volume", "SourceVolumeId", Aside.ORIGIN),
        ("aws.rds.db_option_group", "SourceOptionGroup", Aside.ORIGIN),
        ("aws.cloudhsm.hsm_cluster", "SourceBackupId", Aside.ORIGIN),
        ("aws.backup.recovery_point", "ResourceArn", Aside.ORIGIN),
        ("aws.backup.recovery_point", "IamRoleArn", Aside.ORIGIN),
        ("aws.backup.recovery_point", "EncryptionKeyArn", None),
        ("aws.rds.db_snapshot", "VpcId", Aside.ORIGIN),
        ("aws.rds.db_snapshot", "KmsKeyId", None),
        ("aws.fsx.fsx_backup", "FileSystem.KmsKeyId", Aside.ORIGIN),
        ("aws.elasticache.cache_snapshot", "CacheSubnetGroupName", Aside.ORIGIN),
        ("aws.ec2.ipam_pool", "SourceIpamPoolId", None),
        ("aws.dms.dms_task", "SourceEndpointArn", None),
        ("aws.lambda.event_source", "EventSourceArn", None),
        ("aws.cognito.user_pool", "EmailConfiguration.SourceArn", None),
        ("aws.eks.eks_nodegroup", "remoteAccess.sourceSecurityGroups", None),
        ("aws.autoscaling.scaling_group", "ScaledBy", None),
        ("aws.logs.log_subscription", "logGroupArn", None),
        ("aws.glue.glue_table", "CatalogId", None),
        ("aws.autoscaling.scaling_group", "ServiceLinkedRoleARN", None),
        ("aws.ecs.ecs_cluster", "configuration.managedStorageConfiguration.kmsKeyId", None),
        ("aws.firehose.delivery_stream", "Source.KinesisStreamSourceDescription.KinesisStreamARN", None),
        ("aws.lambda.function", "Environment.Variables.AUDIT_SNS_TOPIC_ARN", None),
        ("aws.ecs.task_definition", "containerDefinitions.environment.ERROR_QUEUE", None),
    ],
)
def test_paths_say_what_a_thing_does_without(kind: str, path: str, expected: Aside | None) -> None:
    assert aside(kind, path) is expected


def has(kind: str, name: str = "thing", **attrs: Any) -> Resource:
    return thing(kind, f"arn:aws:{kind.partition('.')[0]}:{HERE}:{name}", name, **attrs)


@pytest.mark.parametrize(
    ("named", "whole", "share"),
    [
        (ROLE, has("appsync.graphql_api", logConfig={"cloudWatchLogsRoleArn": ROLE.ref.key}), 25),
        (ROLE, has("appsync.event_api", eventConfig={"logConfig": {"cloudWatchLogsRoleArn": ROLE.ref.key}}), 25),
        (ROLE, has("transfer.transfer_server", LoggingRole=ROLE.ref.key), 25),
        (LOGS, has("transfer.transfer_server", StructuredLogDestinations=[f"{LOGS.ref.key}:*"]), 25),
        (ROLE, has("cloudtrail.trail", S3BucketName="kept", CloudWatchLogsRoleArn=ROLE.ref.key), 25),
        (LOGS, has("cloudtrail.trail", S3BucketName="kept", CloudWatchLogsLogGroupArn=LOGS.ref.key), 25),
        (TOPIC, has("cloudtrail.trail", S3BucketName="kept", SnsTopicARN=TOPIC.ref.key), 0),
        (TOPIC, has("config.delivery_channel", s3BucketName="kept", snsTopicARN=TOPIC.ref.key), 0),
        (TOPIC, has("elasticache.cache_cluster", NotificationConfiguration={"TopicArn": TOPIC.ref.key}), 0),
        (TOPIC, has("memorydb.memory_cluster", SnsTopicArn=TOPIC.ref.key), 0),
        (TOPIC, has("codedeploy.deploy_group", triggerConfigurations=[{"triggerTargetArn": TOPIC.ref.key}]), 0),
        (LOGS, has("opensearch.search_domain",
                   LogPublishingOptions={"SLOW": {"CloudWatchLogsLogGroupArn": LOGS.ref.key}}), 25),
        (LOGS, has("stepfunctions.state_machine", loggingConfiguration={
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": f"{LOGS.ref.key}:*"}}]}), 25),
        (BUCKET, has("kafka.msk_cluster",
                     Provisioned={"LoggingInfo": {"BrokerLogs": {"S3": {"Bucket": BUCKET.name}}}}), 0),
        (BUCKET, has("firehose.delivery_stream", Destinations=[{"ExtendedS3DestinationDescription": {
            "S3BackupDescription": {"BucketARN": BUCKET.ref.key}}}]), 0),
        (POOL, has("opensearch.search_domain", CognitoOptions={"UserPoolId": POOL.ref.key}), 25),
        (ROLE, has("opensearch.search_domain", CognitoOptions={"RoleArn": ROLE.ref.key}), 25),
        (ROLE, has("redshift.warehouse", IamRoles=[{"IamRoleArn": ROLE.ref.key}]), 25),
        (ROLE, has("ecs.ecs_service", deploymentConfiguration={"lifecycleHooks": [{"roleArn": ROLE.ref.key}]}), 25),
        (WORKER, has("secretsmanager.secret", RotationLambdaARN=WORKER.ref.key), 25),
        (WORKER, has("cognito.user_pool", LambdaConfig={"PreSignUp": WORKER.ref.key}), 25),
        (WORKER, has("cognito.user_pool", LambdaConfig={"PreAuthentication": WORKER.ref.key}), 50),
        (ROLE, has("cognito.user_pool", SmsConfiguration={"SnsCallerArn": ROLE.ref.key}), 25),
        (SECRET, has("rds.db_instance", MasterUserSecret={"SecretArn": SECRET.ref.key}), 0),
        (SECRET, has("redshift.warehouse", MasterPasswordSecretArn=SECRET.ref.key), 0),
        (KEY, has("rds.db_instance", PerformanceInsightsKMSKeyId=KEY.ref.key), 0),
        (KEY, has("rds.db_instance", KmsKeyId=KEY.ref.key), 100),
        (KEY, has("cognito.user_pool", LambdaConfig={"KMSKeyID": KEY.ref.key}), 25),
        (KEY, has("ecs.ecs_cluster", configuration={"executeCommandConfiguration": {"kmsKeyId": KEY.ref.key}}), 0),
        (ROLE, has("emr.emr_cluster", AutoScalingRole=ROLE.ref.key), 25),
        (TABLE, has("dynamodb.table", RestoreSummary={"SourceTableArn": TABLE.ref.key}), 0),
        (SERVER, has("ec2.ami", "ami-0123456789abcdef1", SourceInstanceId=SERVER.ref.key), 0),
        (DISK, has("ec2.volume", "vol-0123456789abcdef1", SourceVolumeId=DISK.ref.key), 0),
        (DISK, has("ec2.snapshot", "snap-0123456789abcdef0", VolumeId=DISK.ref.key), 0),
        (TABLE, has("dynamodb.table_backup", TableArn=TABLE.ref.key), 0),
        (TABLE, has("backup.recovery_point", ResourceArn=TABLE.ref.key), 0),
        (NETWORK, has("rds.db_snapshot", VpcId=NETWORK.ref.key), 0),
        (KEY, has("backup.recovery_point", EncryptionKeyArn=KEY.ref.key), 100),
        (QUEUE, has("lambda.function_version", DeadLetterConfig={"TargetArn": QUEUE.ref.key}), 0),
        (WORKER, has("firehose.delivery_stream", Parameter=WORKER.ref.key), 100),
        (LOGS, has("ec2.flow_log", LogGroupName="app"), 100),
    ],
    ids=lambda value: value.ref.kind if isinstance(value, Resource) else str(value),
)  # fmt: skip
def test_what_a_thing_does_without_takes_no_more_than_that(named: Resource, whole: Resource, share: int) -> None:
    edges = told(named, whole, BUCKET) if named is not BUCKET else told(named, whole)

    assert any({kind_key(named.ref), kind_key(whole.ref)} == {source, target} for source, _, target in edges)
    assert losses(edges, kind_key(named.ref)) == ({kind_key(whole.ref): share} if share else {})


def test_a_thing_that_reports_in_its_own_role_is_lost_with_that() -> None:
    machine = has("stepfunctions.state_machine", roleArn=OWN.ref.key, loggingConfiguration={"role": ROLE.ref.key})
    edges = told(OWN, ROLE, machine)

    assert losses(edges, kind_key(OWN.ref)) == {kind_key(machine.ref): 100}
    assert losses(edges, kind_key(ROLE.ref)) == {kind_key(machine.ref): 25}


def test_who_reads_a_secret_does_not_need_what_changes_it() -> None:
    secret = thing("secretsmanager.secret", SECRET.ref.key, RotationLambdaARN=WORKER.ref.key, ARN=SECRET.ref.key)
    proxy = has("rds.db_proxy", Auth=[{"SecretArn": SECRET.ref.key}])
    edges = told(WORKER, secret, proxy)

    assert losses(edges, kind_key(WORKER.ref)) == {kind_key(secret.ref): 25}
    assert losses(edges, kind_key(secret.ref)) == {kind_key(proxy.ref): 100}


def test_what_was_made_of_another_refers_to_it() -> None:
    made = has("dynamodb.table", "new", RestoreSummary={"SourceTableArn": TABLE.ref.key})

    assert told(TABLE, made) == [(kind_key(made.ref), Verb.REFERS_TO, kind_key(TABLE.ref))]

"""What the loopback AWS holds of databases, files, streams and programs over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.moto_lab import Estate


def databases(made: Estate) -> None:
    """What belongs to database servers, caches and warehouses."""
    ids = made.ids
    rds = made.client("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="tuned", DBParameterGroupFamily="postgres16", Description="tuned"
    )
    rds.create_option_group(
        OptionGroupName="extra", EngineName="mysql", MajorEngineVersion="8.0", OptionGroupDescription="extra"
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="tuned", DBParameterGroupFamily="aurora-postgresql16", Description="tuned"
    )
    rds.create_event_subscription(SubscriptionName="told", SnsTopicArn=ids["topic"], SourceType="db-instance")
    rds.create_global_cluster(GlobalClusterIdentifier="world", Engine="aurora-postgresql")
    snapshot = rds.create_db_snapshot(DBSnapshotIdentifier="orders-1", DBInstanceIdentifier="orders")["DBSnapshot"]
    rds.start_export_task(
        ExportTaskIdentifier="out",
        SourceArn=snapshot["DBSnapshotArn"],
        S3BucketName="orders-archive",
        IamRoleArn=ids["role"],
        KmsKeyId="alias/aws/rds",
    )
    rds.create_db_proxy(
        DBProxyName="pool",
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS"}],
        RoleArn=ids["role"],
        VpcSubnetIds=[ids["subnet"]],
    )
    instance = rds.describe_db_instances()["DBInstances"][0]["DBInstanceArn"]
    rds.create_blue_green_deployment(BlueGreenDeploymentName="next", Source=instance)
    cache = made.client("elasticache")
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="caches", CacheSubnetGroupDescription="caches", SubnetIds=[ids["subnet"]]
    )
    cache.create_replication_group(
        ReplicationGroupId="carts", ReplicationGroupDescription="carts", CacheNodeType="cache.t3.micro", Engine="redis"
    )
    cache.create_snapshot(SnapshotName="sessions-1", CacheClusterId="sessions")
    cache.create_user(UserId="app", UserName="app", Engine="Redis", AccessString="on ~* +@all", NoPasswordRequired=True)
    memory = made.client("memorydb")
    memory.create_subnet_group(SubnetGroupName="memory", SubnetIds=[ids["subnet"]])
    memory.create_cluster(ClusterName="ranks", NodeType="db.t4g.small", ACLName="open-access", SubnetGroupName="memory")
    memory.create_snapshot(ClusterName="ranks", SnapshotName="ranks-1")
    made.client("dax").create_cluster(
        ClusterName="fast", NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn=ids["role"]
    )
    made.client("dynamodb").create_backup(TableName="carts", BackupName="carts-1")
    redshift = made.client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="tuned", ParameterGroupFamily="redshift-1.0", Description="tuned"
    )
    redshift.create_cluster_subnet_group(ClusterSubnetGroupName="facts", Description="facts", SubnetIds=[ids["subnet"]])
    redshift.create_cluster_snapshot(SnapshotIdentifier="facts-1", ClusterIdentifier="facts")


def lakes(made: Estate) -> None:
    """Data that is described, and asked where it lies."""
    ids = made.ids
    glue = made.client("glue")
    glue.create_table(
        DatabaseName="sales",
        TableInput={"Name": "orders", "StorageDescriptor": {"Location": "s3://orders-archive/orders"}},
    )
    glue.create_job(
        Name="nightly",
        Role=ids["role"],
        Command={"Name": "glueetl"},
        DefaultArguments={"--password": "never-shown-9"},
    )
    glue.create_crawler(
        Name="finder", Role=ids["role"], DatabaseName="sales", Targets={"S3Targets": [{"Path": "s3://orders-archive"}]}
    )
    glue.create_trigger(Name="night", Type="SCHEDULED", Schedule="cron(0 3 * * ? *)", Actions=[{"JobName": "nightly"}])
    glue.create_connection(
        ConnectionInput={
            "Name": "office",
            "ConnectionType": "JDBC",
            "ConnectionProperties": {"USERNAME": "x", "PASSWORD": "never-shown-10"},
        }
    )
    glue.create_workflow(Name="all", Description="all")
    glue.create_registry(RegistryName="shapes", Description="shapes")
    glue.create_security_configuration(
        Name="sealed",
        EncryptionConfiguration={"S3Encryption": [{"S3EncryptionMode": "SSE-S3"}]},
    )
    athena = made.client("athena")
    athena.create_data_catalog(Name="office", Type="HIVE", Parameters={"metadata-function": ids["function"]})
    athena.create_named_query(Name="totals", Database="sales", QueryString="select 1", WorkGroup="primary")
    athena.create_capacity_reservation(Name="kept", TargetDpus=24, Tags=[{"Key": "env", "Value": "prod"}])
    lake = made.client("lakeformation")
    lake.register_resource(ResourceArn="arn:aws:s3:::orders-archive", RoleArn=ids["role"])
    lake.create_lf_tag(TagKey="secrecy", TagValues=["low"])


def clusters(made: Estate) -> None:
    """Clusters that search and work on data."""
    ids = made.ids
    made.client("opensearch").create_domain(
        DomainName="search",
        EngineVersion="OpenSearch_2.11",
        ClusterConfig={"InstanceType": "t3.small.search", "InstanceCount": 1},
        TagList=[{"Key": "env", "Value": "prod"}],
    )
    serverless = made.client("opensearchserverless")
    serverless.create_security_policy(
        name="open",
        type="encryption",
        policy='{"Rules":[{"ResourceType":"collection","Resource":["collection/notes"]}],"AWSOwnedKey":false,"KmsARN":"arn:aws:kms:us-east-1:123456789012:key/notes"}',
    )
    serverless.create_collection(name="notes", type="SEARCH")
    made.client("osis").create_pipeline(PipelineName="feed", MinUnits=1, MaxUnits=2, PipelineConfigurationBody=PIPELINE)
    made.client("kafka").create_cluster_v2(
        ClusterName="events",
        Provisioned={
            "BrokerNodeGroupInfo": {"InstanceType": "kafka.m5.large", "ClientSubnets": [ids["subnet"]]},
            "KafkaVersion": "3.6.0",
            "NumberOfBrokerNodes": 2,
        },
        Tags={"env": "prod"},
    )
    made.client("emr").run_job_flow(
        Name="crunch",
        ReleaseLabel="emr-6.15.0",
        Instances={
            "MasterInstanceType": "m5.xlarge",
            "InstanceCount": 1,
            "KeepJobFlowAliveWhenNoSteps": True,
            "Ec2SubnetId": ids["subnet"],
        },
        JobFlowRole="worker",
        ServiceRole="worker",
    )
    made.client("emr-serverless").create_application(name="crunch", type="SPARK", releaseLabel="emr-6.15.0")
    made.client("emr-containers").create_virtual_cluster(
        name="crunch",
        containerProvider={"id": "apps", "type": "EKS", "info": {"eksInfo": {"namespace": "jobs"}}},
    )
    made.client("kinesisanalyticsv2").create_application(
        ApplicationName="clicks", RuntimeEnvironment="FLINK-1_18", ServiceExecutionRole=ids["role"]
    )
    kinesis = made.client("kinesis")
    stream = kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]["StreamARN"]
    kinesis.register_stream_consumer(StreamARN=stream, ConsumerName="counter")
    made.client("firehose").create_delivery_stream(
        DeliveryStreamName="clicks",
        S3DestinationConfiguration={"RoleARN": ids["role"], "BucketARN": "arn:aws:s3:::orders-archive"},
    )


def files(made: Estate) -> None:
    """File servers, backups and what moves files and databases."""
    ids = made.ids
    fsx = made.client("fsx")
    shared = fsx.create_file_system(
        FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=[ids["subnet"]], SecurityGroupIds=[ids["group"]]
    )["FileSystem"]["FileSystemId"]
    fsx.create_backup(FileSystemId=shared)
    efs = made.client("efs")
    nfs = efs.describe_file_systems()["FileSystems"][0]["FileSystemId"]
    efs.create_mount_target(FileSystemId=nfs, SubnetId=ids["subnet"])
    efs.create_access_point(FileSystemId=nfs, ClientToken="1", RootDirectory={"Path": "/app"})
    backup = made.client("backup")
    backup.create_backup_vault(BackupVaultName="safe")
    backup.create_backup_plan(
        BackupPlan={"BackupPlanName": "nightly", "Rules": [{"RuleName": "all", "TargetBackupVaultName": "safe"}]}
    )
    backup.create_report_plan(
        ReportPlanName="kept",
        ReportDeliveryChannel={"S3BucketName": "orders-archive"},
        ReportSetting={"ReportTemplate": "BACKUP_JOB_REPORT"},
    )
    sync = made.client("datasync")
    source, target = (
        sync.create_location_s3(
            S3BucketArn="arn:aws:s3:::orders-archive", Subdirectory=path, S3Config={"BucketAccessRoleArn": ids["role"]}
        )["LocationArn"]
        for path in ("from", "to")
    )
    sync.create_task(SourceLocationArn=source, DestinationLocationArn=target, Name="copy")
    made.client("glacier").create_vault(accountId="-", vaultName="old")
    made.client("s3control").create_access_point(AccountId="123456789012", Name="orders-door", Bucket="orders-archive")
    made.client("s3tables").create_table_bucket(name="orders-tables")
    transfer = made.client("transfer")
    transfer.create_server(Domain="S3", EndpointType="PUBLIC", IdentityProviderType="SERVICE_MANAGED")
    transfer.create_connector(Url="sftp://files.example.com", AccessRole=ids["role"])
    dms = made.client("dms")
    dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier="moving",
        ReplicationSubnetGroupDescription="moving",
        SubnetIds=[ids["subnet"]],
    )
    mover = dms.create_replication_instance(
        ReplicationInstanceIdentifier="mover", ReplicationInstanceClass="dms.t3.micro"
    )["ReplicationInstance"]["ReplicationInstanceArn"]
    ends = [
        dms.create_endpoint(
            EndpointIdentifier=name,
            EndpointType=name,
            EngineName="postgres",
            ServerName="db.example.com",
            Password="never-shown-11",
        )["Endpoint"]["EndpointArn"]
        for name in ("source", "target")
    ]
    dms.create_replication_task(
        ReplicationTaskIdentifier="move",
        SourceEndpointArn=ends[0],
        TargetEndpointArn=ends[1],
        ReplicationInstanceArn=mover,
        MigrationType="full-load",
        TableMappings="{}",
    )


PIPELINE = """version: "2"
feed:
  source:
    http:
      path: "/in"
  sink:
    - s3:
        aws:
          sts_role_arn: "arn:aws:iam::123456789012:role/worker"
          region: "us-east-1"
        bucket: "orders-archive"
        codec:
          json:
"""

SEEDS = (databases, lakes, clusters, files)

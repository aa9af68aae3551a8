"""Amazon FSx, AWS Backup, AWS DataSync and S3 Glacier: files and copies of them."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    Detail,
    Parent,
    encrypted,
    entry,
    flag,
    in_subnet,
    in_vpc,
    made,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes

_FILE_SYSTEM = entry(
    *("fsx.fsx_file_system", "FSx file system", "A Windows, Lustre, NetApp or OpenZFS file server."),
    *("fsx.DescribeFileSystems", "FileSystems"),
    id="FileSystemId",
    arn="ResourceARN",
    by="id",
    state="Lifecycle",
    tags="Tags",
    aliases="fsx",
    hosts=(
        "DNSName",
        "OntapConfiguration.Endpoints.Management.DNSName",
        "OntapConfiguration.Endpoints.Intercluster.DNSName",
        "OpenZFSConfiguration.EndpointIpAddress",
        "WindowsConfiguration.PreferredFileServerIp",
    ),
    words="available creating failed deleting misconfigured updating misconfigured_unavailable",
    derived={"StorageBytes": in_bytes("StorageCapacity", GIB)},
    columns=(
        text("type", "FileSystemType", 8, "WINDOWS, LUSTRE, ONTAP or OPENZFS."),
        size("storage", "StorageBytes", "Its storage."),
        text("storage_type", "StorageType", 12, "SSD or HDD."),
        text("vpc", "VpcId", 21, "Its VPC."),
        text("dns", "DNSName", 50, "Its name in DNS.", wide=True),
        made("CreationTime"),
        text("version", "FileSystemTypeVersion", 8, "Version of its engine.", wide=True),
        text("subnets", "SubnetIds[]", 30, "Where it is reached.", wide=True),
        text("why", "FailureDetails.Message", 40, "Why it is in its state.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_vpc(),
        in_subnet("SubnetIds"),
        encrypted("KmsKeyId"),
        Link("NetworkInterfaceIds", "aws.ec2.network_interface", Verb.CONTAINS),
    ),
    volatile=("AdministrativeActions.ProgressPercent", "AdministrativeActions.RemainingTransferBytes"),
)
_FSX_BACKUP = entry(
    *("fsx.fsx_backup", "FSx backup", "A copy of a file system at a moment.", "fsx.DescribeBackups", "Backups"),
    id="BackupId",
    arn="ResourceARN",
    by="id",
    state="Lifecycle",
    tags="Tags",
    words="available creating transferring deleted failed pending copying",
    columns=(
        text("file_system", "FileSystem.FileSystemId", 21, "What it is of."),
        text("type", "Type", 16, "By hand or by itself."),
        size("bytes", "SizeInBytes", "Its size."),
        made("CreationTime"),
        text("volume", "Volume.Name", 20, "The volume, where it is of one.", wide=True),
        number("percent", "ProgressPercent", 7, "How far it is.", wide=True),
    ),
    links=(
        Link("FileSystem.FileSystemId", "aws.fsx.fsx_file_system", Verb.REFERS_TO, is_usual=False),
        encrypted("KmsKeyId"),
    ),
    volatile=("ProgressPercent", "FileSystem.AdministrativeActions", "Volume.AdministrativeActions"),
)


class Fsx(AwsService):
    """Lists file systems and backups of them."""

    name = "aws.fsx"
    entries = (_FILE_SYSTEM, _FSX_BACKUP)


_VAULT = entry(
    *("backup.backup_vault", "Backup vault", "Where backups are kept.", "backup.ListBackupVaults", "BackupVaultList"),
    id="BackupVaultName",
    arn="BackupVaultArn",
    shapes="backup:backup-vault",
    name="BackupVaultName",
    state="VaultState",
    words="present creating available failed",
    columns=(
        number("points", "NumberOfRecoveryPoints", 7, "Backups in it."),
        flag("locked", "Locked", 7, "Whether backups are kept from being deleted."),
        text("type", "VaultType", 14, "Kind of vault.", wide=True),
        made("CreationDate"),
        number("least_days", "MinRetentionDays", 10, "Days for which points are kept at least.", wide=True),
        number("most_days", "MaxRetentionDays", 9, "Days for which points are kept at most.", wide=True),
        moment("locks", "LockDate", "From when its lock cannot be taken off.", wide=True),
        text("kms_key", "EncryptionKeyArn", 50, "What encrypts it.", wide=True),
    ),
    links=(encrypted("EncryptionKeyArn"),),
    volatile=("NumberOfRecoveryPoints",),
)
_PLAN = entry(
    *("backup.backup_plan", "Backup plan", "What is backed up when.", "backup.ListBackupPlans", "BackupPlansList"),
    id="BackupPlanId",
    arn="BackupPlanArn",
    shapes="backup:backup-plan",
    name="BackupPlanName",
    columns=(
        moment("executed", "LastExecutionDate", "When it was last carried out."),
        text("version", "VersionId", 36, "Its version.", wide=True),
        made("CreationDate"),
    ),
    volatile=("LastExecutionDate",),
)
_POINT = entry(
    *("backup.recovery_point", "Recovery point", "A backup in a vault."),
    *("backup.ListRecoveryPointsByBackupVault", "RecoveryPoints"),
    id="RecoveryPointArn",
    arn="RecoveryPointArn",
    name="ResourceName",
    state="Status",
    parent=Parent("aws.backup.backup_vault", {"BackupVaultName": "BackupVaultName"}),
    words="completed partial deleting expired available stopped creating",
    columns=(
        text("vault", "BackupVaultName", 24, "Its vault."),
        text("type", "ResourceType", 16, "Kind of what it is of."),
        text("of", "ResourceArn", 60, "What it is of."),
        size("bytes", "BackupSizeInBytes", "Its size."),
        flag("encrypted", "IsEncrypted", 9, "Whether it is encrypted."),
        moment("expires", "CalculatedLifecycle.DeleteAt", "When it is deleted."),
        made("CreationDate"),
        text("rule", "CreatedBy.BackupRuleName", 20, "The rule that made it.", wide=True),
        moment("completed", "CompletionDate", "When it was complete.", wide=True),
        text("why", "StatusMessage", 40, "Why it is in its state.", wide=True),
    ),
    links=(
        Link("BackupVaultArn", "aws.backup.backup_vault", Verb.CONTAINS, reverse=True),
        encrypted("EncryptionKeyArn"),
    ),
    volatile=("LastRestoreTime", "AggregatedScanResult.LastComputed"),
)
_REPORT = entry(
    *("backup.backup_report", "Backup report plan", "A report on backups.", "backup.ListReportPlans", "ReportPlans"),
    id="ReportPlanName",
    arn="ReportPlanArn",
    name="ReportPlanName",
    columns=(
        text("template", "ReportSetting.ReportTemplate", 30, "Kind of report."),
        text("bucket", "ReportDeliveryChannel.S3BucketName", 30, "Where it is written."),
        moment("succeeded", "LastSuccessfulExecutionTime", "When it was last made."),
        made("CreationTime"),
        moment("attempted", "LastAttemptedExecutionTime", "When it was last tried.", wide=True),
    ),
    volatile=("LastAttemptedExecutionTime", "LastSuccessfulExecutionTime"),
)


class Backup(AwsService):
    """Lists vaults, what is in them, plans and reports."""

    name = "aws.backup"
    entries = (_VAULT, _PLAN, _POINT, _REPORT)


_TASK = entry(
    *("datasync.sync_task", "DataSync task", "Files copied from one place to another.", "datasync.ListTasks", "Tasks"),
    id="TaskArn",
    arn="TaskArn",
    name="Name",
    state="Status",
    words="available creating queued running unavailable",
    details=(Detail("DescribeTask", "TaskArn", "TaskArn"),),
    columns=(
        text("source", "SourceLocationArn", 60, "From where."),
        text("target", "DestinationLocationArn", 60, "To where."),
        text("schedule", "Schedule.ScheduleExpression", 24, "When it runs."),
        made("CreationTime"),
        text("mode", "TaskMode", 8, "BASIC or ENHANCED.", wide=True),
        text("trouble", "ErrorDetail", 40, "What is wrong.", wide=True),
    ),
    links=(
        Link("SourceLocationArn", "aws.datasync.sync_location", Verb.DEPENDS_ON),
        Link("DestinationLocationArn", "aws.datasync.sync_location", Verb.STORES_IN),
    ),
    volatile=("CurrentTaskExecutionArn",),
)
_LOCATION = entry(
    *("datasync.sync_location", "DataSync location", "A place that files are copied from or to."),
    *("datasync.ListLocations", "Locations"),
    id="LocationArn",
    arn="LocationArn",
    name="LocationUri",
    columns=(text("uri", "LocationUri", 60, "Where it is."),),
)


class DataSync(AwsService):
    """Lists tasks and locations."""

    name = "aws.datasync"
    entries = (_TASK, _LOCATION)


_ARCHIVE = entry(
    *(
        "glacier.glacier_vault",
        "Glacier vault",
        "Archives that are slow to get back.",
        "glacier.ListVaults",
        "VaultList",
    ),
    id="VaultName",
    arn="VaultARN",
    name="VaultName",
    params={"accountId": "-"},
    columns=(
        number("archives", "NumberOfArchives", 8, "Archives in it."),
        size("bytes", "SizeInBytes", "Their size."),
        made("CreationDate"),
        moment("counted", "LastInventoryDate", "When its archives were last counted.", wide=True),
    ),
    volatile=("LastInventoryDate", "NumberOfArchives", "SizeInBytes"),
)


class Glacier(AwsService):
    """Lists vaults of archives."""

    name = "aws.glacier"
    entries = (_ARCHIVE,)

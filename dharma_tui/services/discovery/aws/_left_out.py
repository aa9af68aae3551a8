"""What lists of AWS leave out by default, or are asked to leave out, and why that is not asked for."""

from __future__ import annotations

from collections.abc import Mapping

GONE = "what is deleted"
INACTIVE = "revisions that are no longer active"
LENT = "what other accounts share, which is listed where it belongs"
OTHERS = "what belongs to AWS and to others"
PUBLIC = "what anybody has made public"

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "aws.acmpca.private_ca": {"ResourceOwner": LENT},
    "aws.apigateway.api_domain": {"resourceOwner": LENT},
    "aws.backup.backup_plan": {"IncludeDeleted": GONE},
    "aws.batch.job_definition": {"status": INACTIVE},
    "aws.cloudformation.stack_set": {"Status": GONE, "CallAs": "what only a delegated administrator is shown"},
    "aws.cloudtrail.trail": {"includeShadowTrails": "what stands for a trail of another region"},
    "aws.ec2.ami": {"Owners": OTHERS},
    "aws.ec2.snapshot": {"OwnerIds": OTHERS},
    "aws.ecs.container_instance": {"status": "what is deregistered"},
    "aws.ecs.ecs_task": {"desiredStatus": "tasks that are told to stop, which AWS itself forgets within an hour"},
    "aws.ecs.task_definition": {"status": INACTIVE},
    "aws.elasticbeanstalk.beanstalk_environment": {"IncludeDeleted": GONE},
    "aws.emr.emr_cluster": {"ClusterStates": "clusters that have ended"},
    "aws.glue.data_catalog_db": {"ResourceShareType": LENT},
    "aws.iam.aws_policy": {"OnlyAttached": "policies that nobody has"},
    "aws.kms.key": {"ResourceOwners": LENT},
    "aws.lakeformation.lake_tag": {"ResourceShareType": LENT},
    "aws.logs.log_group": {"includeLinkedAccounts": LENT},
    "aws.ram.resource_share": {"resourceOwner": LENT},
    "aws.rds.db_cluster": {"IncludeShared": LENT},
    "aws.rds.db_cluster_snapshot": {"IncludeShared": LENT, "IncludePublic": PUBLIC},
    "aws.rds.db_snapshot": {
        "IncludeShared": LENT,
        "IncludePublic": PUBLIC,
        "SnapshotType": "those of AWS Backup where RDS does not list them by itself, which are recovery points, too",
    },
    "aws.ssm.parameter": {"Shared": LENT},
    "aws.ssm.patch_baseline": {"Filters": OTHERS},
    "aws.ssm.ssm_document": {"Filters": OTHERS},
    "aws.sso.sso_instance": {"RegionScope": "instances of other regions, which are listed there"},
}
"""By kind and the parameter that would tell it."""

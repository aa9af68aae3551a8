"""Which actions are never on a resource of a sort: those on nothing at all, those of IAM on another sort of identity, and
those of S3 on buckets where objects are meant, or the other way round.

Not every action that takes no resource is told here, but those that are usual in policies (AWS, "Service Authorization Reference").
"""

from __future__ import annotations

import re

from dharma_tui.services.rights.patterns import service_of

_ON_NOTHING = {
    "acm": "GetAccountConfiguration ListCertificates PutAccountConfiguration",
    "cognito-idp": "ListUserPools",
    "dynamodb": (
        "DescribeEndpoints DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings ListBackups"
        " ListGlobalTables ListStreams ListTables"
    ),
    "ecr": (
        "DeleteRegistryPolicy DescribeRegistry GetAuthorizationToken GetRegistryPolicy GetRegistryScanningConfiguration"
        " PutRegistryPolicy PutRegistryScanningConfiguration PutReplicationConfiguration"
    ),
    "ecs": "ListAccountSettings ListClusters ListTaskDefinitionFamilies ListTaskDefinitions",
    "eks": "ListClusters RegisterCluster",
    "es": "ListDomainNames ListVpcEndpoints",
    "kinesis": "DescribeAccountSettings DescribeLimits ListStreams",
    "kms": (
        "ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores"
        " DisconnectCustomKeyStore GenerateRandom ListAliases ListKeys UpdateCustomKeyStore"
    ),
    "lambda": (
        "CreateCodeSigningConfig GetAccountSettings ListCodeSigningConfigs ListEventSourceMappings ListFunctions"
        " ListLayers ListLayerVersions"
    ),
    "route53": "ListHealthChecks ListHostedZones ListHostedZonesByName GetHostedZoneCount",
    "s3": (
        "CreateJob GetAccountPublicAccessBlock ListAccessPoints ListAllMyBuckets ListJobs ListMultiRegionAccessPoints"
        " ListStorageLensConfigurations PutAccountPublicAccessBlock"
    ),
    "secretsmanager": "BatchGetSecretValue GetRandomPassword ListSecrets",
    "sns": (
        "CheckIfPhoneNumberIsOptedOut GetSMSAttributes ListPhoneNumbersOptedOut ListPlatformApplications"
        " ListSubscriptions ListTopics OptInPhoneNumber SetSMSAttributes"
    ),
    "sqs": "ListQueues",
    "ssm": "DescribeParameters",
    "states": "ListActivities ListStateMachines",
}
_BY_OTHERS = (
    (
        r"ec2:[^:]*:[^:]*:instance/",
        "ec2-instance-connect:* ssm:CreateAssociation ssm:SendCommand ssm:StartSession",
    ),
    (r"ec2:[^:]*:[^:]*:instance-connect-endpoint/", "ec2-instance-connect:OpenTunnel"),
    (r"eks:[^:]*:[^:]*:cluster/", "eks-auth:AssumeRoleForPodIdentity"),
    (r"iam::[^:]*:role/", "sts:*"),
    (r"kafka:[^:]*:[^:]*:cluster/", "kafka-cluster:AlterCluster kafka-cluster:Connect kafka-cluster:DescribeCluster"),
    (r"rds:[^:]*:[^:]*:cluster:", "rds-data:*"),
    (r"redshift:[^:]*:[^:]*:cluster:", "redshift-data:BatchExecuteStatement redshift-data:ExecuteStatement"),
)
"""Actions of other services on sorts of resources, by what is in ARNs of these: how one gets in, or at what is in them.

Of a service most of whose actions are on other things these are named one by one: a pattern of it says nothing of them.
"""
_OTHERS = tuple((re.compile(rf"arn:[^:]*:{sort}"), tuple(actions.split())) for sort, actions in _BY_OTHERS)
_NEVER = frozenset(f"{service}:{name}".lower() for service, names in _ON_NOTHING.items() for name in names.split())
_PLAIN = re.compile(r"iam:[a-z]+")
_ON_NONE = re.compile(
    r"iam:(?:list(?:users|roles|groups|policies|openidconnectproviders|samlproviders|mfadevicetags)"
    r"|.*(?:accountpasswordpolicy|virtualmfadevices?)|(?:un)?tagmfadevice"
    r"|(?:add|remove)role(?:to|from)instanceprofile|getservicelastaccesseddetails.*)"
)
"""Actions of IAM on no identity, or on any under a path."""
_ON_ONE = {"addusertogroup": "group", "removeuserfromgroup": "group", "listgroupsforuser": "user"}
"""Of the actions whose names tell of two sorts, which it is that they are on."""
_OF_BOTH = (
    "simulateprincipalpolicy",
    "contextkeysforprincipalpolicy",
    "servicelastaccesseddetails",
    "listpoliciesgrantingserviceaccess",
)
_OF_IAM = {
    "role": ("role",),
    "user": (
        *("user", "accesskey", "loginprofile", "mfadevice", "signingcertificate", "sshpublickey", "password"),
        "servicespecificcredential",
    ),
    "group": ("group",),
}
"""What is in the names of the actions on a sort of identity."""
_OF_OBJECTS = re.compile(
    r"s3:(?:abortmultipartupload|listmultipartuploadparts|bypassgovernanceretention|initiatereplication|replicate(?:delete|tags)"
    r"|objectowneroverride.*|(?:delete|get|put|replicate|restore|select|update)object.*|.*object)"
)
"""Actions of S3 on what is in a bucket, and never on the bucket."""
_OF_BUCKETS = re.compile(r"s3:(?:[a-z]+|(?:create|delete|get|list|put)bucket.*)")
"""Actions that are on no object, unless they are those."""
_BUCKET, _IN_BUCKETS = re.compile(r"arn:[^:]*:s3:::[^/*?]+"), re.compile(r"arn:[^:]*:s3:::[^/]*/.*")


def may_be_in_s3(action: str, arn: str) -> bool:
    """Whether ``action`` may be on what ``arn`` stands for, if that is a bucket or objects alone."""
    asked = action.lower()
    if _BUCKET.fullmatch(arn):
        return _OF_OBJECTS.fullmatch(asked) is None
    in_buckets = _IN_BUCKETS.fullmatch(arn) and _OF_BUCKETS.fullmatch(asked)
    return not in_buckets or _OF_OBJECTS.fullmatch(asked) is not None


def by_others(arn: str) -> tuple[str, ...]:
    """Actions of other services than its own that are on the resource ``arn``."""
    return next((actions for sort, actions in _OTHERS if sort.match(arn)), ())


def may_be_on(action: str, arn: str) -> bool:
    """Whether ``action`` can be on the resource ``arn`` at all; of a pattern it is not looked at what it stands for."""
    asked = action.lower()
    if asked in _NEVER:
        return False
    sort = arn.split(":", 5)[-1].partition("/")[0] if service_of(arn) == "iam" else ""
    if sort not in _OF_IAM or not _PLAIN.fullmatch(asked):
        return True
    if _ON_NONE.fullmatch(asked):
        return False
    on = _ON_ONE.get(asked.removeprefix("iam:"), sort)
    return on == sort and any(word in asked for word in (*_OF_IAM[sort], *_OF_BOTH))

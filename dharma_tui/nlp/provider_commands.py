"""The providers' own commands for a change, to be copied by a person. Nothing here runs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:@+\-]{0,250}")
"""What a shell, and the short notation of AWS, take as one plain word; anything else is never put into a command."""
_GIBIBYTES = re.compile(r"(\d{1,6})(?:gb|gib|g)?")

_EC2 = {
    "delete": "aws ec2 terminate-instances --instance-ids {id}",
    "stop": "aws ec2 stop-instances --instance-ids {id}",
    "start": "aws ec2 start-instances --instance-ids {id}",
    "restart": "aws ec2 reboot-instances --instance-ids {id}",
    "tag": "aws ec2 create-tags --resources {id} --tags Key={tag_key},Value={tag_value}",
}
_RDS = {
    "delete": "aws rds delete-db-instance --db-instance-identifier {id} --final-db-snapshot-identifier {id}-final",
    "stop": "aws rds stop-db-instance --db-instance-identifier {id}",
    "start": "aws rds start-db-instance --db-instance-identifier {id}",
    "restart": "aws rds reboot-db-instance --db-instance-identifier {id}",
}
_ECS = {
    "scale": "aws ecs update-service --cluster {cluster} --service {id} --desired-count {count}",
    "restart": "aws ecs update-service --cluster {cluster} --service {id} --force-new-deployment",
    "delete": "aws ecs delete-service --cluster {cluster} --service {id} --force",
}
_KUBECTL = {
    "scale": "kubectl scale deployment/{name} --namespace {namespace} --replicas={count}",
    "restart": "kubectl rollout restart deployment/{name} --namespace {namespace}",
    "rollback": "kubectl rollout undo deployment/{name} --namespace {namespace}",
    "delete": "kubectl delete deployment/{name} --namespace {namespace}",
}
COMMANDS: Mapping[str, Mapping[str, str]] = {
    "aws.ec2.instance": _EC2,
    "aws.rds.db_instance": _RDS,
    "aws.ecs.ecs_service": _ECS,
    "aws.autoscaling.scaling_group": {
        "scale": "aws autoscaling set-desired-capacity --auto-scaling-group-name {id} --desired-capacity {count}",
        "restart": "aws autoscaling start-instance-refresh --auto-scaling-group-name {id}",
        "delete": "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name {id}",
    },
    "aws.s3.bucket": {"delete": "aws s3 rb s3://{id}", "create": "aws s3 mb s3://{name}"},
    "aws.ec2.volume": {
        "delete": "aws ec2 delete-volume --volume-id {id}",
        "tag": _EC2["tag"],
        "resize": "aws ec2 modify-volume --volume-id {id} --size {gibibytes}",
    },
    "aws.ec2.snapshot": {"delete": "aws ec2 delete-snapshot --snapshot-id {id}", "tag": _EC2["tag"]},
    "aws.ec2.security_group": {"delete": "aws ec2 delete-security-group --group-id {id}", "tag": _EC2["tag"]},
    "aws.ec2.elastic_ip": {"delete": "aws ec2 release-address --allocation-id {id}", "tag": _EC2["tag"]},
    "aws.ec2.vpc": {"delete": "aws ec2 delete-vpc --vpc-id {id}", "tag": _EC2["tag"]},
    "aws.ec2.subnet": {"delete": "aws ec2 delete-subnet --subnet-id {id}", "tag": _EC2["tag"]},
    "aws.lambda.function": {"delete": "aws lambda delete-function --function-name {id}"},
    "aws.dynamodb.table": {"delete": "aws dynamodb delete-table --table-name {id}"},
    "aws.eks.eks_cluster": {"delete": "aws eks delete-cluster --name {id}"},
    "aws.iam.role": {"delete": "aws iam delete-role --role-name {id}"},
    "aws.cloudformation.stack": {"delete": "aws cloudformation delete-stack --stack-name {key}"},
    "aws.iam.user": {"delete": "aws iam delete-user --user-name {id}"},
    "demo.kubernetes.deployment": _KUBECTL,
    "local.service": {
        "restart": "systemctl restart {name}",
        "stop": "systemctl stop {name}",
        "start": "systemctl start {name}",
    },
    "local.container": {
        "restart": "docker restart {name}",
        "stop": "docker stop {name}",
        "start": "docker start {name}",
        "delete": "docker rm {name}",
    },
}
"""By kind and by what is to be done."""
CLUSTERS: Mapping[str, str] = {"demo.kubernetes.deployment": "demo.kubernetes.cluster"}
"""Kinds that are changed in a cluster, whose key they have, and the kind of that cluster."""


def command(kind: str, act: str, values: Mapping[str, Any], region: str = "") -> str:
    """The command, every value of it a plain word; empty where there is none, or where a value cannot stand in one.

    It names its region, and the context of a cluster or the profile of an account as far as they are in ``values``.
    """
    template = COMMANDS.get(kind, {}).get(act, "")
    told = {name: str(values.get(name) or "") for name in re.findall(r"\{(\w+)\}", template)}
    if not template or not all(_SAFE.fullmatch(value) for value in told.values()):
        return ""
    line = template.format(**told)
    if kind.startswith("aws.") and region and region != "global" and _SAFE.fullmatch(region):
        line += f" --region {region}"
    for name, program in (("profile", "aws "), ("context", "kubectl ")):
        if line.startswith(program) and (place := str(values.get(name) or "")):
            line = f"{line} --{name} {place}" if _SAFE.fullmatch(place) else ""
    return line


def values_of(known: Mapping[str, Any], new: str = "", tag: str = "") -> dict[str, Any]:
    """What stands in commands for a resource in the line shape of exports, for what it is to become and for a tag."""
    key, attrs = known["key"], known["attrs"]
    tag_key, _, tag_value = tag.partition("=")
    size = _GIBIBYTES.fullmatch(new)
    return {
        "key": key,
        "id": id_of(key),
        "name": known["name"],
        "count": new,
        "gibibytes": size[1] if size else "",
        "cluster": id_of(str(attrs.get("clusterArn") or "")) or _cluster_of(key),
        "namespace": attrs.get("namespace") or "default",
        "tag_key": tag_key,
        "tag_value": tag_value,
    }


def id_of(key: str) -> str:
    """The provider's own id in a key: the last part of an ARN."""
    return re.split(r"[:/]", key)[-1] if key.startswith("arn:") else key


def _cluster_of(key: str) -> str:
    """The cluster in an ARN ``…:service/CLUSTER/NAME``."""
    parts = key.split("/")
    return parts[-2] if key.startswith("arn:") and len(parts) == 3 else ""

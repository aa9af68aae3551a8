"""What else an account has: keys, secrets, logs, alarms and flows of a region; identities, buckets and zones of all."""

from __future__ import annotations

import json

from benchmarks.aws_estate.seed import ACCOUNT, TEAMS, Place
from benchmarks.aws_estate.seed_compute import SERVICE_ROLE

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})
FLOW = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})


def region(place: Place) -> None:
    """Seed the rest of a region."""
    for number in place.of(0.01):
        place.add(place.client("kms").create_key(Description=f"key {number}")["KeyMetadata"]["Arn"])
        place.client("secretsmanager").create_secret(Name=f"secret-{number}", SecretString="never-shown")
        place.client("ssm").put_parameter(Name=f"/shop/limit-{number}", Value="7", Type="String")
        place.client("ecr").create_repository(repositoryName=f"shop-{number}")
        place.client("acm").request_certificate(DomainName=f"shop-{number}.{place.region}.example.com")
        place.client("events").put_rule(Name=f"rule-{number}", ScheduleExpression="rate(5 minutes)")
        place.client("apigateway").create_rest_api(name=f"api-{number}")
        flows = place.client("stepfunctions")
        flow = flows.create_state_machine(name=f"flow-{number}", definition=FLOW, roleArn=SERVICE_ROLE)
        place.add(flow["stateMachineArn"], SERVICE_ROLE)
    for number in place.of(0.06, 4):
        place.client("logs").create_log_group(logGroupName=f"/shop/{place.region}/{number}")
    for number, (instance, _) in enumerate(place.running[: len(place.of(0.1, 5))]):
        place.client("cloudwatch").put_metric_alarm(
            AlarmName=f"busy-{number}",
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Dimensions=[{"Name": "InstanceId", "Value": instance}],
            Statistic="Average",
            Period=300,
            EvaluationPeriods=2,
            Threshold=80.0,
            ComparisonOperator="GreaterThanThreshold",
        )
        place.add(place.arn("cloudwatch", f"alarm:busy-{number}"), instance)


def whole_account(place: Place) -> None:
    """Seed what is of no region."""
    _identities(place)
    s3 = place.client("s3")
    for number in place.of(0.04, 5):
        bucket = f"{place.chance.choice(TEAMS)}-{ACCOUNT}-{number}"
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": place.tags(bucket)})
        place.add(f"arn:aws:s3:::{bucket}")
    for number in place.of(0.005, 2):
        _zone(place, number)


def _identities(place: Place) -> None:
    iam = place.client("iam")
    names = ["service-role", *(f"{place.chance.choice(TEAMS)}-{number}" for number in place.of(0.05, 5))]
    for name in names:
        place.add(iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Tags=place.tags(name))["Role"]["Arn"])
    for number in place.of(0.03, 5):
        place.add(iam.create_user(UserName=f"user-{number}")["User"]["Arn"])
    for number in place.of(0.01, 2):
        policy = iam.create_policy(PolicyName=f"policy-{number}", PolicyDocument=ALLOW)
        place.add(policy["Policy"]["Arn"])
        iam.create_group(GroupName=f"group-{number}")


def _zone(place: Place, number: int) -> None:
    route53 = place.client("route53")
    zone = route53.create_hosted_zone(Name=f"z{number}.example.com.", CallerReference=f"{number}")["HostedZone"]["Id"]
    records = [
        {
            "Name": f"h{at}.z{number}.example.com.",
            "Type": "A",
            "TTL": 60,
            "ResourceRecords": [{"Value": f"10.1.2.{at}"}],
        }
        for at in range(20)
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in records]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})

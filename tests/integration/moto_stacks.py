"""Stacks of CloudFormation in the loopback AWS: one with a stack within it, of what may have tags and what may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.integration.moto_lab import Estate

ACT = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
ALLOW = {"Version": "2012-10-17", "Statement": [ACT]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
CALLED = {"Type": "HTTP", "IntegrationHttpMethod": "GET", "Uri": "https://shop.example.com"}


def _made(type_: str, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}


INNER = {
    "Buyers": _made("AWS::DynamoDB::Table", TableName="buyers", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}]),
    "News": _made("AWS::SNS::Topic", TopicName="shop-news"),
}  # fmt: skip
OUTER = {
    "Archive": _made("AWS::S3::Bucket", BucketName="shop-archive-of-a-stack"),
    "ArchivePolicy": _made("AWS::S3::BucketPolicy", Bucket=_ref("Archive"), PolicyDocument={
        **ALLOW, "Statement": [{**ACT, "Principal": "*", "Resource": "arn:aws:s3:::shop-archive-of-a-stack/*"}]}),
    "Orders": _made("AWS::SQS::Queue", QueueName="shop-orders"),
    "Worker": _made("AWS::IAM::Role", RoleName="shop-worker", AssumeRolePolicyDocument=TRUST),
    "Reading": _made("AWS::IAM::ManagedPolicy", ManagedPolicyName="shop-reading", PolicyDocument=ALLOW),
    "Inline": _made("AWS::IAM::Policy", PolicyName="shop-inline", PolicyDocument=ALLOW, Roles=[_ref("Worker")]),
    "Nightly": _made("AWS::Events::Rule", Name="shop-nightly", ScheduleExpression="rate(1 day)"),
    "Log": _made("AWS::Logs::LogGroup", LogGroupName="/shop/web"),
    "Net": _made("AWS::EC2::VPC", CidrBlock="10.77.0.0/16"),
    "Front": _made("AWS::EC2::SecurityGroup", GroupDescription="front", VpcId=_ref("Net")),
    "Address": _made("AWS::EC2::EIP", Domain="vpc"),
    "Api": _made("AWS::ApiGateway::RestApi", Name="shop-api"),
    "Method": _made("AWS::ApiGateway::Method", RestApiId=_ref("Api"), HttpMethod="GET", AuthorizationType="NONE",
        ResourceId={"Fn::GetAtt": ["Api", "RootResourceId"]}, Integration=CALLED),
    "Deployed": {**_made("AWS::ApiGateway::Deployment", RestApiId=_ref("Api")), "DependsOn": "Method"},
    "Setting": _made("AWS::SSM::Parameter", Name="/shop/size", Type="String", Value="3"),
    "Names": _made("AWS::Route53::HostedZone", Name="shop.example.com"),
    "Door": _made("AWS::Route53::RecordSet", HostedZoneId=_ref("Names"), Name="www.shop.example.com", Type="A", TTL="60",
        ResourceRecords=["192.0.2.7"]),
    "Waiting": _made("AWS::CloudFormation::WaitConditionHandle"),
}  # fmt: skip


def template(resources: dict[str, Any]) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


def seed_stacks(made: Estate) -> None:
    """The stack ``shop``, the stack that is nested in it, and what other hands have made that is called alike."""
    bucket = made.client("s3")
    bucket.create_bucket(Bucket="templates")
    bucket.put_object(Bucket="templates", Key="inner.json", Body=template(INNER).encode())
    inner = _made("AWS::CloudFormation::Stack", TemplateURL="https://s3.amazonaws.com/templates/inner.json")
    made.client("cloudformation").create_stack(StackName="shop", TemplateBody=template({**OUTER, "Inner": inner}))

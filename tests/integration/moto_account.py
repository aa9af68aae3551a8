"""What the loopback AWS holds of an account: who may do what, what guards it, how it is kept in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.moto_lab import Estate

ACCOUNT = "123456789012"
SAML = (
    '<EntityDescriptor entityID="x" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">' + "x" * 1000 + "</EntityDescriptor>"
)


def people(made: Estate) -> None:
    """Who may sign in, and the organization."""
    iam = made.client("iam")
    iam.create_open_id_connect_provider(Url="https://token.example.com", ThumbprintList=["a" * 40])
    iam.create_saml_provider(Name="office", SAMLMetadataDocument=SAML)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="ada")
    iam.upload_server_certificate(
        ServerCertificateName="old", CertificateBody="-----BEGIN CERTIFICATE-----", PrivateKey="never-shown-12"
    )
    organizations = made.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="shops")["OrganizationalUnit"]
    below = organizations.create_organizational_unit(ParentId=unit["Id"], Name="north")["OrganizationalUnit"]
    made.ids |= {"shops": unit["Arn"], "north": below["Arn"]}
    organizations.create_account(AccountName="shop-north", Email="north@example.com")
    policy = organizations.create_policy(
        Name="no-leaving",
        Description="no leaving",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Statement": []}),
    )["Policy"]["PolicySummary"]
    organizations.attach_policy(PolicyId=policy["Id"], TargetId=unit["Id"])
    made.ids["no-leaving"] = policy["Arn"]
    sso = made.client("sso-admin")
    instance = sso.list_instances()["Instances"][0]
    sso.create_permission_set(Name="readers", InstanceArn=instance["InstanceArn"])
    store = made.client("identitystore")
    store.create_user(
        IdentityStoreId=instance["IdentityStoreId"],
        UserName="ada",
        DisplayName="Ada",
        Name={"GivenName": "Ada", "FamilyName": "A"},
        Emails=[{"Value": "ada@example.com", "Primary": True}],
    )
    store.create_group(IdentityStoreId=instance["IdentityStoreId"], DisplayName="readers", Description="readers")
    made.client("budgets").create_budget(
        AccountId=ACCOUNT,
        Budget={
            "BudgetName": "all",
            "BudgetLimit": {"Amount": "100", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
        },
    )
    pools = made.client("cognito-idp")
    pool = pools.create_user_pool(PoolName="shoppers", UserPoolTags={"env": "prod"})["UserPool"]["Id"]
    pools.create_user_pool_client(UserPoolId=pool, ClientName="web", GenerateSecret=True)
    pools.create_group(UserPoolId=pool, GroupName="gold")
    made.client("cognito-identity").create_identity_pool(
        IdentityPoolName="shoppers", AllowUnauthenticatedIdentities=False
    )


def guards(made: Estate) -> None:
    """What looks for trouble, and what keeps it out."""
    ids = made.ids
    guard = made.client("guardduty")
    detector = guard.create_detector(Enable=True)["DetectorId"]
    assert detector
    hub = made.client("securityhub")
    hub.enable_security_hub()
    hub.create_members(AccountDetails=[{"AccountId": "210987654321", "Email": "north@example.com"}])
    made.client("inspector2").create_filter(
        name="known", action="SUPPRESS", filterCriteria={"awsAccountId": [{"comparison": "EQUALS", "value": ACCOUNT}]}
    )
    waf = made.client("wafv2")
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "seen"}
    for scope, name in (("REGIONAL", "shop"), ("CLOUDFRONT", "edge")):
        acl = waf.create_web_acl(Name=name, Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=seen, Rules=[])
        ids[f"{name}-acl"] = acl["Summary"]["ARN"]
    waf.associate_web_acl(WebACLArn=ids["shop-acl"], ResourceArn=ids["balancer"])
    waf.create_ip_set(Name="offices", Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=["203.0.113.0/24"])
    waf.create_rule_group(Name="common", Scope="REGIONAL", Capacity=10, VisibilityConfig=seen, Description="common")
    waf.create_regex_pattern_set(
        Name="bots", Scope="REGIONAL", RegularExpressionList=[{"RegexString": "bot"}], Description="bots"
    )
    made.client("shield").create_protection(Name="front", ResourceArn=ids["balancer"])
    config = made.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": ids["role"],
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "orders-archive"})
    config.put_config_rule(
        ConfigRule={
            "ConfigRuleName": "tagged",
            "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
            "InputParameters": json.dumps({"tag1Key": "env"}),
        }
    )
    config.put_configuration_aggregator(
        ConfigurationAggregatorName="all", AccountAggregationSources=[{"AccountIds": [ACCOUNT], "AllAwsRegions": True}]
    )
    made.client("acm-pca").create_certificate_authority(
        CertificateAuthorityType="ROOT",
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "RSA_2048",
            "SigningAlgorithm": "SHA256WITHRSA",
            "Subject": {"CommonName": "example.com"},
        },
    )
    made.client("cloudhsmv2").create_cluster(HsmType="hsm1.medium", SubnetIds=[ids["subnet"]])
    made.client("ram").create_resource_share(name="networks")
    made.client("kms").create_alias(
        AliasName="alias/orders", TargetKeyId=made.client("kms").list_keys()["Keys"][0]["KeyId"]
    )


def order(made: Estate) -> None:
    """How things are kept in order, managed and measured."""
    ids = made.ids
    ssm = made.client("ssm")
    content = {"schemaVersion": "2.2", "description": "x", "mainSteps": []}
    ssm.create_document(Name="tidy", Content=json.dumps(content), DocumentType="Command")
    ssm.create_maintenance_window(
        Name="sunday", Schedule="cron(0 3 ? * SUN *)", Duration=2, Cutoff=1, AllowUnassociatedTargets=True
    )
    ssm.create_patch_baseline(Name="linux", OperatingSystem="AMAZON_LINUX_2", Description="linux")
    query = {"ResourceTypeFilters": ["AWS::AllSupported"], "TagFilters": [{"Key": "env", "Values": ["prod"]}]}
    made.client("resource-groups").create_group(
        Name="prod", Description="prod", ResourceQuery={"Type": "TAG_FILTERS_1_0", "Query": json.dumps(query)}
    )
    made.client("servicecatalog").create_portfolio(
        DisplayName="tools", Description="tools", ProviderName="platform", IdempotencyToken="1"
    )
    made.client("servicecatalog-appregistry").create_application(
        name="shop", description="shop", clientToken="00000000-0000-0000-0000-000000000001"
    )
    cloudwatch = made.client("cloudwatch")
    cloudwatch.put_insight_rule(RuleName="callers", RuleState="ENABLED", RuleDefinition=json.dumps({"Schema": {}}))
    logs = made.client("logs")
    logs.put_metric_filter(
        logGroupName="/shop",
        filterName="errors",
        filterPattern="ERROR",
        metricTransformations=[{"metricName": "errors", "metricNamespace": "shop", "metricValue": "1"}],
    )
    logs.put_subscription_filter(
        logGroupName="/shop", filterName="all", filterPattern="", destinationArn=ids["function"]
    )
    stream = made.client("kinesis").describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    logs.put_destination(destinationName="central", targetArn=stream["StreamARN"], roleArn=ids["role"])
    made.client("synthetics").create_canary(
        Name="shop",
        Code={"Handler": "h.handler", "S3Bucket": "orders-archive", "S3Key": "canary.zip"},
        ArtifactS3Location="s3://orders-archive/canary",
        ExecutionRoleArn=ids["role"],
        Schedule={"Expression": "rate(5 minutes)"},
        RuntimeVersion="syn-nodejs-puppeteer-7.0",
    )
    made.client("amp").create_workspace(alias="shop", tags={"env": "prod"})
    somebody = {
        "FirstName": "Ada",
        "LastName": "A",
        "ContactType": "PERSON",
        "AddressLine1": "Main street 1",
        "City": "Town",
        "CountryCode": "GB",
        "ZipCode": "1",
        "PhoneNumber": "+44.1",
        "Email": "ada@example.com",
    }
    made.client("route53domains").register_domain(
        DomainName="example.org",
        DurationInYears=2,
        AdminContact=somebody,
        RegistrantContact=somebody,
        TechContact=somebody,
    )
    made.client("fis").create_experiment_template(
        clientToken="1",
        description="stop one",
        roleArn=ids["role"],
        stopConditions=[{"source": "none"}],
        actions={"stop": {"actionId": "aws:ec2:stop-instances"}},
    )
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}
    made.client("cloudformation").create_stack_set(StackSetName="everywhere", TemplateBody=json.dumps(template))
    edge = made.client("cloudfront")
    edge.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": "archive",
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )
    edge.create_function(
        Name="headers",
        FunctionConfig={"Comment": "x", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler() {}",
    )


SEEDS = (people, guards, order)

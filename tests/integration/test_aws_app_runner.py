"""App Runner: what a service runs, acts as, asks and goes into, told by the answers of its calls."""

from __future__ import annotations

import json

from tests.integration.cli_process import Cli

WHOSE = "eu-west-1:123456789012"
SERVICE, CONNECTOR = f"arn:aws:apprunner:{WHOSE}:service/web/8fe1", f"arn:aws:apprunner:{WHOSE}:vpcconnector/c/1/abc"
RUN, PULL = "arn:aws:iam::123456789012:role/run", "arn:aws:iam::123456789012:role/pull"
SECRET = f"arn:aws:secretsmanager:{WHOSE}:secret:db-AbCdEf"
DATABASE, HOST = f"arn:aws:rds:{WHOSE}:db:db", "db.abc.eu-west-1.rds.amazonaws.com"
REPOSITORY, PULLED = f"arn:aws:ecr:{WHOSE}:repository/shop", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop"
TOLD = {
    "apprunner describe-service": {
        "Service": {
            "ServiceName": "web",
            "ServiceId": "8fe1",
            "ServiceArn": SERVICE,
            "ServiceUrl": "psbqam834h.eu-west-1.awsapprunner.com",
            "Status": "RUNNING",
            "SourceConfiguration": {
                "ImageRepository": {
                    "ImageIdentifier": f"{PULLED}:1.2",
                    "ImageConfiguration": {
                        "RuntimeEnvironmentVariables": {"DB_HOST": HOST, "MODE": "tulip"},
                        "RuntimeEnvironmentSecrets": {"PASSWORD": SECRET},
                    },
                    "ImageRepositoryType": "ECR",
                },
                "AuthenticationConfiguration": {"AccessRoleArn": PULL},
            },
            "InstanceConfiguration": {"Cpu": "1024", "Memory": "2048", "InstanceRoleArn": RUN},
            "NetworkConfiguration": {"EgressConfiguration": {"EgressType": "VPC", "VpcConnectorArn": CONNECTOR}},
        }
    },
    "apprunner list-vpc-connectors": {
        "VpcConnectors": [
            {
                "VpcConnectorName": "c",
                "VpcConnectorArn": CONNECTOR,
                "VpcConnectorRevision": 1,
                "Subnets": ["subnet-1"],
                "SecurityGroups": ["sg-1"],
                "Status": "ACTIVE",
            }
        ]
    },
    "ec2 describe-subnets": {"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "available"}]},
    "ec2 describe-security-groups": {
        "SecurityGroups": [
            {"GroupId": "sg-1", "GroupName": "g", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}
        ]
    },
    "ecr describe-repositories": {
        "repositories": [{"repositoryArn": REPOSITORY, "repositoryName": "shop", "repositoryUri": PULLED}]
    },
    "rds describe-db-instances": {
        "DBInstances": [
            {
                "DBInstanceIdentifier": "db",
                "DBInstanceArn": DATABASE,
                "DBInstanceStatus": "available",
                "Engine": "postgres",
                "Endpoint": {"Address": HOST, "Port": 5432},
            }
        ]
    },
}


def test_a_service_leads_to_all_that_it_needs_and_keeps_no_variable(cli: Cli) -> None:
    folder = cli.home / "answers"
    folder.mkdir()
    for name, answer in TOLD.items():
        (folder / f"{name.replace(' ', '_')}.json").write_text(json.dumps(answer))

    imported = cli("import", str(folder), "--account", "123456789012", "--region", "eu-west-1")
    written = cli("export", "-")
    edges = {(line["src"]["key"], line["verb"], line["dst"]["key"]) for line in written.lines if "verb" in line}

    assert imported.code == 0, imported.err
    needs = (CONNECTOR, REPOSITORY, PULL, RUN, DATABASE, SECRET)
    assert edges >= {(SERVICE, "depends_on", other) for other in needs}
    assert edges >= {("subnet-1", "contains", CONNECTOR), ("sg-1", "protects", CONNECTOR)}
    assert "tulip" not in written.out

"""What copies data between others leads to these, though what it is told is kept secret."""

from __future__ import annotations

import json

from tests.integration.cli_process import Cli

WHOSE = "eu-west-1:123456789012"
DATABASE, HOST = f"arn:aws:rds:{WHOSE}:db:db", "db.abc.eu-west-1.rds.amazonaws.com"
SECRET = f"arn:aws:secretsmanager:{WHOSE}:secret:prod/orders-AbCdEf"
CONNECTION, JOB = f"arn:aws:glue:{WHOSE}:connection/orders", f"arn:aws:glue:{WHOSE}:job/load"
ENDPOINT, BUCKET = f"arn:aws:dms:{WHOSE}:endpoint:ABC", "arn:aws:s3:::lake-raw"
ROLE, SPARK = "arn:aws:iam::123456789012:role/loads", f"arn:aws:elasticmapreduce:{WHOSE}:cluster/j-1"
TOLD = {
    "glue get-connections": {
        "ConnectionList": [
            {
                "Name": "orders",
                "ConnectionType": "JDBC",
                "ConnectionProperties": {
                    "JDBC_CONNECTION_URL": f"jdbc:postgresql://{HOST}:5432/tulip",
                    "USERNAME": "tulip",
                    "SECRET_ID": "prod/orders",
                },
            }
        ]
    },
    "glue get-jobs": {
        "Jobs": [
            {
                "Name": "load",
                "Role": "loads",
                "DefaultArguments": {"--TempDir": "s3://lake-raw/tmp/", "--word": "tulip"},
                "Connections": {"Connections": ["orders"]},
            }
        ]
    },
    "dms describe-endpoints": {
        "Endpoints": [
            {
                "EndpointIdentifier": "from",
                "EndpointArn": ENDPOINT,
                "EndpointType": "SOURCE",
                "EngineName": "postgres",
                "ServerName": HOST,
                "Status": "active",
            }
        ]
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
    "secretsmanager list-secrets": {"SecretList": [{"ARN": SECRET, "Name": "prod/orders"}]},
    "iam list-roles": {"Roles": [{"RoleName": "loads", "Arn": ROLE, "RoleId": "AROA1", "Path": "/"}]},
    "emr describe-cluster": {
        "Cluster": {
            "Id": "j-1",
            "Name": "spark",
            "ClusterArn": SPARK,
            "ServiceRole": "loads",
            "Status": {"State": "RUNNING"},
        }
    },
    "s3api list-buckets": {"Buckets": [{"Name": "lake-raw"}]},
}


def test_connections_jobs_and_endpoints_lead_to_the_data_and_keep_no_secret(cli: Cli) -> None:
    folder = cli.home / "answers"
    folder.mkdir()
    for name, answer in TOLD.items():
        (folder / f"{name.replace(' ', '_')}.json").write_text(json.dumps(answer))

    imported = cli("import", str(folder), "--account", "123456789012", "--region", "eu-west-1")
    written = cli("export", "-")
    edges = {(line["src"]["key"], line["verb"], line["dst"]["key"]) for line in written.lines if "verb" in line}

    assert imported.code == 0, imported.err
    assert edges >= {(CONNECTION, "depends_on", DATABASE), (CONNECTION, "depends_on", SECRET)}
    assert edges >= {(JOB, "depends_on", CONNECTION), (JOB, "depends_on", BUCKET), (ENDPOINT, "routes_to", DATABASE)}
    assert edges >= {(JOB, "depends_on", ROLE), (SPARK, "depends_on", ROLE)}
    assert "tulip" not in written.out

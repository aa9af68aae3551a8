"""Where a region keeps data, and how it passes messages on."""

from __future__ import annotations

import json

from benchmarks.aws_estate.seed import Place
from benchmarks.aws_estate.seed_network import ZONES


def region(place: Place) -> None:
    """Seed stores and queues."""
    _databases(place)
    for number in place.of(0.03, 3):
        table = place.client("dynamodb").create_table(
            TableName=f"table-{number}",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        place.add(table["TableDescription"]["TableArn"])
    for number in place.of(0.01):
        place.client("elasticache").create_cache_cluster(
            CacheClusterId=f"cache-{number}", Engine="redis", CacheNodeType="cache.t3.micro", NumCacheNodes=1
        )
        place.client("efs").create_file_system(CreationToken=f"files-{number}")
        place.client("kinesis").create_stream(StreamName=f"stream-{number}", ShardCount=2)
    _queues(place)
    _topics(place)


def _databases(place: Place) -> None:
    rds, network = place.client("rds"), place.networks[0]
    group = f"databases-{place.region}"
    rds.create_db_subnet_group(
        DBSubnetGroupName=group, DBSubnetGroupDescription="seeded", SubnetIds=network.subnets[3:]
    )
    subnet_group = place.add(place.arn("rds", f"subgrp:{group}"), network.vpc, *network.subnets[3:])
    for number in place.of(0.03, 3):
        guarded = place.chance.choice(network.groups)
        database = rds.create_db_instance(
            DBInstanceIdentifier=f"database-{place.region}-{number}",
            DBInstanceClass=place.chance.choice(("db.t3.medium", "db.r5.large")),
            Engine=place.chance.choice(("postgres", "mysql")),
            AllocatedStorage=100,
            MasterUsername="root",
            MasterUserPassword="never-shown",
            DBSubnetGroupName=group,
            AvailabilityZone=f"{place.region}{ZONES[number % 3]}",
            VpcSecurityGroupIds=[guarded],
            Tags=place.tags(f"database-{number}"),
        )["DBInstance"]["DBInstanceArn"]
        place.add(database, subnet_group, guarded, network.vpc, network.subnets[3 + number % 3])


def _queues(place: Place) -> None:
    sqs = place.client("sqs")
    for number in place.of(0.05, 4):
        sqs.create_queue(QueueName=f"events-{number}-dead")
        dead = place.add(place.arn("sqs", f"events-{number}-dead"))
        redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5})
        tags = {tag["Key"]: tag["Value"] for tag in place.tags(f"events-{number}")}
        sqs.create_queue(QueueName=f"events-{number}", Attributes={"RedrivePolicy": redrive}, tags=tags)
        place.queues.append(place.add(place.arn("sqs", f"events-{number}"), dead))


def _topics(place: Place) -> None:
    sns = place.client("sns")
    for number in place.of(0.03, 2):
        topic = place.add(sns.create_topic(Name=f"topic-{number}", Tags=place.tags(f"topic-{number}"))["TopicArn"])
        queue = place.chance.choice(place.queues)
        subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)["SubscriptionArn"]
        place.add(subscription, topic, queue)

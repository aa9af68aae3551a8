"""Large files of AWS imported: what they take for their size, and that memory does not grow with it.

``python benchmarks/import_aws.py [MB…]`` writes an answer of the AWS CLI and a snapshot of AWS Config of each of these sizes,
imports each into a fresh store, and prints a line for each.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (30, 300)
ACCOUNT = "123456789012"
TAGS = [{"Key": name, "Value": f"value of {name}"} for name in ("env", "team", "owner", "cost-centre")]


def instance(number: int) -> dict[str, object]:
    """An instance as DescribeInstances tells of it, more or less."""
    group = {"GroupName": "web", "GroupId": f"sg-{number % 50:017x}"}
    return {
        "InstanceId": f"i-{number:017x}",
        "ImageId": f"ami-{number % 20:017x}",
        "State": {"Code": 16, "Name": "running"},
        "InstanceType": "m5.large",
        "LaunchTime": "2024-05-01T10:00:00+00:00",
        "Placement": {"AvailabilityZone": "eu-west-1a", "Tenancy": "default"},
        "PrivateIpAddress": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "SubnetId": f"subnet-{number % 90:017x}",
        "VpcId": f"vpc-{number % 9:017x}",
        "SecurityGroups": [group],
        "NetworkInterfaces": [{"NetworkInterfaceId": f"eni-{number:017x}", "Groups": [group], "Status": "in-use"}],
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": f"vol-{number:017x}"}}],
        "Tags": [{"Key": "Name", "Value": f"web-{number}"}, *TAGS],
    }


def answer(number: int) -> str:
    """Ten instances as the AWS CLI writes them."""
    several = [instance(number + each) for each in range(10)]
    return json.dumps({"ReservationId": f"r-{number:x}", "OwnerId": ACCOUNT, "Instances": several}, indent=4)


def items(number: int) -> str:
    """Ten instances as AWS Config records them: each with its tags apart, its relations, and a line of its own."""
    return ",".join(json.dumps(item(number + each)) for each in range(10))


def item(number: int) -> dict[str, object]:
    configuration = instance(number)
    network = {"resourceType": "AWS::EC2::VPC", "resourceId": configuration["VpcId"], "name": "Is contained in Vpc"}
    return {
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": "2024-05-01T10:00:00.000Z",
        "configurationItemStatus": "OK",
        "awsAccountId": ACCOUNT,
        "awsRegion": "eu-west-1",
        "resourceType": "AWS::EC2::Instance",
        "resourceId": configuration["InstanceId"],
        "ARN": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/{configuration['InstanceId']}",
        "tags": {tag["Key"]: tag["Value"] for tag in TAGS},
        "relationships": [network],
        "configuration": {name[0].lower() + name[1:]: value for name, value in configuration.items()},
    }


FORMS: dict[str, tuple[str, Callable[[int], str]]] = {
    "AWS CLI": ('{"Reservations": [', answer),
    "AWS Config": ('{"fileVersion": "1.0", "configurationItems": [', items),
}


def write(path: Path, megabytes: int, form: str) -> int:
    """A file of about this size. Returns how many instances it has."""
    beginning, ten = FORMS[form]
    number = 0
    with path.open("w") as file:
        file.write(beginning)
        while file.tell() < megabytes << 20:
            file.write(("," if number else "") + ten(number))
            number += 10
        file.write("]}")
    return number


def imported(path: Path, folder: str) -> tuple[float, int]:
    """Import ``path`` into a store of its own. Returns seconds, and the most memory it ever had in MB."""
    command = [sys.executable, "-m", "dharma_tui", "--data-dir", folder]
    began = time.perf_counter()
    child = subprocess.Popen(
        [*command, "import", str(path), "--region", "eu-west-1"],
        env={"HOME": folder, "PATH": "", "PYTHONPATH": ":".join(sys.path)},
    )
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("the import failed")
    return time.perf_counter() - began, used.ru_maxrss >> 10


def main() -> None:
    for megabytes, form in itertools.product(map(int, sys.argv[1:] or SIZES), FORMS):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "file.json")
            count = write(path, megabytes, form)
            seconds, peak = imported(path, folder)
            rate = f"{count / seconds:,.0f} a second"
            print(
                f"{form}, {megabytes} MB, {count:,} instances: {seconds:.1f} s, {rate}, at most {peak} MB", flush=True
            )


if __name__ == "__main__":
    main()

"""A large answer of the AWS CLI imported: what it takes for its size, and that memory does not grow with it.

``python benchmarks/import_aws.py [MB…]`` writes answers of these sizes, one to each fresh store, and prints a line for each.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (30, 300)
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


def write(path: Path, megabytes: int) -> int:
    """An answer of about this size. Returns how many instances it has."""
    number = 0
    with path.open("w") as file:
        file.write('{"Reservations": [')
        while file.tell() < megabytes << 20:
            several = [instance(number + each) for each in range(10)]
            reservation = {"ReservationId": f"r-{number:x}", "OwnerId": "123456789012", "Instances": several}
            file.write(("," if number else "") + json.dumps(reservation, indent=4))
            number += 10
        file.write("]}")
    return number


def main() -> None:
    for megabytes in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "instances.json")
            count = write(path, megabytes)
            began = time.perf_counter()
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "dharma_tui",
                    "--data-dir",
                    folder,
                    "import",
                    str(path),
                    "--region",
                    "eu-west-1",
                ],
                check=True,
                env={"HOME": folder, "PATH": "", "PYTHONPATH": ":".join(sys.path)},
            )
            seconds = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
            print(
                f"{megabytes} MB, {count:,} instances: {seconds:.1f} s, {count / seconds:,.0f} a second, at most {peak} MB"
            )


if __name__ == "__main__":
    main()

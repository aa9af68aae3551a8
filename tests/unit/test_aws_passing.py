"""What changes of itself is volatile: when something was last used, how far work has come, how much is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from dharma_tui.core.types import Json, Resource, ResourceRef, Scope
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._shapes import item_shape
from dharma_tui.services.store.lines import resource_line
from tests.unit.test_aws_entries import ENTRIES

_PASSING = re.compile(
    r"(?:\w*Last(?:Used|Access|Ping|Computed|Restore|Validat|Verif|Analyzed|Drift|Check|Allocation|Ingestion|Inventory)"
    r"|Next(?:Execution|Maintenance|Snapshot)|(?:Latest|Earliest)\w*(?:Restorable|Backtrack)"
    r"|\w*(?:PercentProgress|ProgressPercent|ProgressIn)|Progress$|Elapsed|Estimated\w*(?:Completion|Users)"
    r"|(?:Item|Record)Count$|IndexSizeBytes|TableSizeBytes|storedBytes|NumberOfDecreasesToday|\w*RemainingDays"
    r"|\w*LastAssociation|\w*LastExecution|\w*LastSuccessful\w*Time|\w*LastAttempted\w*Time|AvailableIpAddressCount)",
    re.IGNORECASE,
)
"""The last steps of paths that say so."""


def leaves(members: Mapping[str, Any], path: str = "", within: frozenset[str] = frozenset()) -> Iterator[str]:
    """Where the texts and numbers are in an answer; maps lead on by names that nobody knows before."""
    for name, shape in members.items():
        while shape.type_name == "list":
            shape = shape.member
        here = f"{path}.{name}" if path else name
        if shape.type_name == "structure" and shape.name not in within:
            yield from leaves(shape.members, here, within | {shape.name})
        elif shape.type_name not in ("structure", "map"):
            yield here


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_what_changes_of_itself_is_volatile(entry: Entry) -> None:
    left_out = tuple(f"{path}." for path in (*entry.spec.volatile, *entry.dropped, *entry.elsewhere))
    passing = [path for path in leaves(item_shape(entry).members) if _PASSING.match(path.rpartition(".")[2])]
    assert [path for path in passing if not f"{path}.".startswith(left_out)] == []


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("iam.access_key", {"LastUsed": {"LastUsedDate": "2026-01-01", "Region": "N/A"}}, {"LastUsed": {"Region": "x"}}),
        ("iam.instance_profile", {"Roles": [{"RoleLastUsed": {}}]}, {"Roles": [{"RoleLastUsed": {"Region": "x"}}]}),
        ("dynamodb.table", {"GlobalSecondaryIndexes": [{"IndexName": "by", "ItemCount": 1, "IndexSizeBytes": 8}]},
         {"GlobalSecondaryIndexes": [{"IndexName": "by", "ItemCount": 2, "IndexSizeBytes": 9}]}),
        ("redshift.warehouse_snapshot", {"ManualSnapshotRemainingDays": 9}, {"ManualSnapshotRemainingDays": 8}),
        ("glacier.glacier_vault", {"NumberOfArchives": 1, "SizeInBytes": 2}, {"NumberOfArchives": 3, "SizeInBytes": 4}),
        ("batch.compute_environment", {"computeResources": {"desiredvCpus": 1, "maxvCpus": 9}},
         {"computeResources": {"desiredvCpus": 4, "maxvCpus": 9}}),
    ],
)  # fmt: skip
def test_what_changes_of_itself_is_no_change(kind: str, before: dict[str, Json], after: dict[str, Json]) -> None:
    spec = ENTRIES[f"aws.{kind}"].spec
    ref = ResourceRef(spec.kind, "it")
    lines = [resource_line(Resource(ref, "it", Scope("aws"), attrs=each), spec.volatile) for each in (before, after)]

    assert lines[0].identity == lines[1].identity
    assert lines[0].rest != lines[1].rest

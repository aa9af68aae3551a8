"""Whatever the SDK's documentation says a list leaves out by default is asked for, or there is a reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dharma_tui.services.discovery.aws._entry import Entry, calls_of
from dharma_tui.services.discovery.aws._left_out import LEFT_OUT
from dharma_tui.services.discovery.aws._shapes import model
from tests.unit.test_aws_entries import ENTRIES

NAMES = re.compile(r"(?i)include|show|resourceOwners?$|resourceShareType$|shared$|callAs$|dataSourceType$|backupType$")
SAYS = re.compile(
    r"[Bb]y default,? (?!this API returns an unfiltered|if the filter is not|you can only specify|all |snapshots of all|Config)"
    r"|[Dd]efault filter|[Dd]efault (setting|status)|[Dd]efault value of FALSE|The default (is|status)|Default: No "
    r"|aren.t included|are not included"
)
SORTS = re.compile(r"(?i)sort|order|max|next|marker|limit|page|(Time)?(before|after)$|prefix$")
TELLS_ALL = {
    "PathPrefix": "all paths where none is given",
    "IncludeInstances": "so by itself",
    "ByShared": "sorts",
    "IncludePublicKey": "tells more of each",
    "ShowFilterExpression": "tells more of each",
    "ShowNodeGroupConfig": "tells more of each",
    "ShowDetail": "tells more of each",
    "IncludeStatusDetails": "tells more of each",
    "includeValues": "secrets, which are never asked for",
    "ShowCacheClustersNotInReplicationGroups": "leaves some out",
    "IncludedDeletedBackTo": "goes with another",
    "IncludeDeprecated": "images of ours are told in any case",
    "TargetVersion": "the version that holds",
    "ClusterIdentifier": "all where none is named",
    "ParameterGroupName": "all where none is named",
    "CatalogId": "the catalog of the account",
    "registryId": "the registry of the account",
    "workGroup": "given by the parent",
}
"""Parameters that are said to have a default, and leave out nothing by it."""


def settled(entry: Entry) -> set[str]:
    given = set(entry.parent.given) if entry.parent else set()
    told = {name for name, value in entry.params.items() if value is True}
    return {*given, *told, *entry.wide, *LEFT_OUT.get(entry.spec.kind, ())}


def leaving_out(entry: Entry) -> Iterator[str]:
    """The parameters of a list that may tell more than it does by itself, by what they are called or what is said of them."""
    shape = model(entry.service).operation_model(entry.operation).input_shape
    for name, member in shape.members.items() if shape else ():
        said = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", member.documentation or ""))
        is_by_itself = "true (default)" in said or name in TELLS_ALL or SORTS.search(name)
        if not is_by_itself and (NAMES.match(name) or SAYS.search(said)):
            yield name


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_nothing_is_left_out_without_a_reason(entry: Entry) -> None:
    assert set(leaving_out(entry)) - settled(entry) - {"include", "AlarmTypes"} == set()


def test_reasons_are_of_parameters_there_are_and_stand_in_the_reference() -> None:
    for kind, reasons in LEFT_OUT.items():
        entry = ENTRIES[kind]
        assert reasons.keys() <= model(entry.service).operation_model(entry.operation).input_shape.members.keys(), kind
        assert all(any(why in call for call in calls_of(entry)) for why in reasons.values())


def test_what_is_asked_for_beyond_the_usual_is_there_to_be_asked() -> None:
    """The SDK would refuse it, and nobody would notice."""
    for entry in ENTRIES.values():
        details = ((detail.operation, detail.wide) for detail in entry.details)
        for called, wide in ((entry.operation, entry.wide), *details):
            if wide:
                taken = model(entry.service).operation_model(called).input_shape.members
                assert wide.keys() <= taken.keys(), entry.spec.kind


@pytest.mark.parametrize(
    ("told", "word"),
    [({"State": "PENDING_ACTIVATION"}, "PENDING_ACTIVATION"), ({"Status": "ACTIVE"}, "ACTIVE"), ({}, None)],
)
def test_how_an_account_is_stands_where_its_status_is_retired(told: dict[str, str], word: str | None) -> None:
    entry = ENTRIES["aws.organizations.member_account"]
    assert entry.derived[entry.state](dict(told)) == word
    assert word is None or word.lower() in entry.spec.states

"""How long things are kept, what is switched off, tags that are not there, numbers of a column called like a metric."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.core.frames import Frame
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.tags import Vocabulary
from dharma_tui.nlp.continents import continents
from dharma_tui.nlp.details import details, switched
from dharma_tui.nlp.keeping import kept_for
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.lacking import missing_tags
from dharma_tui.nlp.queries import Queries
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.spans import span
from dharma_tui.nlp.tools._base import Asked

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
COLUMNS = (
    Column("multi_az", "MULTI AZ", "MultiAZ", ColumnType.FLAG, doc="Whether a standby waits."),
    Column("backup_days", "BACKUP DAYS", "Backup", ColumnType.NUMBER, doc="Days backups are kept."),
    Column(
        "versioning", "VERSIONING", "Versioning", doc="Whether it keeps what is written over: Enabled or Suspended."
    ),
    Column("iops", "IOPS", "Iops", ColumnType.NUMBER, doc="Operations a second it is given."),
)
KIND = KindSpec("aws.ec2.volume", "volume", "volumes", "", columns=COLUMNS)


def of(line: str, **entities: tuple[str, ...]) -> Query:
    kinds = KindTable({KIND.kind: KIND})
    told = Asked(
        line,
        Frame("list_resources", 1.0, {"resource_kind": ("aws.ec2.volume",), **entities}),
        words=tuple(line.split()),
    )
    time = next(iter(entities.get("time_range", ())), "")
    return Queries(kinds, Vocabulary()).of(told, NOW, span(time, NOW, {}) if time else None)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("which keep backups for less than 10 days ?", "backup_days<10"),
        ("with a backup retention of 2 weeks", "backup_days=14"),
        ("that keep anything longer than 30 days", "backup_days>30"),
        ("created in the last 10 days", None),
        ("backups of the last 7 days", None),
        ("older than 30 days", None),
    ],
)
def test_days_of_keeping_are_told_by_a_column(line: str, text: str | None) -> None:
    found = kept_for(line.split(), COLUMNS)
    assert (found[0] if found else None) == text


def test_days_of_keeping_are_no_age() -> None:
    query = of("volumes with backups for less than 10 days", time_range=("last:10d",))
    assert [one.text for one in query.conditions] == ["backup_days<10"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("with backups off", '(backup_days=0 | backup_days="")'),
        ("with backups enabled", '!(backup_days=0 | backup_days="")'),
        ("versioning disabled", "(!versioning=enabled)"),
        ("multi az off", "multi_az=no"),
        ("backups on disk", None),
    ],
)
def test_what_is_switched_off_is_told_by_its_column(line: str, text: str | None) -> None:
    assert [one for one, _ in switched(line.split(), COLUMNS)] == ([text] if text else [])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("multi az databases", "multi_az=yes"),
        ("which are not multi-az ?", "multi_az=no"),
        ("which don't have multi az", "multi_az=no"),
    ],
)
def test_a_flag_may_be_called_by_several_words(line: str, text: str) -> None:
    assert [one for one, _ in details(line.split(), COLUMNS)] == [text]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("which are untagged with an owner ?", 'tag.owner=""'),
        ("not tagged with a team", 'tag.owner=""'),
        ("untagged with a costcenter ?", '!label:"costcenter"'),
        ("untagged with team=data", None),
    ],
)
def test_a_tag_that_is_not_there_may_be_said_with_with(line: str, text: str | None) -> None:
    assert [one for one, _ in missing_tags(line.split())] == ([text] if text else [])


def test_a_number_is_compared_with_the_column_that_a_metric_is_called_like() -> None:
    query = of("volumes with more than 3030 iops", metric=("iops",), count=(">3030",))
    assert [one.text for one in query.conditions] == ["iops>3030"] and not query.untold


def test_a_state_that_is_the_value_of_a_column_is_not_left_out_as_well() -> None:
    query = of("volumes with versioning suspended", status=("paused",))
    assert [one.text for one in query.conditions] == ['versioning:"suspended"'] and not query.untold


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("servers in europe", ["in europe"]),
        ("servers outside of europe ?", ["not in europe"]),
        ("not in the us", ["not in the us"]),
        ("servers tell us", []),
        ("the asia team", []),
    ],
)
def test_a_part_of_the_world_is_its_regions(line: str, told: list[str]) -> None:
    assert [words for _, words in continents(line.split())] == told

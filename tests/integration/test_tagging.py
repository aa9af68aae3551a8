"""How tags are kept, counted over a real index."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.tag_report import COLUMNS, TagReport
from dharma_tui.core.tags import Conventions, TagRule
from dharma_tui.core.view import View
from dharma_tui.screens._report_file import csv_text
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.tagging import Tagging
from tests.integration.store_lab import open_lake, scan, thing

KINDS = {
    "lab.thing": KindSpec("lab.thing", "Thing", "Things", "Can have tags.", tagged=True),
    "lab.other": KindSpec("lab.other", "Other", "Others", "Can have tags, too.", tagged=True),
    "lab.rock": KindSpec("lab.rock", "Rock", "Rocks", "Cannot have tags."),
}


class Bench:
    """A lake of things with tags, and what counts them."""

    def __init__(self, folder: Path) -> None:
        self.lake = open_lake(folder)
        self.io = IoPool(2, "test")
        self.inventory = Inventory(self.lake, self.io, Bus(), SystemClock(), KINDS, self.lake.folder)
        scan(self.lake, [thing("rock", kind="lab.rock")], kind="lab.rock")
        scan(self.lake, [thing("other", kind="lab.other", labels={"Name": "other"})], kind="lab.other")
        self.things = {
            each.ref.key: each
            for each in [
                thing("a", labels={"env": "prod", "owner": "ann"}),
                thing("b", labels={"env": "production", "Team": "ops"}),
                thing("c", labels={"Env": "Prod", "owner": "Ann"}),
                thing("d", labels={"aws:env": "prod", "cost-center": "1"}),
                thing("e", labels={"CostCenter": "1"}),
                thing("f"),
            ]
        }
        scan(self.lake, [*self.things.values()])

    async def report(self, *rules: TagRule) -> TagReport:
        return await Tagging(self.inventory, KINDS, lambda: Conventions(rules=rules)).report()

    async def keys(self, view: View) -> list[str]:
        listing = await self.inventory.open(view)
        return sorted(ref.key for ref in await self.inventory.refs(listing))

    def close(self) -> None:
        self.io.close()
        self.lake.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("rule", "asked", "broken"),
    [
        (TagRule("owner", "owner", ("lab.*",)), 7, ["d", "e", "f", "other"]),
        (TagRule("environment", "environment", ("lab.thing",)), 6, ["d", "e", "f"]),
        (TagRule("environment", "environment", ("lab.thing",), ("prod",)), 6, ["b", "d", "e", "f"]),
        (TagRule("cost", "cost-center", ("*",)), 7, ["a", "b", "c", "e", "f", "other"]),
        (TagRule("name", "Name", ("lab.other",)), 1, []),
        (TagRule("odd", "odd key/with=signs", ("lab.other",)), 1, ["other"]),
        (TagRule("odd", "aws:env", ("lab.thing",)), 6, ["a", "b", "c", "e", "f"]),
        (TagRule("odd", "AWS:env", ("lab.thing",)), 6, ["a", "b", "c", "d", "e", "f"]),
        (TagRule("odd", "aws:env", ("lab.thing",), ("prod",)), 6, ["a", "b", "c", "e", "f"]),
        (TagRule("none", "owner", ("lab.rock",)), 0, []),
    ],
)
async def test_a_rule_tells_who_does_not_keep_it(bench: Bench, rule: TagRule, asked: int, broken: list[str]) -> None:
    (kept,) = (await bench.report(rule)).rules

    assert (kept.asked, kept.broken) == (asked, len(broken))
    assert not asked or await bench.keys(kept.view) == broken
    assert kept.percent == (100 * (asked - len(broken)) / asked if asked else None)


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("tag.environment=production", ["a", "b", "c", "g"]),
        ("tag.environment=prd", ["a", "b", "c", "g"]),
        ("tag.environment=staging,prod*", ["a", "b", "c", "g", "h"]),
        ("kind:lab.thing !tag.environment=production", ["d", "e", "f", "h", "i"]),
        ("tag.environment=pre-production", ["h"]),
        ("tag.application=web-shop", ["g", "h"]),
        ("owner=ann", ["a", "c"]),
        ("tag.team=ops", ["b"]),
        ("tag.Env=Prod", ["a", "c", "g"]),
        ("label.Env=production", ["b"]),
        ("tag.Name=other", ["other"]),
        ("tag.aws:autoscaling:groupName=asg", ["i"]),
        ("label.aws:autoscaling:groupName:as", ["i"]),
        ("tag.team:lead=ann", ["i"]),
        ("label.app.kubernetes.io/name:web", ["i"]),
        ("label.app.kubernetes.io/name=other", []),
        ('tag."Cost Center"=42', ["i"]),
        ("tag.user@corp=1", ["i"]),
        ('kind:lab.thing tag.team=""', ["a", "c", "d", "e", "f", "g", "h", "i"]),
    ],
)
async def test_filters_take_every_spelling_of_what_tags_say_and_labels_under_just_their_key(
    bench: Bench, filter_: str, found: list[str]
) -> None:
    more = [
        thing("g", labels={"env": "PROD", "app": "Web_Shop"}),
        thing("h", labels={"Environment": "Pre Prod", "application": "web shop"}),
        thing(
            "i",
            labels={"aws:autoscaling:groupName": "asg", "team:lead": "ann", "app.kubernetes.io/name": "web"}
            | {"Cost Center": "42", "user@corp": "1"},
        ),
    ]
    scan(bench.lake, [*bench.things.values(), *more])

    assert await bench.keys(View(filter=filter_)) == found


async def test_keys_that_mean_the_same_stand_side_by_side(bench: Bench) -> None:
    report = await bench.report()

    found = {case.meaning: [(one.text, one.count) for one in case.spellings] for case in report.keys}
    assert found == {
        "environment": [("env", 2), ("Env", 1)],
        "costcenter": [("CostCenter", 1), ("cost-center", 1)],
    }
    shown = {one.text: one.view for case in report.keys for one in case.spellings}
    assert await bench.keys(shown["Env"]) == ["c"]
    assert await bench.keys(shown["env"]) == ["a", "b"]


async def test_values_that_mean_the_same_stand_side_by_side(bench: Bench) -> None:
    report = await bench.report()

    found = {(case.key, case.meaning): [(one.text, one.count) for one in case.spellings] for case in report.values}
    assert found == {
        ("environment", "production"): [("Prod", 1), ("prod", 1), ("production", 1)],
        ("owner", "ann"): [("Ann", 1), ("ann", 1)],
    }
    shown = {one.text: one.view for case in report.values for one in case.spellings}
    assert await bench.keys(shown["Prod"]) == ["c"]
    assert await bench.keys(shown["production"]) == ["b"]


async def test_tags_of_one_resource_that_contradict_each_other_are_told(bench: Bench) -> None:
    more = [
        thing("x", labels={"env": "prod", "Env": "stage", "Owner": "Ann", "owner": "ann"}),
        thing("y", labels={"env": "prod", "Environment": "Production"}),
        thing("z", labels={"env": "", "Env": "stage"}),
    ]
    scan(bench.lake, [*bench.things.values(), *more])
    bench.inventory.advance()
    report = await bench.report()

    (found,) = report.contradictions
    assert (found.meaning, [(one.text, one.count) for one in found.spellings]) == (
        "environment",
        [("Env=stage, env=prod", 1)],
    )
    assert await bench.keys(found.spellings[0].view) == ["x"]
    assert [row["spelling"] for row in report.rows() if row["what"] == "contradiction"] == ["Env=stage, env=prod"]


async def test_keys_count_in_whatever_way_their_parts_are_joined(bench: Bench) -> None:
    """As they do for infrastructures."""
    more = [
        thing("x", labels={"Application Name": "Web Shop", "Environment Type": "prod", "Owner E-Mail": "ann"}),
        thing("y", labels={"acme:app": "web-shop", "env ": "prd", "team": "", "Squad": "ann"}),
        thing("z", labels={"aws:application": "web-shop", "elasticbeanstalk:environment-name": "prod"}),
    ]
    scan(bench.lake, [*bench.things.values(), *more])
    bench.inventory.advance()

    wanted = ["x", "y"]
    assert await bench.keys(View(filter="tag.application=web-shop")) == wanted
    assert await bench.keys(View(filter="tag.environment=production name:x,y,z")) == wanted
    assert await bench.keys(View(filter="owner=ann name:x,y,z")) == wanted
    (kept,) = (await bench.report(TagRule("application", "application", ("lab.thing",)))).rules
    assert await bench.keys(kept.view) == ["a", "b", "c", "d", "e", "f", "z"]


async def test_what_has_no_tags_at_all_is_counted(bench: Bench) -> None:
    report = await bench.report()

    assert (report.taggable, report.untagged_count) == (7, 1)
    assert await bench.keys(report.untagged) == ["f"]


async def test_a_report_is_written_as_json_and_as_a_harmless_table(bench: Bench) -> None:
    scan(bench.lake, [thing("x", kind="lab.other", labels={"+cmd": "1", "+CMD": "1"})], kind="lab.other")
    bench.inventory.advance()
    report = await bench.report(TagRule("owner", "owner", ("lab.*",)))

    document = report.document()
    rows = list(csv.DictReader(io.StringIO(csv_text(COLUMNS, report.rows()))))

    assert document["rules"][0]["view"] == 'taggable owner=""'.replace("owner", "tag.owner")
    assert {row["spelling"] for row in rows if row["what"] == "key"} >= {"'+cmd", "'+CMD"}

"""What refers to something that is not in the inventory, as a list that leads to what refers to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.dangling import Dangling, Missing, Why
from dharma_tui.core.dangling_filter import dangling_filter
from dharma_tui.core.errors import FilterError
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services import Services
from dharma_tui.services.store.scan_store import ScanStore
from tests.app.console import build, press, settled, text_of
from tests.integration.store_lab import scan

INSTANCE, IMAGE = "aws.ec2.instance", "aws.ec2.ami"
HERE = Scope("aws", "123456789012", "eu-west-1")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return build(tmp_path, FrozenClock())


async def test_what_dangles_is_listed_by_reason_and_enter_opens_who_refers_to_it(
    services: Services, tmp_path: Path
) -> None:
    web = Resource(ResourceRef(INSTANCE, "i-1"), "web-1", HERE, State.RUNNING)
    image = Relationship(web.ref, ResourceRef(IMAGE, "ami-0"), Verb.DEPENDS_ON, f"{INSTANCE}:ImageId")
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, ":", *"dangling", "enter")
        assert "Nothing that refers to anything" in shown

        await services.io.run(lambda: scan(services.lake, [web], [image], scope=HERE, kind=INSTANCE))
        await services.io.run(services.inventory.advance)
        app.screen.reload()  # type: ignore[attr-defined]
        await settled(pilot)
        shown = text_of(pilot)
        assert "Not scanned: 1 relationship to 1 thing" in shown
        line = next(line for line in shown.splitlines() if "ami-0" in line)
        assert "web-1" in line and "ImageId: its kind is not" in line

        path = tmp_path / "dangling.json"
        await press(pilot, "e", "ctrl+u", *str(path), "enter")
        assert [each["missing_key"] for each in json.loads(path.read_text())] == ["ami-0"]

        shown = await press(pilot, "enter")
        assert "i-1" in shown and "web-1" in shown
        assert app.screen.NAME == "detail"  # type: ignore[attr-defined]


async def test_a_filter_lists_what_is_like_it_and_says_what_is_wrong_with_it(
    services: Services, tmp_path: Path
) -> None:
    both = [Resource(ResourceRef(INSTANCE, f"i-{name}"), name, HERE, State.RUNNING) for name in ("web", "db")]
    told = [
        Relationship(each.ref, ResourceRef(IMAGE, f"ami-{each.name}-{number}"), Verb.DEPENDS_ON, f"{INSTANCE}:ImageId")
        for each in both
        for number in range(600)
    ]
    app = DharmaApp(services)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await services.io.run(lambda: scan(services.lake, both, told, scope=HERE, kind=INSTANCE))
        await services.io.run(services.inventory.advance)
        await press(pilot, ":", *"dangling", "enter")
        shown = await press(pilot, "slash", *"ami-web-59", "enter")
        assert "Not scanned: 11 relationships" in shown and "ami-web-599" in shown and "ami-db" not in shown
        path = tmp_path / "dangling.json"
        await press(pilot, "e", "ctrl+u", *str(path), "enter")
        assert len(json.loads(path.read_text())) == 11

        shown = await press(pilot, "slash", "ctrl+u", *"name:db", "space", *"!missing:ami-db-5")
        assert "489 relationships" in shown and "ami-web" not in shown
        assert "no field 'nome'" in await press(pilot, "ctrl+u", *"nome:db")
        assert "is like this" in await press(pilot, "ctrl+u", *"nothing-so-called")
        assert "1,200 relationships" in await press(pilot, "escape")

        assert "600 relationships" in await press(pilot, "slash", *"name:db", "enter")
        shown = await press(pilot, "escape")
        assert "1,200 relationships" in shown and "name:db" not in shown
        await press(pilot, "escape")
        assert app.screen.NAME != "dangling"  # type: ignore[attr-defined]


async def test_enter_on_a_name_of_what_is_gone_opens_its_history(services: Services) -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012:work"
    queue = Resource(ResourceRef("aws.sqs.queue", arn), "work", HERE, State.RUNNING)
    measured: dict[str, Json] = {"Measured": {"QueueName": "work"}}
    alarm = Resource(ResourceRef("aws.cloudwatch.alarm", "qalarm"), "qalarm", HERE, State.RUNNING, {}, measured)
    app = DharmaApp(services)

    def scan_all() -> None:
        for listed, kind in (([queue], queue.ref.kind), ([alarm], alarm.ref.kind), ([], queue.ref.kind)):
            scan(services.lake, listed, scope=HERE, kind=kind)
        ScanStore(services.lake).resolve([*services.kinds.values()])

    async with app.run_test(size=(180, 24)) as pilot:
        await settled(pilot)
        await services.io.run(scan_all)
        await services.io.run(services.inventory.advance)
        shown = await press(pilot, ":", *"dangling", "enter")
        assert "Deleted: 1 relationship to 1 thing" in shown and "gone since" in shown
        await press(pilot, "enter")
        assert "gone since" in await press(pilot, "x")
        shown = await press(pilot, "enter")
        assert arn in shown and "removed" in shown


@pytest.mark.parametrize(
    ("filter_", "is_wanted"),
    [
        ("", True),
        ("WEB ami", True),
        ("web | other", True),
        ("reason:deleted", False),
        ("reason=deleted,other-account !(name:db)", False),
        ('reason="not there"', True),
        ("reason:not-there", True),
        ("reason=deleted,Not_There", True),
        ("reason:other-account", False),
        ("reason:not*", True),
        ("missing:ami-* kind=aws.ec2.instance", True),
        ("arn:aws:ec2:x", False),
        ("w*b", True),
        ("name=we", False),
        ("name=w?b", True),
    ],
)
def test_filters_of_what_dangles(filter_: str, is_wanted: bool) -> None:
    by, image = ResourceRef(INSTANCE, "i-1"), ResourceRef(IMAGE, "ami-0")
    found = Dangling(by, "web", Verb.DEPENDS_ON, True, image, "x:ImageId", Missing(Why.ABSENT, "was not there"))
    assert dangling_filter(filter_)(found) is is_wanted


@pytest.mark.parametrize("filter_", ["name~^web", "~web", "nome:web", "name>3", "reason:gone", "reason=deleted,absent"])
def test_what_filters_of_what_dangles_do_not_take_is_said(filter_: str) -> None:
    with pytest.raises(FilterError):
        dangling_filter(filter_)

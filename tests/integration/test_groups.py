"""Infrastructures over a real lake: found, kept, corrected by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.deployments import deployed
from dharma_tui.core.errors import NotFoundError, SettingsError, UsageError
from dharma_tui.core.groups import INFRASTRUCTURE, KIND, Infrastructure
from dharma_tui.core.kinds import COPIES_COLUMNS, Column, Copies, KindSpec
from dharma_tui.core.tags import Conventions, Grouping, Limits
from dharma_tui.core.types import Relationship, Resource, ResourceRef, State, Verb
from dharma_tui.core.view import View
from dharma_tui.services.groups import Groups
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.group_edits import GroupEdits
from tests.integration.store_lab import open_lake, scan, thing

THING = "lab.thing"
STACK = "lab.stack"
SERVICE = KindSpec(
    *("lab.service", "Service", "Services", "Copies."),
    columns=(*COPIES_COLUMNS, Column("cluster", "CLUSTER", "cluster")),
    copies=Copies("want", "have", ("version",), of="cluster"),
)
KINDS: dict[str, KindSpec] = {
    THING: KindSpec(THING, "Thing", "Things", "A thing.", tagged=True),
    STACK: KindSpec(STACK, "Stack", "Stacks", "A stack."),
    "lab.flea": KindSpec("lab.flea", "Flea", "Fleas", "Comes and goes.", noisy=True),
    SERVICE.kind: SERVICE,
    KIND: INFRASTRUCTURE,
}
GROUPINGS = (Grouping("stack", "lab:stack", STACK, "Root"), Grouping("cluster", "lab:cluster"))


class Bench:
    """A lake, what derives in it, and what looks at it."""

    def __init__(self, folder: Path) -> None:
        self.lake = open_lake(folder)
        self.io = IoPool(2, "test")
        self.conventions = Conventions()
        clock = SystemClock()
        self.groups = Groups(self.lake, self.io, clock, new_id, KINDS, lambda: GROUPINGS, lambda: self.conventions)
        self.inventory = Inventory(self.lake, self.io, Bus(), clock, KINDS, self.lake.folder)

    def scan(self, *things: Resource, kind: str = THING) -> None:
        scan(self.lake, things, kind=kind)
        self.groups.derive("scan-1")

    def found(self) -> dict[str, dict[str, Any]]:
        """What is stored of every infrastructure, by key."""
        import json

        rows = self.lake.query("SELECT key, name, state, attrs::VARCHAR FROM lake.resources WHERE kind = ?", [KIND])
        return {key: {"name": name, "state": state, **json.loads(attrs)} for key, name, state, attrs in rows}

    def members(self, key: str) -> dict[str, str]:
        """Members and what says so."""
        return dict(
            self.lake.query(
                "SELECT dst_key, source FROM lake.relationships WHERE told_by = ? AND src_key = ? AND verb = 'contains'",
                [KIND, key],
            )
        )

    async def shown(self, text: str, kinds: tuple[str, ...] = ()) -> list[str]:
        listing = await self.inventory.open(View(kinds=kinds, filter=text))
        return [ref.key for ref in await self.inventory.refs(listing)]

    def close(self) -> None:
        self.io.close()
        self.lake.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def tagged(key: str, state: State = State.RUNNING, name: str = "", /, **labels: str) -> Resource:
    return thing(key, name=name, state=state, labels=labels)


def labelled(key: str, labels: Mapping[str, str]) -> Resource:
    return thing(key, labels=labels)


def test_an_infrastructure_has_an_owner_where_one_owns_more_than_half(bench: Bench) -> None:
    owners = {"shop": ("ann", "ben", "cyd"), "pay": ("ben", "ben", "ann"), "mail": ("ann", "ben"), "chat": ("cyd", "")}
    things = [
        tagged(f"{app}-{number}", app=app, env="prod", **({"owner": owner} if owner else {}))
        for app, several in owners.items()
        for number, owner in enumerate(several)
    ]
    bench.scan(*things)

    found = {group["name"]: group["owner"] for group in bench.found().values() if group["sort"] == "application"}

    assert found == {"shop": None, "pay": "ben", "mail": None, "chat": "cyd"}


def test_an_application_in_an_environment_is_one_however_its_tags_are_spelled(bench: Bench) -> None:
    bench.scan(
        tagged("a", app="Web Shop", env="prod", owner="ann"),
        tagged("b", State.FAILED, Application="web-shop", Environment="Production", owner="ann"),
        tagged("c", app="Web Shop", env="dev"),
        tagged("d", app="Web Shop", env="dev"),
        tagged("e", app="alone", env="dev"),
    )

    found = bench.found()

    assert sorted(found) == ["application/web-shop/development", "application/web-shop/production"]
    shop = found["application/web-shop/production"]
    assert (shop["name"], shop["environment"], shop["members"], shop["owner"]) == ("Web Shop", "production", 2, "ann")
    assert (shop["state"], shop["worst"], shop["unwell"], shop["source"]) == ("degraded", "failed", 1, "tags")
    assert bench.members("application/web-shop/production") == {
        "a": "tag app=Web Shop, env=prod",
        "b": "tag Application=web-shop, Environment=Production",
    }


def test_nested_stacks_belong_to_their_root(bench: Bench) -> None:
    scan(
        bench.lake,
        [thing("root", kind=STACK), thing("inner", {"Root": "root"}, kind=STACK, name="root-db")],
        kind=STACK,
    )
    bench.scan(labelled("a", {"lab:stack": "root"}), labelled("b", {"lab:stack": "inner"}))

    assert sorted(bench.found()) == ["stack/root"]
    assert bench.found()["stack/root"]["name"] == "root"
    assert set(bench.members("stack/root")) == {"root", "inner", "a", "b"}


def test_what_a_stack_contains_belongs_to_its_root_tagged_or_not(bench: Bench) -> None:
    stacks = [thing("root", kind=STACK), thing("inner", {"Root": "root"}, kind=STACK), thing("other", kind=STACK)]

    def contains(stack: str, *members: str, verb: Verb = Verb.CONTAINS) -> list[Relationship]:
        refs = [ResourceRef(STACK if member == "inner" else THING, member) for member in members]
        return [Relationship(ResourceRef(STACK, stack), ref, verb, "lab:lists") for ref in refs]

    edges = [*contains("root", "inner", "a", "both"), *contains("inner", "b", "missing")]
    edges += contains("root", "c", verb=Verb.DEPENDS_ON)
    scan(bench.lake, stacks, edges, kind=STACK)
    bench.scan(*map(thing, "abc"), labelled("both", {"lab:stack": "root"}), labelled("told", {"lab:stack": "inner"}))

    assert bench.found()["stack/root"]["members"] == 6
    assert bench.found()["stack/root"]["source"] == "stack, tags"
    assert bench.members("stack/root") == {
        "root": "the stack itself",
        "inner": "nested stack; the stack lists it",
        "a": "the stack lists it",
        "b": "the stack lists it",
        "both": "tag lab:stack; the stack lists it",
        "told": "tag lab:stack",
    }
    assert set(bench.members("stack/other")) == {"other"}


def test_what_a_stack_contains_no_longer_leaves_its_infrastructure(bench: Bench) -> None:
    holds = Relationship(ResourceRef(STACK, "root"), ResourceRef(THING, "a"), Verb.CONTAINS, "lab:lists")
    scan(bench.lake, [thing("root", kind=STACK)], [holds], kind=STACK)
    bench.scan(thing("a"))
    assert set(bench.members("stack/root")) == {"root", "a"}
    scan(bench.lake, [thing("root", kind=STACK)], kind=STACK)
    bench.groups.derive("scan-1")
    assert set(bench.members("stack/root")) == {"root"}


def test_a_resource_may_be_in_several(bench: Bench) -> None:
    labels = {"lab:cluster": "main", "app": "shop"}
    bench.scan(labelled("a", labels), labelled("b", labels))

    assert sorted(bench.found()) == ["application/shop/", "cluster/lab/main/main"]
    assert bench.found()["cluster/lab/main/main"]["name"] == "main"


def test_names_are_believed_where_enough_of_them_agree(bench: Bench) -> None:
    bench.scan(
        *(thing(f"w{at}", name=f"shop-prod-web-{at}") for at in range(3)),
        *(thing(f"p{at}", name=f"pay-prod-web-{at}") for at in range(2)),
        *(thing(f"n{at}", name=f"plain-thing-{at}") for at in range(5)),
    )

    assert sorted(bench.found()) == ["application/shop/production"]
    assert bench.found()["application/shop/production"]["source"] == "by name"
    assert set(bench.members("application/shop/production").values()) == {"by name"}


def test_one_name_is_enough_where_tags_made_the_application(bench: Bench) -> None:
    bench.scan(
        tagged("a", app="shop", env="prod"), tagged("b", app="shop", env="prod"), thing("c", name="prod-shop-db")
    )

    assert bench.members("application/shop/production")["c"] == "by name"


def test_what_has_an_environment_and_nothing_else_is_grouped_by_account(bench: Bench) -> None:
    bench.scan(
        tagged("a", env="prod"), tagged("b", Stage="live"), tagged("c", env="prod", app="shop"), tagged("d", app="shop")
    )

    assert set(bench.members("environment/lab/main/production")) == {"a", "b", "c"} - {"c"}


def test_a_group_of_nearly_everything_says_nothing(bench: Bench) -> None:
    bench.conventions = Conventions(limits=Limits(large=3))
    bench.scan(*(tagged(f"a{at}", app="company") for at in range(8)), tagged("x", app="shop"), tagged("y", app="shop"))

    assert sorted(bench.found()) == ["application/shop/"]


def test_what_comes_and_goes_by_itself_belongs_nowhere(bench: Bench) -> None:
    scan(bench.lake, [thing(f"f{at}", kind="lab.flea", labels={"app": "shop"}) for at in range(3)], kind="lab.flea")
    bench.groups.derive()

    assert bench.found() == {}


def test_finding_the_same_again_writes_nothing(bench: Bench) -> None:
    things = [
        tagged("a", app="shop"),
        tagged("b", app="Shop"),
        *(thing(f"n{at}", name=f"pay-dev-{at}") for at in range(4)),
    ]
    bench.scan(*things)
    before = bench.lake.snapshot()

    bench.groups.derive("scan-2")

    assert bench.lake.snapshot() == before


def test_scans_that_change_nothing_meanwhile_keep_nobody_from_being_found(bench: Bench) -> None:
    class Busy(tuple[Grouping, ...]):
        """Whenever it is looked at, somebody begins and ends a scan."""

        def __iter__(self) -> Iterator[Grouping]:
            scan(bench.lake, [], kind="lab.flea")
            return super().__iter__()

    scan(bench.lake, [tagged("a", app="shop"), tagged("b", app="shop")])
    Groups(
        bench.lake, bench.io, SystemClock(), new_id, KINDS, lambda: Busy(GROUPINGS), lambda: bench.conventions
    ).derive()

    assert list(bench.found()) == ["application/shop/"]


def test_a_name_stays_while_anybody_spells_it_so(bench: Bench) -> None:
    bench.scan(tagged("a", app="Shop"), tagged("b", app="Shop"), tagged("c", app="shop"))
    assert bench.found()["application/shop/"]["name"] == "Shop"

    bench.scan(tagged("a", app="Shop"), tagged("b", app="shop"), tagged("c", app="shop"))

    assert bench.found()["application/shop/"]["name"] == "Shop"


def test_an_infrastructure_goes_with_its_members_and_its_history_stays(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"))

    bench.scan(tagged("a"), tagged("b"))

    assert bench.found() == {}
    assert bench.members("application/shop/") == {}
    changes = bench.lake.query("SELECT change FROM lake.changes WHERE kind = ? ORDER BY snapshot", [KIND])
    assert changes == [("added",), ("removed",)]


async def test_the_inventory_lists_them_and_their_members(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop", owner="ann"), tagged("b", app="shop", Team="ops"), tagged("c", app="pay"))

    assert await bench.shown("", (KIND,)) == ["application/shop/"]
    assert sorted(await bench.shown("infrastructure:sho", (THING,))) == ["a", "b"]
    assert sorted(await bench.shown("infra=shop")) == ["a", "b"]
    assert sorted(await bench.shown("!infra=application/shop/", (THING,))) == ["c"]
    assert await bench.shown("owner:ops") == ["b"]
    listing = await bench.inventory.open(View(kinds=(THING,), columns=("name", "infrastructure", "owner")))
    cells = [row.cells for row in await bench.inventory.rows(listing, 0, 3)]
    assert cells == [("a", "shop", "ann"), ("b", "shop", "ops"), ("c", None, None)]


# -- by hand


async def test_one_made_by_hand_survives_scans(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"), thing("c"))

    ref = await bench.groups.make("Checkout", "production", [ResourceRef(THING, "a"), ResourceRef(THING, "c")])
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"), thing("c"), thing("d"))

    assert bench.members(ref.key) == {"a": "by hand", "c": "by hand"}
    made = await bench.groups.infrastructure(ref)
    assert (made.name, made.environment, made.sort, made.members, made.by_hand) == (
        "Checkout",
        "production",
        "by hand",
        2,
        True,
    )


async def test_members_put_in_and_taken_out_stay_so(bench: Bench) -> None:
    things = [tagged("a", app="shop"), tagged("b", app="shop"), tagged("c", app="shop"), thing("d")]
    bench.scan(*things)
    shop = ResourceRef(KIND, "application/shop/")

    await bench.groups.take_out(shop, [ResourceRef(THING, "a")])
    await bench.groups.add(shop, [ResourceRef(THING, "d")])
    bench.scan(*things, thing("e"))

    assert set(bench.members(shop.key)) == {"b", "c", "d"}
    await bench.groups.add(shop, [ResourceRef(THING, "a")])
    assert set(bench.members(shop.key)) == {"a", "b", "c", "d"}
    await bench.groups.restore(shop)
    assert set(bench.members(shop.key)) == {"a", "b", "c"}


async def test_a_pinned_member_that_went_is_back_when_it_returns(bench: Bench) -> None:
    things = [tagged("a", app="shop"), tagged("b", app="shop")]
    bench.scan(*things, thing("d"))
    shop = ResourceRef(KIND, "application/shop/")
    await bench.groups.add(shop, [ResourceRef(THING, "d")])

    bench.scan(*things)
    assert set(bench.members(shop.key)) == {"a", "b"}
    bench.scan(*things, thing("d"))

    assert set(bench.members(shop.key)) == {"a", "b", "d"}


async def test_renaming_and_placing_keep_the_identity(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"))
    shop = ResourceRef(KIND, "application/shop/")

    await bench.groups.rename(shop, "The Shop")
    await bench.groups.place(shop, "live")
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"), thing("c"))

    assert (bench.found()[shop.key]["name"], bench.found()[shop.key]["environment"]) == ("The Shop", "production")
    changes = bench.lake.query("SELECT DISTINCT change FROM lake.changes WHERE kind = ? ORDER BY 1", [KIND])
    assert changes == [("added",), ("changed",)]


async def test_one_that_was_removed_is_not_found_again_until_restored(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"))
    shop = ResourceRef(KIND, "application/shop/")

    await bench.groups.remove(shop)
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"), thing("c"))

    assert bench.found() == {}
    assert await bench.groups.removed() == [shop]
    await bench.groups.restore(shop)
    assert list(bench.found()) == [shop.key]


async def test_one_made_by_hand_is_forgotten_when_removed(bench: Bench) -> None:
    bench.scan(thing("a"))
    ref = await bench.groups.make("Mine", "", [ResourceRef(THING, "a")])

    await bench.groups.remove(ref)

    assert bench.found() == {}
    assert bench.lake.query("SELECT count(*) FROM lake.infrastructure_edits") == [(0,)]


async def test_two_made_by_hand_are_never_called_the_same(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"), thing("c"))
    refs = [ResourceRef(THING, "c")]
    live, mine = [await bench.groups.make(*words, refs) for words in (("Check Out", "live"), ("Mine", ""))]
    for words in (("check-out ", "live"), ("Check Out", "prod"), ("CHECK OUT", "Production"), ("mine", "none")):
        with pytest.raises(UsageError, match="made by hand") as raised:
            await bench.groups.make(*words, refs)
        assert "another name" in raised.value.hint
    staging = await bench.groups.make("Check Out", "stg", refs)
    await bench.groups.place(mine, "prd")
    for clash in (bench.groups.rename(mine, "Check_Out"), bench.groups.place(staging, "Live")):
        with pytest.raises(UsageError, match="'Check Out' in production already"):
            await clash
    await bench.groups.rename(live, "CHECK OUT")
    await bench.groups.make("shop", "", refs)  # one that is found may be called so
    found = sorted((each["name"], each["environment"]) for each in bench.found().values() if each["environment"])
    assert found == [("CHECK OUT", "production"), ("Check Out", "staging"), ("Mine", "production")]


async def test_two_who_make_the_same_at_once_make_one_and_one_is_told(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), thing("c"))
    refs = [ResourceRef(THING, "c")]
    done = await asyncio.gather(
        *(bench.groups.make(name, "", refs) for name in ("till", "Till")), return_exceptions=True
    )
    told = [one for one in done if isinstance(one, UsageError)]
    assert len(told) == 1 and "in no environment already, made by hand" in told[0].message
    assert [each["name"].lower() for each in bench.found().values()].count("till") == 1


async def test_who_renames_what_another_removes_meanwhile_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.scan(thing("c"))
    made = await bench.groups.make("till", "", [ResourceRef(THING, "c")])
    known = await bench.groups.infrastructure(made)
    await bench.groups.remove(made)

    async def as_before(ref: ResourceRef) -> Infrastructure:
        return known

    monkeypatch.setattr(bench.groups, "infrastructure", as_before)
    for late in (bench.groups.rename(made, "shop"), bench.groups.place(made, "prod")):
        with pytest.raises(NotFoundError, match="'till' any more"):
            await late


async def test_one_in_no_environment_is_another_than_one_in_production_found_or_made(bench: Bench) -> None:
    things = [tagged(f"{at}", app="pay") for at in range(2)] + [
        tagged(f"p{at}", app="pay", env="prod") for at in (0, 1)
    ]
    bench.scan(*things)
    refs = [ResourceRef(THING, "0")]
    for environment in ("", "production"):
        await bench.groups.make("Shop", environment, refs)
        with pytest.raises(UsageError, match=f"in {environment or 'no environment'} already"):
            await bench.groups.make("shop", environment, refs)
    found = sorted((each["name"], each["environment"] or "") for each in bench.found().values())
    assert found == [("Shop", ""), ("Shop", "production"), ("pay", ""), ("pay", "production")]


async def test_a_place_decided_in_other_words_is_shown_as_tags_would_be(bench: Bench) -> None:
    bench.scan(thing("a"))
    made = await bench.groups.make("Mine", "", [ResourceRef(THING, "a")])
    GroupEdits(bench.lake, "ann").decide(made.key, environment="stage")
    bench.groups.derive()
    assert bench.found()[made.key]["environment"] == "staging"


@pytest.mark.parametrize(
    ("name", "said"),
    [("()", "no name before"), ("(production)", "no name before"), ("Bill (staging)", "would be an environment")],
)
async def test_what_is_in_brackets_is_no_name(bench: Bench, name: str, said: str) -> None:
    bench.scan(thing("a"))
    made = await bench.groups.make("Mine", "", [ResourceRef(THING, "a")])
    for refused in (bench.groups.make(name, "", []), bench.groups.rename(made, name)):
        with pytest.raises(UsageError, match=said):
            await refused


def test_every_kind_that_it_is_made_of_is_told(bench: Bench) -> None:
    for at in range(14):
        things = [thing(f"{at}-{each}", kind=f"lab.sort{at:02}", labels={"app": "shop"}) for each in range(15 - at)]
        scan(bench.lake, things, kind=f"lab.sort{at:02}")
    bench.groups.derive()
    (shop,) = bench.found().values()
    assert shop["kinds"] == [f"{15 - at} sort{at:02}" for at in range(14)]


async def test_what_cannot_be_is_refused(bench: Bench) -> None:
    with pytest.raises(UsageError):
        await bench.groups.make("  ", "", [])
    with pytest.raises(NotFoundError):
        await bench.groups.add(ResourceRef(KIND, "application/none/"), [])


# -- deployments


async def test_deployments_of_every_kind_are_one_list_the_worst_first(bench: Bench) -> None:
    def service(key: str, **attrs: Any) -> Resource:
        return deployed(SERVICE, thing(key, attrs, kind=SERVICE.kind, labels={"app": "shop"} if key != "idle" else {}))

    bench.scan(
        service("fine", want=2, have=2, version="v3"),
        service("ill", want=2, have=1),
        service("dead", want=2, have=0),
        service("idle", want=0, have=0),
        kind=SERVICE.kind,
    )

    listing = await bench.inventory.open(View(kinds=("deployments",)))
    rows = await bench.inventory.rows(listing, 0, 10)
    assert [(*row.cells[:5], row.cells[6]) for row in rows] == [
        ("dead", None, "failed", 2, 0, None),
        ("ill", None, "degraded", 2, 1, None),
        ("idle", None, "stopped", 0, 0, None),
        ("fine", None, "healthy", 2, 2, "v3"),
    ]
    assert rows[0].ref == ResourceRef(SERVICE.kind, "dead")
    told = await bench.groups.deployments()
    assert [(one.name, one.status.value) for one in told][:2] == [("dead", "failed"), ("ill", "degraded")]
    shop = await bench.groups.deployments(ResourceRef(KIND, "application/shop/"))
    assert {one.name for one in shop} == {"fine", "ill", "dead"}


async def test_what_a_deployment_is_part_of_is_a_field(bench: Bench) -> None:
    clusters = {
        "a": "arn:aws:ecs:eu-west-1:1:cluster/blue",
        "b": "green",
        "c": "arn:aws:lambda:eu-west-1:1:function:blue",
    }
    bench.scan(
        *(deployed(SERVICE, thing(key, {"cluster": where}, kind=SERVICE.kind)) for key, where in clusters.items()),
        kind=SERVICE.kind,
    )

    async def told(**view: Any) -> list[tuple[Any, ...]]:
        listing = await bench.inventory.open(View(kinds=("deployments",), **view))
        return [tuple(row.cells[:2]) for row in await bench.inventory.rows(listing, 0, 10)]

    assert await told() == [("a", "blue"), ("b", "green"), ("c", "blue")]
    assert await told(filter="part_of=blue") == [("a", "blue"), ("c", "blue")]
    assert await told(group_by=("part_of",)) == [("blue", 2), ("green", 1)]


async def test_who_contains_what(bench: Bench) -> None:
    bench.scan(
        tagged("a", app="shop"), tagged("b", State.FAILED, app="shop"), tagged("c", app="pay"), tagged("d", app="pay")
    )

    assert [one.name for one in await bench.groups.infrastructures()] == ["shop", "pay"]
    assert [one.name for one in await bench.groups.containing([ResourceRef(THING, "a")])] == ["shop"]
    members = await bench.groups.members(ResourceRef(KIND, "application/shop/"))
    assert [(one.ref.key, one.state, one.source) for one in members] == [
        ("a", State.RUNNING, "tag app=shop"),
        ("b", State.FAILED, "tag app=shop"),
    ]


def test_conventions_that_cannot_be_understood_leave_what_was_found(bench: Bench) -> None:
    bench.scan(tagged("a", app="shop"), tagged("b", app="shop"))

    def wrong() -> Conventions:
        raise SettingsError("tags.toml cannot be read")

    groups = Groups(bench.lake, bench.io, SystemClock(), new_id, KINDS, lambda: GROUPINGS, wrong)
    scan(bench.lake, [tagged("a")])
    groups.follow("scan-2")

    assert list(bench.found()) == ["application/shop/"]

"""Filters compiled to SQL find what plain Python finds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.errors import DharmaError, FilterError
from dharma_tui.core.filter import All, Either, Node, Not, Op, Pattern, Term, Value, Word, format_filter
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.core.view import SortKey, View
from tests.integration.inventory_lab import NOW, Estate, estate, inventory_over, matches
from tests.integration.store_lab import open_lake, scan, thing


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    with estate(tmp_path_factory.mktemp("lab")) as made:
        yield made


def found(lab: Estate, view: View) -> list[ResourceRef]:
    async def ask() -> list[ResourceRef]:
        listing = await lab.inventory.open(view)
        refs = await lab.inventory.refs(listing)
        assert len(refs) == listing.length == listing.matched
        return refs

    return asyncio.run(ask())


WORDS = st.sampled_from(
    [
        "web",
        "WEB",
        "db-1",
        "a b",
        "_",
        "%",
        "50%",
        "x_y",
        "é",
        "[red]",
        "(p)",
        "id-00",
        "env=prod",
        "=",
        "\\",
        "'",
        "''",
        "1",
        "b=c",
    ]
)
GLOBS = st.sampled_from(["w*b", "*", "web-*", "*-1", "?eb*", "e*", "x_*", "5*%*", "*b*"])
TEXT_FIELDS = st.sampled_from(
    ["name", "key", "kind", "provider", "account", "region", "state", "zone", "label.env", "label.team", "attrs.zone"]
)
SIZES = st.sampled_from(["0", "512", "1M", "3G", "1k", "2.5", "10T"])
TIMES = st.sampled_from(["1d", "40m", "-1d", "-2h", "30s", "-2y"])
REGEXES = st.sampled_from(["^web", "b-1$", "^id-00[0-4]", "a|b", "", "x.y", "[[:digit:]]{2}$", "^env=pro$", "prod"])
ORDERS = st.sampled_from([Op.MORE, Op.LESS, Op.AT_LEAST, Op.AT_MOST])
SAMENESS = st.sampled_from([Op.HAS, Op.IS])


def values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Value, ...]]:
    return st.lists(texts.map(Value), min_size=1, max_size=3).map(tuple)


LEAVES: st.SearchStrategy[Node] = st.one_of(
    WORDS.map(Word),
    GLOBS.filter(lambda glob: bool(glob.strip("*"))).map(lambda glob: Word(glob.replace("?", "e"), "*" in glob)),
    REGEXES.filter(lambda regex: bool(regex) and "[[" not in regex).map(Pattern),
    st.builds(
        Term, TEXT_FIELDS, SAMENESS, values(st.one_of(WORDS, st.sampled_from(["", "running", "eu-1", "prod", "a"])))
    ),
    st.builds(Term, TEXT_FIELDS, SAMENESS, values(GLOBS).map(lambda given: tuple(Value(v.text, True) for v in given))),
    st.builds(Term, TEXT_FIELDS, ORDERS, values(st.sampled_from(["b", "eu-1", "5", "id-0050"])).map(lambda v: v[:1])),
    st.builds(
        Term,
        TEXT_FIELDS,
        st.just(Op.MATCHES),
        REGEXES.filter(lambda regex: bool(regex) and "[[" not in regex).map(lambda regex: (Value(regex),)),
    ),
    st.builds(
        Term,
        st.just("label"),
        SAMENESS,
        values(st.sampled_from(["env", "env=prod", "ENV=dev", "x=env=prod", "team=", "no"])),
    ),
    st.builds(
        Term,
        st.just("label"),
        st.just(Op.HAS),
        st.sampled_from(["env=pro*", "e*", "*=prod", "t?am=*", "*=*=*"]).map(lambda text: (Value(text, True),)),
    ),
    st.builds(Term, st.just("mem"), st.one_of(ORDERS, SAMENESS), SIZES.map(lambda text: (Value(text),))),
    st.builds(Term, st.just("cpu"), ORDERS, st.sampled_from(["12.5", "0%", "99"]).map(lambda text: (Value(text),))),
    st.builds(Term, st.just("up"), ORDERS, st.sampled_from(["1m", "90s", "2d"]).map(lambda text: (Value(text),))),
    st.builds(Term, st.just("spot"), SAMENESS, st.sampled_from(["yes", "no", "tr"]).map(lambda text: (Value(text),))),
    st.builds(Term, st.just("started"), st.one_of(ORDERS, SAMENESS), TIMES.map(lambda text: (Value(text),))),
    st.builds(
        Term,
        st.just("attrs.port"),
        st.one_of(ORDERS, SAMENESS),
        st.sampled_from(["443", "80", "http", "4"]).map(lambda text: (Value(text),)),
    ),
)
HOSTILE = [
    "name:",
    "mem>",
    "'",
    '"',
    ";",
    "--",
    "/*",
    ")",
    "(",
    "|",
    "~",
    "!",
    "state:x",
    "label:e='",
    "or",
    "1=1",
    "\x00",
]
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: All(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: Either(tuple(nodes))),
    ),
    max_leaves=5,
)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_sql_and_python_agree(lab: Estate, tree: Node) -> None:
    text = format_filter(tree)
    expected = {one.ref for one in lab.resources if matches(parse_filter(text), one)}

    assert set(found(lab, View(filter=text))) == expected, text


@pytest.mark.parametrize("field", ["name", "zone", "attrs.zone", "label.env", "region"])
@pytest.mark.parametrize("glob", ["x_*", "5*%*", "*%*", "x?y*", "*_*", "web-1?", "e*", "?", "pro", "*-1"])
@pytest.mark.parametrize("op", [":", "="])
def test_only_star_and_question_mark_are_wild(lab: Estate, field: str, glob: str, op: str) -> None:
    text = f"{field}{op}{glob}"
    expected = {one.ref for one in lab.resources if matches(parse_filter(text), one)}

    assert set(found(lab, View(filter=text))) == expected


@pytest.mark.parametrize(("text", "position"), [("\0\ud800 /?", 3), ("\0 stat:x", 2), ("\0\0 a)", 4), ("/?", 0)])
def test_errors_tell_the_place_in_what_was_typed(lab: Estate, text: str, position: int) -> None:
    with pytest.raises(FilterError) as caught:
        found(lab, View(filter=text))
    assert (caught.value.text, caught.value.position) == (text, position)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(HOSTILE), max_size=8).map(" ".join))
def test_no_text_gets_through_as_sql(lab: Estate, text: str) -> None:
    try:
        refs = found(lab, View(filter=text))
    except FilterError as error:
        assert 0 <= error.position <= len(text)
        return
    assert len(refs) <= len(lab.resources)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("stat:running", 0, "did you mean 'state'?"),
        ("web env=prod", 4, "label:env"),
        ("mem>big", 4, "write a number"),
        ("web started>tomorrow", 12, "write now"),
        ("~(", 1, "the sign itself"),
        ("web name~[", 9, "RE2"),
        ("~(?=x)", 0, "RE2"),
        ("label>3", 6, "label.env>5"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(lab: Estate, text: str, position: int, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        found(lab, View(filter=text))
    assert caught.value.position == position
    assert said in caught.value.hint


def test_a_column_of_another_kind_is_named(lab: Estate) -> None:
    with pytest.raises(FilterError) as caught:
        found(lab, View(kinds=("lab.disk",), filter="cpu>5"))
    assert "lab.server" in caught.value.hint


def test_a_column_of_a_kind_that_is_not_there_matches_nothing(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    scan(lake, [thing("a")])
    try:
        with inventory_over(lake) as inventory:
            assert asyncio.run(inventory.open(View(filter="mem>0"))).length == 0
            assert asyncio.run(inventory.open(View(filter="!cpu>0", sort=(SortKey("zone"),)))).length == 1
    finally:
        lake.close()


@pytest.mark.parametrize("filter", ["region:global", "region=Global", "region:us-1,global !region:us-1"])
def test_what_a_cloud_keeps_in_no_region_is_found_as_it_is_shown(lab: Estate, filter: str) -> None:
    global_ones = {one.ref for one in lab.resources if not one.scope.region}
    assert set(found(lab, View(filter=filter))) == global_ones
    assert global_ones.isdisjoint(found(lab, View(filter="!region:global")))


def test_a_machine_is_not_global(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    machine = Scope("local", "this")
    scan(lake, [thing("process", scope=machine)], scope=machine)
    try:
        with inventory_over(lake) as inventory:
            assert asyncio.run(inventory.open(View(filter="region:global"))).length == 0
    finally:
        lake.close()


def test_addresses_and_paths_with_colons_are_words(lab: Estate) -> None:
    assert found(lab, View(filter="arn:cloud:thing/7")) == []
    assert found(lab, View(filter="https://example")) == []


@pytest.mark.parametrize(
    "formula",
    [
        "(select 1)",
        "(from lake.resources)",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "current_setting('x')",
        "mem; drop table x",
        "mem -- x",
        "mem)) from lake.resources --",
        "c.rid",
        "repeat('a', 1000000000)",
        "mem::varchar",
        "'a' +",
        "mem +",
        "(mem",
        "x" * 2000,
        "gb",
    ],
)
def test_formulas_reach_nothing_but_columns(lab: Estate, formula: str) -> None:
    from dharma_tui.core.view import Computed

    with pytest.raises(DharmaError) as caught:
        found(lab, View(kinds=("lab.server",), computed=(Computed("gb", formula),)))
    assert isinstance(caught.value, FilterError)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("started<30d", {"lately"}),
        ("started>30d", {"long-ago"}),
        ("started<+30d", {"long-ago", "lately", "soon"}),
        ("started<+30d started>+0s", {"soon"}),
        ("started>+30d", {"late"}),
        ("started:+30d", {"long-ago", "lately", "soon"}),
    ],
)
def test_moments_ahead_are_not_lately(tmp_path: Path, filter: str, names: set[str]) -> None:
    lake = open_lake(tmp_path)
    days = {"long-ago": -400, "lately": -3, "soon": 3, "late": 400}
    things = [
        thing(name, {"started": (NOW + timedelta(days=day)).isoformat()}, kind="lab.server")
        for name, day in days.items()
    ]
    scan(lake, things, kind="lab.server")
    with inventory_over(lake) as inventory:
        listing = asyncio.run(inventory.open(View(kinds=("lab.server",), filter=filter)))
        assert {ref.key for ref in asyncio.run(inventory.refs(listing))} == names
    lake.close()

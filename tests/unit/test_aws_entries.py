"""Every declared kind of AWS fits the SDK's own model of the calls it makes: a typo fails here and never a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from dharma_tui.core.kinds import COPIES_COLUMNS, EACH, ColumnType
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import State
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._ends import page_token
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._shapes import at_end, model
from dharma_tui.services.discovery.aws._single import id_param
from dharma_tui.services.discovery.aws._states import meaning

SERVICES = [found for found in subclasses(aws, ProviderService) if issubclass(found, AwsService)]  # type: ignore[type-abstract]
ENTRIES = {entry.spec.kind: entry for service in SERVICES for entry in service.entries}


@pytest.fixture(params=ENTRIES.values(), ids=list(ENTRIES))
def entry(request: pytest.FixtureRequest) -> Entry:
    found = request.param
    assert isinstance(found, Entry)
    return found


def operation(service: str, name: str) -> Any:
    assert name in model(service).operation_names, f"{service} has no {name}"
    return model(service).operation_model(name)


def item_shapes(entry: Entry) -> list[Any]:
    """What an item is made of: as listed, and as completed by details."""
    answers = [(operation(entry.service, entry.operation).output_shape, entry.items, "")]
    answers += [
        (operation(entry.service, detail.operation).output_shape, detail.items, detail.under)
        for detail in entry.details
    ]
    shapes = []
    for answer, items, under in answers:
        found = list(at_end(answer, items)) if items else [answer]
        assert found, f"{items} is not in the answer"
        shapes += [(shape, under) for shape in found]
    return shapes


def is_there(entry: Entry, path: str) -> bool:
    """Whether ``path`` leads somewhere in an item."""
    head, _, rest = path.partition(".")
    if entry.parent is not None and path in entry.parent.keep:
        return True
    if any(
        head in detail.beside or ((detail.rows or detail.fitted) and head == detail.under) for detail in entry.details
    ):
        return True
    if head in entry.derived or (path == "Arn" and entry.arn.startswith("arn:")):
        return True
    for shape, under in item_shapes(entry):
        if under:
            if head == under and (not rest or list(at_end(shape, rest))):
                return True
        elif shape.type_name == "string":
            if path == "Id":
                return True
        elif shape.type_name == "map" or list(at_end(shape, path)):
            return True
    return False


def test_the_calls_exist_and_need_nothing_that_is_not_given(entry: Entry) -> None:
    listing = operation(entry.service, entry.operation)
    given = {*entry.params, *(entry.parent.given if entry.parent else ())}
    assert set(listing.input_shape.required_members if listing.input_shape else ()) <= given
    assert given <= set(listing.input_shape.members if listing.input_shape else ())
    for detail in entry.details:
        call = operation(entry.service, detail.operation)
        named = {*detail.params, *detail.given, *filter(None, [detail.param])}
        if answer := detail.told_by:
            told = operation(entry.service, answer.operation).output_shape.members[answer.items].member.members
            assert {*answer.of, *answer.names} <= told.keys()
        if detail.made_by:
            assert "State" in operation(entry.service, detail.made_by).output_shape.members
        if call.input_shape is None:
            assert not named, detail
            continue
        assert set(call.input_shape.required_members) <= named, detail
        assert named <= set(call.input_shape.members), detail
        assert bool(detail.param) is bool(detail.batch), detail
        if detail.param:
            assert (call.input_shape.members[detail.param].type_name == "list") is (detail.batch > 1), detail


def test_single_ids_are_asked_for_by_a_parameter_of_text_or_of_texts(entry: Entry) -> None:
    """Declared, or found by its name; nothing else that the list takes is given up for it."""
    listing = operation(entry.service, entry.operation)
    taken = listing.input_shape.members if listing.input_shape else {}
    name = id_param(entry, taken)
    assert not entry.only or name == entry.only
    if name:
        shape = taken[name]
        assert getattr(shape, "member", shape).type_name == "string"
        assert name not in entry.params
        assert entry.parent is None


def test_the_paths_of_facts_are_in_the_answers(entry: Entry) -> None:
    paths = [
        entry.id,
        entry.name,
        entry.state,
        entry.tags,
        *entry.secret,
        *entry.dropped,
        *entry.moments,
        *entry.documents,
    ]
    if "{" not in entry.arn:
        paths.append(entry.arn)
    paths += [detail.source for detail in entry.details]
    paths += [path for detail in entry.details for path in (*detail.given.values(), *detail.lasting, detail.where)]
    assert [path for path in paths if path and not is_there(entry, path)] == []


def test_the_paths_of_columns_links_and_volatile_facts_are_in_the_answers(entry: Entry) -> None:
    paths = [column.path.replace(EACH, "") for column in entry.spec.columns if column not in COPIES_COLUMNS]
    paths += [link.path for link in entry.spec.links]
    paths += entry.spec.volatile
    paths += [path for path in (entry.spec.policy, entry.spec.calls, *entry.screened) if path]
    paths += [path for path in (*entry.spec.hosts, *entry.spec.leads_to) if "{" not in path]
    assert [path for path in paths if not is_there(entry, path)] == []


def spelled(shape: Any, path: str, so_far: str = "") -> Iterator[str]:
    """``path`` as a column has to write it, with its lists marked."""
    if shape.type_name == "list":
        yield from spelled(shape.member, path, so_far + EACH)
    elif not path:
        yield so_far
    elif shape.type_name == "structure" and (head := path.partition(".")[0]) in shape.members:
        step = f"{so_far}.{head}" if so_far else head
        yield from spelled(shape.members[head], path.partition(".")[2], step)


def test_columns_say_where_they_lead_through_lists(entry: Entry) -> None:
    for column in entry.spec.columns:
        path = column.path.replace(EACH, "")
        head, _, rest = path.partition(".")
        whole = [
            (shape, path, "") for shape, under in item_shapes(entry) if not under and shape.type_name == "structure"
        ]
        written = {way for shape, inner, start in whole for way in spelled(shape, inner, start)}
        for detail in entry.details:
            if detail.under == head:
                answer = operation(entry.service, detail.operation).output_shape
                ways = spelled(answer, f"{detail.items}.{rest}".rstrip("."))
                written |= {way.replace(detail.items, head, 1) for way in ways}
        assert not written or head in entry.derived or column.path in written, column.name


def test_the_paths_of_copies_are_in_the_answers(entry: Entry) -> None:
    copies = entry.spec.copies
    if copies is None:
        return
    paths = [copies.desired, copies.ready, *copies.version, *copies.failed, *copies.progressing]
    assert [path for path in paths if path and not is_there(entry, path.partition("=")[0])] == []


def test_what_details_are_matched_by_is_in_their_answers(entry: Entry) -> None:
    for detail in entry.details:
        answer = operation(entry.service, detail.operation).output_shape
        assert bool(detail.match) or detail.batch == 1
        assert set(detail.beside) <= set(answer.members)
        if detail.match and detail.rows is None:
            assert [found for shape in at_end(answer, detail.items) for found in at_end(shape, detail.match)], detail


def test_parents_are_listed_by_the_same_service(entry: Entry) -> None:
    if entry.parent is None:
        return
    parent = ENTRIES[entry.parent.kind]
    assert next(service for service in SERVICES if entry in service.entries).entries.count(parent) == 1
    listed = list(at_end(operation(parent.service, parent.operation).output_shape, parent.items))
    remembered = parent.parent.keep if parent.parent else {}
    for path in (*entry.parent.given.values(), *entry.parent.keep.values()):
        assert path in remembered or any(
            (shape.type_name == "string" and path == "Id") or list(at_end(shape, path)) for shape in listed
        ), path


def test_every_state_the_model_knows_has_a_meaning(entry: Entry) -> None:
    if not entry.state:
        return
    words = {
        word
        for shape, under in item_shapes(entry)
        if not under or entry.state.startswith(f"{under}.")
        for found in at_end(shape, entry.state.removeprefix(f"{under}."))
        for word in getattr(found, "enum", ())
    }
    unknown = {word for word in words - entry.spec.states.keys() if meaning(word) is State.UNKNOWN}
    assert unknown - MEANINGLESS == set()


MEANINGLESS = {"unknown", "Unknown", "UNKNOWN", "ALL"}
"""That AWS does not know either; and a way to ask for all."""


def test_an_arn_can_be_made(entry: Entry) -> None:
    fields = dict.fromkeys(_fields(entry), "y")
    for template in (entry.arn, entry.arn_untold):
        made = template.format(partition="aws", region="r", account="1", id="x", bare="x", last="x", item=fields)
        assert "{" not in made
    assert entry.by in ("id", "arn")
    assert entry.by == "id" or entry.arn


def _fields(entry: Entry) -> set[str]:
    return {
        part.partition("]")[0] for template in (entry.arn, entry.arn_untold) for part in template.split("item[")[1:]
    }


def test_every_page_is_asked_for(entry: Entry) -> None:
    """Where the SDK cannot page a list, its answer says what to ask for next in a way that ours can."""
    if entry.operation in paged(entry.service):
        return
    listing = operation(entry.service, entry.operation)
    around = listing.output_shape.members[entry.items.partition(".")[0]]
    answered = {*listing.output_shape.members, *(around.members if around.type_name == "structure" else ())}
    token, param = page_token(listing)
    if any("oken" in name or "arker" in name or name == "position" for name in answered):
        assert token
        assert param in listing.input_shape.members
    is_flagged = any(name.startswith(("HasMore", "IsTruncated")) for name in answered)
    assert token or not is_flagged or entry.params.get("Limit", 0) >= 10_000


@cache
def paged(service: str) -> Mapping[str, Any]:
    """How the SDK pages the operations that it pages by itself."""
    import botocore.session
    from botocore.exceptions import UnknownServiceError

    try:
        found = botocore.session.Session().get_component("data_loader").load_service_model(service, "paginators-1")
    except UnknownServiceError:
        return {}
    pagination: Mapping[str, Any] = found["pagination"]
    return pagination


def test_only_names_of_secrets_are_asked_for() -> None:
    asked = {name for entry in ENTRIES.values() for name in (entry.operation, *(d.operation for d in entry.details))}
    asked |= {detail.made_by for entry in ENTRIES.values() for detail in entry.details if detail.made_by}
    assert asked.isdisjoint(
        {"GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters", "GetParametersByPath"}
    )
    others = {name for name in asked if not name.startswith(("Describe", "List", "Get", "BatchGet"))}
    assert others == {"GenerateCredentialReport", "SearchTransitGatewayRoutes"}


def test_a_page_is_no_larger_than_the_model_allows(entry: Entry) -> None:
    if not entry.page:
        return
    limit = paged(entry.service)[entry.operation]["limit_key"]
    shape = operation(entry.service, entry.operation).input_shape.members[limit]
    assert shape.metadata.get("min", 0) <= entry.page <= shape.metadata.get("max", entry.page)


def test_columns_show_no_object_as_text(entry: Entry) -> None:
    """Of what the model knows: an object, or a yes or no beside other words, would be drawn as JSON."""
    unreadable = []
    for column in entry.spec.columns:
        path = column.path.replace(EACH, "")
        for shape, under in item_shapes(entry):
            if under or shape.type_name != "structure" or column.type in (ColumnType.NUMBER, ColumnType.BYTES):
                continue
            unreadable += [column.name for end in at_end(shape, path) if end.type_name in ("structure", "map")]
    assert unreadable == []


def test_moments_are_shown_as_moments(entry: Entry) -> None:
    """A number or a text that stands for a moment is declared as one where it is shown as an age."""
    for column in entry.spec.columns:
        if column.type is ColumnType.TIME and EACH not in column.path:
            ends = [end for shape, under in item_shapes(entry) if not under for end in at_end(shape, column.path)]
            numbers = {"integer", "long", "float", "double"} & {end.type_name for end in ends}
            assert not numbers or column.path in entry.moments, column.name


def test_what_was_made_at_some_time_shows_an_age(entry: Entry) -> None:
    told = [
        name
        for shape, under in item_shapes(entry)
        if not under and shape.type_name == "structure"
        for name, member in shape.members.items()
        if member.type_name == "timestamp" and name.lower().startswith("creat")
    ]
    ages = [column.name for column in entry.spec.columns if column.type is ColumnType.TIME]
    assert ages or not told


def test_what_ids_and_arns_look_like_is_said_as_they_are_looked_at() -> None:
    shapes = {shape for entry in ENTRIES.values() for shape in entry.spec.shapes}
    assert {"i-", "ec2:instance", "sqs:", "lambda:function", "elasticloadbalancing:loadbalancer"} <= shapes
    assert not [
        each
        for each in shapes
        if not re.fullmatch(r"[a-z][a-z0-9]*(-attach|-rtb|-exclude)?-|[a-z0-9-]+:((regional|global)/)?[\w-]*", each)
    ]

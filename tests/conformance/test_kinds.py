"""Every kind is declared soundly: names, columns, links, states, metrics."""

from __future__ import annotations

import re
from collections import Counter

from dharma_tui.core.kinds import COLLECTIONS, COMMON_COLUMNS, COPIES_COLUMNS, EACH, KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import State, Verb
from dharma_tui.core.view_text import DIRECTIVES, EVERY_KIND
from tests.conformance.conftest import KINDS, SERVICES

WORD = re.compile(r"[a-z][a-z0-9_]*")
DOTTED = re.compile(r"[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)+")
ALIAS = re.compile(r"[a-z][a-z0-9_-]*")
PATH = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
UNITS = {"percent", "bytes", "bytes/s", "count", "count/s", "seconds", "load"}
COMMON = {column.name: column for column in COMMON_COLUMNS}
NAMES = {spec.kind for _, spec in KINDS}
PROVIDERS = {service.name.partition(".")[0] for service in SERVICES}


def test_there_are_services() -> None:
    assert SERVICES


def test_a_service_is_named_after_its_provider(service_class: type[ProviderService]) -> None:
    assert DOTTED.fullmatch(service_class.name)
    assert service_class.kinds
    assert service_class.__doc__


def test_service_names_are_unique() -> None:
    assert [name for name, count in Counter(service.name for service in SERVICES).items() if count > 1] == []


def test_each_kind_is_listed_by_one_service() -> None:
    assert [name for name, count in Counter(spec.kind for _, spec in KINDS).items() if count > 1] == []


def test_no_alias_means_two_things() -> None:
    words = Counter(word for _, spec in KINDS for word in {*spec.aliases, spec.kind, spec.kind.rpartition(".")[2]})
    assert [word for word, count in words.items() if count > 1] == []


def test_a_kind_with_copies_shows_them_as_all_do(kind: KindSpec) -> None:
    shown = [column for column in kind.columns if column in COPIES_COLUMNS]
    assert shown == (list(COPIES_COLUMNS) if kind.copies else [])


def test_no_alias_is_repeated_within_a_kind(kind: KindSpec) -> None:
    assert len(kind.aliases) == len(set(kind.aliases))


def test_aliases_can_be_typed(kind: KindSpec) -> None:
    reserved = {*DIRECTIVES, *EVERY_KIND, *PROVIDERS, *COLLECTIONS}
    assert kind.aliases
    assert [alias for alias in kind.aliases if not ALIAS.fullmatch(alias) or alias in reserved] == []


def test_the_name_starts_with_the_provider(kind: KindSpec) -> None:
    owner = next(service for service, spec in KINDS if spec is kind)
    assert DOTTED.fullmatch(kind.kind)
    assert kind.provider == owner.name.partition(".")[0]


def test_people_can_read_what_it_is(kind: KindSpec) -> None:
    assert kind.title
    assert kind.plural
    assert kind.doc.endswith(".")
    assert len(kind.glyph) == 1


def test_columns_have_unique_words_for_names(kind: KindSpec) -> None:
    names = [column.name for column in kind.columns]
    assert [name for name in names if not WORD.fullmatch(name)] == []
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_columns_do_not_shadow_those_of_every_kind(kind: KindSpec) -> None:
    assert [column.name for column in kind.columns if column.path and column.name in COMMON] == []


def test_columns_without_a_path_are_those_of_every_kind(kind: KindSpec) -> None:
    assert [column.name for column in kind.columns if not column.path and column.name not in COMMON] == []


def test_columns_can_be_drawn(kind: KindSpec) -> None:
    assert any(not column.wide for column in kind.columns)
    for column in kind.columns:
        assert column.title
        assert column.doc.endswith("."), column.name
        assert 3 <= column.width <= 80, column.name
        assert len(column.title) <= max(column.width, 12), column.name
        assert not column.path or PATH.fullmatch(column.path.replace(EACH, "")), column.name


def test_narrow_columns_fit_a_small_terminal(kind: KindSpec) -> None:
    """Beside a name, what is not marked wide has to leave room for itself on an ordinary screen."""
    assert sum(column.width + 1 for column in kind.columns if not column.wide) <= 160


def test_links_lead_to_kinds_there_are(kind: KindSpec) -> None:
    for link in kind.links:
        assert PATH.fullmatch(link.path), link
        assert isinstance(link.verb, Verb)
        elsewhere = link.kind.partition(".")[0] not in PROVIDERS
        assert link.kind in NAMES or elsewhere, link


def test_states_map_the_providers_words_to_ours(kind: KindSpec) -> None:
    assert kind.states
    assert all(word and isinstance(state, State) for word, state in kind.states.items())
    assert State.UNKNOWN not in kind.states.values()


def test_metrics_are_measured_in_known_units(kind: KindSpec) -> None:
    names = [spec.name for spec in kind.metrics]
    assert [name for name in names if not WORD.fullmatch(name)] == []
    assert len(names) == len(set(names))
    assert {spec.unit for spec in kind.metrics} <= UNITS
    assert all(spec.title for spec in kind.metrics)


def test_volatile_names_paths(kind: KindSpec) -> None:
    assert [path for path in kind.volatile if not PATH.fullmatch(path)] == []
    assert len(kind.volatile) == len(set(kind.volatile))


def test_links_are_facts(kind: KindSpec) -> None:
    """An edge read from a volatile attribute would move without the resource having changed."""
    volatile = tuple(f"{path}." for path in kind.volatile)
    assert [link.path for link in kind.links if f"{link.path}.".startswith(volatile)] == []


def test_kinds_say_what_listing_needs(kind: KindSpec) -> None:
    assert all(isinstance(permission, str) and permission for permission in kind.permissions)

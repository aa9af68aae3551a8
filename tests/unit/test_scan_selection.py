"""Which services and kinds a selection names, and what holds where it names none."""

from __future__ import annotations

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import UsageError
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import Selection
from dharma_tui.services import discovery
from dharma_tui.services.scan_selection import choose, providers_of

SERVICES = [service(SystemClock()) for service in subclasses(discovery, ProviderService)]  # type: ignore[type-abstract]


@pytest.mark.parametrize(
    ("selection", "providers"),
    [
        (Selection(), {"local"}),
        (Selection(regions=("eu-west-1",)), {"local"}),
        (Selection(kinds=("aws.ec2.instance",)), {"aws"}),
        (Selection(kinds=("aws.ec2.instance", "local.process")), {"aws", "local"}),
        (Selection(keys=("i-1",)), {"aws", "local"}),
        (Selection(keys=("i-1",), kinds=("aws.ec2.instance",)), {"aws"}),
        (Selection(providers=("aws",)), {"aws"}),
    ],
)
def test_the_usual_providers_are_those_of_a_scan_that_names_nothing(selection: Selection, providers: set[str]) -> None:
    assert set(providers_of(choose(SERVICES, selection, "local"))) == providers


def test_a_provider_that_is_named_holds_for_kinds_and_keys_too() -> None:
    with pytest.raises(UsageError, match="there is nothing to scan"):
        choose(SERVICES, Selection(providers=("local",), kinds=("aws.ec2.instance",)))


def test_a_kind_that_is_named_brings_no_other() -> None:
    chosen = choose(SERVICES, Selection(kinds=("aws.ec2.instance",)), "local")
    assert [kind for kinds in chosen.values() for kind in kinds] == ["aws.ec2.instance"]

"""What a scan is expected to take, in words."""

from __future__ import annotations

import pytest

from dharma_tui.cli.dry_run import _tell
from dharma_tui.cli.output import Output
from dharma_tui.core.scan_plan import PlannedPart, ScanPlan, document, expected, from_document
from dharma_tui.core.types import Scope


@pytest.mark.parametrize(
    ("known", "told"),
    [(True, "2 parts, 13 calls, about 1.3s"), (False, "2 parts, at least 13 calls, 1.3s or more")],
)
def test_what_was_never_listed_may_well_take_more(known: bool, told: str) -> None:
    scope = Scope("lab", "main", "north")
    parts = [PlannedPart(scope, "lab.one", "lab", 12, 1.2), PlannedPart(scope, "lab.two", "lab", 1, 0.1, not known)]
    assert expected(parts).words == told


def test_calls_at_once_save_no_time_in_which_the_machine_works() -> None:
    parts = [
        PlannedPart(Scope("lab", "main", f"r{at}"), "lab.one", "lab", 1, 0.1, at_once=96, busy=0.01)
        for at in range(1000)
    ]
    assert expected(parts).seconds == pytest.approx(10)


def test_what_nobody_ever_listed_is_told_as_a_range_and_as_a_guess() -> None:
    scope = Scope("lab", "main", "north")
    known = PlannedPart(scope, "lab.one", "lab", 12, 1.0)
    new = PlannedPart(scope, "lab.two", "lab", 1, 0.1, at_least=True, guessed=True)
    most = PlannedPart(scope, "lab.three", "lab", 30, 3.0, at_least=True, guessed=True)
    assert expected([known, new]).words == "2 parts, at least 13 calls, 1.1s or more"
    assert expected([known, most]).words == "2 parts, at least 42 calls, at a guess 4.0s to 16s"
    plan = ScanPlan((known, new, most))
    assert from_document(document(plan)) == plan


def test_an_account_whose_regions_are_all_left_out_is_not_said_to_be_so_by_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = ScanPlan((), left_out=(Scope("aws", "222222222222", "us-gov-west-1"),))
    _tell(plan, Output(), named=False)
    assert capsys.readouterr().err == "left out by --region or scan.regions: us-gov-west-1\n"
    _tell(plan, Output(), named=True)
    assert capsys.readouterr().err == "left out by --account: 222222222222\n"

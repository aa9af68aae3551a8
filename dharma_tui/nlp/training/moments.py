"""Times as people type them, for the slots of templates."""

from __future__ import annotations

from pathlib import Path
from random import Random

from dharma_tui.nlp.word_lists import word_lists

_LISTED = word_lists(Path(__file__).with_name("slots.txt"))


def _amount(chance: Random) -> str:
    unit = chance.choice(("minutes", "hours", "days", "weeks", "months"))
    return chance.choice(
        (
            f"{chance.randint(2, 48)} {unit}",
            f"{chance.randint(1, 90)}{chance.choice('hd')}",
            f"{chance.choice(('two', 'three', 'six', 'a couple of', 'a few'))} {unit}",
        )
    )


_POINTS_PAST = _LISTED["points_past"]
_POINTS_AHEAD = _LISTED["points_ahead"]


def past(chance: Random) -> str:
    """A time gone by."""
    return chance.choice(
        (
            chance.choice(_POINTS_PAST),
            chance.choice(_POINTS_PAST),
            f"in the last {_amount(chance)}",
            f"in the past {_amount(chance)}",
            f"since {chance.choice(('monday', 'tuesday', 'the last deploy', 'last week', 'noon', '09:00', 'the release'))}",
            f"{_amount(chance)} ago",
            f"last {_amount(chance)}",
            f"over the last {_amount(chance)}",
            chance.choice(
                (
                    "in the last hour",
                    "past day",
                    "last 24h",
                    "past hour",
                    "in the past week",
                    "last 5 minutes",
                    "last hour",
                    "this past week",
                )
            ),
        )
    )


def future(chance: Random) -> str:
    """A time to come."""
    amount = _amount(chance)
    return chance.choice(
        (
            chance.choice(_POINTS_AHEAD),
            chance.choice(_POINTS_AHEAD),
            f"in the next {amount}",
            f"in {amount}",
            f"over the next {amount}",
            f"within {amount}",
            f"next {amount}",
            f"{amount} from now",
        )
    )


def moment(chance: Random) -> str:
    """When something is to be done."""
    return chance.choice(
        (
            "tonight",
            "at 2am",
            "at midnight",
            "tomorrow",
            "at 22:00",
            "in 10 minutes",
            "on sunday",
            "after hours",
            "tomorrow morning",
            "in an hour",
            "at noon",
            "during the maintenance window",
        )
    )

"""Hints for words that do not exist."""

from __future__ import annotations

import pytest

from dharma_tui.core.near import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("us-esat-1", ["us-west-1", "us-east-1", "us-west-2"], "did you mean 'us-east-1'?"),
        ("us-eest-1", ["us-gov-east-1", "us-east-1"], "did you mean 'us-east-1'?"),
        ("AwsEC2Instance", ["AwsEc2Image", "AwsEc2Instance"], "did you mean 'AwsEc2Instance'?"),
        ("zzz", ["us-east-1"], "none"),
        ("zzz", [], "none"),
    ],
)
def test_the_likeliest_word_is_named(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known, "none") == expected

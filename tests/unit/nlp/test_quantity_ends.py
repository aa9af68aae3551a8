"""Denied comparisons are the opposite, and what has two ends keeps both."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.entities.ranges import Range, ranged
from dharma_tui.nlp.reading import Reader


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("volumes not bigger than 100 gb", "<=100gb"),
        ("volumes no larger than 50gb", "<=50gb"),
        ("volumes that do not exceed 100 gb", "<=100gb"),
        ("volumes that don't have more than 100 gb", "<=100gb"),
        ("volumes not over 100 gb", "<=100gb"),
        ("servers not smaller than 4 vcpus", ">=4vcpus"),
        ("servers with no fewer than 4 vcpus", ">=4vcpus"),
        ("volumes of 100 gb or smaller", "<=100gb"),
        ("volumes of 100 gb and above", ">=100gb"),
        ("Volumes, die nicht größer sind als 100 GB", "<=100gb"),
        ("volúmenes no más grandes que 100 gb", "<=100gb"),
        ("volúmenes más grandes que 100 gb", ">100gb"),
        ("volumes qui ne dépassent pas 100 go", "<=100gb"),
        ("volumi non superiori a 100 gb", "<=100gb"),
        ("volumes não maiores que 100 gb", "<=100gb"),
        ("тома размером не превышающим 100 гб", "<=100gb"),
        ("100GBより大きくないボリューム", "<=100gb"),
        ("100GB를 넘지 않는 볼륨", "<=100gb"),
        ("不大于100GB的卷", "<=100gb"),
        ("100 जीबी से बड़े नहीं वॉल्यूम", "<=100gb"),
        ("الأقراص التي ليست أكبر من 100 جيجا", "<=100gb"),
        ("volumes bigger than 100 gb", ">100gb"),
        ("servers not in staging with more than 4 vcpus", ">4vcpus"),
    ],
)
def test_a_denied_comparison_is_the_opposite(reader: Reader, line: str, count: str) -> None:
    reading = reader.read(line)
    assert [one.value for one in reading.mentions if one.sort == "count"] == [count]
    assert not any(one.excluded for one in reading.mentions if one.sort == "resource_kind")


HUNDREDS = Range("100", "200", "gb", "gb")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("volumes between 100 and 200 gb", HUNDREDS),
        ("volumes from 100 to 200 gb", HUNDREDS),
        ("volumes 100-200 gb", HUNDREDS),
        ("volumes not between 100 and 200 gb", Range("100", "200", "gb", "gb", is_not=True)),
        ("volumes between 500 mb and 2 gb", Range("500", "2", "mb", "gb")),
        ("servers with 4 to 8 vcpus", Range("4", "8", "vcpus", "vcpus")),
        ("pods with 3 to 10 restarts", Range("3", "10", "", "")),
        ("Volumes von 100 bis 200 GB", HUNDREDS),
        ("volúmenes de 100 a 200 gb", HUNDREDS),
        ("volumes entre 100 et 200 go", HUNDREDS),
        ("volumi da 100 a 200 gb", HUNDREDS),
        ("volumes de 100 a 200 gb", HUNDREDS),
        ("тома от 100 до 200 гб", HUNDREDS),
        ("100GBから200GBまでのボリューム", HUNDREDS),
        ("100GB에서 200GB 사이의 볼륨", HUNDREDS),
        ("100到200GB的卷", HUNDREDS),
        ("100 से 200 जीबी के बीच वॉल्यूम", HUNDREDS),
        ("الأقراص بين 100 و 200 جيجا", HUNDREDS),
        ("volumes bigger than 100 gb and older than 200 days", None),
        ("errors between 9 and 11", None),
    ],
)
def test_a_quantity_has_both_its_ends(reader: Reader, line: str, told: Range | None) -> None:
    reading = reader.read(line)
    counts = [one.value for one in reading.mentions if one.sort == "count"]
    assert ranged([token.plain for token in reading.tokens], counts) == told

"""Files as they come: packed, in other encodings, cut short, of another sort, and lists of which pages are missing."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import pytest

from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.importer import LeftOut, Page
from dharma_tui.services import import_files
from dharma_tui.services.import_contents import Counted
from dharma_tui.services.import_files import members, opened
from dharma_tui.services.import_pages import Pages
from dharma_tui.services.json_pieces import pieces
from tests.unit.offline_lab import HERE, SERVICES, TOPIC_ARN, VPC, one, read, resources


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:]),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: gzip.compress(data.decode().encode("utf-16")),
    ],
)
def test_a_file_may_be_compressed_and_of_other_encodings(pack: Any) -> None:
    assert one(pack(json.dumps({"Vpcs": [VPC]}).encode())).ref.key == "vpc-1"


def test_a_compressed_file_that_breaks_off_keeps_what_came_before() -> None:
    import random

    noise = random.Random(7)
    vpcs = [{**VPC, "VpcId": f"vpc-{number}", "Noise": f"{noise.getrandbits(256):x}"} for number in range(500)]
    packed = gzip.compress(json.dumps({"Vpcs": vpcs}).encode())
    found = read(packed[: len(packed) // 2])
    assert 100 < len(resources(found)) < 400
    reasons = [each.reason for each in found if isinstance(each, LeftOut)]
    assert "ends in the middle" in reasons[0]
    assert reasons[-1] == "the compressed data ends in the middle"


def test_damaged_compression_is_told() -> None:
    found = read(b"\x1f\x8b" + b"nonsense" * 10)
    assert found == []


def test_what_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGE", 1 << 20)
    with pytest.raises(DharmaError, match="unpacks to more than"):
        read(gzip.compress(b'{"Vpcs": ["' + b"x" * (32 << 20) + b'"]}'))


@pytest.mark.parametrize(
    ("start", "what"), [(b"BZh9", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"PAR1", "Parquet"), (b"<?xml", "XML")]
)
def test_a_file_of_another_sort_is_told_as_what_it_is(start: bytes, what: str) -> None:
    with opened("file", io.BytesIO(start + b"\x00" * 100), SERVICES, HERE) as source:
        assert (source.reader, source.file.read()) == (None, b"")
        assert what in source.unpacked.fault and "unpack or convert it first" in source.unpacked.fault


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def test_files_in_an_archive_are_read_one_by_one() -> None:
    vpcs = json.dumps({"Vpcs": [VPC]}).encode()
    packed = zipped({"a.json": vpcs, "in/b.json.gz": gzip.compress(vpcs), "__MACOSX/._a.json": b"x", "in/": b""})
    names = []
    for member in members("all.zip", packed):
        with opened(member.name, member.file, SERVICES, HERE, packed_size=member.packed_size) as source:
            assert source.reader is not None
            assert len(resources(list(source.reader.read(pieces(source.file))))) == 1
        names.append(member.name)
    assert names == ["all.zip/a.json", "all.zip/in/b.json.gz"]


def test_an_archive_that_is_cut_short_or_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGE", 1 << 20)
    packed = zipped({"a.json": b'{"Vpcs": ["' + b"x" * (32 << 20) + b'"]}'})
    for member in members("all.zip", packed):
        with (
            opened(member.name, member.file, SERVICES, HERE, packed_size=member.packed_size) as source,
            pytest.raises(DharmaError, match="unpacks to more than"),
        ):
            source.file.read()
    with pytest.raises(UsageError, match="damaged archive"):
        list(members("all.zip", io.BytesIO(packed.getvalue()[: len(packed.getvalue()) // 2])))


@pytest.mark.parametrize("text", ["", "nonsense", '{"foo": 1}', "[]", '{"kind": "x.vm", "key": "1", "Vpcs": []}'])
def test_what_is_of_no_format_is_left_to_lines(text: str) -> None:
    assert read(text) == []


def page(number: int, **more: Any) -> dict[str, Any]:
    return {"Vpcs": [{**VPC, "VpcId": f"vpc-{number}"}], **more}


@pytest.mark.parametrize(
    ("files", "cut"),
    [
        ([page(1)], 0),
        ([page(1, NextToken="x")], 1),
        ([page(1, NextToken=None)], 0),
        ([[page(1, NextToken="x")]], 1),
        ([[page(1, NextToken="x"), page(2)]], 0),
        ([page(1, NextToken="x"), page(2, NextToken="y"), page(3)], 0),
        ([page(3), page(1, NextToken="x")], 0),  # whatever order they are given in
        ([page(1, IsTruncated=True, Marker="x")], 1),
        ([page(1, IsTruncated=False, Marker="x")], 0),  # the marker of the page itself
        ([page(1, NextToken="x"), {"Topics": [{"TopicArn": TOPIC_ARN}]}], 1),  # another list
    ],
)
def test_a_list_that_is_cut_short_is_told_unless_its_last_page_is_there(files: list[Any], cut: int) -> None:
    pages, counted = Pages(), Counted()
    for number, file in enumerate(files):
        for found in read(file):
            counted.take(found, str(number))
            if isinstance(found, Page):
                pages.take(found, str(number))
    counted.end()
    assert len([*pages.cut_short()]) == counted.cut_short == cut
    assert counted.wrong_count == 0

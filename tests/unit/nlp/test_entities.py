"""Entities of utterances, normalised."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("events in the last 7 days", "last:7d"),
        ("events in the past fortnight", "last:2w"),
        ("what happened 2 hours ago", "ago:2h"),
        ("since last tuesday", "since:last-tuesday"),
        ("between 2026-05-01 and 2026-05-07", "between:2026-05-01..2026-05-07"),
        ("from monday to wednesday", "between:monday..wednesday"),
        ("servers older than 90 days", "before:90d"),
        ("will it fill up in 3 weeks", "in:3w"),
        ("will it hold over the next 2 months", "next:2mo"),
        ("releases from yesterday", "at:yesterday"),
        ("yesterday at 15:00", "at:yesterday-15:00"),
        ("by the end of the quarter", "until:end-of-quarter"),
        ("since the last deploy", "since:last-deploy"),
        ("costs mtd", "at:this-month"),
        ("at 3pm", "at:15:00"),
        ("was macht web-7 seit gestern", "since:yesterday"),
        ("что изменилось за последние 7 дней", "last:7d"),
        ("过去7天", "last:7d"),
        ("3日前", "ago:3d"),
        ("la semana pasada", "at:last-week"),
        ("आज", "at:today"),
        ("for the past half hour", "last:30m"),
        ("half an hour ago", "ago:30m"),
        ("cpu compared to last week", "at:last-week"),
        ("the 6 last hours", "last:6h"),
    ],
)
def test_times(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["time_range"] == (wanted,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cpu over 80%", ">80%"),
        ("at least 3 nodes", ">=3"),
        ("fewer than 10 connections", "<10"),
        ("volumes bigger than 500 GB", ">500gb"),
        ("fifteen replicas", "15"),
        ("a dozen workers", "12"),
        ("twenty-five pods", "25"),
        ("add 2 more replicas", "+2"),
        ("scale it down by 2", "-2"),
        ("double the replicas", "x2"),
        ("halve the replicas", "/2"),
        ("top 5 queues", "5"),
        ("resize to 8 cores", "8cores"),
        ("vms with 8 or more cores", ">=8cores"),
        ("no fewer than six replicas", ">=6"),
        ("queues deeper than 10k", ">10k"),
        ("more than a hundred pods", ">100"),
        ("from 3 to 6 replicas", "6"),
        ("down to a single replica", "1"),
        ("add a pair of pods", "2"),
        ("quadruple checkout", "x4"),
        ("set replicas=4 on checkout", "4"),
        ("why did errors exceed 4%", ">4%"),
    ],
)
def test_counts(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["count"] == (wanted,)


@pytest.mark.parametrize(
    "text",
    ["version 1.2.3 of checkout", "port 443 is open", "restart web-7 at 14:30", "tag env=42", "revision 7", "python 3"],
)
def test_numbers_that_count_nothing(reader: Reader, text: str) -> None:
    assert "count" not in said(reader.read(text).mentions)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("show 25 newest security groups", ["25"]),
        ("show the 25 oldest security groups", ["25"]),
        ("the 50 most recent security groups", ["50"]),
        ("show 25 unused security groups", ["25"]),
        ("close 3389 on the newest security group", []),
        ("security groups that allow 443", []),
    ],
)
def test_a_number_of_security_groups_is_that_of_no_port(reader: Reader, text: str, wanted: list[str]) -> None:
    assert [one.value for one in reader.read(text).mentions if one.sort == "count"] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("how many servers per team and region", []),
        ("how many servers per team and environment", []),
        ("cost by team and region", []),
        ("list servers by team or region", []),
        ("servers of the platform team and region", ["team=platform"]),
        ("servers of team payments and in prod", ["team=payments"]),
    ],
)
def test_a_small_word_behind_team_names_none(reader: Reader, text: str, wanted: list[str]) -> None:
    assert [one.value for one in reader.read(text).mentions if one.sort == "tag"] == wanted


@pytest.mark.parametrize(
    ("text", "sort", "wanted"),
    [
        ("servers in frankfurt", "region", ("eu-central-1",)),
        ("gcp buckets in frankfurt", "region", ("europe-west3",)),
        ("azure vms in london", "region", ("uksouth",)),
        ("eks clusters in use1 and eu-west-3", "region", ("us-east-1", "eu-west-3")),
        ("instances in us-east-1a", "region", ("us-east-1",)),
        ("s3 buckets", "provider", ("aws",)),
        ("k8s clusters", "resource_kind", ("k8s.cluster",)),
        ("instancias ec2", "resource_kind", ("compute.instance", "aws.ec2.instance")),
        ("kubectl get pods -n payments", "resource_kind", ("k8s.pod", "k8s.namespace")),
        ("scale deploy/checkout --replicas=12", "resource_name", ("checkout",)),
        ("owned by the platform team", "tag", ("team=platform",)),
        ("tagged team payments", "tag", ("team=payments",)),
        ("label app-21 tier=gold", "tag", ("tier=gold",)),
        ("Tag app-21 with tier=gold.", "tag", ("tier=gold",)),
        ("images tagged release=1.4.", "tag", ("release=1.4",)),
        ("machines that nobody uses", "status", ("idle",)),
        ("the orders database", "resource_name", ("orders",)),
        ("describe payments api", "resource_name", ("payments api",)),
        ("i-0abc12345def and 10.0.0.7", "resource_name", ("i-0abc12345def", "10.0.0.7")),
        ("volumes that are not attached", "status", ("unattached",)),
        ("production and staging", "environment", ("prod", "staging")),
        ("vms in uk south", "region", ("uksouth",)),
        ("the cpu of host-9's pods", "resource_name", ("host-9",)),
    ],
)
def test_lists_and_names(reader: Reader, text: str, sort: str, wanted: tuple[str, ...]) -> None:
    assert said(reader.read(text).mentions)[sort] == wanted


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("everything except prod", "environment"),
        ("all vms but not in uat", "environment"),
        ("clusters besides azure", "provider"),
        ("servers outside frankfurt", "region"),
        ("databases other than prod and staging", "environment"),
        ("all snapshots except those in prod", "environment"),
        ("the vms that are neither in prod nor in uat", "environment"),
        ("give me the vms, all of them, apart from those on aws", "provider"),
        ("all queues but orders", "resource_name"),
        ("leave checkout alone and list the queues", "resource_name"),
        ("todo excepto producción", "environment"),
        ("除了生产环境的所有服务器", "environment"),
        ("alles außer prod", "environment"),
        ("все кроме прода", "environment"),
        ("sämtliche VMs, prod mal ausgenommen", "environment"),
        ("les volumes, prod exclue", "environment"),
        ("i bucket, fuorché quelli di prod", "environment"),
        ("todos los nodos menos los de prod", "environment"),
        ("todas as VMs fora as que estão em prod", "environment"),
        ("снеси вмки, только прод не трогай", "environment"),
        ("本番じゃないVMを見せて", "environment"),
        ("非生产环境的虚拟机", "environment"),
        ("프로덕션이 아닌 서버", "environment"),
        ("azure에 있는 거 말고 나머지 서버", "provider"),
    ],
)
def test_what_is_excluded_is_no_filter(reader: Reader, text: str, sort: str) -> None:
    reading = reader.read(text)
    assert sort not in said(reading.mentions)
    assert any(mention.excluded and mention.sort == sort for mention in reading.mentions)


def test_words_within_names_quotes_and_tags_mean_nothing_else(reader: Reader) -> None:
    told = said(reader.read('describe restart-job tagged note="delete all in prod"').mentions)
    assert told["resource_name"][0] == "restart-job"
    assert "environment" not in told


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?" * 50, "\x1b[31m\u202e", "a" * 5000, "💥💥", "''\"\"", "- - -", "=", "1" * 400, "\u0300\u0301"],
)
def test_anything_can_be_read(reader: Reader, text: str) -> None:
    assert reader.read(text).mentions is not None

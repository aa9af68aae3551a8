"""The parts of answers that need no store: kinds, conditions, pointing, commands, names in text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.frames import OUT_OF_SCOPE, Frame
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.tags import Vocabulary
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view_text import parse_view
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.desk import of_kind
from dharma_tui.nlp.following import pointed
from dharma_tui.nlp.kinds import HERE, KindTable
from dharma_tui.nlp.odd_names import OddNames
from dharma_tui.nlp.provider_commands import COMMANDS, command, values_of
from dharma_tui.nlp.queries import Queries
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.refusing import doubts_of, verbs
from dharma_tui.nlp.spans import span
from dharma_tui.nlp.suggesting import GUESSED
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.tools.delete import Delete
from dharma_tui.nlp.tools.restart import Restart
from dharma_tui.nlp.tools.rollback import Rollback
from dharma_tui.nlp.tools.scale import Scale
from dharma_tui.nlp.tools.update import ACTS
from dharma_tui.nlp.words import named
from dharma_tui.services.demo.kinds import BY_NAME

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
TABLE = KindTable(BY_NAME)
ROWS = tuple(ResourceRef("demo.compute.instance", f"i-{number}") for number in range(3))


def asked(**entities: str) -> Asked:
    return Asked("", Frame("list_resources", 1.0, {sort: tuple(said.split("|")) for sort, said in entities.items()}))


def query(request: Asked) -> Query:
    when = next((span(value, NOW) for value in request.frame.values("time_range")), None)
    return Queries(TABLE, Vocabulary()).of(request, NOW, when)


def test_kinds_of_the_scheme_are_those_that_are_here() -> None:
    assert TABLE.here("compute.instance") == ("demo.compute.instance",)
    assert TABLE.here("k8s.pod") == ("demo.kubernetes.pod",)
    assert TABLE.here("aws.ec2.instance") == ()
    assert "demo.database.cluster" in TABLE.here("database")


BUCKETS_OF_AWS = KindSpec("aws.s3.bucket", "S3 bucket", "S3 buckets", "", columns=(Column("public_access", "PUBLIC"),))
DATABASES_OF_AWS = KindSpec(
    "aws.rds.db_instance", "RDS", "RDS", "", columns=(Column("multi_az", "MULTI AZ", type=ColumnType.FLAG),)
)


def test_a_bucket_is_public_where_nothing_blocks_it() -> None:
    table = KindTable({BUCKETS_OF_AWS.kind: BUCKETS_OF_AWS})
    told = Queries(table, Vocabulary()).of(asked(resource_kind="storage.bucket", status="public"), NOW)
    assert [one.text for one in told.conditions] == ['!public_access=blocked !public_access=""']


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("databases have multi az off", "multi_az=no"),
        ("databases with multi-az enabled", "multi_az=yes"),
        ("databases where multi az is not enabled", "multi_az=no"),
        ("databases with disabled multi az", "multi_az=no"),
    ],
)
def test_what_is_switched_off_is_no_state(line: str, text: str) -> None:
    table = KindTable({DATABASES_OF_AWS.kind: DATABASES_OF_AWS})
    request = replace(asked(resource_kind="database", status="stopped"), words=tuple(line.split()))
    told = Queries(table, Vocabulary()).of(request, NOW)
    assert [one.text for one in told.conditions] == [text]


def test_conditions_are_told_by_the_columns_of_what_there_is() -> None:
    """ "Unencrypted" is told by another column of databases that nobody has."""
    other = replace(DATABASES_OF_AWS, columns=(Column("encryption", "ENCRYPTION"), *DATABASES_OF_AWS.columns))
    queries = Queries(KindTable({**BY_NAME, other.kind: other}), Vocabulary())
    request = replace(asked(resource_kind="database", status="unencrypted"), words=("with", "multi", "az", "off"))
    of_aws = queries.of(request, NOW, present={other.kind})
    assert [one.text for one in of_aws.conditions] == ["multi_az=no", 'encryption=""']
    assert "multi_az=no" not in [one.text for one in queries.of(request, NOW).conditions], "of databases of all kinds"


def test_every_kind_of_the_scheme_that_aws_has_is_found_there() -> None:
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.core.settings import Settings
    from dharma_tui.services.providers import kinds_of, provider_services

    settings = Settings()
    kinds = kinds_of(provider_services(SystemClock(), lambda: settings))
    table = KindTable(kinds)
    assert set(COMMANDS) <= {*kinds, *BY_NAME}, "commands are told of kinds that there are"
    nowhere = {said for said in HERE if not table.here(said)}
    assert {said for said in nowhere if not said.startswith("k8s.")} == {"datacenter"}


def test_kinds_are_found_by_what_they_are_called() -> None:
    table = KindTable({"local.process": KindSpec("local.process", "Process", "Processes", "", aliases=("ps", "top"))})
    assert table.called(("which", "processes", "use", "memory")) == ("local.process",)
    assert table.called(("top", "ten")) == ()


@pytest.mark.parametrize(
    ("said", "filter"),
    [
        ({"region": "eu-west-1|us-east-1"}, "region=eu-west-1,us-east-1"),
        ({"environment": "prod"}, "tag.environment=production,prod,prd,live"),
        ({"status": "unhealthy"}, "state=degraded,failed"),
        ({"status": "untagged"}, 'label=""'),
        ({"tag": "app=checkout"}, "label:app=checkout"),
        ({"tag": "team=shop"}, "(tag.owner=shop | label:team=shop)"),
        ({"resource_kind": "storage.bucket", "status": "public"}, "public=yes"),
        ({"resource_kind": "compute.instance", "metric": "memory", "count": ">4gb"}, "mem>4G"),
        ({"time_range": "before:90d"}, "first_seen<2026-08-22T15:30:00+00:00"),
        ({"resource_kind": "compute.instance", "time_range": "last:1d"}, "launched>=2026-11-19T15:30:00+00:00"),
    ],
)
def test_what_is_said_becomes_a_filter(said: dict[str, str], filter: str) -> None:
    found = query(asked(**said)).view().filter
    assert filter in found
    parse_filter(found)


def test_what_is_left_out_is_left_out_of_the_filter() -> None:
    request = replace(asked(resource_kind="k8s.pod"), excluded=(("environment", "prod"), ("region", "eu-west-1")))
    found = query(request).view()
    assert found.filter == "!tag.environment=production,prod,prd,live !region=eu-west-1"
    assert parse_view("demo.kubernetes.pod " + found.filter, BY_NAME).kinds == ("demo.kubernetes.pod",)


def test_top_five_is_an_order_and_a_number() -> None:
    found = query(asked(resource_kind="compute.instance", metric="memory", count="5"))
    assert (found.limit, [(key.column, key.descending) for key in found.sort]) == (5, [("mem", True)])


def test_what_nothing_tells_is_said_to_be_untold() -> None:
    found = query(asked(resource_kind="compute.instance", metric="latency", count=">200ms", status="deprecated"))
    assert found.untold == ("deprecated", "latency >200ms")
    assert not found.conditions


@pytest.mark.parametrize("hostile", ["a b", '"', "a|b", "!x", "(", "\\", "x:y", "-e", "* ?", "]]", "\x1b[31m", "‮abc"])
def test_names_of_others_never_break_a_filter(hostile: str) -> None:
    found = query(replace(asked(resource_name=hostile, tag=f"k={hostile}"), excluded=(("resource_name", hostile),)))
    parse_filter(found.view().filter)
    parse_view(of_kind(ResourceRef("demo.compute.instance", hostile)), BY_NAME)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("describe the second one", (1,)),
        ("the last one", (2,)),
        ("restart those", (0, 1, 2)),
        ("describe both of them", (0, 1)),
        ("the 3rd", (2,)),
        ("number 2", (1,)),
    ],
)
def test_rows_of_the_last_answer_are_pointed_at(recogniser: Recogniser, line: str, places: tuple[int, ...]) -> None:
    turn = recogniser.turn(line)
    found = pointed(Asked(line, turn.frame, shown=ROWS), turn.reading, 3)
    assert found is not None
    assert found.refs == tuple(ROWS[place] for place in places)


def test_the_first_server_is_no_row(recogniser: Recogniser) -> None:
    for line in ("show the first server", "list servers", "describe web-7"):
        turn = recogniser.turn(line)
        assert pointed(Asked(line, turn.frame, shown=ROWS), turn.reading, 3) is None


def test_those_of_a_list_that_was_cut_are_in_doubt(recogniser: Recogniser) -> None:
    turn = recogniser.turn("delete those")
    found = pointed(Asked("delete those", turn.frame, shown=ROWS), turn.reading, 40)
    assert found is not None
    assert found.doubts == ("not all shown",)


BAD = ["x; rm -rf /", "$(id)", "a b", "`id`", "-rf", "a\nb", "", "é", "'", "a,Key=b", "*", "~"]


@pytest.mark.parametrize("bad", BAD)
def test_no_command_holds_what_a_shell_would_obey(bad: str) -> None:
    values = dict.fromkeys(values_of({"key": "k", "name": "n", "attrs": {}}), bad)
    for kind, acts in COMMANDS.items():
        for act in acts:
            assert command(kind, act, values, "eu-west-1") == ""
    assert "--region" not in command("aws.ec2.instance", "stop", {"id": "i-1"}, bad)


def test_every_command_can_be_reached_and_told() -> None:
    known = {"key": "arn:aws:ecs:eu-west-1:1:service/shop/web", "name": "web", "attrs": {}}
    values = values_of(known, "20gb", "team=shop")
    acts = {act for told in COMMANDS.values() for act in told}
    planned = {"create", *(one.ACT for one in (Delete, Restart, Rollback, Scale)), *(act for act, _ in ACTS)}
    assert acts <= planned, "a tool plans each of them"
    for kind, told in COMMANDS.items():
        for act in told:
            values["count"] = "5"
            assert command(kind, act, values, "eu-west-1"), (kind, act)
    assert command("aws.ecs.ecs_service", "scale", values, "eu-west-1") == (
        "aws ecs update-service --cluster shop --service web --desired-count 5 --region eu-west-1"
    )
    resized = values_of({"key": "arn:aws:ec2:r:1:volume/vol-1", "name": "Data", "attrs": {}}, "500gb")
    assert command("aws.ec2.volume", "resize", resized) == "aws ec2 modify-volume --volume-id vol-1 --size 500"


@pytest.mark.parametrize(
    "name",
    [
        "a|b",
        "**bold**",
        "[link](http://e)",
        "a*b",
        "back\\slash",
        "esc\x1b[31m",
        "- dash",
        "büro-srv",
        "сервер-7",
        "サーバー1",
    ],
)
def test_names_with_marks_in_them_are_read_whole(recogniser: Recogniser, name: str) -> None:
    odd = OddNames([name, "checkout", "checkout?", "b"])
    for line in (f"describe {name}", f"what depends on {name}?"):
        assert recogniser.frame(odd.quoted(line)).values("resource_name") == (name,)
    assert odd.quoted("describe checkout?") == "describe checkout?"
    assert odd.quoted(f"describe x{name}x") == f"describe x{name}x"


def test_joined_names_of_any_letters_are_read_whole_and_words_are_no_such_names() -> None:
    odd = OddNames(["サーバー1", "본사_db", "本番", "база", "büro"])
    assert odd.quoted("サーバー1の状態は？") == '"サーバー1"の状態は？'
    assert odd.quoted("今のサーバー1は？") == '今の"サーバー1"は？'
    assert odd.quoted("본사_db 재시작해줘") == '"본사_db" 재시작해줘'
    for line in ("本番のサーバー10は？", "база данных", "büros"):
        assert odd.quoted(line) == line


def test_what_the_files_say_may_come_next_is_understood(recogniser: Recogniser) -> None:
    said = {
        "resource_name": "checkout",
        "resource_kind": "servers",
        "region": "paris",
        "metric": "cpu",
        "provider": "aws",
    }
    for intent in intents().values():
        for step in intent.next_steps:
            frame = recogniser.frame(step.format(**said), [intent.examples[0]])
            assert frame.intent != OUT_OF_SCOPE and frame.confidence >= GUESSED, step


def test_a_name_in_a_text_is_code_that_nothing_in_it_ends() -> None:
    told = named("`x` **b** [l](http://e) \x1b[31m \u202e\n# h")
    assert told.count("`") == 2 and told[0] == told[-1] == "`"
    assert "\x1b" not in told and "\n" not in told and "\u202e" not in told


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("restart it if needed", "supposed"),
        ("restart all except one", "excluded"),
        ("restart it and delete it", "two verbs"),
        ("don't restart it", "negated"),
    ],
)
def test_words_leave_a_change_in_doubt(words: str, doubt: str) -> None:
    request = Asked(words, Frame("restart_deployment", 1.0, destructive=True), words=tuple(words.split()))
    assert doubt in doubts_of(request)


def test_to_remove_a_tag_is_one_change() -> None:
    request = Asked("", Frame("update_infrastructure", 1.0), words=("remove", "the", "tag"))
    assert verbs(request) == []
    assert doubts_of(request) == []

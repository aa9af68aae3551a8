"""Nothing of the inventory leaves, and everything comes back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.nlp.llm.pseudonyms import SORTS, KnownNames, Pseudonyms, Restorer

NAMES = (
    "web-1",
    "web-1-replica",
    "1-replica-x",
    "Payments API",
    "düsseldorf-db",
    "支付服务",
    "a",
    "x_y",
    "[odd]",
    "12",
)
VALUES = ("10.1.2.3", "arn:aws:iam::123456789012:role/ops", "123456789012", "i-0abc12345678def01", "who@example.org")
words = st.one_of(
    st.sampled_from(
        [*NAMES, *VALUES, "WEB-1", "NAME_1", "<NAME_1>", "<", ">", "IP_", "_", "1", " ", "\n", "ID_1", "İ", "的"]
    ),
    st.text(max_size=6),
)
texts = st.lists(words, max_size=12).map("".join)


def pseudonyms() -> Pseudonyms:
    return Pseudonyms(KnownNames(NAMES))


@given(texts, texts)
def test_everything_comes_back_but_secrets(first: str, second: str) -> None:
    made = pseudonyms()
    sent = [made.text(first), made.text(second)]
    plain = Pseudonyms(KnownNames(NAMES), enabled=False)
    assert [made.restored(one) for one in sent] == [plain.text(first), plain.text(second)]


@given(texts, st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_everything_comes_back_however_the_answer_is_cut(text: str, sizes: list[int]) -> None:
    made = pseudonyms()
    sent = made.text(text)
    for answer in (sent, sent.replace("<", "").replace(">", "")):  # models lose the brackets
        restorer, told, at, turn = Restorer(made), "", 0, 0
        while at < len(answer):
            size = sizes[turn % len(sizes)]
            told += restorer.feed(answer[at : at + size])
            at, turn = at + size, turn + 1
        assert told + restorer.end() == made.restored(answer)


@given(
    st.lists(st.sampled_from([*NAMES, *VALUES]), min_size=1, max_size=6),
    st.sampled_from([" ", ", ", "/", "\n", "('", "。"]),
)
def test_nothing_of_the_inventory_leaves_in_text(several: list[str], between: str) -> None:
    sent = pseudonyms().text(between.join(several))
    rest = sent
    for sort in SORTS:
        for number in range(1, 20):
            rest = rest.replace(f"<{sort}_{number}>", "")
    assert not left(rest)


def left(text: str) -> list[str]:
    lowered = text.lower()
    return [name for name in (*NAMES, *VALUES) if len(name) > 2 and name.lower() in lowered]


values = st.recursive(
    st.one_of(st.sampled_from([*NAMES, *VALUES]), st.integers(0, 99), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["name", "state", "tags", *NAMES]), inner)
    ),
    max_leaves=12,
)


@given(values)
def test_nothing_of_the_inventory_leaves_in_data(value: object) -> None:
    made = pseudonyms()
    sent = made.value(value)
    assert not left(json.dumps(sent, ensure_ascii=False))
    assert made.restored_value(sent) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("restart catalog_api_01", "restart <NAME_1>"),
        ('restart "Catalog API 01", then CatalogApi01', 'restart "<NAME_1>", then <NAME_2>'),
        ("catalog–api–01 and catalog.api.01", "<NAME_1> and <NAME_2>"),
        ("is the ledger db up?", "is the <NAME_1> up?"),
        ("which web server is web_server?", "which web server is <NAME_1>?"),
        ('the "web server"', 'the "<NAME_1>"'),
        ("xcatalog_api_01 catalog_api_012 catalog. api. 01", "xcatalog_api_01 catalog_api_012 catalog. api. 01"),
    ],
)
def test_names_are_replaced_however_their_parts_are_joined(text: str, sent: str) -> None:
    made = Pseudonyms(KnownNames(("catalog-api-01", "ledger-db", "web-server")))
    assert made.text(text) == sent and made.restored(sent) == text


def test_the_same_name_is_the_same_placeholder_throughout_a_conversation() -> None:
    made = pseudonyms()
    assert made.text("is web-1 up?") == "is <NAME_1> up?"
    assert made.value([{"name": "web-1", "state": "running"}]) == [{"name": "<NAME_1>", "state": "running"}]
    assert made.text("and web-1-replica?") == "and <NAME_2>?"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("fe80::1ff:fe23:4567:890a is it", "<IP_1> is it"),
        ("::1 and 10.0.0.0/8", "<IP_1> and <IP_2>"),
        ("02:42:ac:11:00:02", "<IP_1>"),
        ("at 12:30:45 on 2026-01-02, 3.5 GB, v1.2.3", "at 12:30:45 on 2026-01-02, 3.5 GB, v1.2.3"),
        ("db.internal.example.org:5432", "<HOST_1>:5432"),
        ("mail jo.doe@example.org now", "mail <MAIL_1> now"),
        ("/home/jo/notes", "/home/<USER_1>/notes"),
        ("account 1234-5678-9012", "account <ACCOUNT_1>"),
        ("website webs xweb-1", "website webs xweb-1"),
        ("web-1web", "web-1web"),
        ("请看web-1的状态", "请看<NAME_1>的状态"),
    ],
)
def test_what_is_replaced(text: str, sent: str) -> None:
    assert pseudonyms().text(text) == sent


def test_whole_values_of_telling_fields_and_of_labels_are_replaced_though_nobody_knows_them() -> None:
    made = pseudonyms()
    told = made.value(
        {
            "name": "brand new",
            "labels": {"owner": "Jo Doe", "cost": "r and d"},
            "state": "running",
            "account": 123456789012,
        }
    )
    assert told == {
        "name": "<NAME_1>",
        "labels": {"owner": "<USER_1>", "cost": "<TEXT_1>"},
        "state": "running",
        "account": "<ACCOUNT_1>",
    }


def test_secrets_never_leave_and_never_come_back() -> None:
    made = pseudonyms()
    sent = json.dumps(
        made.value({"log": "login password=hunter2 ok", "api_key": "abc", "user_data": "AKIAABCDEFGHIJKLMNOP"})
    )
    assert "hunter2" not in sent and "abc" not in sent and "ABCDEFGHIJKLMNOP" not in sent
    assert made.dropped == 3 and not any("hunter2" in one.original for one in made.given)


def test_a_secret_that_was_said_once_is_dropped_wherever_it_is_said_again() -> None:
    made = pseudonyms()
    made.hear(["swordfish is my password", "my passphrase is walrus tango umbrella"])
    assert made.text("why is Swordfish refused?") == "why is ••• refused?"
    assert made.value({"note": "tango swordfish", "state": "running"}) == {"note": "••• •••", "state": "running"}
    assert made.text("the password of web-1 was running") and made.text("running") == "running"


def test_without_pseudonyms_names_go_and_secrets_still_do_not() -> None:
    made = Pseudonyms(KnownNames(NAMES), enabled=False)
    assert made.text("web-1 password=hunter2") == "web-1 password=•••"
    assert made.value({"name": "web-1"}) == {"name": "web-1"}

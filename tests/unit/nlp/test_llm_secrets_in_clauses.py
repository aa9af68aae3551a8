"""What lets somebody in, told in a clause of any language, numbers of persons and of cards: neither sent nor kept."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms
from dharma_tui.nlp.llm.spoken_secrets import safe, speaks_of_secret

NAMES = ("orders-db", "web-1", "catalog-api-01")


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("hmm ключ доступа orders-db: солнце77 странно", "солнце77"),
        ("clave de acceso de orders-db: sol-y-luna", "sol-y-luna"),
        ("la chiave di orders-db e mare12", "mare12"),
        ("رمز orders-db هو 556677", "556677"),
        ("der Zugangsschlüssel von orders-db ist Birnbaum heute", "Birnbaum"),
        ("la clé d'accès de web-1 est tournesol bizarre", "tournesol"),
        ("a chave de acesso do orders-db: girassol", "girassol"),
        ("la clave es girasol en web-1", "girasol"),
        ("la chiave di accesso: girasole web-1", "girasole"),
        ("orders-db की एक्सेस कुंजी: सूरजमुखी", "सूरजमुखी"),
        ("orders-db アクセスキー: ひまわり", "ひまわり"),
        ("orders-db 액세스 키: 해바라기", "해바라기"),
        ("orders-db 访问密钥: 向日葵", "向日葵"),
        ("مفتاح الوصول orders-db: زهرةالشمس", "زهرةالشمس"),
        ("the wifi key is tigerlily web-1 odd", "tigerlily"),
        ("the api key of web-1 is tigerlily since monday", "tigerlily"),
        ("my mother's maiden name is Schmidt", "Schmidt"),
        ("mein Mädchenname ist Obermüller", "Obermüller"),
        ("mi apellido de soltera es Etxeberria", "Etxeberria"),
        ("social security 123-45-6789 web-1", "6789"),
        ("123-45-6789 belongs to me", "6789"),
        ("número de la seguridad social 281234567840", "281234567840"),
        ("снилс 11223344595", "11223344595"),
        ("passport number C01X00T47", "C01X00T47"),
        ("basic auth YWRtaW46aHVudGVyMg==", "YWRtaW4"),
        ("send cm9vdDpwbHVtdHJlZQ to web-1", "cm9vdDpw"),
        ("card 4111 1111 1111 1111 exp 12/27 cvv 123", "1111 12/27 123"),
        ("cartão 4111111111111111 validade 12/27 cvv 987", "4111 12/27 987"),
        ("4111 1111 1111 1111, 03/2028, 321", "1111 03/2028 321"),
        ("cvc 321", "321"),
        ("CVV는 123입니다", "123"),
        ("Prüfnummer 321", "321"),
        ("gültig bis 12/27, Kartennummer 4111111111111111", "12/27 4111"),
        ("visa ending 1111, expiry 12/27, security code 123", "1111 12/27 123"),
        ("my mother's maiden name Schmidt", "Schmidt"),
        ("девичья фамилия матери Обермюллер", "Обермюллер"),
        ("母の旧姓は田中", "田中"),
        ("das Losungswort ist Rosenknospe", "Rosenknospe"),
        ("a palavra secreta é peonia", "peonia"),
        ("секретное слово: пион", "пион"),
        ("暗号はさくら", "さくら"),
        ("la clé de orders-db est tulipe hélas", "tulipe"),
        ("der Schlüssel für orders-db heißt Tulpe", "Tulpe"),
        ("orders-db की कुंजी गुलाब है", "गुलाब"),
        ("セキュリティコードは987", "987"),
    ],
)
def test_what_lets_somebody_in_is_masked_and_not_sent_by_itself(text: str, secrets: str) -> None:
    for clean in (Pseudonyms(KnownNames(NAMES)).text(text), safe(text, NAMES.__contains__)):
        assert "•••" in clean and [one for one in secrets.split() if one in clean] == []
    assert speaks_of_secret(text, NAMES.__contains__)


@pytest.mark.parametrize(
    "text",
    [
        *("the wobbly key tigerlily thing", "ключ тюльпан", "key zonnebloem on web-1", "token 48151623 hmm"),
        *("chiave girasole strana", "रमणीय कुंजी सूरजमुखी", "кодовое слово код ромашка"),
    ],
)
def test_a_key_beside_a_word_that_no_request_has_is_not_sent_by_itself(text: str) -> None:
    assert speaks_of_secret(text, NAMES.__contains__)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "rotate the access key of web-1",
            "access keys older than 90 days",
            "which access keys are older than 90 days",
        ),
        *("the key is 90 days old", "the key is disabled", "list key pairs in eu-central-1", "error code 503 on web-1"),
        *(
            "tag web-1 with key=team",
            "which keys of orders-db",
            "list certificates that expire 12/27",
            "the api key is expired",
        ),
        *("exit code is 5003 on web-1", "der Schlüssel ist abgelaufen", "copy the secret from staging to production"),
        *("show tags by key: environment", "describe catalog-api-01", "which security groups are open to 0.0.0.0/0"),
        *("instances on 2026-11-20", "volumes of 500 gb", "namespace kubernetes-dashboards-production"),
    ],
)
def test_what_only_speaks_of_keys_and_numbers_stays(text: str) -> None:
    assert safe(text, NAMES.__contains__) == text


@pytest.mark.parametrize(
    "text",
    ["WEB1", "web_1", "web 1", "Web-1", "web.1", "web/1", "web:1", "web\u20111", "web  1", "web·1", "ｗｅｂ－１"],
)
def test_a_short_name_with_a_number_is_replaced_however_its_parts_are_joined(text: str) -> None:
    assert Pseudonyms(KnownNames(("web-1",))).text(f"what about {text} now?") == "what about <NAME_1> now?"
    assert Pseudonyms(KnownNames(("web1",))).text(f"what about {text} now?") == "what about <NAME_1> now?"


@pytest.mark.parametrize("text", ["ordersdb", "OrdersDB", "orders db", "orders.db"])
def test_a_name_without_numbers_is_replaced_though_nothing_stands_between_its_parts(text: str) -> None:
    assert Pseudonyms(KnownNames(("orders-db",))).text(f"why is {text} slow") == "why is <NAME_1> slow"
    assert Pseudonyms(KnownNames(("data-base",))).text("restart the database") == "restart the database"


@pytest.mark.parametrize("text", ["web 10", "xweb1", "web 1a", "a web. 1 of them", "12 webs"])
def test_what_goes_on_or_ends_a_sentence_is_no_such_name(text: str) -> None:
    assert Pseudonyms(KnownNames(("web-1",))).text(text) == text

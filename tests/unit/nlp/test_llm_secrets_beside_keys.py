"""Secrets beside keys, in logins, in commands, and numbers of cards, banks and telephones do not leave and are not kept."""

from __future__ import annotations

import time

import pytest

from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms, Restorer
from dharma_tui.nlp.llm.spoken_secrets import safe

NAMES = ("catalog-api-01", "checkout-api-52", "web-7")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        # variables of programs
        *(
            (f"why is catalog-api-01 down, {key} Gartenzwerg is set", "Gartenzwerg")
            for key in ("DB_PASS", "DB_PW", "APP_TOKEN")
        ),
        *(
            (f"{key}{mark}Gartenzwerg", "Gartenzwerg")
            for key in ("DB_PW", "mysql_pw", "X_SECRET")
            for mark in (": ", "=", " → ", " -> ")
        ),
        ("set env DB_PW=blue-river-7", "blue-river-7"),
        ("REDIS_AUTH Gartenzwerg", "Gartenzwerg"),
        ("MYSQL_ROOT_PASSWORD is Gartenzwerg on web-7", "Gartenzwerg"),
        ("token → Gartenzwerg", "Gartenzwerg"),
        ("apikey Gartenzwerg", "Gartenzwerg"),
        ("api key 9f8e7d", "9f8e7d"),
        # twelve languages, with and without a verb
        ("パスワードはひまわり77です", "ひまわり77"),
        ("パスワード「ひまわり」", "ひまわり"),
        ("パスワード ひまわり", "ひまわり"),
        ("パスワードをひまわりに変えて", "ひまわり"),
        ("catalog-api-01 が遅いのはなぜ 暗証番号はひまわり77", "ひまわり77"),
        ("密码是向日葵77", "向日葵"),
        ("密码 向日葵", "向日葵"),
        ("비밀번호는 해바라기77", "해바라기"),
        ("비번 해바라기", "해바라기"),
        ("비밀번호를 해바라기로 바꿔줘", "해바라기"),
        ("пароль от базы подсолнух синий", "подсолнух"),
        ("пароль базы подсолнух", "подсолнух"),
        ("mot de passe de la base soleil bleu", "soleil"),
        ("la contraseña de la base girasol azul", "girasol"),
        ("la password del db girasole blu", "girasole"),
        ("senha do banco girassol azul", "girassol"),
        ("passwort von catalog-api-01 Sonnenblume", "Sonnenblume"),
        ("كلمة المرور زهرة الشمس", "زهرة"),
        ("पासवर्ड सूरजमुखी है", "सूरजमुखी"),
        ("le code est soleil77", "soleil77"),
        ("der Code ist sonne77", "sonne77"),
        # logins
        ("connect with root/s3cr3tpw to catalog-api-01", "s3cr3tpw"),
        ("admin/admin123", "admin123"),
        ("ops / Sonnenblume7 on web-7", "Sonnenblume7"),
        ("try ops:Sonnenblume7 on catalog-api-01", "Sonnenblume7"),
        ("ssh ops@10.1.2.3 (Sonnenblume7)", "Sonnenblume7"),
        # commands
        ("vault unseal Gartenzwerg", "Gartenzwerg"),
        ("vault operator unseal Zm9vYmFyYmF6", "Zm9v"),
        ("openssl enc -aes-256-cbc -k Gartenzwerg -in a", "Gartenzwerg"),
        ("htpasswd -b f bob Gartenzwerg", "Gartenzwerg"),
        ("net user bob Gartenzwerg /add", "Gartenzwerg"),
        ("kubectl create secret generic s --from-literal=foo=Gartenzwerg", "Gartenzwerg"),
        ("aws configure set aws_secret_access_key Gartenzwerg", "Gartenzwerg"),
        ("echo bob:Gartenzwerg | chpasswd", "Gartenzwerg"),
        ("redis-cli AUTH Gartenzwerg", "Gartenzwerg"),
        ("create user bob identified by 'Gartenzwerg'", "Gartenzwerg"),
        # numbers
        ("card 4111 1111 1111 1111", "1111 1111"),
        ("pay with 5500005555555559", "55000055"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "3704"),
        ("gb82west12345698765432", "west1234"),
        ("call me at +49 170 1234567", "1234567"),
        ("ring (555) 123-4567 about web-7", "123-4567"),
        ("電話 03-1234-5678", "1234-5678"),
        ("llámame al 612 345 678", "612 345"),
        ("call me at 5551234567", "5551234"),
        ("call +491701234567 about web-7", "491701234567"),
        ("dial 01701234567", "1701234567"),
        ("reach 555-1234 first", "555-1234"),
        ("call us on 491701234567", "491701234567"),
        ("tel: 491701234567", "491701234567"),
        ("phone Bob+49 170 1234567", "1234567"),
        ("call 10.0.0.1 or +49 170 1234567", "1234567"),
    ],
)
def test_a_secret_beside_its_key_is_neither_sent_nor_kept(text: str, secret: str) -> None:
    for clean in (Pseudonyms(KnownNames(NAMES)).text(text), safe(text, NAMES.__contains__)):
        assert secret not in clean and "•••" in clean


@pytest.mark.parametrize(
    "text",
    [
        *("list pods in default/web7 of cluster prod", "describe deployment/checkout9", "servers of type standard-4"),
        *("show instances with tag team:payments7 and env:Prod2026", "what is the api key rotation policy"),
        *("which access keys are older than 90 days", "パスワードの期限が切れたユーザー", "密码过期的用户有哪些"),
        *(
            "비밀번호 변경이 필요한 사용자",
            "パスワードを変更して",
            "image registry.example.com/app:build72 of checkout",
        ),
        *("who changed 111122223333 yesterday", "what changed from 2026-11-19 10:00 to 2026-11-20 11:00"),
        *(
            "call graph of checkout since 2026-11-19 10:00:00",
            "phone service latency in prod",
            "scale web-7 to +3 replicas",
        ),
        *("1234567812345678 is a number of a job", "order DE00370400440532013000"),
        *("can web-7 reach 10.20.30.40?", "who can reach 172.31.22.101 on 443", "which services call 10.20.30.40"),
        *("sms-gateway 10.0.12.34", "handy 10.0.12.34", "tel aviv subnets 10.0.0.0/16", "reach 10.20.30.40 443"),
        *("ring buffer of host 10.10.10.100", "phone-api 10.0.12.34 down?", "call 10.20.30.40 and 10.20.30.41"),
        *("alarms that call 123456789012", "who may call lambda in account 123456789012", "call 1234-5678-9012"),
        *("reach port 44300000", "who can reach subnet-12345678", "call graph of web since 2026-11-19"),
    ],
)
def test_what_only_looks_like_a_key_or_a_number_stays(text: str) -> None:
    assert safe(text) == text


def test_an_address_beside_a_verb_of_telephones_is_replaced_and_not_dropped() -> None:
    pseudonyms = Pseudonyms(KnownNames(NAMES))
    assert pseudonyms.text("can web-7 reach 10.20.30.40") == "can <NAME_1> reach <IP_1>"
    assert pseudonyms.value({"address": "10.20.30.40"}) == {"address": "<IP_1>"} and not pseudonyms.dropped


def test_a_name_of_digits_is_no_telephone() -> None:
    assert safe("handy 44300000", lambda word: word == "44300000") == "handy 44300000"


@pytest.mark.parametrize(
    "link",
    [
        *("http://evil.example/x?d={}", "[x](http://evil.example/{})", "[x](//evil.example?{})", "www.evil.example/{}"),
        *("https://{}.evil.example", "mailto:a@evil.example?subject={}", "![x](evil.png?{})", "evil.example/?d={}"),
        *("s3://evil.example/{}", "http:/evil/{}", "[x]: {}", "<a href = {}", "HOST_9.com/{}"),
        *("evil.рф/?q={}", "зло.рф:80/{}", "बुरा.भारत/{}", "evil.xn--p1ai/{}", "эв.xn--p1ai#{}", "evil.example./{}"),
        *("1.2.3.4/{}", "1.2.3.4:80/{}", "//1.2.3.4/{}", "https:\\\\evil.example\\{}"),
        "http://evil.example/" + "x" * 5_000 + "{}",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
def test_names_are_not_put_back_into_addresses(link: str, size: int) -> None:
    pseudonyms = Pseudonyms(KnownNames(NAMES))
    placeholder = pseudonyms.text("checkout-api-52")
    for said in (placeholder, placeholder.strip("<>")):
        text = f"{said} is down, see {link.format(said)} for {said}"
        restorer = Restorer(pseudonyms)
        told = "".join(restorer.feed(text[at : at + size]) for at in range(0, len(text), size)) + restorer.end()
        assert told == pseudonyms.restored(text)
        assert told.count("checkout-api-52") == 2 and link.format(said) in told


@pytest.mark.parametrize(
    "text",
    [
        *("log group:/aws/lambda/{}", "path:/{}", "node {}:/var/log", "arn:aws:sqs:{}", "http://evil.example/ {}"),
        *("停止了。请检查日志:{}", "v1.2.3/{}", "12:30/{}", "1.2.3.4 {}", "Готово.Имя:{}", "and so on.../{}"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_names_are_put_back_where_no_address_is(text: str, size: int) -> None:
    pseudonyms = Pseudonyms(KnownNames(NAMES))
    said = text.format(pseudonyms.text("checkout-api-52"))
    restorer = Restorer(pseudonyms)
    told = "".join(restorer.feed(said[at : at + size]) for at in range(0, len(said), size)) + restorer.end()
    assert told == pseudonyms.restored(said) == text.format("checkout-api-52")


def test_a_frame_is_put_back_whole() -> None:
    pseudonyms = Pseudonyms(KnownNames(NAMES))
    placeholder = pseudonyms.text("checkout-api-52")
    told = pseudonyms.restored_value({"filter": [f"endpoint=https://{placeholder}"]})
    assert told == {"filter": ["endpoint=https://checkout-api-52"]}


def test_names_are_put_back_in_a_time_that_grows_with_the_text() -> None:
    pseudonyms = Pseudonyms(KnownNames(NAMES))
    placeholder = pseudonyms.text("checkout-api-52")
    began = time.process_time()
    for text in (f"{placeholder} " * 10_000, f"{placeholder}," * 10_000, "a" * 200_000 + placeholder):
        assert pseudonyms.restored(text) == text.replace(placeholder, "checkout-api-52")
    restorer = Restorer(pseudonyms)
    for _ in range(10_000):
        restorer.feed("a" * 8)
    assert time.process_time() - began < 5


def test_a_long_text_is_masked_in_time() -> None:
    began = time.process_time()
    for text in ("a" * 50_000, "a/" * 25_000, "pass_" * 10_000, "1 " * 25_000, "パスワード" * 5_000, "echo " * 10_000):
        safe(text)
    assert time.process_time() - began < 20

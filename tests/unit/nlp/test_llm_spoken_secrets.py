"""Secrets that people say do not leave, and ordinary sentences about secrets do."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms
from dharma_tui.nlp.llm.spoken_secrets import hidden, safe, without

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def sent(text: str) -> str:
    return Pseudonyms(KnownNames(("token-store-7",))).text(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("my password is hunter2 and token ghp_abcdefghijklmnopqrst", "hunter2"),
        ("my password is swordfish", "swordfish"),
        ("password hunter2", "hunter2"),
        ("password swordfish", "swordfish"),
        ("restart web-7, password swordfish", "swordfish"),
        ("mot de passe tournesol", "tournesol"),
        ("пароль подсолнух", "подсолнух"),
        ("password 48151623", "48151623"),
        ("pw=hunter2", "hunter2"),
        ("the password of orders-db is hunter2", "hunter2"),
        ("change my password to swordfish", "swordfish"),
        ("Passwort: hunter2", "hunter2"),
        ("das Kennwort lautet hunter2", "hunter2"),
        ("mot de passe: hunter2", "hunter2"),
        ("contraseña: hunter2", "hunter2"),
        ("parola d'ordine: hunter2", "hunter2"),
        ("senha: hunter2", "hunter2"),
        ("пароль: hunter2", "hunter2"),
        ("密码: hunter2", "hunter2"),
        ("密码是hunter2", "hunter2"),
        ("パスワード: hunter2", "hunter2"),
        ("パスワードはhunter2です", "hunter2"),
        ("비밀번호: hunter2", "hunter2"),
        ("비밀번호는 hunter2입니다", "hunter2"),
        ("كلمة المرور: hunter2", "hunter2"),
        ("पासवर्ड: hunter2", "hunter2"),
        ("curl -u bob:hunter2 it isn't", "hunter2"),
        ("api key is 9f8e7d6c5b4a", "9f8e"),
        ("clé d'API : 9f8e7d6c5b4a", "9f8e"),
        ("why is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY refused?", "wJalr"),
        (f"what is {DIGEST}?", DIGEST[:8]),
    ],
)
def test_a_secret_that_is_said_does_not_leave(text: str, secret: str) -> None:
    assert secret not in sent(text) and "•••" in sent(text)


@pytest.mark.parametrize(
    "text",
    [
        "the password policy",
        "password rotation",
        "how do I rotate a password regularly",
        "which builds pass",
        "mot de passe oublié",
        "passwort zurücksetzen",
        "rotate the access key of web-7",
        "access keys older than 90 days",
        "which secrets are older than 90 days?",
        "the key is 90 days old",
        "the token is expired",
        "das Passwort ist abgelaufen",
        "how many secrets are there?",
        "users with a password and no second factor",
        "list key pairs in eu-central-1",
        "tag web-7 with key=team",
        "what changed on the secret orders-db-credentials",
        "orders-service-production-eu-central-1-v2-canary",
        "密码过期了吗",
    ],
)
def test_an_ordinary_sentence_leaves_as_it_is(text: str) -> None:
    assert sent(text) == text


def test_what_names_a_thing_is_replaced_and_comes_back() -> None:
    made = Pseudonyms(KnownNames(("token-store-7",)))
    assert made.text("describe secret token-store-7") == "describe secret <NAME_1>"
    assert made.value({"id": DIGEST}) == {"id": "<ID_1>"} and made.restored("<ID_1>") == DIGEST


def test_what_stands_behind_a_mask_is_told_and_masked_where_it_is_said_again() -> None:
    text = "password swordfish and token ghp_abcdefghijklmnopqrst"
    secrets = hidden(text, safe(text))
    assert secrets == ("swordfish", "abcdefghijklmnopqrst") and hidden("list servers", "list servers") == ()
    assert without("`Swordfish` and swordfishes", secrets) == "`•••` and swordfishes"

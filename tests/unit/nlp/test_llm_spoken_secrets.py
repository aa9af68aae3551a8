"""Secrets that people say do not leave, and ordinary sentences about secrets do."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.llm.pseudonyms import KnownNames, Pseudonyms
from dharma_tui.nlp.llm.spoken_secrets import Heard, hidden, safe, speaks_of_secret, without

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
    ("text", "secrets"),
    [
        # before its word
        ("gandalf7 is my password", "gandalf7"),
        ("marlin was the root password", "marlin"),
        ("try Autumn2031! as the password", "Autumn2031"),
        ("use marlin as my new password please", "marlin"),
        ("7731 is my PIN", "7731"),
        ("gandalf7 ist mein Passwort", "gandalf7"),
        ("nimm seeteufel als Passwort", "seeteufel"),
        ("gandalf7 est mon mot de passe", "gandalf7"),
        ("tiburon es mi contraseña", "tiburon"),
        ("gandalf7 è la mia password", "gandalf7"),
        ("tubarao é a minha senha", "tubarao"),
        ("gandalf7 — мой пароль", "gandalf7"),
        ("gandalf7是我的密码", "gandalf7"),
        ("gandalf7が私のパスワードです", "gandalf7"),
        ("gandalf7가 내 비밀번호야", "gandalf7"),
        ("gandalf7 هي كلمة المرور", "gandalf7"),
        ("gandalf7 मेरा पासवर्ड है", "gandalf7"),
        ("plum is the password of orders-db", "plum"),
        ("is 'plum jam' still the password?", "plum"),
        ("P@$$w0rd7 is my pass", "w0rd7"),
        # further on
        ("the password of orders-db used to be plum and is now walrus", "plum walrus"),
        ("my password is plum not walrus", "plum walrus"),
        ("it says wrong password but I typed Plum_99", "Plum_99"),
        ("la password era girasole, ora è tulipano", "girasole tulipano"),
        ("la contraseña ahora es girasol", "girasol"),
        ("le mot de passe admin c'est tournesol", "tournesol"),
        ("пароль был подсолнух, теперь тюльпан", "подсолнух тюльпан"),
        ("whoever knows the password (plum) may enter", "plum"),
        ("password->plum", "plum"),
        ("passw0rd – plum", "plum"),
        ("user bob password plum does not work", "plum"),
        ("PGPASSWORD plum99 psql", "plum99"),
        ("it was Password123, then letmein", "Password123 letmein"),
        ("we share one password, plumtree, with ops", "plumtree"),
        ("I set the password plumtree on web-7", "plumtree"),
        ("the password must be changed to plumtree", "plumtree"),
        ("password (old): plumtree", "plumtree"),
        ("vpn psk plumtree9X", "plumtree9X"),
        ("Passwort geändert: alt Pflaume, neu Birnbaum", "Pflaume Birnbaum"),
        ("Melde dich mit admin/Pflaume an", "Pflaume"),
        ("le nouveau mot de passe sera tournesol", "tournesol"),
        ("استخدم swordfish ككلمة مرور", "swordfish"),
        ("swordfish को पासवर्ड बनाओ", "swordfish"),
        ("用swordfish作为密码", "swordfish"),
        # from one to another
        ("we moved the password of the cache from zig42zag to zog77x", "zig42zag zog77x"),
        ("password changed from marlin to walrus", "marlin walrus"),
        ("rotated to Qu1nce!! today, old was 9Plums!", "Qu1nce 9Plums"),
        ("das Passwort wurde von zig42zag auf zog77x geändert", "zig42zag zog77x"),
        ("mot de passe changé de zig42zag à zog77x", "zig42zag zog77x"),
        ("cambié la contraseña de zig42zag a zog77x", "zig42zag zog77x"),
        ("cambiata la password da zig42zag a zog77x", "zig42zag zog77x"),
        ("mudei a senha de zig42zag para zog77x", "zig42zag zog77x"),
        ("сменили пароль с zig42zag на zog77x", "zig42zag zog77x"),
        ("用户密码从zig42zag改成zog77x", "zig42zag zog77x"),
        ("パスワードをzig42zagからzog77xに変えた", "zig42zag zog77x"),
        ("비밀번호를 zig42zag에서 zog77x로 바꿨어", "zig42zag zog77x"),
        ("تغيرت كلمة المرور من zig42zag إلى zog77x", "zig42zag zog77x"),
        ("पासवर्ड zig42zag से zog77x किया", "zig42zag zog77x"),
        # pairs
        ("login admin/bananas is refused", "bananas"),
        ("credentials root gandalf7", "gandalf7"),
        ("credentials are root marlin", "marlin"),
        ("log in as root with marlin", "marlin"),
        ("Zugangsdaten root/gandalf7", "gandalf7"),
        ("identifiants root gandalf7", "gandalf7"),
        ("credenciales admin/gandalf7", "gandalf7"),
        ("credenziali admin/gandalf7", "gandalf7"),
        ("credenciais admin/gandalf7", "gandalf7"),
        ("логин admin/gandalf7 не работает", "gandalf7"),
        ("登录 admin/gandalf7 不行", "gandalf7"),
        ("ログイン admin/gandalf7", "gandalf7"),
        ("로그인 admin/gandalf7", "gandalf7"),
        ("بيانات الدخول admin/gandalf7", "gandalf7"),
        ("लॉगिन admin/gandalf7", "gandalf7"),
        # several words
        ("my passphrase is walrus tango umbrella seven", "walrus tango umbrella seven"),
        ("walrus tango umbrella is my passphrase", "walrus tango umbrella"),
        ("Password: walrus umbrella, restart web-7", "walrus umbrella"),
        ("meine Passphrase ist Walross Regenschirm Pauke", "Walross Regenschirm Pauke"),
        ("ma phrase de passe est morse parapluie tambour", "morse parapluie tambour"),
        ("mi frase de contraseña es morsa paraguas", "morsa paraguas"),
        ("моя парольная фраза морж зонтик барабан", "морж зонтик барабан"),
        # codes
        ("the 2fa code is 830 114 and backup codes qwer-tzui-opas, yxcv-bnml-asdf", "830 qwer tzui opas yxcv bnml"),
        ("PIN 7731", "7731"),
        ("OTP: 830114", "830114"),
        ("der Bestätigungscode ist 830114", "830114"),
        ("le code de vérification est 830114", "830114"),
        ("el código de verificación es 830114", "830114"),
        ("il codice di verifica è 830114", "830114"),
        ("o código de verificação é 830114", "830114"),
        ("код подтверждения 830114", "830114"),
        ("验证码是830114", "830114"),
        ("認証コードは830114です", "830114"),
        ("인증번호는 830114입니다", "830114"),
        ("رمز التحقق 830114", "830114"),
        ("कोड 830114 है, पिन 7731", "830114 7731"),
        ("backup codes: 12345678, 87654321 and 11223344", "12345678 87654321 11223344"),
        ("enter 7731 when it asks for the pin", "7731"),
        ("the recovery key is ABCD-EFGH-IJKL", "ABCD EFGH"),
        ("passphrase = one two three four", "one two three four"),
        ("我的PIN码是7731", "7731"),
        ("내 PIN은 7731이야", "7731"),
        ("暗証番号は7731です", "7731"),
        ("رقمي السري 7731", "7731"),
        # cookies, addresses, marks within
        ("cookie sid=qq11ww22; theme=dark99x", "qq11ww22 dark99x"),
        ("PHPSESSID=k3k3k3k3k3 is stale", "k3k3k3"),
        ("session id qq11ww22ee33", "qq11ww22ee33"),
        ("post to https://hooks.slack.com/services/T0AAA/B0BBB/plainwords", "T0AAA B0BBB plainwords"),
        ("discord.com/api/webhooks/42/some-words", "some-words"),
        ("https://acme.webhook.office.com/webhookb2/one@two/IncomingWebhook/three/four", "one@two three four"),
        ("https://api.telegram.org/bot123456:AAHplain/send", "AAHplain"),
        ("open https://share.example.com/s/aB3dE5gH7j", "aB3dE5"),
        ("Server=db;User Id=sa;Password=P@ss w0rd 60;Encrypt=yes", "P@ss w0rd 60"),
        ("the db password: Gr8&b(ad)or!x,3 fails", "Gr8 &b ad or!x ,3"),
    ],
)
def test_a_secret_is_masked_wherever_it_stands(text: str, secrets: str) -> None:
    clean = safe(text)
    assert "•••" in clean and [one for one in secrets.split() if one in clean or one in sent(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "rotate the password of orders-db",
        "rotate the password on web-7 and web7",
        "which secrets expire",
        "show the login service",
        "the login page of shop2 is slow",
        "reset the pin of node 4",
        "reset the password of user bob7",
        "the password is not working on catalog-xyz",
        "the password is expired since yesterday",
        "the passphrase is too short",
        "exit code 5003 on web-7",
        "copy the secret from staging to production",
        "is the password of orders-db older than 90 days?",
        "which login failed on events-mysql-31 at 12:30",
        "what is the password policy?",
        "login failures of k8s per hour since 2026-01-02",
        "das Passwort von orders-db ist abgelaufen",
        "le mot de passe de orders-db a expiré",
        "la contraseña de orders-db caduca",
        "la password di orders-db è scaduta",
        "a senha de orders-db expirou",
        "смени пароль от orders-db",
        "更换orders-db的密码",
        "orders-dbのパスワードを変更して",
        "orders-db의 비밀번호를 바꿔줘",
        "غير كلمة المرور في orders-db",
        "orders-db का पासवर्ड बदलो",
        "restart web-7!",
        "rotate the password of the stripe account",
        "更换stripe的密码",
        "show password expiry for adyen in prod",
        "which users changed their password this month",
        "which accounts have no password",
        "combien de mots de passe expirent en 2026",
        "error code 5031 on catalog-api-01",
        "which server is the password store on",
        "show pods in the namespace default/web of account acme",
        "list user accounts in team payments/checkout",
        "why is EC2Instance7 slow",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert safe(text) == text


def test_what_was_said_once_is_masked_when_it_is_said_again() -> None:
    heard = Heard()
    said = ["marlin is my password", "and the running ones", "why does Marlin fail"]
    assert [heard.hear(one, safe(one)) for one in said] == [
        "••• is my password",
        "and the running ones",
        "why does ••• fail",
    ]


def test_what_speaks_of_a_password_or_holds_a_secret_is_told_from_other_requests() -> None:
    for text in ("swordfish is my password", "the pin", "пароль", "密码", "token ghp_abcdefghijklmnopqrst"):
        assert speaks_of_secret(text)
    for text in ("which secrets expire", "show the login service", "list hosts", "which keys of orders-db"):
        assert not speaks_of_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "password " * 2_000,
        "password ••• x " * 1_000,
        "login admin/" * 2_000,
        "code 12 " * 2_000,
        "a.hook/" * 2_000,
        "=x;" * 4_000,
    ],
)
def test_long_and_hostile_texts_take_no_longer_than_they_are_long(text: str) -> None:
    from time import process_time

    safe(text[:200])
    begun = process_time()
    safe(text)
    assert process_time() - begun < 5, "seconds, for less than 20,000 letters"


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

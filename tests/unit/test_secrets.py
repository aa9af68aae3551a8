"""Secrets are masked, harmless words are not, and no text takes long."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.secrets import MASK, mask, mask_arguments, mask_document

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\nhunter2\n-----END RSA PRIVATE KEY-----"

SECRET_TEXTS = [
    ("Server=db;User Id=app;Password=hun ter2;Encrypt=yes", "ter2"),
    ("Password=hun ter2; Server=db", "ter2"),
    ("password: tulip&hunter2", "hunter2"),
    ("password: tul(ip)hunter2", "hunter2"),
    ("https://hooks.slack.com/services/T0/B0/hunter2", "hunter2"),
    ("traefik.basicauth=admin:hunter2", "hunter2"),
    ("traefik.http.middlewares.a.basicauth.users: admin:hunter2", "hunter2"),
    ("admin:$apr1$hunter2", "hunter2"),
    ("users admin:$$2y$$05$$hunter2hunter2", "hunter2"),
    ("root:$6$rounds=5000$salt$hunter2hunter2:19000:0", "hunter2"),
    ("app:{SSHA}hunter2hunter2", "hunter2"),
    ("x $argon2id$v=19$m=65536,t=3,p=4$c2FsdA$hunter2", "hunter2"),
    ("pbkdf2_sha256$600000$salt$hunter2hunter2=", "hunter2"),
    ("users app:pbkdf2:sha256:260000$salt$hunter2hunter2", "hunter2"),
    ("scrypt:32768:8:1$salt$hunter2hunter2", "hunter2"),
    ("SCRAM-SHA-256$4096:c2FsdA==$hunter2hunter2:hunter2=", "hunter2"),
    ("--url https://discord.com/api/webhooks/1/hunter2", "hunter2"),
    ("https://api.telegram.org/bot123456:hunter2/send", "hunter2"),
    ("--password=hunter2", "hunter2"),
    ("--password hunter2 --host db", "hunter2"),
    ("PGPASSWORD=hunter2 psql", "hunter2"),
    ("MYSQL_PWD=hunter2", "hunter2"),
    ("DB_PASS=hunter2", "hunter2"),
    ("dbpass=hunter2", "hunter2"),
    ("REDIS_PASSWORD='hunter2 with spaces'", "hunter2 with"),
    ('{"password": "hunter2", "user": "app"}', "hunter2"),
    ("{'api_key': 'hunter2'}", "hunter2"),
    ("password: hunter2", "hunter2"),
    ("Passphrase => hunter2", "hunter2"),
    ("token=hunter2&next=1", "hunter2"),
    ("--api-key=hunter2", "hunter2"),
    ("--apikey hunter2", "hunter2"),
    ("X-Api-Key: hunter2", "hunter2"),
    ("client_secret=hunter2", "hunter2"),
    ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalr"),
    ("aws_session_token=hunter2", "hunter2"),
    ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    ("ASIAIOSFODNN7EXAMPLE in use", "IOSFODNN7"),
    ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=hunter2hunter2==", "hunter2"),
    ("Server=db;User Id=app;Password=hunter2;", "hunter2"),
    ("postgres://app:hunter2@db:5432/app", "hunter2"),
    ("postgres://app:hun@ter2@db:5432/app", "ter2"),
    ("mongodb+srv://app:x/hunter2@db.example.org/app", "hunter2"),
    ("redis://:hunter2@cache:6379/0", "hunter2"),
    ("https://user:hunter2@example.org/path?x=1", "hunter2"),
    ("amqp://guest:hunter2@mq", "hunter2"),
    ("https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/x/y", "abcdefghij"),
    ("https://abcdefghijklmnopqrstuvwxyz0123@git.example.org/x", "abcdefghij"),
    ("Authorization: Bearer hunter2hunter2", "hunter2"),
    ("Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpod"),
    ("curl -H 'Authorization: token hunter2hunter2'", "hunter2"),
    ("bearer abcdefgh12345678", "abcdefgh1"),
    (f"session {JWT} end", "dozjgNry"),
    (KEY, "hunter2"),
    (f"before {KEY} between {KEY} after", "hunter2"),
    ("-----BEGIN PRIVATE KEY-----\nhunter2 and no end", "hunter2"),
    ("glpat-abcdefghij0123456789", "abcdefghij"),
    ("xoxb-123456789012-abcdefghijkl", "123456789012"),
    ("sk-proj-abcdefghijklmnopqrstuvwx", "abcdefghij"),
    ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "1234567890"),
    ("hvs.CAESIJabcdefghijklmnop", "abcdefghij"),
    ("https://acct.blob.core.windows.net/c?sv=2020&sig=hunter2hunter2%3D", "hunter2"),
    ("https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2hunter2&x=1", "hunter2"),
    ("Cookie: sid=hunter2", "hunter2"),
    ("//registry.npmjs.org/:_authToken=hunter2", "hunter2"),
    ("SECRET_KEY_BASE=hunter2", "hunter2"),
]
HARMLESS = [
    "--max-tokens=100",
    "--tokenizer=fast",
    "keyboard=us monkey=1 author=me",
    "bypass=1 compass=north",
    "--password-file=/run/secrets/db",
    "--token-path /var/run/token",
    "/usr/sbin/sshd -D -o Port=22",
    "http://localhost:8080/path?x=a@b.example",
    "ssh git@github.com",
    "python -m http.server 8000",
    "/usr/lib/systemd/systemd --switched-root --system --deserialize=31",
    "10.0.0.5:5432",
    "basic auth is on",
    "the secret garden",
    "",
]
COMMANDS = [
    (["""sh -c 'x="$(mysql -phunter2 -e 1)"'"""], "hunter2"),
    (['x="$(redis-cli -a hunter2 get y)"'], "hunter2"),
    (["x=`redis-cli -a hunter2 get y`"], "hunter2"),
    (["#don't\nredis-cli -a hunter2"], "hunter2"),
    (["echo it's; redis-cli -a hunter2"], "hunter2"),
    (["redis-cli\t-a\thunter2"], "hunter2"),
    (["redis-cli -a \\\nhunter2"], "hunter2"),
    (["sh", "-c", "curl -su bob:hunter2 http://x"], "hunter2"),
    (["curl", "-sSu", "bob:hunter2", "http://x"], "hunter2"),
    (["app", '--cmd="mysql -phunter2 db"'], "hunter2"),
    (["app", "--password", "hunter 2"], "hunter"),
    (["app", "--db-password", "hunter2"], "hunter2"),
    (["app", "--secret", "hunter2", "--verbose"], "hunter2"),
    (["app", "-password", "hunter2"], "hunter2"),
    (["mysql", "-u", "root", "-phunter2"], "hunter2"),
    (["/usr/bin/mysqldump", "-phunter2", "db"], "hunter2"),
    (["sshpass", "-p", "hunter2", "ssh", "host"], "hunter2"),
    (["sshpass", "-phunter2", "ssh", "host"], "hunter2"),
    (["redis-cli", "-a", "hunter2"], "hunter2"),
    (["curl", "-u", "user:hunter2", "http://x"], "hunter2"),
    (["curl", "-uuser:hunter2", "http://x"], "hunter2"),
    (["curl", "--user", "user:hunter2"], "hunter2"),
    (["curl", "--user=user:hunter2"], "hunter2"),
    (["curl", "-H", "Authorization: Bearer hunter2hunter2"], "hunter2"),
    (["server", "-uroot", "-phunter2", "-hdb"], "hunter2"),
    (["--user", "root", "-phunter2"], "hunter2"),
    (["server", "-v", "-phunter2", "mysql://db/x"], "hunter2"),
    (["sh", "-c", "wait-for db && client --user=root -phunter2 shop"], "hunter2"),
    (["mysqlimport", "-uroot", "-phunter2", "shop"], "hunter2"),
    (["mysql -u root -phunter2"], "hunter2"),
    (["sshpass -p hunter2 ssh x"], "hunter2"),
    (["curl -u bob:hunter2 http://x"], "hunter2"),
    (["sh", "-c", "mydbtool -u root -phunter2 db"], "hunter2"),
    (["mongorestore", "-u", "root", "-p", "hunter2"], "hunter2"),
    (["ldapsearch", "-x", "-w", "hunter2"], "hunter2"),
    (["docker", "login", "-u", "me", "-p", "hunter2"], "hunter2"),
    (["smbclient", "-U", "user%hunter2", "//host/share"], "hunter2"),
    (["openssl", "rsa", "-passin", "pass:hunter2"], "hunter2"),
    (["7z", "x", "-phunter2", "a.7z"], "hunter2"),
    (["env", "PGPASSWORD=hunter2", "psql"], "hunter2"),
    (["psql", "postgres://app:hunter2@db/app"], "hunter2"),
    (["java", "-Dspring.datasource.password=hunter2", "-jar", "app.jar"], "hunter2"),
    (["app", "--token", "-starts-with-a-dash"], "starts"),
    (["sudo", "-E", "mysql", "-u", "root", "-phunter2"], "hunter2"),
    (["timeout", "-s", "KILL", "5", "/usr/bin/curl", "-u", "me:hunter2", "https://x"], "hunter2"),
    (["/bin/sh", "-c", "cd /x && mysqldump -phunter2 shop | gzip > d; curl -u 'me:hunter2' x"], "hunter2"),
    (["bash", "-c", "sudo sh -c 'mysql -phunter2'"], "hunter2"),
    (["sh", "-c", "mysql -p'hunter2 hunter2' shop"], "hunter2"),
    (["sh", "-c", "redis-cli -a hunter2 ping"], "hunter2"),
    (["app", "--password", "mysql", "x"], "mysql"),
    (["docker", "login", "-u", "zip", "-p", "hunter2"], "hunter2"),
    (["nerdctl", "login", "-u", "me", "-p", "hunter2"], "hunter2"),
    (["helm", "registry", "login", "hub", "-u", "me", "-p", "hunter2"], "hunter2"),
    (["sh", "-c", "skopeo login -u me -p hunter2 hub && oc login -p hunter2"], "hunter2"),
    (["mysql", "--host=docker", "-phunter2"], "hunter2"),
    (["curl", "-sSujoe:hunter2", "x"], "hunter2"),
    (["sh", "-c", "curl -sujoe:hunter2 x"], "hunter2"),
    (["ldapsearch", "-xwhunter", "-b", "dc=x"], "hunter"),
    (["mysql", "-BNphunter2", "shop"], "hunter2"),
    (["sh", "-c", "cat <<E\nit's\nE\nmysql -BNp'hunter2' shop; echo 'x y'"], "hunter2"),
    (["docker", "--host", "tcp://x:1", "--tls", "login", "-u", "a", "-p", "hunter2"], "hunter2"),
    (["docker", "run", "--rm", "docker", "login", "-u", "a", "-p", "hunter2"], "hunter2"),
    (["docker", "run", "--entrypoint=mysql", "db", "-uroot", "-phunter2"], "hunter2"),
    (["docker", "run", "--entrypoint", "redis-cli", "cache", "-a", "hunter2"], "hunter2"),
    (["redis-cli", "--cacert=/etc/docker", "-a", "hunter2"], "hunter2"),
    (["docker", "run", "--rm", "example/curl", "-u", "joe:hunter2", "http://x"], "hunter2"),
    (["sh", "-c", "mysql \"-phunter2\" shop; curl '-ujoe:hunter2' x"], "hunter2"),
    (["sh", "-c", "docker ps -a -q\nmysql -phunter2"], "hunter2"),
    (["sh", "-c", "curl -s -f || redis-cli -a hunter2 ping"], "hunter2"),
    (["docker", "exec", "db", "shoptool", "-uroot", "-phunter2"], "hunter2"),
    (["eval", "(redis-cli", "-a", "hunter2", "ping)"], "hunter2"),
    (["docker", "login", "--username=docker", "-p", "hunter2"], "hunter2"),
    (["sh", "-c", "redis-cli --user=docker -a hunter2"], "hunter2"),
    (["sh", "-c", 'sh -c "mysql -p\\"hunter2\\" db"'], "hunter2"),
    (["sh", "-c", 'sh -c "mysql -p\\"a hunter2\\" db && echo \\"a b\\""'], "hunter2"),
    (["sh", "-c", 'bash -c "docker login -u x -p \\"hunter2\\" reg"'], "hunter2"),
    (["sh", "-c", 'sh -c "curl -u \\"joe:hunter2\\" x | tee y"'], "hunter2"),
    (["sh", "-c", "sh -c 'mysql -p'\\''hunter2'\\'' db'"], "hunter2"),
    (["sh", "-c", "# don't fail\nmysqldump -p'hunter2' db"], "hunter2"),
    (["sh", "-c", "echo don\\'t; mysqldump -p'hunter2' db"], "hunter2"),
    (["sh", "-c", "cat <<E\nit's\nE\ncurl -sSu joe:'hunter2' x && echo 'x y'"], "hunter2"),
    (["sh", "-c", "cat <<E\nit's\nE\nredis-cli --user docker -a \\\n 'hunter2'; echo 'x y'"], "hunter2"),
    (["bash", "-lc", 'echo "; A=b curl -u "joe:hunter2" x" \\\n --more'], "hunter2"),
]


@pytest.mark.parametrize(("text", "secret"), SECRET_TEXTS)
def test_secrets_in_text_are_masked(text: str, secret: str) -> None:
    masked = mask(text)
    assert secret not in masked
    assert MASK in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(("arguments", "secret"), COMMANDS)
def test_secrets_in_arguments_are_masked(arguments: list[str], secret: str) -> None:
    masked = mask_arguments(arguments)
    assert secret not in " ".join(masked)
    assert len(masked) == len(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["docker", "run", "-p", "8080:80", "nginx"],
        ["podman", "run", "-p", "8080:80"],
        ["nerdctl", "run", "-p", "8080:80", "web"],
        ["oc", "process", "-p", "NAME=web"],
        ["mysql", "-p", "shop"],
        ["curl", "-u", "user"],
        ["ssh", "-p", "2222", "host"],
        ["app", "--password-file", "/run/secrets/x"],
        ["app", "--no-password"],
        ["cp", "-p", "a", "b"],
        ["app", "-u", "root", "-p8080:80/tcp", "-p127.0.0.1:80", "-profile=web", "-p/var/run/x"],
        ["server", "-pweb-one", "-pthread", '-p{"a":1}', "-profile=web2"],
        ["sh", "-c", 'echo "$1$2" $6$HOME ${SHARD}value'],
        ["mkdir", "-p", "a/b"],
        ["sh", "-c", "ssh -p2222 x && docker run -p8080:80 y && mkdir -p/var/x"],
        ["app", "--tokens", "100"],
        ["sh", "-c", "mysql -u root  shop | gzip -p > 'a b'; cp -p \"a\" b && curl -o x y"],
        ["sh", "-c", 'echo "mysql is up"'],
        ["docker", "run", "--name=mongo", "-p", "27017:27017", "mongo"],
        ["docker", "run", "-u", "root", "-p8080:80", "-p127.0.0.1:80:80", "-p53:53/udp", "x"],
        ["redis-cli", "-p6379"],
        ["docker", "run", "--name", "login", "-p", "8080:80", "web"],
        ["curl", "-sSo", "pub:x", "-fsSLk", "http://x"],
        ["mysql", "-BN", "-hprod", "-uapp", "-Dshop", "-BNp", "shop"],
        ["ldapsearch", "-x", "-Hldap://www", "-bdc=www"],
        ["sh", "-c", "docker run --name mongo -p '27017:27017' mongo"],
        ["sh", "-c", "mysql -p 'shop' -e \"select 'a b'\"; cp -p 'a' b"],
        ["sudo", "-u", "mysql", "mysqld", "--port", "3306"],
        [],
    ],
)
def test_harmless_arguments_stay(arguments: list[str]) -> None:
    assert mask_arguments(arguments) == arguments


def test_what_surrounds_a_secret_stays() -> None:
    assert mask("psql postgres://app:hunter2@db:5432/app -c x") == f"psql postgres://app:{MASK}@db:5432/app -c x"
    assert mask_arguments(["curl", "-u", "me:hunter2", "x"]) == ["curl", "-u", f"me:{MASK}", "x"]


def test_masking_twice_changes_nothing_more() -> None:
    for text, _ in SECRET_TEXTS:
        assert mask(mask(text)) == mask(text)


@given(st.text(max_size=400))
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask(text), str)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_arguments_can_be_masked(arguments: list[str]) -> None:
    assert len(mask_arguments(arguments)) == len(arguments)


REPEATED = [
    "a",
    "pass",
    "password",
    "password=",
    "password:",
    "password ",
    "-password ",
    "token_",
    "://",
    "://a",
    "://a:",
    "a:b@",
    "eyJ",
    "-eyJ",
    "eyJhbGciOi.",
    "sk-",
    "Bearer ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "&sig=",
    '"',
    "password='",
    "AKIA",
    " ",
    "=",
    "secret_access_",
    "pbkdf2_sha1$",
    "scrypt:1$",
    "\n",
]


@pytest.mark.parametrize("unit", REPEATED)
def test_time_grows_with_length_and_nothing_else(unit: str) -> None:
    """Eight times the text takes at most about eight times as long; a pattern that backtracks takes sixty-four."""
    short, long = (unit * (length // len(unit)) for length in (25_000, 200_000))
    mask(short)
    quick, slow = _seconds(short), _seconds(long)
    assert slow < max(quick, 0.001) * 8 * 4


def _seconds(text: str) -> float:
    best = 60.0
    for _ in range(3):
        started = time.process_time()
        mask(text)
        best = min(best, time.process_time() - started)
    return best


def test_a_document_stays_one_and_keeps_what_names_secrets() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:1:secret:orders-db"
    told = {"SecretId": arn, "Token.$": "$.token", "Call": [{"password": "hunter2", "To": "https://a:hunter2@b/"}]}
    clean = json.loads(mask_document(json.dumps(told)))
    assert clean == {**told, "Call": [{"password": MASK, "To": f"https://a:{MASK}@b/"}]}
    assert mask_document("password=hunter2 {") == f"password={MASK} {{"
    plain = '{"a":  "as it was"}'
    assert mask_document(plain) == plain


@pytest.mark.parametrize(
    "unit", ["\"'", "\\", '\\"', "a'b mysql -pxxxx c'", 'curl -u "', "x # '", "-p ", "-u a:", "docker login "]
)
def test_a_long_command_takes_no_longer_than_its_length(unit: str) -> None:
    short, long = ("mysql -pabcd " + unit * (length // len(unit)) for length in (10_000, 80_000))
    quick, slow = (min(_seconds_of(text) for _ in range(3)) for text in (short, long))
    assert slow < max(quick, 0.005) * 8 * 4


def _seconds_of(command: str) -> float:
    started = time.process_time()
    mask_arguments([command])
    return time.process_time() - started

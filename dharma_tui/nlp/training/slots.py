"""What stands in the slots of templates: values as they are typed, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from dharma_tui.nlp.entities.terms import listed
from dharma_tui.nlp.training.moments import future, moment, past
from dharma_tui.nlp.word_lists import word_lists

_LISTED = word_lists(Path(__file__).with_name("slots.txt"))
_THINGS = _LISTED["things"]
_ENDS = _LISTED["ends"]
_LOADED = _LISTED["loaded"]
_HOSTS = _LISTED["hosts"]
_KIND_ENDS = _LISTED["kind_ends"]
_TEAMS = _LISTED["teams"]
_COMMON = tuple((phrase, int(weight)) for phrase, _, weight in (one.rpartition(" ") for one in _LISTED["common"]))
_CONTAINERS = _LISTED["containers"]
_MACHINES = _LISTED["machines"]
_CONTAINED = frozenset(_LISTED["contained"])


def service(chance: Random) -> str:
    """A workload's name; some have the words of requests in them."""
    return chance.choice(_LOADED) if chance.random() < 0.06 else chance.choice(_THINGS) + chance.choice(_ENDS)


def machine(chance: Random) -> str:
    """A host's name, instance id or address."""
    sort = chance.random()
    if sort < 0.1:
        return "i-" + "".join(chance.choice("0123456789abcdef") for _ in range(17))
    if sort < 0.17:
        return f"10.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
    if sort < 0.3:
        return f"{chance.choice(_HOSTS)}{chance.randint(1, 40):02}"
    return f"{chance.choice(_HOSTS)}-{chance.randint(1, 99)}"


def name(chance: Random) -> str:
    """Any resource's name."""
    return chance.choice((service, machine, lambda one: one.choice(_KIND_ENDS)))(chance)


def _of(list_name: str) -> Callable[[Random], tuple[str, str]]:
    def draw(chance: Random) -> tuple[str, str]:
        phrase, value = chance.choice(sorted(listed(list_name).items()))
        return " ".join(phrase), value

    return draw


def _plural(phrase: str) -> str:
    if phrase.endswith("y"):
        return phrase[:-1] + "ies"
    return phrase + ("es" if phrase.endswith(("x", "ss")) else "s")


def _kind(chance: Random, *, many: bool = False) -> str:
    """A kind of single resources: half the time one that everybody has."""
    if chance.random() < 0.55:
        phrases, weights = zip(*_COMMON, strict=True)
        phrase = str(chance.choices(phrases, weights)[0])
        return _plural(phrase) if many else phrase
    value = chance.choice(sorted(set(listed("resource_kind").values()) - _CONTAINED))
    phrases_told = [" ".join(words) for words, told in listed("resource_kind").items() if told == value]
    chosen = [phrase for phrase in phrases_told if phrase.endswith("s") == many] or phrases_told
    return chance.choice(chosen[:6])


def _tag(chance: Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(
            (
                'note="delete all"',
                "reason=restart",
                'comment="scale down later"',
                "purpose=rollback-test",
                'name="stop me"',
                "action=terminate",
                "schedule=stop-at-night",
            )
        )
    key = chance.choice(
        (
            "env",
            "team",
            "owner",
            "tier",
            "cost-center",
            "project",
            "app",
            "stage",
            "role",
            "service",
            "managed-by",
            "backup",
            "squad",
        )
    )
    return f"{key}{chance.choice('=:=')}{chance.choice(_LISTED['tag_values'])}"


def _chosen(*values: str) -> Callable[[Random], str]:
    return lambda chance: chance.choice(values)


def _quoted(chance: Random) -> str:
    words = chance.choice(
        (
            "delete all",
            "restart me",
            "do not stop",
            "scale test",
            "why us",
            "rollback now",
            "nightly drop",
            "who changed it",
            "cost report",
            "drop table",
            "old stuff",
            "legacy batch",
            "help desk",
        )
    )
    mark = chance.choice('"\'"')
    return f"{mark}{words}{mark}"


_ROLES = _LISTED["roles"]
_PLAYBOOKS = _LISTED["playbooks"]
_GIBBERISH = _LISTED["gibberish"]


def _pasted(chance: Random) -> str:
    """What is pasted without a request: logs, data, statements, shell."""
    number = chance.randint(1, 99)
    host, app = machine(chance), service(chance)
    return chance.choice(
        (
            f'{{"level":"error","msg":"connection refused","host":"{host}","code":{number}}}',
            f'{{"id": {number}, "name": "{app}", "status": "deleted", "items": [1, 2, 3]}}',
            f'[{{"name": "{app}", "replicas": {number}}}, {{"name": "x"}}]',
            (
                f"2026-03-{number % 28 + 1:02} 03:1{number % 10}:07,221 ERROR {app} NullPointerException"
                f" at com.acme.Main.run(Main.java:{number})"
            ),
            f"Mar {number % 28 + 1} 03:12:44 {host} kernel: Out of memory: Killed process {number}12 (java)",
            f'Traceback (most recent call last): File "/srv/{app}/main.py", line {number}, in run ValueError: invalid literal',
            f"select * from users where id = {number};",
            f"SELECT name, count(*) FROM orders GROUP BY name HAVING count(*) > {number};",
            "drop table students; --",
            f"update accounts set balance = {number} where name = '{app}';",
            "insert into logs values (1, 'stop', now());",
            f"apiVersion: v1 kind: Pod metadata: name: {app} spec: containers: - image: {app}:1.{number}",
            f"rm -rf /var/log/{app}/*",
            "sudo rm -rf / --no-preserve-root",
            f"curl -s http://{host}:8080/health | jq .status",
            f"for i in $(seq 1 {number}); do echo $i; done",
            "cat /etc/passwd | grep root",
            "ls -la && cd .. && make install",
            f"ssh root@{host} 'tail -f /var/log/syslog'",
            f"docker run -it --rm -p 8080:80 {app}:latest bash",
            "git rebase -i HEAD~3 && git push --force",
            f"#include <stdio.h> int main() {{ return {number}; }}",
            f"def main(): print({number})",
            f"function f(x) {{ return x * {number}; }}",
            f"<html><body><h1>{number}</h1></body></html>",
            f'{host} - - [10/Mar/2026:13:55:36] "GET /index.html HTTP/1.1" 500 {number}12',
            f'level=warn ts=2026-02-0{number % 9 + 1}T10:00:00Z caller=main.go:{number} msg="slow query" component={app}',
            f"at org.{app.replace('-', '.')}.Handler.invoke(Handler.java:{number}) at java.lang.Thread.run(Thread.java:748)",
            f"panic: runtime error: index out of range [{number}] with length 3 goroutine 1 [running]: main.main()",
            f'resource "aws_instance" "{app}" {{ ami = "ami-0{number}abc" instance_type = "t3.micro" }}',
            f"-----BEGIN CERTIFICATE----- MIIDdz{number}CCAl+gAwIBAgIEAgAAuTANBgkq",
            f"name,cpu,mem\n{host},{number},22\n{app},3,4",
        )
    )


_WHO = _LISTED["who"]
_WANTS = _LISTED["wants"]


def _aside(chance: Random) -> str:
    """What people add that is no part of the request, in words that requests do not have."""
    return f"{chance.choice(_WHO)} {chance.choice(_WANTS)}"


def _words(values: str) -> Callable[[Random], str]:
    return _chosen(*values.split("|"))


def _either(chance: Random, several: Sequence[Callable[[Random], str]]) -> str:
    return chance.choice(several)(chance)


SLOTS: dict[str, Callable[[Random], str]] = {
    "name": name,
    "name2": name,
    "service": service,
    "machine": machine,
    "thing": _chosen(*_THINGS),
    "resource": lambda chance: chance.choice(_KIND_ENDS),
    "playbook": _chosen(*_PLAYBOOKS),
    "kind": _kind,
    "kinds": lambda chance: _kind(chance, many=True),
    "anykind": lambda chance: _either(
        chance,
        (
            _kind,
            _kind,
            _words("cluster|k8s cluster|eks cluster|account|subscription|statefulset|daemonset|data center"),
        ),
    ),
    "containers": _chosen(*_CONTAINERS),
    "machinekind": _chosen(*_MACHINES),
    "region": lambda chance: chance.choice((_of("region")(chance)[0], _of("region")(chance)[1])),
    "env": lambda chance: chance.choice(
        (
            "prod",
            "production",
            "staging",
            "dev",
            "test",
            "qa",
            "uat",
            "preprod",
            "sandbox",
            _of("environment")(chance)[0],
        )
    ),
    "provider": lambda chance: chance.choice(("aws", "azure", "gcp", _of("provider")(chance)[0])),
    "status": lambda chance: _of("status")(chance)[0],
    "metric": lambda chance: _either(
        chance,
        (
            _words(
                "cpu|memory|ram|disk usage|latency|error rate|response time|traffic|cpu usage|throughput|iops|errors|requests"
            ),
            lambda one: _of("metric")(one)[0],
        ),
    ),
    "past": past,
    "future": future,
    "moment": moment,
    "count": lambda chance: str(
        chance.choice(
            (
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                12,
                15,
                16,
                20,
                30,
                50,
                "two",
                "three",
                "four",
                "five",
                "six",
                "eight",
                "ten",
                "a dozen",
                "twelve",
            )
        )
    ),
    "limit": lambda chance: str(chance.choice((3, 5, 10, 20, 25, 100, "ten", "five", "three"))),
    "percent": lambda chance: chance.choice(("10%", "25%", "50%", "20 percent", "5%", "30%", "half")),
    "threshold": lambda chance: chance.choice(
        (
            "80%",
            "90%",
            "95%",
            "200ms",
            "500gb",
            "16gb",
            "75 percent",
            "1000",
            "5k",
            "2 seconds",
            "100 gigs",
            "1tb",
            "300",
            "2%",
            "70 %",
            "64 gb",
        )
    ),
    "compare": lambda chance: (
        chance.choice(
            (
                "> ",
                ">",
                "over ",
                "above ",
                "more than ",
                "higher than ",
                "< ",
                "below ",
                "under ",
                "less than ",
                "at least ",
                ">=",
                "exceeding ",
                "greater than ",
            )
        )
        + str(SLOTS["threshold"](chance))
    ),
    "age": lambda chance: chance.choice(
        ("30 days", "90 days", "6 months", "a year", "two weeks", "180d", "3 months", "60 days", "a month", "1 year")
    ),
    "size": lambda chance: chance.choice(
        (
            "100gb",
            "500 gb",
            "2tb",
            "8 cores",
            "32gb",
            "64 gigs",
            "16 vcpus",
            "200 gigs",
            "1 tb",
            "4 cpus",
            "128 gb",
            "50gb",
        )
    ),
    "sizetype": _words(
        "t3.large|m5.xlarge|t3.medium|c6i.2xlarge|r5.large|n2-standard-4|e2-medium|Standard_D4s_v3|db.r6g.xlarge|db.t3.medium|xlarge|large|2xlarge|medium|micro"
    ),
    "port": _words("443|22|8080|port 80|3306|5432|port 22|6379|8443|3389"),
    "version": _words("v1.2.3|1.4.0|v2|2.17.1|v3.0.1|14.9|1.29|postgres 15|8.0|release 118|v42|1.2|mysql 8|0.9.8"),
    "revision": _words(
        "revision 3|rev 12|revision 41|2 revisions|build 812|release 5|v1.4.2|v2.0|1.9.3"
        "|the previous version|version 7|tag v1.8|3 versions|sha-9f3c1"
    ),
    "incident": _words("inc-1042|incident 77|inc-88|incident 4012|alert 812|inc0012345|case 55|sev1-33|al-901"),
    "cve": _words("cve-2021-44228|cve-2024-3094|log4shell|log4j|heartbleed|cve-2023-4863|openssl|xz|spectre"),
    "role": _chosen(*_ROLES),
    "quoted": _quoted,
    "aside": _aside,
    "pasted": _pasted,
    "gibberish": _chosen(*_GIBBERISH),
    "number": lambda chance: str(chance.choice((7, 12, 17, 23, 42, 64, 99, 144, 365, 3.5, 1000))),
    "tag": _tag,
    "team": lambda chance: chance.choice(_TEAMS),
}
"""A value of each slot, as typed."""

NAMED = frozenset({"name", "name2", "service", "machine", "thing", "resource", "playbook"})
"""Slots whose values are names of the inventory."""

"""Checks the evaluation sets against the label scheme and counts what they hold."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def words(text: str) -> frozenset[str]:
    """The words of a text, once each."""
    return frozenset(text.split())


FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "hi", "zh", "ja", "ko", "ru", "ar")
SPLITS = (
    "dev",
    "held",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
)
"""``held`` was measured often; those after it were written by the label scheme alone, and measured before anybody saw them."""
LEAST = {"en": 700}
LEAST_OTHERWISE = 110
KEYS = {"id", "lang", "text", "turns", "intent", "entities", "destructive", "difficulty", "split"}
DIFFICULTIES = ("plain", "paraphrase", "typo", "terse", "multiturn", "adversarial", "oos")
CHANGING = words(
    "create_infrastructure delete_infrastructure update_infrastructure scale_deployment restart_deployment "
    "rollback_deployment run_remediation"
)
INTENTS = (
    words(
        "list_infrastructure describe_infrastructure list_deployments deployment_status start_discovery discovery_status "
        "list_resources resource_relationships show_graph predict_failure forecast_capacity detect_threats "
        "detect_anomalies explain_root_cause optimize_cost show_statistics show_changes help_or_smalltalk "
        "out_of_scope"
    )
    | CHANGING
)
PROVIDERS = words("aws azure gcp kubernetes onprem digitalocean oracle alibaba hetzner vmware openstack cloudflare")
KINDS = words(
    "compute.instance database storage.bucket storage.volume storage.snapshot cluster k8s.cluster node_group "
    "network.vpc network.subnet network.load_balancer network.security_group network.nat_gateway network.vpn "
    "network.dns_zone network.firewall network.ip function queue topic cache container image cdn certificate secret "
    "iam.user iam.role iam.access_key account datacenter aws.ec2.instance aws.rds.instance aws.s3.bucket "
    "aws.lambda.function aws.eks.cluster aws.ecs.service aws.dynamodb.table aws.ebs.volume aws.ebs.snapshot "
    "aws.sqs.queue aws.sns.topic aws.elasticache.cluster aws.autoscaling.group aws.cloudfront.distribution "
    "aws.route53.zone aws.ec2.eip aws.ec2.ami aws.elb.load_balancer aws.redshift.cluster aws.kinesis.stream azure.vm "
    "azure.aks.cluster azure.vmss azure.storage.account azure.sql.database azure.function azure.keyvault "
    "azure.cosmosdb gcp.compute.instance gcp.gke.cluster gcp.storage.bucket gcp.cloudsql.instance "
    "gcp.bigquery.dataset gcp.cloudrun.service gcp.pubsub.topic k8s.pod k8s.node k8s.namespace k8s.statefulset "
    "k8s.daemonset k8s.ingress k8s.configmap k8s.cronjob k8s.job k8s.pvc"
)
ENVIRONMENTS = words("prod staging dev test qa uat preprod dr sandbox")
STATUSES = words(
    "running stopped terminated failed pending healthy unhealthy degraded down idle unattached crashlooping expired "
    "expiring public unencrypted untagged paused deprecated throttled"
)
METRICS = words(
    "cpu memory disk network latency error_rate request_rate availability iops connections queue_depth temperature "
    "gpu packet_loss replication_lag"
)
REGIONS = words(
    "us-east-1 us-east-2 us-west-1 us-west-2 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-south-1 eu-north-1 "
    "ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-east-1 sa-east-1 "
    "ca-central-1 me-south-1 me-central-1 af-south-1 us-central1 us-east1 us-west1 europe-west1 europe-west2 "
    "europe-west3 europe-west4 europe-north1 asia-northeast1 asia-south1 asia-southeast1 southamerica-east1 eastus "
    "eastus2 westus2 uksouth northeurope westeurope francecentral brazilsouth germanywestcentral japaneast "
    "koreacentral centralindia southeastasia cn-shanghai cn-beijing cn-hangzhou fsn1 nbg1 hel1 fra1 nyc3 ams3 blr1 "
    "spaincentral italynorth uaenorth"
)
CLOSED = {
    "provider": PROVIDERS,
    "region": REGIONS,
    "resource_kind": KINDS,
    "environment": ENVIRONMENTS,
    "status": STATUSES,
    "metric": METRICS,
}
DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
UNITS = "(?:m|h|d|w|mo|y)"
MOMENT = (
    "(?:today|yesterday|tomorrow|tonight|this-morning|this-evening|last-night|lunch|weekend|this-week|last-week|"
    "next-week|this-month|last-month|next-month|this-quarter|next-quarter|end-of-quarter|q[1-4]|next-year|"
    f"{DAYS}|last-tuesday|{MONTHS}|black-friday|last-deploy|last-scan|[0-2]\\d:[0-5]\\d|\\d{{4}}-\\d\\d-\\d\\d|"
    "yesterday-[0-2]\\d:[0-5]\\d)"
)
PATTERNS = {
    "time_range": re.compile(
        f"(?:last|next|in|ago):[1-9]\\d*{UNITS}|(?:since|until|at):{MOMENT}|before:(?:{MOMENT}|[1-9]\\d*{UNITS})|"
        f"between:{MOMENT}\\.\\.{MOMENT}"
    ),
    "count": re.compile(r"(?:>=|<=|>|<|\+|-)?\d+(?:\.\d+)?(?:[a-zµ%]+)?|[x/]\d+"),
    "tag": re.compile(r"[^\s=]+(?:=[^\s=]+)?"),
    "resource_name": re.compile(r"\S+"),
}
# Parts of names ("whose name contains X"): labelled as names, but no resource is called so.
FRAGMENTS = frozenset({"delete"})
# Words that say, in each language, that nothing is to be applied.
REHEARSAL = re.compile(
    "dry|simul|plan|preview|pretend|rehears|apply|what-if|whatif|check mode|diff|ensaya|simular|teste|ensaio|à blanc|"
    "aplic|appliqu|vorschau|probelauf|trocken|anwenden|anteprima|applicar|piano|prova|プラン|計画|ドライ|適用|"
    "シミュ|계획|시뮬|드라이|적용|план|симул|примен|пробн|محاك|خطة|تجرب|تطبيق|演练|规划|模拟|计划|预演|试运行|सिर्फ प्लान|"
    "प्लान|योजना|लागू|ड्राई|सिमुल|apply mat",
    re.IGNORECASE,
)


def values(value: object) -> list[str]:
    """The values of an entity, one or several."""
    found = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else repr(each) for each in found]


def entity_faults(kind: str, value: object) -> list[str]:
    """What is wrong with the values of one entity."""
    if isinstance(value, list) and len(value) < 2:
        return [f"{kind}: a list of fewer than two"]
    if not isinstance(value, list | str):
        return [f"{kind}: neither a string nor a list"]
    each = values(value)
    faults = [f"{kind}: said twice"] if len(set(each)) != len(each) else []
    if kind in CLOSED:
        faults += [f"{kind}: {word!r} is not of the list" for word in each if word not in CLOSED[kind]]
    elif kind in PATTERNS:
        faults += [f"{kind}: {word!r} is malformed" for word in each if not PATTERNS[kind].fullmatch(word)]
    else:
        faults.append(f"{kind}: no such type")
    if kind == "resource_name":
        faults += [f"{kind}: {word!r} is not lower case" for word in each if word != word.lower()]
    return faults


def row_faults(row: dict[str, Any], lang: str) -> list[str]:
    """What is wrong with one line."""
    if set(row) != KEYS:
        return [f"keys {sorted(set(row) ^ KEYS)}"]
    faults = []
    if row["lang"] != lang:
        faults.append("of another language")
    if not isinstance(row["text"], str) or not row["text"].strip():
        faults.append("no text")
    if not isinstance(row["turns"], list) or not all(isinstance(turn, str) and turn for turn in row["turns"]):
        faults.append("turns are not strings")
    if row["intent"] not in INTENTS:
        faults.append(f"intent {row['intent']!r}")
    if row["difficulty"] not in DIFFICULTIES:
        faults.append(f"difficulty {row['difficulty']!r}")
    if row["split"] not in SPLITS:
        faults.append(f"split {row['split']!r}")
    if (row["difficulty"] == "oos") != (row["intent"] == "out_of_scope") and row["difficulty"] != "adversarial":
        faults.append("out of scope in one place only")
    if (row["difficulty"] == "multiturn") > bool(row["turns"]):
        faults.append("several turns without turns")
    said = " ".join([row["text"], *row["turns"]])
    if row["destructive"] is not (row["intent"] in CHANGING) and (
        row["destructive"] or not REHEARSAL.search(said) or row["intent"] not in CHANGING
    ):
        faults.append("destructive against the rule")
    faults += [
        f"resource_name: {name!r} is not said"
        for name in values(row["entities"].get("resource_name", []))
        if name not in said.lower()
    ]
    if row["intent"] == "out_of_scope" and row["entities"]:
        faults.append("entities out of scope")
    for kind, value in row["entities"].items():
        faults += entity_faults(kind, value)
    providers = values(row["entities"].get("provider", []))
    for kind in values(row["entities"].get("resource_kind", [])):
        owner = kind.partition(".")[0]
        if owner in PROVIDERS and owner not in providers:
            faults.append(f"{kind} without its provider")
    return faults


def name_faults(row: dict[str, Any], names: set[str]) -> list[str]:
    """Names that the inventory does not hold."""
    said = values(row["entities"].get("resource_name", []))
    return [f"{name!r} is not in names.txt" for name in said if name not in names and name not in FRAGMENTS]


def main() -> int:
    """Reads every set, says what is wrong with it and counts it."""
    names = set((FOLDER / "names.txt").read_text(encoding="utf-8").split())
    faults: list[str] = []
    ids: set[str] = set()
    texts: set[tuple[str, ...]] = set()
    by: dict[str, Counter[str]] = {name: Counter() for name in ("lang", "intent", "difficulty", "split", "entity")}
    cells: Counter[tuple[str, str]] = Counter()
    for lang in LANGUAGES:
        path = FOLDER / f"{lang}.jsonl"
        if not path.exists():
            faults.append(f"{path.name} is missing")
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if len(rows) < LEAST.get(lang, LEAST_OTHERWISE):
            faults.append(f"{path.name}: {len(rows)} lines are too few")
        for number, row in enumerate(rows, 1):
            found = row_faults(row, lang)
            found += [] if found else name_faults(row, names)
            key = (lang, row["text"], *row["turns"])
            found += ["an id said twice"] if row["id"] in ids else []
            found += ["a line said twice"] if key in texts else []
            ids.add(row["id"])
            texts.add(key)
            faults += [f"{path.name}:{number}: {fault}" for fault in found]
            for name in ("lang", "intent", "difficulty", "split"):
                by[name][row[name]] += 1
            by["entity"].update(row["entities"].keys())
            cells[lang, row["intent"]] += 1
        for intent in sorted(INTENTS):
            if cells[lang, intent] < 3:
                faults.append(f"{path.name}: {intent} only {cells[lang, intent]} times")
    for name, counter in by.items():
        print(f"\n{name} ({sum(counter.values())})")
        for word, count in counter.most_common():
            print(f"  {word:<26}{count:>6}")
    print("\nintent by language")
    print(f"  {'':<26}" + "".join(f"{lang:>5}" for lang in LANGUAGES))
    for intent in sorted(INTENTS):
        print(f"  {intent:<26}" + "".join(f"{cells[lang, intent]:>5}" for lang in LANGUAGES))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""The kinds of the demo estate: what clouds have, under names of their own so that nobody takes them for real."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.kinds import COPIES_COLUMNS, Bearing, Column, ColumnType, Copies, KindSpec, Link, MetricSpec
from dharma_tui.core.types import State, Verb

PROVIDER = "demo"

_ZONE = Column("zone", "ZONE", "zone", width=14, wide=True, doc="Availability zone.")
_VPC = Column("vpc", "VPC", "vpc", width=30, wide=True, doc="Key of the network it is in.")
_COST = Column(
    "cost", "COST/MONTH", "monthly_cost", ColumnType.NUMBER, width=10, doc="Estimated cost a month, in dollars."
)
_CREATED = Column("created", "CREATED", "created_at", ColumnType.TIME, width=9, doc="When it was made.")
_STATUS = Column("status", "STATUS", "status", width=12, wide=True, doc="The provider's own word for the state.")
_IN_VPC = Link("vpc", "demo.network.vpc", Verb.CONTAINS, reverse=True)
_IN_SUBNET = Link("subnet", "demo.network.subnet", Verb.CONTAINS, reverse=True)
_GUARDED = Link("security_groups", "demo.network.security_group", Verb.PROTECTS, reverse=True)

_CPU = MetricSpec("cpu", "CPU", "percent")
_MEMORY = MetricSpec("memory", "Memory", "percent")
_NETWORK_IN = MetricSpec("network_in", "Network in", "bytes/s")
_REQUESTS = MetricSpec("requests", "Requests", "count/s")
_CONNECTIONS = MetricSpec("connections", "Connections", "count")

_LIVING = {
    "available": State.RUNNING,
    "active": State.RUNNING,
    "running": State.RUNNING,
    "ready": State.RUNNING,
    "in-use": State.RUNNING,
    "issued": State.RUNNING,
    "creating": State.PENDING,
    "starting": State.PENDING,
    "pending": State.PENDING,
    "updating": State.PENDING,
    "stopped": State.STOPPED,
    "detached": State.STOPPED,
    "inactive": State.STOPPED,
    "impaired": State.DEGRADED,
    "degraded": State.DEGRADED,
    "failing-over": State.DEGRADED,
    "throttled": State.DEGRADED,
    "expiring": State.DEGRADED,
    "not-ready": State.DEGRADED,
    "crash-looping": State.FAILED,
    "failed": State.FAILED,
    "expired": State.FAILED,
    "terminated": State.TERMINATED,
}

_DECLARED: tuple[KindSpec, ...] = (
    KindSpec(
        "demo.network.vpc",
        "Network",
        "Networks",
        "A private network of an account in a region.",
        aliases=("vpc", "vpcs", "network"),
        glyph="◇",
        columns=(Column("cidr", "CIDR", "cidr", width=18, doc="Address range."), _CREATED, _STATUS),
        states=_LIVING,
    ),
    KindSpec(
        "demo.network.subnet",
        "Subnet",
        "Subnets",
        "A part of a network in one zone.",
        aliases=("subnet", "subnets"),
        glyph="▫",
        columns=(
            Column("cidr", "CIDR", "cidr", width=18, doc="Address range."),
            _ZONE,
            Column("free", "FREE", "free_addresses", ColumnType.NUMBER, width=7, doc="Addresses not in use."),
            Column("public", "PUBLIC", "public", ColumnType.FLAG, width=6, doc="Whether it routes to the internet."),
            _VPC,
        ),
        links=(_IN_VPC,),
        states=_LIVING,
        volatile=("free_addresses",),
    ),
    KindSpec(
        "demo.network.security_group",
        "Security group",
        "Security groups",
        "Rules for what may talk to its members.",
        aliases=("sg", "security-group"),
        glyph="◈",
        columns=(
            Column("rules", "RULES", "rules", ColumnType.NUMBER, width=6, doc="Number of rules."),
            Column("open", "OPEN", "open_to_world", ColumnType.FLAG, width=6, doc="Whether any rule admits everybody."),
            _VPC,
        ),
        links=(_IN_VPC,),
        states=_LIVING,
    ),
    KindSpec(
        "demo.network.load_balancer",
        "Load balancer",
        "Load balancers",
        "Spreads requests over instances.",
        aliases=("lb", "elb", "load-balancer"),
        glyph="⇄",
        columns=(
            Column("scheme", "SCHEME", "scheme", width=9, doc="internet or internal."),
            Column("targets", "TARGETS", "target_count", ColumnType.NUMBER, width=8, doc="Instances behind it."),
            Column("dns", "DNS NAME", "dns_name", width=40, wide=True, doc="Name that clients resolve."),
            _COST,
        ),
        links=(_IN_VPC, _GUARDED, Link("targets", "demo.compute.instance", Verb.ROUTES_TO)),
        metrics=(_REQUESTS,),
        states=_LIVING,
    ),
    KindSpec(
        "demo.compute.instance",
        "Instance",
        "Instances",
        "A virtual machine.",
        aliases=("ec2", "vm", "instance", "instances"),
        glyph="■",
        columns=(
            Column("type", "TYPE", "type", width=13, doc="Size class."),
            Column("vcpus", "VCPU", "vcpus", ColumnType.NUMBER, width=5, doc="Virtual processors."),
            Column("mem", "MEM", "memory", ColumnType.BYTES, width=6, doc="Memory."),
            Column("ip", "PRIVATE IP", "private_ip", width=15, doc="Address inside the network."),
            _ZONE,
            Column("image", "IMAGE", "image", width=22, wide=True, doc="What it was started from."),
            Column("launched", "LAUNCHED", "launched_at", ColumnType.TIME, width=9, doc="When it was started."),
            _COST,
            _VPC,
            _STATUS,
        ),
        links=(_IN_SUBNET, _GUARDED),
        metrics=(_CPU, _MEMORY, _NETWORK_IN),
        states=_LIVING,
    ),
    KindSpec(
        "demo.compute.volume",
        "Volume",
        "Volumes",
        "A disk for instances.",
        aliases=("volume", "volumes", "disk"),
        glyph="▤",
        columns=(
            Column("size", "SIZE", "size", ColumnType.BYTES, width=6, doc="Capacity."),
            Column("type", "TYPE", "type", width=9, doc="Class of disk."),
            Column(
                "encrypted", "ENCRYPTED", "encrypted", ColumnType.FLAG, width=9, doc="Whether it is encrypted at rest."
            ),
            _ZONE,
            _COST,
            _STATUS,
        ),
        links=(Link("instance", "demo.compute.instance", Verb.ATTACHED_TO),),
        states=_LIVING,
    ),
    KindSpec(
        "demo.compute.function",
        "Function",
        "Functions",
        "Code that runs when something happens.",
        aliases=("lambda", "fn", "function", "functions"),
        glyph="ƒ",
        columns=(
            Column("runtime", "RUNTIME", "runtime", width=11, doc="Language and version."),
            Column("mem", "MEM", "memory", ColumnType.BYTES, width=6, doc="Memory of one run."),
            Column("timeout", "TIMEOUT", "timeout", ColumnType.DURATION, width=8, doc="Longest run."),
            Column("version", "VERSION", "version", ColumnType.NUMBER, width=8, doc="Published version."),
            Column("runs", "RUNS/H", "runs_last_hour", ColumnType.NUMBER, width=8, doc="Runs in the last hour."),
            _COST,
        ),
        links=(Link("queue", "demo.messaging.queue", Verb.DEPENDS_ON), _IN_SUBNET),
        states=_LIVING,
        volatile=("runs_last_hour",),
    ),
    KindSpec(
        "demo.database.cluster",
        "Database",
        "Databases",
        "A managed database with its replicas.",
        aliases=("rds", "db", "database", "databases"),
        glyph="⛁",
        columns=(
            Column("engine", "ENGINE", "engine", width=16, doc="Engine and version."),
            Column("replicas", "REPLICAS", "replicas", ColumnType.NUMBER, width=8, doc="Copies that answer reads."),
            Column("storage", "STORAGE", "storage", ColumnType.BYTES, width=8, doc="Space allocated."),
            Column(
                "encrypted", "ENCRYPTED", "encrypted", ColumnType.FLAG, width=9, doc="Whether it is encrypted at rest."
            ),
            Column("endpoint", "ENDPOINT", "endpoint", width=40, wide=True, doc="Where clients connect."),
            _COST,
            _STATUS,
        ),
        links=(_IN_VPC, _GUARDED, Link("clients", "demo.compute.instance", Verb.CONNECTS_TO, reverse=True)),
        metrics=(_CPU, _CONNECTIONS),
        states=_LIVING,
    ),
    KindSpec(
        "demo.storage.bucket",
        "Bucket",
        "Buckets",
        "A place for objects.",
        aliases=("s3", "bucket", "buckets"),
        glyph="◍",
        columns=(
            Column("size", "SIZE", "size", ColumnType.BYTES, width=7, doc="Bytes stored."),
            Column("objects", "OBJECTS", "objects", ColumnType.NUMBER, width=12, doc="Objects stored."),
            Column("public", "PUBLIC", "public", ColumnType.FLAG, width=6, doc="Whether everybody may read it."),
            Column(
                "versioned",
                "VERSIONED",
                "versioned",
                ColumnType.FLAG,
                width=9,
                wide=True,
                doc="Whether it keeps old ones.",
            ),
            _CREATED,
            _COST,
        ),
        states=_LIVING,
        volatile=("size", "objects"),
    ),
    KindSpec(
        "demo.messaging.queue",
        "Queue",
        "Queues",
        "Messages on their way.",
        aliases=("sqs", "queue", "queues"),
        glyph="≡",
        columns=(
            Column("messages", "MESSAGES", "messages", ColumnType.NUMBER, width=9, doc="Messages that wait."),
            Column("oldest", "OLDEST", "oldest_seconds", ColumnType.DURATION, width=8, doc="Age of the oldest."),
            Column(
                "retention",
                "RETENTION",
                "retention_seconds",
                ColumnType.DURATION,
                width=9,
                wide=True,
                doc="How long they are kept.",
            ),
            _CREATED,
        ),
        bearings=(Bearing(Verb.ROUTES_TO, "demo.messaging.queue"),),  # it goes on without the one for dead letters
        links=(Link("dead_letters", "demo.messaging.queue", Verb.ROUTES_TO),),
        states=_LIVING,
        volatile=("messages", "oldest_seconds"),
    ),
    KindSpec(
        "demo.kubernetes.cluster",
        "Kubernetes cluster",
        "Kubernetes clusters",
        "A managed Kubernetes control plane.",
        aliases=("eks", "k8s", "cluster"),
        glyph="⎈",
        columns=(
            Column("version", "VERSION", "version", width=8, doc="Version of the control plane."),
            Column("endpoint", "ENDPOINT", "endpoint", width=40, wide=True, doc="Address of the API."),
            _COST,
            _VPC,
            _STATUS,
        ),
        links=(_IN_VPC,),
        states=_LIVING,
    ),
    KindSpec(
        "demo.kubernetes.node",
        "Node",
        "Nodes",
        "A machine of a Kubernetes cluster.",
        aliases=("node", "nodes", "no"),
        glyph="▣",
        columns=(
            Column("vcpus", "VCPU", "vcpus", ColumnType.NUMBER, width=5, doc="Virtual processors."),
            Column("mem", "MEM", "memory", ColumnType.BYTES, width=6, doc="Memory."),
            Column("kubelet", "KUBELET", "kubelet", width=9, doc="Version of its agent."),
            _ZONE,
            _STATUS,
        ),
        bearings=(Bearing(Verb.MEMBER_OF, "demo.kubernetes.cluster", takes=1.0, shared=True, mutual=True),),
        links=(Link("cluster", "demo.kubernetes.cluster", Verb.MEMBER_OF), _IN_SUBNET),
        metrics=(_CPU, _MEMORY),
        states=_LIVING,
    ),
    KindSpec(
        "demo.kubernetes.deployment",
        "Deployment",
        "Deployments",
        "A wanted number of pods of one version.",
        aliases=("deploy", "deployment"),
        glyph="⇶",
        columns=(
            Column("namespace", "NAMESPACE", "namespace", width=12, doc="Namespace."),
            *COPIES_COLUMNS,
        ),
        copies=Copies("desired", "ready", ("version",), of="namespace"),
        links=(
            Link("cluster", "demo.kubernetes.cluster", Verb.RUNS_ON),
            Link("database", "demo.database.cluster", Verb.DEPENDS_ON),
        ),
        states=_LIVING,
    ),
    KindSpec(
        "demo.kubernetes.pod",
        "Pod",
        "Pods",
        "One running copy of a deployment.",
        aliases=("pod", "pods", "po"),
        glyph="○",
        columns=(
            Column("namespace", "NAMESPACE", "namespace", width=12, doc="Namespace."),
            Column("restarts", "RESTARTS", "restarts", ColumnType.NUMBER, width=8, doc="Times it was started again."),
            Column("node", "NODE", "node", width=30, wide=True, doc="Key of the node it runs on."),
            Column("ip", "IP", "ip", width=15, doc="Its address."),
            Column("version", "VERSION", "version", width=10, doc="Version of the image."),
            Column("started", "STARTED", "started_at", ColumnType.TIME, width=8, doc="When it was started."),
            _STATUS,
        ),
        links=(
            Link("node", "demo.kubernetes.node", Verb.RUNS_ON),
            Link("deployment", "demo.kubernetes.deployment", Verb.MANAGES, reverse=True),
        ),
        states=_LIVING,
        noisy=True,
    ),
    KindSpec(
        "demo.security.certificate",
        "Certificate",
        "Certificates",
        "Proves who a name belongs to.",
        aliases=("cert", "certificate", "certificates"),
        glyph="✓",
        columns=(
            Column("domain", "DOMAIN", "domain", width=34, doc="Name it is for."),
            Column("expires", "EXPIRES", "expires_at", ColumnType.TIME, width=8, doc="Until when it is valid."),
            Column("algorithm", "ALGORITHM", "algorithm", width=10, wide=True, doc="Kind of key."),
            _STATUS,
        ),
        links=(Link("used_by", "demo.network.load_balancer", Verb.PROTECTS),),
        states=_LIVING,
        volatile=("days_left",),
    ),
)
KINDS = tuple(replace(kind, tagged=True) for kind in _DECLARED)
"""In the order they are made: what others lie in first."""

BY_NAME = {kind.kind: kind for kind in KINDS}

"""One mark, one cell wide, for each family of kinds. Without Unicode they are letters (``ascii_filter``)."""

from __future__ import annotations

from functools import lru_cache

OTHER = "◦"
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("λ", ("function", "lambda")),
    ("▤", ("db", "database", "rds", "dynamodb", "redis", "cache", "elasticache", "redshift", "opensearch")),
    ("▥", ("bucket", "s3", "volume", "snapshot", "disk", "filesystem", "mount", "efs", "repository", "storage")),
    (
        "⇄",
        (
            "balancer",
            "listener",
            "target",
            "gateway",
            "route",
            "elb",
            "elbv2",
            "api",
            "distribution",
            "endpoint",
            "proxy",
        ),
    ),
    ("≋", ("queue", "topic", "stream", "sqs", "sns", "kinesis", "bus", "event", "rule")),
    ("◈", ("security", "role", "policy", "user", "key", "secret", "certificate", "iam", "acl", "profile", "parameter")),
    (
        "◇",
        ("vpc", "subnet", "network", "interface", "address", "zone", "eni", "nat", "socket", "port", "dns", "record"),
    ),
    ("▦", ("cluster", "group", "account", "region", "namespace", "stack", "asg", "autoscaling")),
    ("◫", ("container", "task", "pod", "image", "service", "workload", "deployment", "unit")),
    ("▣", ("instance", "host", "machine", "node", "server", "process")),
)
GLYPHS = tuple(glyph for glyph, _ in _FAMILIES)
LETTERS = {
    "λ": "F",
    "▤": "D",
    "▥": "S",
    "⇄": "B",
    "≋": "Q",
    "◈": "K",
    "◇": "N",
    "▦": "G",
    "◫": "C",
    "▣": "I",
    OTHER: "o",
}
"""The same for terminals without Unicode."""


@lru_cache(maxsize=1024)
def kind_glyph(kind: str) -> str:
    """The mark of ``kind``: by its last word that says anything, so that ``ec2.security_group`` is no group of machines."""
    words = kind.replace(".", "_").replace("-", "_").split("_")
    if "security" in words:
        return "◈"
    for word in reversed(words):
        for glyph, names in _FAMILIES:
            if word in names:
                return glyph
    return OTHER

"""What tags mean, however they are spelled: which keys tell application, environment, owner or stack, and which values are one.

Keys are compared by their letters and digits alone: ``Cost-Center``, ``cost_center`` and ``CostCenter`` are one key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

APPLICATION, ENVIRONMENT, OWNER, STACK = "application", "environment", "owner", "stack"
CONCEPTS = (APPLICATION, ENVIRONMENT, OWNER, STACK)
_NO_LETTER = re.compile(r"[\W_]+")
SEPARATORS = r"[\s_./]+"
_BETWEEN = re.compile(SEPARATORS)
_NAMESPACE = re.compile(r".*[:/]")
_SAYS_NOTHING = frozenset(
    (
        *("", "-", "n-a", "na", "none", "null", "nil", "unknown", "undefined", "default", "true", "false", "yes", "no"),
        *("tbd", "todo", "other", "misc", "changeme", "all", "shared", "common"),
    )
)
RESERVED = ("aws:", "elasticbeanstalk:")
"""How keys begin that no person can give."""

_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        APPLICATION: (
            *("app", "application", "app-name", "application-name", "app-id", "application-id", "part-of"),
            *("system", "product", "workload", "project", "project-name", "copilot-application", "sst:app"),
            *("service", "service-name", "microservice"),
        ),
        ENVIRONMENT: (
            *("env", "environment", "env-name", "environment-name", "environment-type", "stage", "app-env"),
            *("copilot-environment", "sst:stage", "deployment-stage", "tier"),
        ),
        OWNER: (
            *("owner", "owner-email", "owned-by", "team", "team-name", "squad", "contact", "maintainer", "responsible"),
            *("created-by", "creator"),
        ),
        STACK: ("stack", "stack-name", "terraform-workspace", "tf-workspace", "terraform-stack", "pulumi:stack"),
    }
)
_ENVIRONMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "production": ("production", "prod", "prd", "live"),
        "staging": ("staging", "stage", "stg", "preprod", "pre-prod", "preproduction", "pre-production"),
        "development": ("development", "dev", "devel", "develop"),
        "test": ("test", "tst", "testing", "qa", "uat"),
        "sandbox": ("sandbox", "sbx", "playground"),
        "recovery": ("dr", "recovery", "disaster-recovery"),
    }
)


def plain_key(key: str) -> str:
    """The letters and digits of a key, by which its spellings are told to be one."""
    return _NO_LETTER.sub("", key).lower()


def plain_value(value: str) -> str:
    """A value without case, and with every separator a dash."""
    return _BETWEEN.sub("-", value.strip().lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``keys`` are those of each concept, the most telling first; ``environments`` every word for each environment."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _KEYS)
    environments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _ENVIRONMENTS)
    _known: Mapping[str, tuple[str, int, int]] = field(init=False, repr=False, compare=False)
    """By plain key: its concept, its rank, and how many keys tell that."""

    def __post_init__(self) -> None:
        known: dict[str, tuple[str, int, int]] = {}
        for concept, keys in self.keys.items():
            for rank, key in enumerate(keys):
                known.setdefault(plain_key(key), (concept, rank, len(keys)))
        object.__setattr__(self, "_known", known)

    def concept(self, key: str) -> tuple[str, int] | None:
        """What a key tells, and its rank among those that tell the same; a key in a namespace (``acme:app``) ranks behind all."""
        if key.startswith(RESERVED):
            return None
        if found := self._known.get(plain_key(key)):
            return found[0], found[1]
        inner = self._known.get(plain_key(_NAMESPACE.sub("", key)))
        return (inner[0], inner[2] + inner[1]) if inner else None

    def telling(self, concept: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of ``keys`` that tell ``concept``, the most telling first; those it is declared with where none does."""
        ranked = ((found[1], key) for key in keys if (found := self.concept(key)) and found[0] == concept)
        return tuple(key for _, key in sorted(ranked)) or self.keys.get(concept, (concept,))

    def meaning(self, concept: str, value: str) -> str:
        """What a value says, one word for all its spellings; empty when it says nothing."""
        plain = plain_value(value)
        if plain in _SAYS_NOTHING:
            return ""
        return self.environment(plain) or plain if concept == ENVIRONMENT else plain

    def environment(self, word: str) -> str:
        """The environment a word is for; empty when it is for none."""
        plain = plain_value(word)
        return next((name for name, words in self.environments.items() if plain == name or plain in words), "")

    def environment_words(self) -> list[str]:
        """Every word for an environment, the longest first, so that none is taken for the beginning of another."""
        words = {word for name, words in self.environments.items() for word in (name, *words)}
        return sorted(words, key=lambda word: (-len(word), word))

    def environment_in(self, name: str) -> str:
        """The environment that a part of ``name`` is a word for; empty when none is."""
        return next(filter(None, map(self.environment, re.split(r"[^A-Za-z0-9]+", name))), "")


@dataclass(frozen=True, slots=True)
class TagRule:
    """Resources of these kinds must have a tag: under ``key``, a concept or a key as it is to be spelled.

    With ``values`` it must be one of these; of a concept, any spelling counts where no key is named.
    """

    name: str
    key: str
    kinds: tuple[str, ...] = ("*",)
    values: tuple[str, ...] = ()
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A label by which a provider itself says that resources belong together.

    ``sort`` is what they are together: a stack, a cluster, a namespace. With ``kind`` the label holds the key of a resource of
    that kind, which belongs there too, and whose attribute ``root`` names the outermost, where it is within another; so does
    whatever it contains.
    """

    sort: str
    label: str
    kind: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What makes a group of resources worth having."""

    members: int = 2
    """Fewest members of a group that tags make."""
    by_name: int = 3
    """Fewest resources whose names alone make a group."""
    share: float = 0.5
    """A group of more than this share of everything says nothing, once it has ``large`` members."""
    large: int = 1000


@dataclass(frozen=True, slots=True)
class Conventions:
    """All that is known of how things are tagged here."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    rules: tuple[TagRule, ...] = (
        TagRule("owner", OWNER, doc="Somebody answers for it."),
        TagRule("environment", ENVIRONMENT, doc="It is known whether it matters now."),
        TagRule("application", APPLICATION, doc="It is known what it is for."),
        TagRule("name", "Name", ("aws.ec2.instance", "aws.ec2.volume", "aws.ec2.vpc", "aws.ec2.subnet")),
    )
    limits: Limits = field(default_factory=Limits)

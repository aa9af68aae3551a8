"""Policies of buckets in files, which say only by what they are about of which bucket they are, and nothing of its account."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dharma_tui.core.importer import ALL, Found, LeftOut, Partly, Said
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.aws._offline import Declared, made
from dharma_tui.services.discovery.aws._partitions import PARTITIONS
from dharma_tui.services.discovery.aws._paths import found

BUCKET = "aws.s3.bucket"
STATEMENTS = "Statement"
_ARN = "arn:"
_LISTED = "import what 'aws s3api list-buckets' answers, too, or say whose it is with --account ID"


class BucketPolicies:
    """What ``aws s3api get-bucket-policy`` answers, the policy alone among it, until all is known that tells whose they are."""

    def __init__(self, kinds: Sequence[Declared], said: Said) -> None:
        self._declared = next((each for each in kinds if each.kind == BUCKET), None)
        self._said = said
        self._waiting: list[tuple[str, str, str]] = []
        """Bucket, policy, and where it stands."""

    def take(self, whole: Mapping[str, Any], place: str) -> LeftOut | bool:
        """Whether a document is the policy of a bucket, or why it is of no use."""
        alone = STATEMENTS in whole
        policy = dict(whole) if alone else _document(whole.get("Policy"))
        if self._declared is None or not isinstance(policy, dict) or STATEMENTS not in policy:
            return False
        named = {whole["Bucket"]} if isinstance(whole.get("Bucket"), str) else _buckets(policy)
        if named and not _asks_of_all(policy):
            return LeftOut(
                place, "a policy that does not say of whom it is true, as those of buckets do: it is another's"
            )
        if len(named) == 1:
            self._waiting.append((named.pop(), json.dumps(policy), place))
            return True
        if not alone and not (named or whole.keys() == {"Policy"}):
            return False  # of something else than a bucket, of which other names in it tell
        about = f"is about {', '.join(sorted(named))}" if named else "names no bucket"
        return LeftOut(place, f"a policy that {about}: put the Policy and the Bucket that it is of into one object")

    @property
    def waits(self) -> bool:
        """Whether a policy waits for what tells whose it is."""
        return bool(self._waiting)

    def rest(self) -> Iterator[Found]:
        """The buckets of all policies, each with nothing but that."""
        for name, policy, place in self._waiting:
            account = self._account(name)
            if not account or self._declared is None:
                yield LeftOut(place, f"the policy of {name}, of which it does not say whose it is: {_LISTED}")
                continue
            item = {"Name": name, "Policy": policy}
            told = made(self._declared, item, place, {"OwnerId": account}, self._said)
            resource = told.resource if isinstance(told, Partly) else told
            yield Partly(resource, ALL, labels=True, state=True) if isinstance(resource, Resource) else told
        self._waiting = []

    def _account(self, bucket: str) -> str:
        """Whose a bucket is: of the one so called, which is known, else the user's."""
        known = self._said.known(BUCKET)
        keys = (f"arn:{partition}:s3:::{bucket}" for partition in PARTITIONS)
        return next((known[key].scope.account for key in keys if key in known), self._said.account)


def _buckets(policy: Mapping[str, Any]) -> set[str]:
    """The buckets that statements are about, or what is in them."""
    told = [text for name in ("Resource", "NotResource") for text in found(policy, f"{STATEMENTS}.{name}")]
    arns = [text.split(":", 5) for text in told if isinstance(text, str) and text.startswith(_ARN)]
    names = {arn[5].partition("/")[0] for arn in arns if len(arn) > 5 and arn[2] == "s3" and not arn[3] + arn[4]}
    return {name for name in names if name and not set(name) & set("*?$")}


def _asks_of_all(policy: Mapping[str, Any]) -> bool:
    """Whether each statement says of whom it is true: one of a role or user says nothing of that."""
    told = policy[STATEMENTS] if isinstance(policy[STATEMENTS], list) else [policy[STATEMENTS]]
    return all(isinstance(each, dict) and not {"Principal", "NotPrincipal"}.isdisjoint(each) for each in told)


def _document(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None

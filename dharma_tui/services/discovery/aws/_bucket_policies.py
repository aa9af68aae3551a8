"""Policies of buckets in files, which say only by what they are about of which bucket they are, and nothing of its account."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dharma_tui.core.importer import ALL, Found, LeftOut, Partly, Said
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.aws._offline import Declared, made
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
        if len(named) == 1:
            self._waiting.append((named.pop(), json.dumps(policy), place))
            return True
        if not alone and not (named or whole.keys() == {"Policy"}):
            return False  # of something else than a bucket, of which other names in it tell
        about = f"is about {', '.join(sorted(named))}" if named else "names no bucket"
        return LeftOut(place, f"a policy that {about}: put the Policy and the Bucket that it is of into one object")

    def rest(self) -> Iterator[Found]:
        """The buckets of all policies, each with nothing but that."""
        if not self._waiting:
            return
        known = {each.name: each for each in (*self._said.stored(BUCKET), *self._said.met) if each.ref.kind == BUCKET}
        for name, policy, place in self._waiting:
            account = known[name].scope.account if name in known else self._said.account
            if not account or self._declared is None:
                yield LeftOut(place, f"the policy of {name}, of which it does not say whose it is: {_LISTED}")
                continue
            item = {"Name": name, "Policy": policy}
            told = made(self._declared, item, place, {"OwnerId": account}, self._said)
            resource = told.resource if isinstance(told, Partly) else told
            yield Partly(resource, ALL, labels=True, state=True) if isinstance(resource, Resource) else told
        self._waiting = []


def _buckets(policy: Mapping[str, Any]) -> set[str]:
    """The buckets that statements are about, or what is in them."""
    told = [text for name in ("Resource", "NotResource") for text in found(policy, f"{STATEMENTS}.{name}")]
    arns = [text.split(":", 5) for text in told if isinstance(text, str) and text.startswith(_ARN)]
    names = {arn[5].partition("/")[0] for arn in arns if len(arn) > 5 and arn[2] == "s3" and not arn[3] + arn[4]}
    return {name for name in names if name and not set(name) & set("*?$")}


def _document(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None

"""What answers the calls of a REST interface: functions, servers, links into networks, services of AWS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import found

_OF_METHOD = ("authorizationType", "authorizerId", "apiKeyRequired")
_OF_INTEGRATION = ("type", "uri", "connectionType", "connectionId", "credentials", "integrationTarget")
_AS_CALLER = ":user/*"
"""How credentials end that are those of the caller."""
_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
_NAMING = re.compile(
    r"arn:[^/]+:lambda:path/[^/]+/functions/arn:[\w:-]+/invocations|https?://[\w.-]+(?=(?::\d+)?(?:/|$))"
)
"""As much of where a method leads as names who is there."""
_ID = re.compile(r"[a-z0-9]+")
_QUEUE = re.compile(r"(arn:[^:]+):apigateway:([^:]+):sqs:path/(\d{12})/([\w.-]+)")
_BUCKET = re.compile(r"(arn:[^:]+):apigateway:[^:]+:s3:path/([a-z0-9.-]+)(?=/|$)")


def methods(paths: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each method of each path: who may call it, and what answers. Templates and parameters are left out: they may hold secrets."""
    for path in paths:
        if isinstance(path, Mapping):
            for told in (path.get("resourceMethods") or {}).items():
                yield _method(path, *told)


def _method(path: Mapping[str, Any], verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    integration = told.get("methodIntegration") or {}
    kept = {name: told[name] for name in _OF_METHOD if name in told}
    kept |= {name: integration[name] for name in _OF_INTEGRATION if name in integration}
    if str(kept.get("credentials")).endswith(_AS_CALLER):
        del kept["credentials"]
    leads = f"{kept.get('uri')} {kept.get('connectionId')}"
    variables = {"variables": names} if (names := sorted(set(_VARIABLE.findall(leads)))) else {}
    return {"path": path.get("path"), "method": verb, **kept, **variables}


def by_stages(item: Mapping[str, Any], stages: Any) -> Json:
    """Where methods lead whose stages say so by their variables: only who is there, as these may hold secrets."""
    links, uris = dict.fromkeys(found(item, "Methods.connectionId")), dict.fromkeys(found(item, "Methods.uri"))
    told = [stage.get("variables") or {} for stage in stages or () if isinstance(stage, Mapping)]
    return {
        "uris": [match[0] for uri in _filled(uris, told) if (match := _NAMING.match(uri))],
        "connectionIds": [each for each in _filled(links, told) if _ID.fullmatch(each)],
    }


def _filled(texts: Mapping[str, Any], stages: list[Mapping[str, str]]) -> Iterator[str]:
    """Those of ``texts`` that hold variables, with what each of the stages has for these."""
    for text in texts:
        if _VARIABLE.search(text):
            for variables in stages:
                yield _VARIABLE.sub(lambda match, told=variables: str(told.get(match[1], match[0])), text)  # type: ignore[misc]


def links(attrs: Mapping[str, Json]) -> Json:
    """The ARNs of the links to VPCs by which methods lead."""
    place = str(attrs.get("Arn")).partition("/restapis/")[0]
    private = (each for each in found(attrs, "Methods") if each.get("connectionType") == "VPC_LINK")
    told = [str(each.get("connectionId")) for each in private] + [*found(attrs, "Staged.connectionIds")]
    return [f"{place}/vpclinks/{each}" for each in dict.fromkeys(told) if _ID.fullmatch(each)] or None


def served(attrs: Mapping[str, Json]) -> Json:
    """The ARNs of queues and buckets that methods lead to."""
    arns: dict[str, None] = {}
    for uri in map(str, found(attrs, "Methods.uri")):
        if match := _QUEUE.match(uri):
            partition, *rest = match.groups()
            arns[":".join((partition, "sqs", *rest))] = None
        elif match := _BUCKET.match(uri):
            arns[f"{match[1]}:s3:::{match[2]}"] = None
    return [*arns] or None

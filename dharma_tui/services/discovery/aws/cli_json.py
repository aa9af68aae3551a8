"""Answers of AWS as the AWS CLI and the SDKs write them: recognised by their shape, whatever call was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dharma_tui.core.importer import Found, Importer, LeftOut, Partly, Piece, Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.aws._entry import Detail
from dharma_tui.services.discovery.aws._offline import Declared, declared, made, missing, unknown
from dharma_tui.services.discovery.aws._paths import first, found

LONGEST_CHOICE = 24
"""Kinds whose model is looked at to find out of which an item is."""
PUT_OFF = 10_000
"""Items that wait for another of the same answer to say whose all of it is."""
STRANGE = 0.34
"""Share of names that an item may have and the model of its kind not: AWS adds some every week."""
_ARN_SERVICES = {"servicecatalog": "catalog", "elbv2": "elasticloadbalancing", "apigatewayv2": "apigateway"}


class AwsCliJson(Importer):
    """Reads answers to calls that list or describe, one or many, whole pages or their items alone."""

    title = "AWS CLI"

    def __init__(self, services: Sequence[ProviderService], said: Said) -> None:
        super().__init__(services, said)
        self._kinds = [each for each in declared(services) if not said.kind or each.kind == said.kind]
        self._listed = _by(self._kinds, lambda each: [each.entry.items.partition(".")[0]])
        self._told = _by(self._kinds, lambda each: [detail.items.partition(".")[0] for detail in each.entry.details])
        self._ids = _by(self._kinds, lambda each: [each.entry.id.partition(".")[0]])
        self._chosen: dict[tuple[str, frozenset[str], bool], Declared | str] = {}
        self._put_off: list[tuple[Declared, dict[str, Any], str]] = []
        self._accounts: set[str] = set()

    def claims(self, names: frozenset[str], listed: bool) -> bool:
        if self.said.kind:
            return bool(self._kinds)
        if "resourceType" in names:
            return False
        return bool(names & (self._listed.keys() | self._told.keys() | (self._ids.keys() if listed else frozenset())))

    def read(self, pieces: Iterable[Piece | LeftOut]) -> Iterator[Found]:
        document, names, used = -1, dict[str, None](), False
        for piece in pieces:
            if isinstance(piece, LeftOut):
                yield piece
                used = True
                continue
            if piece.document != document:
                yield from self._ended(document, names, used)
                document, names, used = piece.document, {}, False
            if piece.at >= 0 or isinstance(piece.value, (dict, list)):
                names[piece.name] = None
            for item in self._of(piece):
                used = True
                if isinstance(item, (Resource, Partly)):
                    self._accounts.add((item.resource if isinstance(item, Partly) else item).scope.account)
                yield item
            used |= bool(self._put_off)
        yield from self._ended(document, names, used)

    def _ended(self, document: int, names: Iterable[str], used: bool) -> Iterator[Found]:
        """What is known at the end of a document: whose its items are that do not say so, and whether it was of use."""
        owner = {"OwnerId": next(iter(self._accounts))} if len(self._accounts) == 1 else {}
        put_off, self._put_off, self._accounts = self._put_off, [], set()
        for chosen, item, place in put_off:
            yield made(chosen, item, place, owner, self.said)
        yield from self._unused(document, names, used)

    def _unused(self, document: int, names: Iterable[str], used: bool) -> Iterator[LeftOut]:
        """That nothing of a document was of use, unless there was nothing in it but an empty answer."""
        if known := ", ".join(name for name in names if name and not used):
            yield LeftOut(
                f"document {document + 1}",
                f"no call here answers {known}: name what it lists with --kind, if there is a kind for it",
            )

    def _of(self, piece: Piece) -> Iterator[Found]:
        """What one piece says: an item of a list, a whole page, or what completes an item."""
        if not piece.name:
            if isinstance(piece.value, dict):
                yield from self._of_list(piece, piece.value)
            return
        candidates = self._listed.get(piece.name, ())
        items: list[Found] = []
        waiting = len(self._put_off)
        if candidates or (self.said.kind and piece.at >= 0 and piece.name not in self._told):
            items = list(self._items(piece.place, piece.name, piece.value, candidates or self._kinds))
        useless = len(self._put_off) == waiting and all(isinstance(item, LeftOut) for item in items)
        if useless and piece.name in self._told and isinstance(piece.value, dict):
            detail = self._detail(piece)
            items = items if items and isinstance(detail, LeftOut) else [detail]
        yield from items

    def _of_list(self, piece: Piece, item: dict[str, Any]) -> Iterator[Found]:
        """An item of a document that is a list: a page, or an item itself."""
        pages = [name for name in item if name in self._listed and isinstance(item[name], (list, dict))]
        if pages:
            for name in pages:
                several = item[name] if isinstance(item[name], list) else [item[name]]
                for value in several:
                    yield from self._items(f"{piece.place}.{name}", name, value, self._listed[name])
            return
        candidates = self._kinds if self.said.kind else [each for name in item for each in self._ids.get(name, ())]
        yield from self._item(piece.place, "", item, {}, candidates)

    def _items(self, place: str, name: str, value: Any, candidates: Sequence[Declared]) -> Iterator[Found]:
        for candidate in dict.fromkeys(each.entry.items for each in candidates):
            _, _, rest = candidate.partition(".")
            of_path = [each for each in candidates if each.entry.items == candidate]
            around = value if rest and isinstance(value, dict) else {}
            for item in found(value, rest):
                whole = item if isinstance(item, dict) else {"Id": item}
                yield from self._item(place, name, whole, around, of_path)

    def _item(
        self, place: str, name: str, item: dict[str, Any], around: Mapping[str, Any], candidates: Sequence[Declared]
    ) -> Iterator[Found]:
        """What an item is; nothing as long as others of the same answer may say whose it is."""
        key = (name, frozenset(item), _is_of_aws(item))
        if key not in self._chosen or isinstance(self._chosen[key], str):
            self._chosen[key] = _choose(item, candidates)
        chosen = self._chosen[key]
        if isinstance(chosen, str):
            yield LeftOut(place, chosen)
        elif chosen.entry.of_aws and not self.said.account and len(self._put_off) < PUT_OFF:
            self._put_off.append((chosen, item, place))
        else:
            yield made(chosen, item, place, around, self.said)

    def _detail(self, piece: Piece) -> Found:
        """What an answer about a single thing says, which it must be about by its own words."""
        for each in self._told[piece.name]:
            for detail in each.entry.details:
                item = _completed(each, detail, piece)
                if item is not None and not missing(each.entry, item) and _strange(each, item) <= STRANGE:
                    return made(each, item, piece.place, {}, self.said)
        about = dict.fromkeys(each.entry.spec.plural for each in self._told[piece.name])
        return LeftOut(
            piece.place,
            f"an answer about one of {' or '.join(about)} that does not say which: import the answers that list them",
        )


def _completed(each: Declared, detail: Detail, piece: Piece) -> dict[str, Any] | None:
    if detail.under or detail.items.partition(".")[0] != piece.name:
        return None
    told = first(piece.value, detail.items.partition(".")[2])
    if not isinstance(told, dict):
        return None
    identity = first(told, detail.match) if detail.match else told.get(detail.param)
    return {"Id": identity, **told} if each.entry.id == "Id" and identity is not None else told


def _by(kinds: Iterable[Declared], names: Any) -> dict[str, list[Declared]]:
    known: dict[str, list[Declared]] = {}
    for each in kinds:
        for name in dict.fromkeys(names(each)):
            if name:
                known.setdefault(name, []).append(each)
    return known


def _choose(item: Mapping[str, Any], candidates: Sequence[Declared]) -> Declared | str:
    """Of which kind an item is, or why that cannot be told."""
    fitting = [each for each in candidates if not missing(each.entry, item) and _may_be(each, item)]
    fitting = [each for each in fitting if each.entry.of_aws == _is_of_aws(item)] or fitting
    if not fitting:
        named = missing(candidates[0].entry, item) if len(candidates) == 1 else ""
        return unknown(candidates[0], named) if named else "nothing that is listed here looks so"
    if len(fitting) > LONGEST_CHOICE:
        return "too many kinds look so: say which with --kind"
    by_strangeness = sorted((_strange(each, item), place, each) for place, each in enumerate(fitting))
    least, _, chosen = by_strangeness[0]
    alike = [each for strange, _, each in by_strangeness if strange == least]
    if least > STRANGE:
        return f"not as {chosen.entry.spec.plural} are"
    if len(alike) > 1:
        alike = [each for each in alike if not each.entry.params] or alike  # what a list tells when asked for no more
        chosen = alike[0]
    if len(alike) > 1:
        arn = str(first(item, chosen.entry.arn) or "")
        alike = [each for each in alike if each.service.everywhere == (":global/" in arn)] or alike
        chosen = alike[0]
    if len(alike) > 1 and len({each.kind for each in alike}) > 1:
        return f"it may be of {' or '.join(each.kind for each in alike)}: say which with --kind"
    return chosen


def _is_of_aws(item: Mapping[str, Any]) -> bool:
    """Whether the ARN of an item says that it is AWS's own."""
    return str(item.get("Arn", "")).split(":")[4:5] == ["aws"]


def _may_be(each: Declared, item: Mapping[str, Any]) -> bool:
    """Whether the ARN of an item, if it has one, is of the service that lists the kind."""
    arn = str(first(item, each.entry.arn) or "") if "{" not in each.entry.arn else ""
    if not arn.startswith("arn:"):
        return True
    service = arn.split(":")[2]
    prefix = each.entry.spec.permissions[0].partition(":")[0]
    return service in (prefix, each.entry.service, _ARN_SERVICES.get(each.entry.service))


def _strange(each: Declared, item: Mapping[str, Any]) -> float:
    """The share of an item's names that the model of a kind does not have."""
    members = each.shape.members
    return sum(name not in members for name in item) / max(1, len(item))

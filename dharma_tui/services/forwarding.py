"""Where load balancers listen for a target and at which of its ports they speak to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import EVERYTHING, NOTHING, Traffic, traffic, union
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.services.network.drawing import LISTENER, heard_at, protocols
from dharma_tui.services.network.interfaces import BALANCER, CLASSIC
from dharma_tui.services.relations.forwards import GROUP, RULE, forwarded

if TYPE_CHECKING:
    from dharma_tui.services.network.interfaces import Interface
    from dharma_tui.services.store.lake import Lake

_KEEPING = "preserve_client_ip.enabled"


def routing_to(lake: Lake, ref: ResourceRef, snapshot: int) -> set[ResourceRef]:
    """What routes to ``ref``: itself, or by way of the group of targets that it is in. Blocks; raises StoreError."""
    rows = lake.query(
        f"""WITH routes AS (SELECT src_kind, src_key, dst_kind, dst_key
            FROM lake.relationships AT (VERSION => {snapshot}) WHERE verb = 'routes_to'),
        first AS (SELECT DISTINCT src_kind, src_key FROM routes WHERE dst_kind = ? AND dst_key = ?)
        FROM first UNION SELECT routes.src_kind, routes.src_key FROM routes
        JOIN first ON dst_kind = first.src_kind AND dst_key = first.src_key""",
        [ref.kind, ref.key],
    )
    return {ResourceRef(kind, key) for kind, key in rows}


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What a balancer hears for a target and sends on to it; not sure where nobody listed what would tell either."""

    hears: Traffic = EVERYTHING
    sends: Traffic = EVERYTHING
    is_sure: bool = True
    keeps: bool | None = False
    """Its clients keep their own addresses; None where that may be."""
    is_told: bool = True
    """Whether it sends nothing else, whatever it hears."""


class Forwardings:
    """What all that is ``routing`` to ``target`` sends on to it, where it stands, at one moment. Blocks; raises StoreError."""

    def __init__(
        self,
        lake: Lake,
        snapshot: int,
        target: Resource,
        places: Sequence[Interface],
        routing: Collection[ResourceRef],
    ) -> None:
        self._lake = lake
        self._snapshot = snapshot
        self._target = target
        addresses = (str(address) for place in places for address in place.addresses)
        self._known_as = {target.ref.key, *(place.owner.key for place in places), *addresses}
        """What lists of targets call it."""
        self._fronts = {each.ref: each for kind in (BALANCER, CLASSIC) for each in self._read(kind, routing)}
        balancers = [ref.key for ref in self._fronts if ref.kind == BALANCER]
        self._groups = list(self._read(GROUP, routing)) if balancers else []
        self._listeners = list(self._where(LISTENER, "LoadBalancerArn", balancers))
        self._rules: dict[str, list[Resource]] = {}
        for rule in self._where(RULE, "Listener", [each.ref.key for each in self._listeners]):
            self._rules.setdefault(str(rule.attrs["Listener"]), []).append(rule)

    def before(self, front: ResourceRef, places: Sequence[Interface]) -> Forwardings | None:
        """What other balancers send on to ``front``, which stands at ``places``; None where it is none that they may lead to."""
        if front.kind != BALANCER or front not in self._fronts or self._fronts[front].attrs.get("Type") == "network":
            return None
        routing = routing_to(self._lake, front, self._snapshot) - self._fronts.keys()
        return Forwardings(self._lake, self._snapshot, self._fronts[front], places, routing)

    @property
    def fronts(self) -> Collection[ResourceRef]:
        """The balancers that route to the target."""
        return self._fronts.keys()

    def by(self, front: ResourceRef) -> Iterator[Forwarding]:
        """What ``front`` sends on; anything, where it is no load balancer."""
        if front.kind == CLASSIC:
            yield from _by_classic(self._fronts[front]) if front in self._fronts else (Forwarding(is_sure=False),)
        elif front.kind == BALANCER:
            for group in self._groups:
                yield from self._by_group(front, group)
        else:
            yield Forwarding()

    def _by_group(self, front: ResourceRef, group: Resource) -> Iterator[Forwarding]:
        """By the listeners of ``front`` that surely forward to ``group``, and by those of which nobody knows."""
        sends, is_told = self._spoken_to(group)
        type_ = str(self._fronts[front].attrs.get("Type") or "") if front in self._fronts else ""
        keeps = keeps_clients(group.attrs) if type_ == "network" else False
        listeners = [each for each in self._listeners if front.key in texts(each.attrs, "LoadBalancerArn")]
        surely, perhaps = NOTHING, NOTHING
        for listener in listeners:
            rules = self._rules.get(listener.ref.key, ())
            weights = [forwarded(each).get(group.ref.key) for each in (listener, *rules)]
            if any(weights):
                surely |= heard_at(listener.attrs)
            elif not rules and type_ in ("application", "") and front.key in texts(group.attrs, "LoadBalancerArns"):
                perhaps |= heard_at(listener.attrs)
        if surely:
            yield Forwarding(surely, sends, is_told, keeps, is_told)
        if left := (perhaps if listeners else EVERYTHING) - surely:
            yield Forwarding(left, sends, False, keeps, is_told)

    def _spoken_to(self, group: Resource) -> tuple[Traffic, bool]:
        """The ports of the target that are registered in ``group``, and whether anybody tells them."""
        attrs = group.attrs
        spoken, usual = protocols(attrs.get("Protocol")), attrs.get("Port")
        targets = [(each.get("Target") or {}) for each in _mappings(attrs.get("Targets"))]
        ours = [each.get("Port", usual) for each in targets if each.get("Id") in self._known_as]
        ours = ours or [
            each.get("containerPort")
            for each in _mappings(self._target.attrs.get("loadBalancers"))
            if each.get("targetGroupArn") == group.ref.key
        ]
        others = [each.get("Port", usual) for each in targets] or [usual]
        return _ports(spoken, ours or others) or EVERYTHING, bool(_ports(spoken, ours))

    def _read(self, kind: str, refs: Iterable[ResourceRef]) -> Iterator[Resource]:
        yield from self._with(kind, "key", [ref.key for ref in refs if ref.kind == kind])

    def _where(self, kind: str, name: str, values: list[str]) -> Iterator[Resource]:
        yield from self._with(kind, f"attrs->>'{name}'", values)

    def _with(self, kind: str, column: str, values: list[str]) -> Iterator[Resource]:
        from dharma_tui.services.store.reading import read_resources

        if values:
            yield from read_resources(self._lake, [kind], self._snapshot, f"{column} IN (SELECT unnest(?))", [values])


def keeps_clients(group: Mapping[str, Any]) -> bool | None:
    """Whether clients of a network load balancer keep their addresses before targets of ``group``; None where it may be."""
    told = {each.get("Key"): each.get("Value") for each in _mappings(group.get("Attributes"))}
    if _KEEPING in told:
        return told[_KEEPING] == "true"
    if group.get("TargetType") == "alb" or "udp" in protocols(group.get("Protocol")):
        return True
    return None


def _by_classic(balancer: Resource) -> Iterator[Forwarding]:
    described = _mappings(balancer.attrs.get("ListenerDescriptions"))
    if not described:
        yield Forwarding(is_sure=False)
    by_port: dict[object, list[object]] = {}
    for each in (each.get("Listener") or {} for each in described):
        by_port.setdefault(each.get("InstancePort"), []).append(each.get("LoadBalancerPort"))
    for inner, outer in by_port.items():
        sends = _ports(("tcp",), [inner])
        yield Forwarding(_ports(("tcp",), outer) or EVERYTHING, sends or EVERYTHING, bool(sends))


def _ports(spoken: Iterable[str], ports: Iterable[object]) -> Traffic:
    """All of ``ports`` that are known."""
    each = {port for port in ports if isinstance(port, int)}
    return union(traffic(protocol, port, port) for port in each for protocol in spoken)


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []

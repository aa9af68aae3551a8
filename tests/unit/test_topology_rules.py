"""What a failure carries between kinds: what verbs say, and what kinds say otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.kinds import Bearing, KindSpec
from dharma_tui.core.types import ResourceRef, State, Verb
from dharma_tui.services.demo.kinds import BY_NAME
from dharma_tui.services.graph_server.whole import held_of
from dharma_tui.services.providers import kinds_of, provider_services
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.graph import STATES
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import RULES, Carries, Rule, Rules, Table
from dharma_tui.services.topology.sparing import ruled, rules_of
from dharma_tui.services.topology.weak_points import weak_points
from tests.unit.nesting_lab import Estate

KINDS = kinds_of(provider_services(SystemClock()))
ALL = frozenset(Verb)


def spec(kind: str, *bearings: Bearing) -> KindSpec:
    return KindSpec(kind, kind, kind, kind, bearings=bearings)


def losses(
    told: list[tuple[str, Verb, str]], failed: str, kinds: dict[str, KindSpec] | None = None
) -> dict[str, float]:
    """What each thing loses, called ``kind`` or ``kind:name``, in per cent."""
    names = list(dict.fromkeys(end for source, _, target in told for end in (source, target)))
    of_things = [name.partition(":")[0] for name in names]
    known = tuple(dict.fromkeys(of_things))
    ends = [[names.index(end) for end in (source, target)] for source, _, target in told]
    verbs = [CODES[verb] for _, verb, _ in told]
    graph = Adjacency(len(names), [one for one, _ in ends], [two for _, two in ends], verbs)
    codes = np.asarray([known.index(kind) for kind in of_things], np.uint16)
    rules = Table(known, KINDS if kinds is None else kinds).rules(graph, codes)
    running = np.full(len(names), STATES.index(State.RUNNING))
    found = impact(graph, [names.index(failed)], ruled(rules, graph, running, [False] * len(names)))
    return {names[loss.node]: round(loss.loss * 100) for loss in found.losses() if names[loss.node] != failed}


def test_kinds_without_bearings_go_by_their_verbs() -> None:
    table = Table(["lab.one", "lab.two"], {"lab.one": spec("lab.one")})

    assert all(table.rule("lab.one", verb, "lab.two") == RULES.get(verb) for verb in Verb)


def test_a_bearing_holds_for_its_verb_its_way_and_kinds_below_the_one_it_names() -> None:
    one = spec(
        "lab.one", Bearing(Verb.DEPENDS_ON, "lab.two", loses=0.5), Bearing(Verb.MANAGES, "lab.two", reverse=True)
    )
    table = Table(["lab.one", "lab.two", "lab.two.below", "lab.twofold"], {"lab.one": one})

    half = Rule(Carries.TO_SOURCE, 0.5)
    assert table.rule("lab.one", Verb.DEPENDS_ON, "lab.two") == half
    assert table.rule("lab.one", Verb.DEPENDS_ON, "lab.two.below") == half
    assert table.rule("lab.one", Verb.DEPENDS_ON, "lab.twofold") == RULES[Verb.DEPENDS_ON]
    assert table.rule("lab.two", Verb.DEPENDS_ON, "lab.one") == RULES[Verb.DEPENDS_ON]
    assert table.rule("lab.two", Verb.MANAGES, "lab.one") is None
    assert table.rule("lab.one", Verb.MANAGES, "lab.two") == RULES[Verb.MANAGES]


def test_who_loses_is_said_from_the_side_of_the_kind_whichever_end_it_is() -> None:
    one = spec(
        "lab.one",
        *(Bearing(Verb.CONTAINS, loses=1.0), Bearing(Verb.CONTAINS, reverse=True, takes=0.25)),
        *(Bearing(Verb.RUNS_ON, takes=1.0, shared=True), Bearing(Verb.RUNS_ON, reverse=True, loses=0.5)),
    )
    table = Table(["lab.one", "lab.two"], {"lab.one": one})

    assert table.rule("lab.one", Verb.CONTAINS, "lab.two") == Rule(Carries.TO_SOURCE, 1.0)
    assert table.rule("lab.two", Verb.CONTAINS, "lab.one") == Rule(Carries.TO_SOURCE, 0.25)
    assert table.rule("lab.one", Verb.RUNS_ON, "lab.two") == Rule(Carries.TO_TARGET, 1.0, shared=True)
    assert table.rule("lab.two", Verb.RUNS_ON, "lab.one") == Rule(Carries.TO_TARGET, 0.5)
    with pytest.raises(ValueError, match="both"):
        Bearing(Verb.RUNS_ON, loses=1.0, takes=1.0)
    with pytest.raises(ValueError, match="copies"):
        Bearing(Verb.RUNS_ON, loses=1.0, by_copies=True)


def test_the_longer_name_of_the_other_end_counts_before_the_shorter_and_the_source_before_the_target() -> None:
    kinds = {
        "lab.one": spec(
            "lab.one", Bearing(Verb.DEPENDS_ON, loses=0.1), Bearing(Verb.DEPENDS_ON, "lab.three", loses=0.2)
        ),
        "lab.two": spec("lab.two", Bearing(Verb.DEPENDS_ON, "lab", reverse=True, takes=0.3)),
        "lab.three": spec("lab.three", Bearing(Verb.DEPENDS_ON, "lab.one", reverse=True, takes=0.4)),
        "lab.four": spec("lab.four", Bearing(Verb.DEPENDS_ON, reverse=True, takes=0.6)),
    }
    table = Table(["lab.one", "lab.two", "lab.three", "lab.four"], kinds)

    weights = {
        target: rule.weight if (rule := table.rule("lab.one", Verb.DEPENDS_ON, f"lab.{target}")) else 0.0
        for target in ("one", "two", "three", "four")
    }
    assert weights == {"one": 0.1, "two": 0.3, "three": 0.2, "four": 0.1}


def test_what_is_shared_by_a_bearing_does_not_stand_in_for_what_goes_by_the_verb() -> None:
    kinds = {"lab.part": spec("lab.part", Bearing(Verb.CONTAINS, takes=1.0, shared=True))}
    told = [(f"lab.part:{at}", Verb.CONTAINS, "lab.thing") for at in range(3)]
    told.append(("lab.whole", Verb.CONTAINS, "lab.thing"))

    assert losses(told, "lab.part:1", kinds) == {"lab.thing": 33}
    assert losses(told, "lab.whole", kinds) == {"lab.thing": 100}


def test_every_bearing_is_about_kinds_and_relationships_that_there_are() -> None:
    for kind in KINDS.values():
        seen = set()
        for bearing in kind.bearings:
            about = bearing.verb, bearing.kind, bearing.reverse
            assert about not in seen, (kind.kind, about)
            seen.add(about)
            assert not bearing.kind or any(
                name == bearing.kind or name.startswith(f"{bearing.kind}.") for name in KINDS
            ), (kind.kind, bearing.kind)
            assert 0 <= bearing.loses <= 1 and 0 <= bearing.takes <= 1


VPC, SUBNET, TABLE_, GATEWAY = "aws.ec2.vpc", "aws.ec2.subnet", "aws.ec2.route_table", "aws.ec2.internet_gateway"
WEB, DB, CARD, BALANCER = (
    "aws.ec2.instance:web",
    "aws.rds.db_instance",
    "aws.ec2.network_interface",
    "aws.elb.load_balancer",
)
ESTATE = [
    *((VPC, Verb.CONTAINS, each) for each in (f"{SUBNET}:a", f"{SUBNET}:b", WEB, DB, BALANCER, TABLE_)),
    *((f"{SUBNET}:{zone}", Verb.CONTAINS, each) for zone in "ab" for each in (BALANCER, DB)),
    (f"{SUBNET}:a", Verb.CONTAINS, WEB),
    (GATEWAY, Verb.ATTACHED_TO, VPC),
    (TABLE_, Verb.DEPENDS_ON, GATEWAY),
    (TABLE_, Verb.ATTACHED_TO, f"{SUBNET}:a"),
    *((GATEWAY, Verb.CONNECTS_TO, each) for each in (WEB, BALANCER)),
    (VPC, Verb.CONNECTS_TO, "aws.ec2.security_group"),
    ("aws.ec2.security_group", Verb.PROTECTS, WEB),
    (WEB, Verb.DEPENDS_ON, "aws.ec2.ami"),
    ("aws.ec2.launch_template", Verb.DEPENDS_ON, "aws.ec2.ami"),
    (CARD, Verb.ATTACHED_TO, WEB),
    ("aws.kms.key", Verb.PROTECTS, DB),
    ("aws.rds.db_subnet_group", Verb.CONTAINS, f"{SUBNET}:a"),
    (DB, Verb.DEPENDS_ON, "aws.rds.db_subnet_group"),
    ("aws.rds.db_snapshot", Verb.REFERS_TO, DB),
]


def test_a_server_that_fails_takes_no_network_and_a_gateway_what_it_leads_to() -> None:
    assert losses(ESTATE, WEB) == {}
    assert losses(ESTATE, GATEWAY) == {BALANCER: 100, WEB: 50, TABLE_: 100, f"{SUBNET}:a": 25}
    assert losses(ESTATE, f"{SUBNET}:a") == {WEB: 100, BALANCER: 50, DB: 50}
    assert losses(ESTATE, VPC).keys() >= {WEB, DB, BALANCER, TABLE_, f"{SUBNET}:a", f"{SUBNET}:b"}


def test_who_has_no_way_out_loses_as_much_whichever_gateway_of_the_way_fails() -> None:
    nat, inner, web = "aws.ec2.nat_gateway", f"{TABLE_}:inner", "aws.ec2.instance:inner"
    told = [
        *((TABLE_, Verb.DEPENDS_ON, GATEWAY), (TABLE_, Verb.ATTACHED_TO, f"{SUBNET}:a")),
        *((f"{SUBNET}:a", Verb.CONTAINS, nat), (nat, Verb.ROUTES_TO, GATEWAY)),
        *((inner, Verb.ROUTES_TO, nat), (inner, Verb.ATTACHED_TO, f"{SUBNET}:b")),
        (f"{SUBNET}:b", Verb.CONTAINS, web),
    ]

    inside = {inner: 100, f"{SUBNET}:b": 25, web: 25}
    assert losses(told, nat) == inside
    assert losses(told, GATEWAY) == {TABLE_: 100, nat: 100, f"{SUBNET}:a": 25, **inside}
    assert losses(told, inner) == {f"{SUBNET}:b": 25, web: 25}


def test_what_runs_goes_on_without_what_it_was_made_from_and_not_without_its_key() -> None:
    assert losses(ESTATE, "aws.ec2.ami") == {"aws.ec2.launch_template": 100}
    assert losses(ESTATE, "aws.rds.db_subnet_group") == {}
    assert losses(ESTATE, DB) == {}
    assert losses(ESTATE, "aws.kms.key") == {DB: 100}
    assert losses(ESTATE, "aws.ec2.security_group") == {WEB: 25}
    assert losses(ESTATE, CARD) == {WEB: 100}


def test_neither_what_a_policy_names_nor_what_has_it_needs_the_other() -> None:
    told = [
        *(("aws.iam.role", Verb.CONNECTS_TO, has) for has in ("aws.kms.key", "aws.s3.bucket", "aws.lambda.function")),
        ("aws.events.event_rule", Verb.CONNECTS_TO, "aws.lambda.function"),
        ("aws.lambda.function", Verb.DEPENDS_ON, "aws.iam.role"),
    ]

    assert losses(told, "aws.iam.role") == {"aws.lambda.function": 100}
    assert losses(told, "aws.kms.key") == losses(told, "aws.s3.bucket") == {}
    assert losses(told[:-1], "aws.lambda.function") == {}


def test_a_certificate_takes_its_listener_and_the_share_of_the_balancer() -> None:
    listener = "aws.elb.listener"
    told = [
        (f"{listener}:https", Verb.DEPENDS_ON, "aws.acm.acm_certificate"),
        *((BALANCER, Verb.CONTAINS, f"{listener}:{name}") for name in ("https", "http")),
        ("aws.route53.dns_record", Verb.ROUTES_TO, BALANCER),
    ]

    lost = losses(told, "aws.acm.acm_certificate")
    assert lost == {f"{listener}:https": 100, BALANCER: 50, "aws.route53.dns_record": 50}


def test_targets_are_counted_once_whoever_keeps_them() -> None:
    group, keeper = "aws.elb.target_group", "aws.autoscaling.scaling_group"
    servers = [f"aws.ec2.instance:{at}" for at in range(3)]
    told = [(keeper, Verb.ATTACHED_TO, group), (BALANCER, Verb.ROUTES_TO, group)]
    told += [
        (source, verb, server)
        for server in servers
        for source, verb in ((group, Verb.ROUTES_TO), (keeper, Verb.MANAGES))
    ]

    assert losses(told, servers[0]) == {keeper: 33, group: 33, BALANCER: 33}
    assert losses(told, keeper) == {}, "it only makes and replaces them"
    hand = [(group, Verb.ROUTES_TO, f"aws.ec2.instance:hand-{at}") for at in range(3)]
    green = [(f"{keeper}:green", Verb.ATTACHED_TO, group)]
    assert losses([*told, *hand, *green], servers[0]) == {keeper: 33, group: 17, BALANCER: 17}


def test_a_service_loses_the_share_of_a_task_and_a_cluster_of_databases_that_of_an_instance() -> None:
    told = [("aws.ecs.ecs_service", Verb.MANAGES, f"aws.ecs.ecs_task:{at}") for at in range(4)]
    told += [(f"aws.rds.db_instance:{at}", Verb.MEMBER_OF, "aws.rds.db_cluster") for at in range(2)]
    told.append(("aws.rds.db_instance:replica", Verb.DEPENDS_ON, "aws.rds.db_instance:0"))
    told += [(f"aws.ecs.ecs_task:{at}", Verb.DEPENDS_ON, "aws.ecr.ecr_repository") for at in range(4)]

    assert losses(told, "aws.ecs.ecs_task:0") == {"aws.ecs.ecs_service": 25}
    assert losses(told, "aws.rds.db_instance:0") == {"aws.rds.db_cluster": 50, "aws.rds.db_instance:replica": 25}
    assert losses(told, "aws.ecr.ecr_repository") == {}


def test_a_connection_that_closes_takes_its_share_of_a_process_and_no_process_its_parent() -> None:
    told = [
        ("local.process:init", Verb.MANAGES, "local.process:app"),
        ("local.service", Verb.MANAGES, "local.process:app"),
        *((f"local.connection:{at}", Verb.ATTACHED_TO, "local.process:app") for at in range(5)),
        *((f"local.connection:{at}", Verb.CONNECTS_TO, "local.remote_host") for at in range(2)),
        ("local.socket", Verb.ATTACHED_TO, "local.process:app"),
        ("local.address:1", Verb.ATTACHED_TO, "local.interface"),
        ("local.address:2", Verb.ATTACHED_TO, "local.interface"),
        ("local.route", Verb.ROUTES_TO, "local.interface"),
    ]

    app, service, socket = "local.process:app", "local.service", "local.socket"
    assert losses(told, "local.connection:0") == {app: 10, service: 10, socket: 10}
    remote = losses(told, "local.remote_host")
    assert remote == {"local.connection:0": 100, "local.connection:1": 100, app: 20, service: 20, socket: 20}
    assert losses(told, app) == {service: 100, socket: 100}
    assert losses(told, socket) == {}
    assert losses(told, "local.address:1") == {}
    assert losses(told, "local.interface") == {"local.address:1": 100, "local.address:2": 100, "local.route": 100}


def test_a_disk_takes_its_file_systems_and_of_the_host_what_is_stored_there() -> None:
    host, disk, part = "local.host", "local.block_device:disk", "local.block_device:part"
    files, other, process = "local.file_system", "local.file_system:other", "local.process"
    told = [
        *((host, Verb.CONTAINS, each) for each in (disk, "local.block_device:spare", files, other)),
        *(
            (host, Verb.CONTAINS, "local.cpu"),
            (disk, Verb.CONTAINS, part),
            (files, Verb.STORES_IN, part),
            (process, Verb.RUNS_ON, host),
        ),
    ]

    assert losses(told, disk) == {part: 100, files: 100, host: 50, process: 50}
    assert losses(told, host) == {process: 100}, "what is stored outlives the host"


def test_a_machine_stands_on_its_root_file_system_and_memory_and_shares_its_cpus() -> None:
    host, disk, root, container = "local.host", "local.block_device", "local.file_system:root", "local.container"
    service, process, memory = "local.service", "local.process", "local.memory"
    cpus = [f"local.cpu:{at}" for at in range(4)]
    told = [
        *((host, Verb.CONTAINS, each) for each in (disk, root, "local.file_system:data", memory, *cpus)),
        (host, Verb.STORES_IN, root),
        (root, Verb.STORES_IN, disk),
        *((each, Verb.RUNS_ON, host) for each in (service, process, container)),
        (service, Verb.MANAGES, process),
    ]

    all_of_it = dict.fromkeys((host, service, process, container), 100)
    assert losses(told, root) == losses(told, memory) == all_of_it
    assert losses(told, disk) == {root: 100, **all_of_it}
    assert losses(told, cpus[0]) == dict.fromkeys(all_of_it, 25)
    assert losses(told, "local.file_system:data") == dict.fromkeys(all_of_it, 50)
    assert losses(told, host) == dict.fromkeys((service, process, container), 100), "its parts stay what they are"


def test_a_cluster_takes_its_nodes_and_a_node_only_the_pods_on_it() -> None:
    cluster, app, other = (
        "demo.kubernetes.cluster",
        "demo.kubernetes.deployment:app",
        "demo.kubernetes.deployment:other",
    )
    nodes, pods = ([f"demo.kubernetes.{kind}:{at}" for at in range(2)] for kind in ("node", "pod"))
    told = [(node, Verb.MEMBER_OF, cluster) for node in nodes]
    told += [(each, Verb.RUNS_ON, cluster) for each in (app, other)]
    told += [(pod, Verb.RUNS_ON, node) for pod, node in zip(pods, nodes, strict=True)]
    told += [(app, Verb.MANAGES, pods[0]), (other, Verb.MANAGES, pods[1])]

    assert losses(told, nodes[0], BY_NAME) == {pods[0]: 100, app: 100, cluster: 50}
    assert losses(told, nodes[0], {}) == {pods[0]: 100, app: 100, cluster: 50}, "by verbs alone, too"
    bare = [edge for edge in told if edge[1] is not Verb.MANAGES]
    assert losses(bare, nodes[0], BY_NAME) == {pods[0]: 100, app: 50, other: 50, cluster: 50}, "where no pods are known"
    assert losses(told, cluster, BY_NAME) == dict.fromkeys((*nodes, *pods, app, other), 100)


def test_verbs_left_out_carry_nothing() -> None:
    graph = Adjacency(2, [0], [1], [CODES[Verb.CONTAINS]])
    rules = Rules.of_verbs(graph)

    assert len(impact(graph, [0], rules)) == 2
    assert len(impact(graph, [0], rules.over(ALL - {Verb.CONTAINS}))) == 1


def states_losses(told: list[tuple[str, Verb, str]], states: dict[str, State], *failed: str) -> dict[str, int]:
    """What each thing loses, in per cent, where some are in these states."""
    names = list(dict.fromkeys(end for source, _, target in told for end in (source, target)))
    topology = Estate(names, told, states).topology
    found = impact(topology.graph, [names.index(each) for each in failed], rules_of(topology, {}))
    return {names[loss.node]: round(loss.loss * 100) for loss in found.losses() if names[loss.node] not in failed}


BEHIND = [
    *(("group-1", Verb.ROUTES_TO, f"web-{at}") for at in range(1, 4)),
    *(("subnet-1", Verb.CONTAINS, f"web-{at}") for at in (2, 3)),
    ("queue-1", Verb.DEPENDS_ON, "group-1"),
]


@pytest.mark.parametrize("verb", [verb for verb, rule in RULES.items() if rule.shared])
def test_what_is_stopped_is_no_copy_has_nothing_to_lose_and_takes_nothing_along(verb: Verb) -> None:
    turned = RULES[verb].way is Carries.TO_TARGET
    told = [(target, verb, source) if turned and each is not Verb.CONTAINS else (source, each, target)
            for source, each, target in BEHIND if each is not Verb.DEPENDS_ON]  # fmt: skip
    told = [(source, each if each is Verb.CONTAINS else verb, target) for source, each, target in told]
    told.append(BEHIND[-1])

    for state in (State.STOPPED, State.TERMINATED):
        stopped = {"web-2": state, "web-3": state}
        assert states_losses(told, stopped, "web-1") == {"group-1": 100, "queue-1": 100}
        assert states_losses(told, stopped, "web-2") == {}
        assert states_losses(told, stopped, "subnet-1") == {}
    assert states_losses(told, {}, "subnet-1") == {"web-2": 100, "web-3": 100, "group-1": 67, "queue-1": 67}


def test_what_has_failed_is_no_copy_and_is_told_with_what_is_lost_by_it_where_there_is_no_other() -> None:
    failed = {"web-2": State.FAILED, "web-3": State.FAILED}

    assert states_losses(BEHIND, failed, "web-1") == {"group-1": 100, "queue-1": 100}
    assert states_losses(BEHIND, failed, "web-2") == {}
    assert states_losses(BEHIND, {**failed, "web-1": State.STOPPED}, "web-2", "web-3") == {
        "group-1": 100,
        "queue-1": 100,
    }
    assert states_losses(BEHIND, {"web-2": State.DEGRADED}, "web-2") == {"group-1": 33, "queue-1": 33}
    assert states_losses(BEHIND, {"queue-1": State.FAILED}, "group-1") == {"queue-1": 100}
    assert states_losses([("queue-1", Verb.DEPENDS_ON, "web-1")], {"web-1": State.STOPPED}, "web-1") == {"queue-1": 100}


def test_the_only_one_that_is_not_stopped_is_a_single_point_of_failure() -> None:
    names = ["group-1", "web-1", "web-2", "web-3", "subnet-1", "queue-1"]
    topology = Estate(names, BEHIND, {"web-2": State.STOPPED, "web-3": State.FAILED}).topology

    rules = rules_of(topology, {})
    found, *_ = weak_points(topology.graph, rules, topology.there)

    assert {names[each.node]: each.wholly for each in found} == {"web-1": 2, "group-1": 1}


def test_of_what_a_server_holds_the_rules_are_those_of_kinds_alone() -> None:
    kinds = ("aws.route53.dns_record", "aws.elb.target_group", "aws.cloudfront.distribution", "aws.ec2.elastic_ip")
    nodes = [GraphNode(ResourceRef(kind, kind), kind, State.RUNNING) for kind in kinds]
    held = held_of(nodes, [(at, 3, CODES[Verb.ROUTES_TO]) for at in range(3)], KINDS)

    assert held.rules.standby is None and held.rules.counts is None

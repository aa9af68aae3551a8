"""A copy that was deleted, and is named yet, is no copy; one that nobody ever saw may well be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import Relationship, ResourceRef, Verb
from dharma_tui.services.pools import IoPool
from dharma_tui.services.topology.graphs import Graphs
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, thing

INSTANCE, GROUP = "aws.ec2.instance", "aws.elb.target_group"
ONE, OTHER, TARGETS = thing("ec2.instance", "i-1"), thing("ec2.instance", "i-2"), thing("elb.target_group", "web")


@pytest.mark.parametrize(("was_seen", "share"), [(True, 1.0), (False, 0.5)])
async def test_a_deleted_target_answers_for_nobody(tmp_path: Path, was_seen: bool, share: float) -> None:
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    routes = [Relationship(TARGETS.ref, each.ref, Verb.ROUTES_TO, "Targets") for each in (ONE, OTHER)]
    for known in [[ONE, OTHER], [ONE]] if was_seen else [[ONE]]:
        scan(lake, known, scope=HERE, kind=INSTANCE)
    scan(lake, [TARGETS], routes, scope=HERE, kind=GROUP)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    found = await graphs.impact([ONE.ref])
    gone = await graphs.impact([OTHER.ref])
    graphs.close()
    io.close()
    lake.close()

    lost = {found.graph.nodes[each.node].ref: each.share for each in found.affected}
    assert lost[ResourceRef(GROUP, "web")] == share
    assert len(gone.affected) == (1 if was_seen else 2)

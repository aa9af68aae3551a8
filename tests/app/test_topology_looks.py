"""What ten views of real graphs look like on small, usual and large terminals."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.face import DATA
from tests.app.conftest import Opened
from tests.app.console import settled
from tests.app.real_graphs import GRAPHS, fill

SIZES = (80, 24), (120, 40), (220, 50)
BALANCER = "aws.elb.load_balancer:app-0-us-east-1"
VIEWS = {
    "aws": {
        "everything": "all as:nested",
        "around-a-balancer": f"{BALANCER} depth:1",
        "what-hangs-on-a-subnet": "us-east-1-0-public-0 impact",
        "ways-to-a-network": f"{BALANCER} to:us-east-1-vpc-0",
    },
    "machine": {
        "everything": "all as:nested",
        "children-of-a-process": "local.process/workstation/2 as:radial depth:1",
    },
    "demo": {
        "everything": "all as:nested",
        "around-a-kubernetes-cluster": "prod-core-k8s-22 depth:1",
    },
    "karate": {"everything": "all"},
    "miserables": {"communities": "all by:community"},
}


@pytest.mark.parametrize("graph", VIEWS)
async def test_looks(opened: Opened, services: Services, snapshot: Any, graph: str) -> None:
    """One console for each graph: it is opened anew at each size, as pictures are made for the room there is."""
    lake = Lake.open(services.folder, clock=services.clock)
    fill(lake, GRAPHS[graph]())
    lake.close()
    async with opened(size=SIZES[0]) as pilot:
        app: Any = pilot.app
        drawn = {}
        for size in SIZES:
            app.go("overview")
            await pilot.resize_terminal(*size)
            await settled(pilot)
            for name, line in VIEWS[graph].items():
                app.go("topology", parse_topology(line, AnyKind()))
                await settled(pilot)
                assert app.screen.face.state == DATA, app.screen.face.saying
                drawn[f"{name}-{size[0]}x{size[1]}"] = app.export_screenshot()
    for name, svg in drawn.items():
        assert svg == snapshot(name=name, extension_class=SVGImageExtension), name

"""Graphviz draws what is written for it, however lines lead between frames."""

from __future__ import annotations

import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from dharma_tui.services.topology.formats.chart import Chart, ChartEdge, ChartNode, Cluster
from dharma_tui.services.topology.formats.dot import dot

OUT_AND_IN = Chart(
    nodes=(
        ChartNode("deployments", "lab.deployment", "running", cluster=2),
        ChartNode("cluster", "lab.cluster", "running", cluster=2),
        ChartNode("subnets", "lab.subnet", "running", cluster=1),
        ChartNode("databases", "lab.database", "running", cluster=1),
        ChartNode("balancers", "lab.balancer", "running", cluster=1),
        *(ChartNode(name, "lab.thing", "running") for name in "abcdef"),
    ),
    edges=(
        ChartEdge(0, 2, "manages"),
        ChartEdge(0, 3, "depends_on"),
        ChartEdge(2, 3, "connects_to"),
        ChartEdge(2, 1, "member_of"),
        ChartEdge(4, 2, "protects"),
        ChartEdge(5, 4, "protects"),
        ChartEdge(6, 7, "protects"),
        ChartEdge(8, 7, "attached_to"),
        ChartEdge(8, 9, "depends_on"),
        ChartEdge(10, 6, "protects"),
    ),
    clusters=(Cluster("region"), Cluster("network", parent=0), Cluster("kubernetes", parent=1)),
)
"""What leads out of a frame leads into it again."""


def test_frames_are_ranked_together() -> None:
    assert "  newrank=true;" in list(dot(OUT_AND_IN))
    assert "  newrank=true;" not in list(dot(Chart(OUT_AND_IN.nodes[:0])))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not here")
def test_graphviz_draws_it() -> None:
    done = subprocess.run(
        ["dot", "-Tsvg"], input="\n".join(dot(OUT_AND_IN)), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not here")
@pytest.mark.parametrize("name", ["&amp;", "a & b", "&#65;&lt;b", r"\N", 'q"', "&eacute;;"])
def test_graphviz_shows_names_as_they_are(name: str) -> None:
    written = "\n".join(dot(Chart((ChartNode(name, "lab.thing", "running", "key"),))))
    done = subprocess.run(["dot", "-Tsvg"], input=written, capture_output=True, text=True, timeout=60, check=True)
    shown = [each.text for each in ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/2000/svg}text")]
    assert shown[0] == name

"""Processes that are started by the hundred to be killed: forked from one that has in memory what they need."""

from __future__ import annotations

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["duckdb", "dharma_tui.cli.scan", "tests.integration.store_process", "tests.integration.scan_with_fakes"]
)

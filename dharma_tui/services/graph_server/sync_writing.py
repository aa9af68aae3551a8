"""Rows of a sync in Cypher, one sort of them in each function.

They come sorted by kind or verb, as labels and types are part of the text of a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from dharma_tui.services.graph_server.names import MISSING, RESOURCE, label_of, quoted, type_of
from dharma_tui.services.graph_server.sync_rows import Row

if TYPE_CHECKING:
    import neo4j


def write_resources(transaction: neo4j.ManagedTransaction, batch: Sequence[Row], sync: str) -> None:
    """What exists, made or brought to what it is now."""
    for kind, alike in groupby(batch, itemgetter("kind")):
        transaction.run(
            f"UNWIND $rows AS row MERGE (n:{RESOURCE} {{uid: row.uid}}) SET n = row, n.sync = $sync"
            f" SET n:{quoted(label_of(kind))} REMOVE n:{MISSING}",
            rows=list(alike),
            sync=sync,
        ).consume()


def write_missing(transaction: neo4j.ManagedTransaction, batch: Sequence[Row], sync: str) -> None:
    """What is only named."""
    for kind, alike in groupby(batch, itemgetter("kind")):
        transaction.run(
            f"UNWIND $rows AS row MERGE (n:{RESOURCE} {{uid: row.uid}}) SET n = row, n.sync = $sync"
            f" SET n:{MISSING} REMOVE n:{quoted(label_of(kind))}",
            rows=list(alike),
            sync=sync,
        ).consume()


def write_relationships(transaction: neo4j.ManagedTransaction, batch: Sequence[Row], sync: str) -> None:
    """One for each verb between two."""
    for verb, alike in groupby(batch, itemgetter("verb")):
        transaction.run(
            f"UNWIND $rows AS row MATCH (a:{RESOURCE} {{uid: row.source}}) MATCH (b:{RESOURCE} {{uid: row.target}})"
            f" MERGE (a)-[r:{quoted(type_of(verb))}]->(b) SET r = {{sources: row.sources, provider: row.provider,"
            " account: row.account, region: row.region, told_by: row.told_by, sync: $sync}",
            rows=list(alike),
            sync=sync,
        ).consume()


def delete_relationships(transaction: neo4j.ManagedTransaction, batch: Sequence[Row], sync: str) -> None:
    """What is related no more."""
    for verb, alike in groupby(batch, itemgetter("verb")):
        transaction.run(
            f"UNWIND $rows AS row MATCH (:{RESOURCE} {{uid: row.source}})-[r:{quoted(type_of(verb))}]->"
            f"(:{RESOURCE} {{uid: row.target}}) DELETE r",
            rows=list(alike),
        ).consume()


def delete_resources(transaction: neo4j.ManagedTransaction, batch: Sequence[Row], sync: str) -> None:
    """What exists no more, with its relationships."""
    query = f"UNWIND $rows AS row MATCH (n:{RESOURCE} {{uid: row.uid}}) DETACH DELETE n"
    transaction.run(query, rows=list(batch)).consume()

"""Answers as documents, and back: what ``ask --json`` prints, and what a session keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dharma_tui.core.answers import Answer, Basis, PlanCard, Prose, Table
from dharma_tui.core.types import ResourceRef


def document(answer: Answer, most: int | None = None) -> dict[str, Any]:
    """An answer as a document, with at most so many rows of its table."""
    table, basis, plan, prose = answer.table, answer.basis, answer.plan, answer.prose
    return {
        "text": answer.text,
        "table": _table_document(table, most) if table else None,
        "series": {name: list(values) for name, values in answer.spark.items()},
        "basis": _basis_document(basis) if basis else None,
        "opens": answer.opens,
        **({"opens_what": answer.opens_what} if answer.opens_what else {}),
        "next_steps": list(answer.next_steps),
        **({"to_write": list(answer.to_write)} if answer.to_write else {}),
        **({"doubts": list(answer.doubts)} if answer.doubts else {}),
        "plan": _plan_document(plan) if plan else None,
        **({"prose": {"text": prose.text, "source": prose.source, "note": prose.note}} if prose else {}),
    }


def answer_of(told: Mapping[str, Any]) -> Answer:
    """The answer again, without its plan, which would have expired."""
    table, basis, prose = told.get("table"), told.get("basis"), told.get("prose")
    return Answer(
        str(told.get("text", "")),
        table=_table_of(table) if table else None,
        spark={str(name): tuple(map(float, values)) for name, values in dict(told.get("series") or {}).items()},
        basis=_basis_of(basis) if basis else None,
        opens=str(told.get("opens", "")),
        opens_what=str(told.get("opens_what", "")),
        next_steps=tuple(map(str, told.get("next_steps") or ())),
        to_write=tuple(map(str, told.get("to_write") or ())),
        doubts=tuple(map(str, told.get("doubts") or ())),
        prose=Prose(str(prose["text"]), str(prose["source"]), str(prose["note"])) if prose else None,
    )


def _table_document(table: Table, most: int | None) -> dict[str, Any]:
    refs = [None if ref is None else {"kind": ref.kind, "key": ref.key} for ref in table.refs[:most]]
    rows = [list(row) for row in table.rows[:most]]
    return {"columns": list(table.columns), "rows": rows, "total": table.total, "refs": refs}


def _table_of(told: Mapping[str, Any]) -> Table:
    return Table(
        tuple(map(str, told["columns"])),
        tuple(tuple(map(str, row)) for row in told["rows"]),
        int(told["total"]),
        tuple(ResourceRef(str(one["kind"]), str(one["key"])) if one else None for one in told.get("refs") or ()),
    )


def _basis_document(basis: Basis) -> dict[str, Any]:
    as_of = basis.as_of.isoformat() if basis.as_of else None
    return {"source": basis.source, "as_of": as_of, "filters": list(basis.filters), "missing": list(basis.missing)}


def _basis_of(told: Mapping[str, Any]) -> Basis:
    at = told.get("as_of")
    return Basis(
        str(told.get("source", "")),
        datetime.fromisoformat(at) if at else None,
        tuple(map(str, told.get("filters") or ())),
        tuple(map(str, told.get("missing") or ())),
    )


def _plan_document(plan: PlanCard) -> dict[str, Any]:
    steps = [
        {
            "kind": step.ref.kind,
            "key": step.ref.key,
            "name": step.name,
            "account": step.account,
            "region": step.region,
            "environment": step.environment,
            "current": step.current,
            "new": step.new,
            "command": step.command,
        }
        for step in plan.steps
    ]
    return {
        "title": plan.title,
        "tool": plan.tool,
        "steps": steps,
        "reversible": plan.reversible,
        "expires_at": plan.expires_at.isoformat(),
        "fingerprint": plan.fingerprint,
    }

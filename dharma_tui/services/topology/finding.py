"""Which resource somebody means: by its key, its name, or ``kind:name``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.errors import GoneError, NotFoundError, UsageError
from dharma_tui.core.format import moment
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

MOST = 6
"""Resources named in a message when several are meant."""
_ASIDE = re.compile(r"(.+) \(([^()]+)\)")
"""A name with what tells it from others, as answers print it."""
_NEAR = 2000
"""Names looked at for one that is alike."""


class Finder:
    """Finds resources of one snapshot. Blocking."""

    def __init__(self, lake: Lake, snapshot: int, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._version = f"AT (VERSION => {snapshot})"
        self._kinds = kinds

    def find(self, word: str) -> ResourceRef:
        """The one resource that ``word`` means: its key, else its name, which may be told with what tells it from others of that
        name in brackets; ``kind:`` or ``kind/`` before it says of which kind.

        Raises NotFoundError, and UsageError where there are several.
        """
        for look in (self._called, self._told_apart, self._named_only):
            for kinds, rest in self._readings(word):
                found = look(rest, kinds)
                if len(found) == 1:
                    return found[0]
                if found:
                    raise self._ambiguous(word, found)
        raise self._unknown(word)

    def search(self, text: str, limit: int) -> list[tuple[ResourceRef, str]]:
        """Resources whose name or key holds ``text``, those that begin with it first, and their names."""
        rows = self._lake.query(
            f"""SELECT kind, key, coalesce(nullif(name, ''), key) AS called FROM lake.resources {self._version}
            WHERE contains(lower(name), lower(?)) OR contains(lower(key), lower(?))
            ORDER BY NOT starts_with(lower(called), lower(?)), called, kind, key LIMIT ?""",
            [text, text, text, limit],
        )
        return [(ResourceRef(kind, key), name) for kind, key, name in rows]

    def _readings(self, word: str) -> list[tuple[Sequence[str], str]]:
        """What the word may say: all of it a key or a name, or a kind and then a key or a name."""
        readings: list[tuple[Sequence[str], str]] = [((), word)]
        for mark in ":/":
            kind, found, rest = word.partition(mark)
            if found and rest and (kinds := self._kinds_called(kind)):
                readings.append((kinds, rest))
        return readings

    def _kinds_called(self, word: str) -> list[str]:
        exact = [name for name, spec in self._kinds.items() if word in (name, *spec.aliases)]
        found = exact or [name for name in self._kinds if name.startswith(f"{word}.") or name.endswith(f".{word}")]
        if found or "." not in word:
            return found
        return [word]  # an import may have left kinds that nobody here lists

    def _called(self, word: str, kinds: Sequence[str]) -> list[ResourceRef]:
        """Resources with this key, else with this name."""
        only, params = _only(kinds)
        for column in ("key", "name"):
            rows = self._lake.query(
                f"SELECT kind, key FROM lake.resources {self._version} WHERE {column} = ?{only}"
                f" ORDER BY ALL LIMIT {_NEAR}",
                [word, *params],
            )
            if rows:
                return [ResourceRef(*row) for row in rows]
        return []

    def _told_apart(self, word: str, kinds: Sequence[str]) -> list[ResourceRef]:
        """Resources of the name before the brackets that answers tell from its namesakes by what is in them: by all, or by some."""
        if (said := _ASIDE.fullmatch(word)) is None or not said[2].strip():
            return []
        only, params = _only(kinds)
        rows = self._lake.query(
            f"SELECT kind, key, name FROM lake.resources {self._version} WHERE name = ?{only}"
            f" ORDER BY NOT contains(key, ?), kind, key LIMIT {_NEAR}",
            [said[1], *params, said[2].split()[-1].strip("…")],
        )
        found = nodes_apart([GraphNode(ResourceRef(kind, key), name) for kind, key, name in rows])
        exactly = [node.ref for node in found if node.aside == said[2]]
        return exactly or [node.ref for node in found if says(node.ref, said[2])]

    def _named_only(self, key: str, kinds: Sequence[str]) -> list[ResourceRef]:
        """What relationships name and nobody has seen."""
        only, params = _only(kinds)
        rows = self._lake.query(
            f"""SELECT DISTINCT kind, key FROM (
                SELECT dst_kind AS kind, dst_key AS key FROM lake.relationships {self._version} WHERE dst_key = ?
                UNION ALL SELECT src_kind, src_key FROM lake.relationships {self._version} WHERE src_key = ?)
            WHERE true{only} ORDER BY ALL LIMIT {_NEAR}""",
            [key, key, *params],
        )
        return [ResourceRef(*row) for row in rows]

    def _ambiguous(self, word: str, found: Sequence[ResourceRef]) -> UsageError:
        told = self._told(found[:MOST])
        shown = "\n".join(f"{printable(f'{ref.kind}:{ref.key}', 200)}{told.get(ref, '')}" for ref in found[:MOST])
        more = "" if len(found) <= MOST else f"\n… and {len(found) - MOST:,} more"
        many = f"{len(found):,}" if len(found) < _NEAR else f"{_NEAR:,} or more"
        return UsageError(f"{printable(word)!r} means {many} resources", f"say which one:\n{shown}{more}")

    def _told(self, refs: Sequence[ResourceRef]) -> dict[ResourceRef, str]:
        """What a person chooses by: the name, of which kind it is, where, and how it is."""
        rows = self._lake.query(
            f"""SELECT kind, key, name, account, region, state FROM lake.resources {self._version}
            WHERE kind IN (SELECT unnest(?)) AND key IN (SELECT unnest(?))""",
            [list({ref.kind for ref in refs}), [ref.key for ref in refs]],
        )
        said: dict[ResourceRef, str] = {}
        for kind, key, name, account, region, state in rows:
            title = self._kinds[kind].title if kind in self._kinds else ""
            where = " ".join(filter(None, (account, region)))
            words = filter(None, (name if name != key else "", title, where, state))
            said[ResourceRef(kind, key)] = f"  ({printable(', '.join(words), 120)})"
        return said

    def _unknown(self, word: str) -> NotFoundError:
        """With when it went, or the name that is most like it, of those that have a part of it."""
        for kinds, rest in self._readings(word):
            if gone := self._gone(word, rest, kinds):
                return gone
        rest = self._readings(word)[-1][1]
        rows = self._lake.query(
            f"""SELECT DISTINCT name FROM lake.resources {self._version}
            WHERE contains(lower(name), lower(?)) OR jaro_winkler_similarity(lower(name), lower(?)) > 0.8
            ORDER BY jaro_winkler_similarity(lower(name), lower(?)) DESC, name LIMIT {_NEAR}""",
            [rest, rest, rest],
        )
        names = [str(name) for (name,) in rows if name]
        hint = did_you_mean(rest, names, f"did you mean {names[0]!r}?" if names else "")
        return NotFoundError(
            f"there is no resource {printable(word)!r}",
            hint or "name it by key, by name or as kind:name, as dharma-tui resources lists them",
        )

    def _gone(self, word: str, rest: str, kinds: Sequence[str]) -> GoneError | None:
        """Of what was there before: the last that went of those with this key or name."""
        return gone(self._lake, self._version, rest, *_only(kinds), word=word)


def gone(
    lake: Lake, version: str, named: str, only: str = "", params: Sequence[object] = (), *, word: str = ""
) -> GoneError | None:
    """What is to be said of the last that went of those with this key or name, as of a version of the lake; None where none did.
    Blocks; raises StoreError."""
    rows = lake.query(
        f"""SELECT kind, key, name, "at", snapshot FROM lake.changes {version}
        WHERE change = 'removed' AND (key = ? OR name = ?){only} ORDER BY snapshot DESC, kind, key LIMIT 1""",
        [named, named, *params],
    )
    if not rows:
        return None
    kind, key, name, at, snapshot = rows[0]
    return GoneError(
        f"{printable(word or name or key)!r} is there no more",
        printable(f"{kind}:{key} was gone at {moment(at)}; @#{snapshot - 1} shows how it was", 400),
        ref=ResourceRef(kind, key),
        last=f"#{snapshot - 1}",
    )


def says(ref: ResourceRef, aside: str) -> bool:
    """Whether each word of ``aside``, which stands behind a name in brackets as answers print it, is a part of the key, or in that
    where it was shortened; first it may say what it is."""
    parts, kind = set(re.split("[/:]", ref.key)), ref.kind.rpartition(".")[2].replace("_", " ")
    words = f"{aside} ".removeprefix(f"{kind} ").split()
    return all(word in parts or ("…" in word and (some := word.strip("…")) and some in ref.key) for word in words)


def _only(kinds: Sequence[str]) -> tuple[str, list[object]]:
    return (" AND kind IN (SELECT unnest(?))", [list(kinds)]) if kinds else ("", [])

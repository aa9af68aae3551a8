"""How well requests are understood: intents by language and difficulty, entities by type, safety, time and memory.

``python -m benchmarks.nlu [--split dev|held|second|...|thirteenth|all] [--language en] [--wrong N] [--names 100000]`` reads
the sets of ``benchmarks/nlu_sets/`` with their names and distractors as the inventory. ``--wrong`` shows the first N read wrongly,
``--write`` keeps the figures beside the weights, as ``backtest.json``.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.nlu_sets.check import SPLITS
from dharma_tui.core.frames import CHANGES, ENTITY_TYPES, OUT_OF_SCOPE, Frame
from dharma_tui.core.resources import bundled
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.recogniser import MODEL, Recogniser

FOLDER = Path(__file__).parent / "nlu_sets"
UNSCORED = frozenset({OUT_OF_SCOPE, "help_or_smalltalk"})


def main() -> None:
    """Read, compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="dev")
    parser.add_argument("--language", default="")
    parser.add_argument("--wrong", type=int, default=0, metavar="N")
    parser.add_argument("--names", type=int, default=0, metavar="N", help="so many names in all")
    parser.add_argument("--write", action="store_true", help="write backtest.json beside the weights")
    args = parser.parse_args()
    cases = [case for case in _cases(args.language) if args.split in {"all", case.get("split", "dev")}]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    recogniser = Recogniser(NameIndex(_names(args.names)))
    recogniser.frame("warm up")
    spent: list[float] = []
    told: list[tuple[dict[str, Any], Frame]] = []
    for case in cases:
        turns = case.get("turns") or ()
        began = time.perf_counter()
        frame = recogniser.frame(case["text"], turns)
        spent.append(1000 * (time.perf_counter() - began) / (1 + len(turns)))
        told.append((case, frame))
    figures = {**_intents(told), **_entities(told), **_safety(told)}
    if args.write:
        sets = {"sets": f"benchmarks/nlu_sets, split {args.split}", "requests": len(told)}
        (bundled("models") / MODEL / "backtest.json").write_text(json.dumps({**sets, **figures}, indent=2) + "\n")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{'an utterance, median and p95':<34}{statistics.median(spent):>8.2f} ms {sorted(spent)[int(0.95 * len(spent))]:>8.2f} ms"
    )
    print(
        f"{'memory beyond the imports':<34}{(after - before) / 1024:>8.1f} MB ({len(recogniser.reader.names):,} names)"
    )
    for case, frame in [(case, frame) for case, frame in told if not _right(case, frame)][: args.wrong]:
        print(
            f"{case['id']}: {' / '.join(case.get('turns') or [])} » {case['text']}\n    {case['intent']} {case['entities']}"
        )
        print(f"    {frame.intent} {frame.confidence:.2f} {frame.as_json()['entities']}")


def _cases(language: str) -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob(f"{language or '*'}.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def _names(total: int) -> list[str]:
    made = subprocess.run(
        [sys.executable, FOLDER / "generate_names.py"], capture_output=True, text=True, check=True
    ).stdout
    names = [*(FOLDER / "names.txt").read_text("utf-8").splitlines(), *made.splitlines()]
    return [*names, *(f"{names[at % len(names)]}-{at}" for at in range(total - len(names)))]


def _wanted(case: dict[str, Any]) -> dict[str, set[str]]:
    return {sort: set(value if isinstance(value, list) else [value]) for sort, value in case["entities"].items()}


def _right(case: dict[str, Any], frame: Frame) -> bool:
    same = {sort: set(values) for sort, values in frame.entities.items()} == _wanted(case)
    return frame.intent == case["intent"] and (same or case["intent"] in UNSCORED)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} % of {whole}" if whole else "none"


def _intents(told: Sequence[tuple[dict[str, Any], Frame]]) -> dict[str, float]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for case, frame in told:
        good = frame.intent == case["intent"]
        oos = case["intent"] == OUT_OF_SCOPE
        groups[f"language {case['lang']}"].append(good)
        groups[f"{case['lang'] if case['lang'] == 'en' else 'others'} {case.get('difficulty', '')}"].append(good)
        if oos:
            groups["out of scope found"].append(good)
        else:
            groups["valid, not rejected"].append(frame.intent != OUT_OF_SCOPE)
            groups["truth in the first three"].append(case["intent"] in [intent for intent, _ in frame.ranked[:3]])
        groups["whole frames"].append(_right(case, frame))
    for name in sorted(groups):
        print(f"{name:<34}{_share(sum(groups[name]), len(groups[name]))}")
    confused = Counter((case["intent"], frame.intent) for case, frame in told if frame.intent != case["intent"])
    for (wanted, got), times in confused.most_common(12):
        print(f"    {times:>3} x {wanted} read as {got}")
    return {name: round(sum(several) / len(several), 4) for name, several in sorted(groups.items())}


def _entities(told: Sequence[tuple[dict[str, Any], Frame]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for sort in ENTITY_TYPES:
        hits = given = wanted = 0
        for case, frame in told:
            if case["intent"] in UNSCORED:
                continue
            right, read = _wanted(case).get(sort, set()), set(frame.values(sort))
            hits, given, wanted = hits + len(right & read), given + len(read), wanted + len(right)
        score = 2 * hits / (given + wanted) if given + wanted else 1.0
        print(
            f"{'F1 ' + sort:<34}{score:.3f} (precision {_part(hits, given)}, recall {_part(hits, wanted)}, {wanted} wanted)"
        )
        scores[f"F1 {sort}"] = round(score, 4)
    return scores


def _part(hits: int, whole: int) -> str:
    return f"{hits / whole:.3f}" if whole else "-"


def _safety(told: Sequence[tuple[dict[str, Any], Frame]]) -> dict[str, float]:
    reading = [(case, frame) for case, frame in told if not case["destructive"]]
    changing = [(case, frame) for case, frame in told if case["destructive"]]
    alarms = sum(frame.destructive for _, frame in reading)
    missed = sum(not frame.destructive for _, frame in changing)
    wrong = sum(
        frame.destructive and frame.intent != case["intent"] and frame.intent in CHANGES for case, frame in changing
    )
    shares = {
        "false alarms": (alarms, len(reading)),
        "changes missed": (missed, len(changing)),
        "wrong change": (wrong, len(changing)),
    }
    for name, (part, whole) in shares.items():
        print(f"{name:<34}{_share(part, whole)}")
    return {name: round(part / whole, 4) if whole else 0.0 for name, (part, whole) in shares.items()}


if __name__ == "__main__":
    main()

"""``python -m dharma_tui.nlp.training``: train on the intents and lexicons, and write the weights, their card and the manifest."""

from __future__ import annotations

import hashlib
import json
import sys
import time

from dharma_tui.core.resources import bundled
from dharma_tui.nlp.recogniser import MODEL
from dharma_tui.nlp.training.fit import fitted


def main() -> None:
    """Train and write."""
    began = time.perf_counter()
    model, card = fitted()
    models = bundled("models")
    folder = models / MODEL
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.npz").write_bytes(model.saved())
    (folder / "card.json").write_text(json.dumps(card, indent=2, sort_keys=True) + "\n")
    manifest = models / "manifest.json"
    known = json.loads(manifest.read_text()) if manifest.exists() else {}
    weights = (folder / "weights.npz").read_bytes()
    known[f"{MODEL}/weights.npz"] = hashlib.sha256(weights).hexdigest()
    manifest.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    sys.stdout.write(
        f"{len(weights) / 1e6:.2f} MB, {time.perf_counter() - began:.0f} s\n{json.dumps(card, indent=2)}\n"
    )


if __name__ == "__main__":
    main()

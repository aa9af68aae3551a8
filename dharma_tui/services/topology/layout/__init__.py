"""Where to draw what: from a small graph to a picture. Pure, deterministic, without I/O; ``arrange.arrange`` is the door."""

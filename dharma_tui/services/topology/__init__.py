"""Questions on what hangs on what: neighbours, paths, impact, weak points; over a compressed adjacency in memory."""

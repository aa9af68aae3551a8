"""The console in a browser: who may come in, one process a tab, and the limits of both. Imported by ``dharma-tui serve`` alone."""

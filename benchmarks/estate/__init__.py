"""An invented provider for benchmarks alone."""

"""From metrics as people say them to the series that are recorded here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dharma_tui.core.format import number, size

SERIES: Mapping[str, tuple[str, ...]] = {
    "cpu": ("cpu", "busy", "load1"),
    "memory": ("memory", "memory_used", "rss"),
    "disk": ("used", "disk_read", "disk_write", "disk", "storage"),
    "network": ("network_in", "network_out", "net_rx", "net_tx", "rx", "tx"),
    "request_rate": ("requests",),
    "connections": ("connections",),
    "queue_depth": ("messages", "queue_depth"),
    "iops": ("read", "write", "iops"),
    "latency": ("latency", "response_time"),
    "error_rate": ("errors", "error_rate"),
    "availability": ("availability", "uptime"),
    "temperature": ("temperature",),
    "gpu": ("gpu",),
    "packet_loss": ("packet_loss",),
    "replication_lag": ("replication_lag", "lag"),
}
"""Names of series for each metric of the label scheme, the most telling first."""
WOULD_TELL = (
    "Recorded are the series of this machine and of what its providers measure; a provider that measures more, such as one for"
    " CloudWatch or Prometheus, would tell the rest."
)


def series_of(metrics: Sequence[str]) -> tuple[str, ...]:
    """Names of the series that tell these metrics; none means all."""
    return tuple(name for metric in metrics for name in SERIES.get(metric, (metric,)))


def measured(value: float, unit: str) -> str:
    """A value with its unit."""
    match unit:
        case "percent":
            return f"{value:.1f}%"
        case "bytes":
            return size(value)
        case "bytes/s":
            return f"{size(value)}/s"
        case "count/s":
            return f"{number(round(value, 1))}/s"
        case "seconds":
            return f"{value:.3g}s"
    return number(round(value, 2))

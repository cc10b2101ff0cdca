"""Metrics: what measures a function calls it where it would be called without."""
from prometheus_client.metrics import Counter as Counter, Gauge as Gauge, Histogram as Histogram, Summary as Summary

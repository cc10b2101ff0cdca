"""Knows how findings are shown. Each module turns diagnostics into one format and knows nothing else."""

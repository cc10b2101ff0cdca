"""Providers and containers (executed with dependency-injector 4.49)."""

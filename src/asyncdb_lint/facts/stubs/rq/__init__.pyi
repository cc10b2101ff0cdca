"""Queues of jobs, which worker processes run."""

"""Puts what the analysis knows into words: findings with their proof, and what is known at a line."""

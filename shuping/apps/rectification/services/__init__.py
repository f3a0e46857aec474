"""Writes of rectification, one module per matter."""

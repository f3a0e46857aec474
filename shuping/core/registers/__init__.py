"""Registers kept through the year: what came from above and what became of it."""

"""Writes of the reports app, one module per kind of act."""

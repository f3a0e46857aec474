"""Writes of the register of papers: making, moving, numbering, files, templates."""

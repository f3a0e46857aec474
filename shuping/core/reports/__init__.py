"""Sections, counting of characters, duty checks, versions and their difference."""

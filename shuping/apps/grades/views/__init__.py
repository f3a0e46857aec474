"""Pages of the grades."""

"""Pages of the reports, one module per kind of work."""

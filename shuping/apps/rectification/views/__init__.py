"""Pages of rectification, one module per matter."""

"""Outside libraries behind small functions; no Django."""

"""The stages of a round as one table with guards (domain.md section 4)."""

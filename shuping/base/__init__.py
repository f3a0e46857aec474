"""What every app shares: clock, doors, wording, page parts, tables."""

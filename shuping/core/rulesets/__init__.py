"""A rule set as one frozen value: read from data, checked whole, hashed."""

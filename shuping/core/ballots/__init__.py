"""Tally sheets: what fits together, where two keyings differ, and which class figures may be shown apart."""

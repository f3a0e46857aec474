"""From counts to a suggested grade (F1 to F6, F11): means, composite, band, vetoes, cap, ties, stability."""

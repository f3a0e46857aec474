"""Class means, ballot, composite, band, vetoes, cap, ties; stability and intervals."""

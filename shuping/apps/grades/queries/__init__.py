"""Reads of the grades: the case of a round, stored results as far as their reader may see, what is missing."""

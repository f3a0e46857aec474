"""One problem from the sentence in the hall to the look-back: states, deadlines, completeness, sample, figures."""

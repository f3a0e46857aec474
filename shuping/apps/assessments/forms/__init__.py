"""Forms of the annual assessment and the pre-review check."""

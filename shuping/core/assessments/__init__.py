"""The annual Party-work assessment and the pre-review check: schemes, scores, states, draws."""

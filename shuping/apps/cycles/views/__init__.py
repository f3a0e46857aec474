"""Pages of the rounds: list and overview, the wizard, the roster, the meeting, child rounds, the calendar."""

"""Writes of the rounds: plan, roster, dates, meeting, children, calendar, steps."""

"""Stages of an issue, due dates, what counts as done, recurrence."""

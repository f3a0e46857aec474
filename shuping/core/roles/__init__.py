"""Roles, permissions and how far each reaches, as one table."""

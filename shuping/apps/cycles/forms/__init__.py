"""Forms of the wizard (plan, rules) and of the roster."""

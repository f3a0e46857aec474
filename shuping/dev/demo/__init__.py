"""The demonstration department, built through the services. Every unit, person and text is invented for it."""

"""Writes of the grades: inputs with their source, computation, proposal, decision, objections, use of results."""

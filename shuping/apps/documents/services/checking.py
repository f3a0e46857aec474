"""The format check of a docx against the standard, as plain lines for the page."""


def findings(data: bytes, name: str) -> list[dict[str, str]]:
    """Every deviation with its place and remedy; nothing while the checker of the house is not there."""
    return []

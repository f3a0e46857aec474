"""Numbers out of addresses and forms that no form class reads."""

LONGEST = 18  # digits: what every database holds as a key


def whole_number(text: str) -> int | None:
    """The number that `text` writes in plain digits, or None for anything else, also for one too long to be a key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None

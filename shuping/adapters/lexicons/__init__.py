"""The word lists and counts that ship with the program, read once (settled.md 8); licences beside the files."""

from functools import lru_cache

from shuping.core.text import odd_words, wording


@lru_cache(maxsize=1)
def load_resources() -> odd_words.Resources:
    """Reference counts, near words and collocations for `odd_words.find`."""
    return odd_words.Resources()


@lru_cache(maxsize=1)
def load_wording() -> tuple[wording.Entry, ...]:
    """The seed of the office's library for `wording.check(text, entries, year=…)`."""
    return ()

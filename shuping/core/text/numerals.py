"""Small Chinese numerals as they number headings and counts in official papers."""

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

_HAN = "[零〇一二两三四五六七八九十百]"
PATTERN = f"(?<!{_HAN}){_HAN}{{1,9}}|(?<![0-9])[0-9]{{1,6}}(?![0-9])"
"""A regular expression for one whole numeral, Chinese or Arabic, of a length that anybody would write."""


def number(words: str) -> int | None:
    """The value of a numeral below one thousand ("十二" is 12, "二十" is 20, "35" is 35); None if it is not one."""
    if words.isascii():
        return int(words) if words.isdigit() else None
    total, digit = 0, 0
    for sign in words:
        if sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            return None
    return total + digit

"""Writes of the desk: look reports through, answer, judge, keep the libraries."""

from .library import (
    LEAST_TEXT,
    add_official_text,
    add_stock_words,
    add_wording,
    withdraw_official_text,
    withdraw_stock_word,
    withdraw_wording,
)
from .looking import answer_hint, examine_round, judge_hint

__all__ = [
    "LEAST_TEXT",
    "add_official_text",
    "add_stock_words",
    "add_wording",
    "answer_hint",
    "examine_round",
    "judge_hint",
    "withdraw_official_text",
    "withdraw_stock_word",
    "withdraw_wording",
]

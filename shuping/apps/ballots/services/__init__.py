"""Writes of the count: forms, two keyings, corrections, confirmation and lock by two, unlocking by two.

Whatever decides is judged again under the lock of the session row: of two people at once, one wins and the other is
told. Audit details hold class totals only.
"""

from .common import UNLOCKING, unlockers
from .counting import close_count, open_count, record_bodies, record_issue
from .keying import finish_keying, rekey_row, reopen_keying, save_row, save_rows, start_keying
from .locking import ask_unlock, confirm_count, lock_count, refuse_unlock, unlock_count, withdraw_confirmation

__all__ = [
    "UNLOCKING",
    "ask_unlock",
    "close_count",
    "confirm_count",
    "finish_keying",
    "lock_count",
    "open_count",
    "record_bodies",
    "record_issue",
    "refuse_unlock",
    "rekey_row",
    "reopen_keying",
    "save_row",
    "save_rows",
    "start_keying",
    "unlock_count",
    "unlockers",
    "withdraw_confirmation",
]

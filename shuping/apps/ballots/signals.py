"""What the count announces to the apps above it, inside the transaction of the act.

`count_unlocked` (cycle, first_id, reason, by, at): the figures were withdrawn by two persons, `first_id` asked and
`by` confirmed; a round that stood at 计票锁定 steps back to 评议结束.
"""

from django.dispatch import Signal

count_unlocked = Signal()

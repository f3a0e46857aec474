"""What the count announces to the apps above it, inside the transaction of the act.

`count_unlocked` (cycle, first_id: user who asked, reason, by, at): two persons have unlocked a locked count.
"""

from django.dispatch import Signal

count_unlocked = Signal()

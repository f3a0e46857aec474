"""What a round announces to the apps above it, inside the transaction of the act.

`participant_added` (participant, by, at): somebody newly owes a report (added, replaced, readmitted, now on the spot).
"""

from django.dispatch import Signal

participant_added = Signal()

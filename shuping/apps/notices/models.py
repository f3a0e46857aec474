"""Reminders that were sent or copied, and due rows that were raised."""

from django.db import models


class Reminder(models.Model):
    """催报 / 督办: who was reminded of what, by which way, with which words (ORG-15, REC-09, REC-10).

    Rows of the daily tick carry `step` and `due_on`; the constraint makes the tick idempotent.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder"  # 催报
        SUPERVISION = "supervision"  # 督办

    class Way(models.TextChoices):
        PHONE = "phone"
        COPIED = "copied"
        SYSTEM = "system"

    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, db_index=True)  # "report:12", "issue:7"
    kind = models.CharField(max_length=20, choices=Kind.choices)
    way = models.CharField(max_length=20, choices=Way.choices)
    text = models.TextField()
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=20, blank=True)  # before, due, late, escalated; blank: a person did it
    due_on = models.DateField(null=True)
    escalated_to = models.ForeignKey(
        "organization.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )  # the level above, where the date has long passed (REC-10)
    url = models.CharField(max_length=200, blank=True)  # where the thing is dealt with
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "step", "due_on", "organization"],
                condition=~models.Q(step=""),
                name="notices_one_row_per_step",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def link(self) -> str:
        """Where the unit itself deals with it; "" for the level above, whose work is to take it up with the unit."""
        return self.url if self.escalated_to_id is None else ""

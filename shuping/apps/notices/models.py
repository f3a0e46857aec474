"""Reminders that were sent or copied, and due rows that were raised."""

from django.db import models


class Reminder(models.Model):
    """催报 / 督办: who was reminded of what, by which way, with which words (ORG-15, REC-09, REC-10)."""

    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60)  # "report:12", "issue:7"
    kind = models.CharField(max_length=20)  # reminder, supervision
    way = models.CharField(max_length=20)  # phone, copied, system
    text = models.TextField()
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]

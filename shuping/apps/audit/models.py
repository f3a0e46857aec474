"""The chain: append-only rows, each carrying the hash of the one before."""

from django.db import models


class ChainHead(models.Model):
    """One row. Locked while an event is appended, so that two writers cannot take the same place."""

    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)


class AuditEvent(models.Model):
    """One act: who, in which role, what, about what, when, why. Never changed, never removed."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=200)  # the name as it stood then, e.g. "李敏"
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=80)  # dotted: reports.report.submitted
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=300, blank=True)  # the name as it stood then
    organization_id_at = models.BigIntegerField(null=True)  # whose affair it is, for filters
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["action"]), models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

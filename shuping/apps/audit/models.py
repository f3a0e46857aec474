"""The chain: append-only rows, each carrying the hash of the one before."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from shuping.core.errors import RuleError


class ChainHead(models.Model):
    """One row. Locked while an event is appended, so that two writers cannot take the same place."""

    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.length} {self.head[:12]}"


class AppendOnly(models.QuerySet["AuditEvent"]):
    """Rows that can be added one by one and read, nothing else."""

    def update(self, **fields: Any) -> NoReturn:
        """Refused: what was written stays."""
        raise RuleError("audit.append_only")

    def delete(self) -> NoReturn:
        """Refused: what was written stays."""
        raise RuleError("audit.append_only")

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        """Refused: what was written stays."""
        raise RuleError("audit.append_only")

    def bulk_create(self, *args: Any, **options: Any) -> NoReturn:
        """Refused: every row takes its place in the chain by itself."""
        raise RuleError("audit.append_only")


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

    objects: ClassVar[models.Manager["AuditEvent"]] = models.Manager.from_queryset(AppendOnly)()

    class Meta:
        ordering = ["-number"]
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["action", "number"], name="audit_by_action"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_moment"),
            models.Index(fields=["organization_id_at", "number"], name="audit_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; a row that stands is never written again."""
        if not self._state.adding:
            raise RuleError("audit.append_only")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Refused: what was written stays."""
        raise RuleError("audit.append_only")

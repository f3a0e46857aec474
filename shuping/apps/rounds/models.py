"""The year's file of an archived round."""

from django.db import models


class ArchiveFile(models.Model):
    """年度案卷: the sealed inventory and contents of one round (CYC-01)."""

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.PROTECT, related_name="archive")
    inventory = models.JSONField()
    contents = models.JSONField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"archive {self.cycle_id}"

"""Documents from above (上级精神) and what became of them."""

from django.db import models

from shuping.core.registers.superior import TaskState


class SuperiorDocument(models.Model):
    """A decision, notice or speech from above that asks for something.

    Only what may stand in a 非涉密 system: title, number, whence, what it asks; never a classified text.
    """

    class Kind(models.TextChoices):
        DECISION = "decision"  # 决定、条例、规定
        OPINION = "opinion"  # 意见
        NOTICE = "notice"  # 通知
        SPEECH = "speech"  # 讲话
        MEETING = "meeting"  # 会议精神

    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=100)
    number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    issued_on = models.DateField()
    received_on = models.DateField()
    requirements = models.TextField()  # what it asks, one requirement a line
    entered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "issuer", "number"],
                condition=~models.Q(number=""),
                name="registers_one_row_per_number",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asked(self) -> list[str]:
        """The requirements, one each."""
        return [line.strip() for line in self.requirements.splitlines() if line.strip()]


class Handling(models.Model):
    """One step: on which day, in which meeting, with which outcome. A wrong one is withdrawn, never changed."""

    document = models.ForeignKey(SuperiorDocument, on_delete=models.CASCADE, related_name="handlings")
    step = models.CharField(max_length=20)
    held_on = models.DateField()
    meeting = models.CharField(max_length=100)  # which meeting, or by which paper it was deployed
    outcome = models.TextField()  # what was agreed
    units = models.ManyToManyField("organization.Organization", related_name="+", blank=True)  # deployed to whom
    entered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.meeting}"


class SuperiorTask(models.Model):
    """What one unit has to do because of a document, until when, and what came of it."""

    document = models.ForeignKey(SuperiorDocument, on_delete=models.CASCADE, related_name="tasks")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    state = models.CharField(max_length=20, default=TaskState.OPEN)
    result = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=300, blank=True)  # why it was returned or dropped

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text

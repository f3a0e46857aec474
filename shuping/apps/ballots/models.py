"""The count of paper ballots: tally sheets by class keyed twice, compared, locked by two. No ballot is stored."""

from django.db import models


class CountSession(models.Model):
    """One count of one round: open (forms are handed out and come back), closed (keying), locked."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        LOCKED = "locked"

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, related_name="count_session")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    first_lock_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    first_lock_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True)
    unlock_reason = models.TextField(blank=True)
    unlock_asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    unlock_asked_role = models.CharField(max_length=40, blank=True)
    unlock_asked_at = models.DateTimeField(null=True)
    result_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.state}"


class ClassIssue(models.Model):
    """发出 / 收回 / 无效 of one class, kept as numbers only, never per person."""

    session = models.ForeignKey(CountSession, on_delete=models.CASCADE, related_name="issues")
    class_code = models.CharField(max_length=4)
    # only where each reporter is rated by a body of its own: whose own members these forms came from
    participant = models.ForeignKey("cycles.Participant", null=True, on_delete=models.CASCADE, related_name="+")
    issued = models.PositiveIntegerField(default=0)
    collected = models.PositiveIntegerField(default=0)
    void_forms = models.PositiveIntegerField(default=0)
    void_reason = models.CharField(max_length=300, blank=True)
    own_rows = models.PositiveIntegerField(default=0)  # valid forms of reporters of this round: their own row is empty
    recorded_at = models.DateTimeField(null=True)  # null: nobody has entered the figures yet

    class Meta:
        ordering = ["class_code", "participant__order_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "class_code"],
                condition=models.Q(participant=None),
                name="ballots_one_issue_per_class",
            ),
            models.UniqueConstraint(
                fields=["session", "class_code", "participant"], name="ballots_one_issue_per_reporter"
            ),
        ]

    def __str__(self) -> str:
        return self.class_code


class Keying(models.Model):
    """One of the two keyings of one class's tally sheet, by one clerk."""

    session = models.ForeignKey(CountSession, on_delete=models.CASCADE, related_name="keyings")
    class_code = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField(choices=[(1, "1"), (2, "2")])
    keyed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["class_code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "class_code", "number"], name="ballots_two_keyings"),
            models.UniqueConstraint(fields=["session", "class_code", "keyed_by"], name="ballots_two_different_clerks"),
        ]

    def __str__(self) -> str:
        return f"{self.class_code}{self.number}"


class KeyedRow(models.Model):
    """The figures one clerk keyed for one reporter in one class; void counts rows found invalid, with reason."""

    keying = models.ForeignKey(Keying, on_delete=models.CASCADE, related_name="rows")
    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="+")
    good = models.PositiveIntegerField(default=0)
    fairly_good = models.PositiveIntegerField(default=0)
    average = models.PositiveIntegerField(default=0)
    poor = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)
    void = models.PositiveIntegerField(default=0)
    void_reason = models.CharField(max_length=200, blank=True)
    scores = models.JSONField(default=list, blank=True)  # numeric ballots (case B and C): decimal strings

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keying", "participant"], name="ballots_one_row_per_reporter")]

    def __str__(self) -> str:
        return f"{self.keying_id} {self.participant_id}"


class Correction(models.Model):
    """The trace of a row keyed again after the two keyings differed: figures before and after, never changed."""

    keying = models.ForeignKey(Keying, on_delete=models.CASCADE, related_name="corrections")
    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.keying_id} {self.participant_id}"


class Count(models.Model):
    """The agreed figures of one class for one reporter: the only interface between ballots and grading."""

    session = models.ForeignKey(CountSession, on_delete=models.CASCADE, related_name="counts")
    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="+")
    class_code = models.CharField(max_length=4)
    good = models.PositiveIntegerField(default=0)
    fairly_good = models.PositiveIntegerField(default=0)
    average = models.PositiveIntegerField(default=0)
    poor = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)
    void = models.PositiveIntegerField(default=0)
    scores = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["class_code", "participant"]
        constraints = [
            models.UniqueConstraint(fields=["session", "participant", "class_code"], name="ballots_one_count")
        ]

    def __str__(self) -> str:
        return f"{self.class_code} {self.participant_id}"

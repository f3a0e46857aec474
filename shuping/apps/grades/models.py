"""From counts and scores to the decided grade: every input with its source, every step kept."""

from django.db import models


class ComponentScore(models.Model):
    """A component's figure for one reporter: the annual Party-work score, the leaders' score."""

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="component_scores")
    component = models.CharField(max_length=20)  # annual, leader
    value = models.DecimalField(max_digits=8, decimal_places=4)
    source = models.CharField(max_length=300)
    source_key = models.CharField(max_length=60, blank=True)  # what it was taken over from, "assessment:12"
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "component"], name="grades_one_score")]

    def __str__(self) -> str:
        return f"{self.component} {self.value}"


class Adjustment(models.Model):
    """Bonus or deduction with its ground (EVA-06)."""

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="adjustments")
    kind = models.CharField(max_length=10, choices=[("bonus", "bonus"), ("deduction", "deduction")])
    value = models.DecimalField(max_digits=6, decimal_places=2)
    ground = models.TextField()
    document_number = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=60, blank=True)  # what it was taken over from, "rectification:2020"
    at = models.DateTimeField()
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["participant", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "source_key"],
                condition=~models.Q(source_key="") & models.Q(withdrawn_reason=""),
                name="grades_taken_over_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class VetoFact(models.Model):
    """不得评为“好”的情形, entered by the supervisor and readable by the supervisor's role only."""

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="veto_facts")
    kind = models.CharField(max_length=60)
    fact = models.TextField()
    happened_on = models.DateField()
    document_number = models.CharField(max_length=60, blank=True)
    effect = models.CharField(max_length=20)  # not_good, at_most_average, poor
    at = models.DateTimeField()
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["participant", "id"]

    def __str__(self) -> str:
        return f"#{self.pk}"  # stands in the audit, which others read: never the kind or the fact


class VetoConfirmation(models.Model):
    """The supervisor has looked at every reporter of this round, also where there is nothing."""

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, related_name="veto_confirmation")
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.cycle_id)


class Computation(models.Model):
    """One computation, frozen: the whole input and the whole answer of core.grading, with their hashes.

    `case` is {"groups": [{"name", "case"}]}, one case of `shuping grade` per cap group; `answer` has the same shape
    with "answer" instead. Ids inside are names as printed; `reporters` leads from them to participants.
    """

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="computations")
    number = models.PositiveIntegerField()
    case = models.JSONField()
    answer = models.JSONField()
    reporters = models.JSONField(default=dict)  # id in the case: participant's key
    count_digest = models.CharField(max_length=64, blank=True)  # the locked count it was made from
    case_digest = models.CharField(max_length=64)
    answer_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["cycle", "number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="grades_computation_numbers")]

    def __str__(self) -> str:
        return f"{self.cycle_id} #{self.number}"


class Decision(models.Model):
    """The grade of one reporter from suggestion over proposal to the decision of the 党组会议."""

    participant = models.OneToOneField("cycles.Participant", on_delete=models.CASCADE, related_name="decision")
    computation = models.ForeignKey(Computation, on_delete=models.PROTECT, related_name="decisions")
    suggested = models.CharField(max_length=20)
    proposed = models.CharField(max_length=20, blank=True)
    proposed_reason = models.TextField(blank=True)
    decided = models.CharField(max_length=20, blank=True)
    decided_reason = models.TextField(blank=True)  # mandatory where it differs from the suggestion
    waiver_reason = models.TextField(blank=True)  # mandatory where a veto is set aside
    earlier = models.JSONField(default=list)  # what stood here before an objection was upheld, oldest first
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.participant_id} {self.decided or self.proposed or self.suggested}"


class DecisionMeeting(models.Model):
    """The 党组会议 that decided: date, members present, number of the record."""

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, related_name="decision_meeting")
    held_on = models.DateField()
    members_expected = models.PositiveIntegerField()
    members_present = models.PositiveIntegerField()
    document_number = models.CharField(max_length=60, blank=True)
    cap_waiver_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return str(self.held_on)


class Objection(models.Model):
    """A reporter's objection to a figure or grade, its review and answer (EVA-11)."""

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="objections")
    text = models.TextField()
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    # An upheld objection opens the inputs again until this computation has settled it.
    settled_by = models.ForeignKey(Computation, null=True, on_delete=models.PROTECT, related_name="settled")

    class Meta:
        ordering = ["participant", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class ResultUse(models.Model):
    """结果运用: how a grade was used, e.g. annual appraisal, formal talk, circular, selection (EVA-19)."""

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="result_uses")
    kind = models.CharField(max_length=30)
    text = models.TextField()
    document_number = models.CharField(max_length=60, blank=True)
    used_on = models.DateField()
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-used_on", "id"]

    def __str__(self) -> str:
        return self.kind

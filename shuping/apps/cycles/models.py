"""A yearly round, its rule set, its dates and its reporters."""

from django.db import models


class RuleSet(models.Model):
    """A dated set of rules as data (core.rulesets reads `body`). Frozen rows never change: `digest` seals them."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    body = models.JSONField()
    source = models.CharField(max_length=300, blank=True)  # where the values come from
    frozen_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["name", "-version"]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Cycle(models.Model):
    """年度考核轮次: everything of one year at one organiser. `stage` is a code of core.cycles."""

    year = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    organizer = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=30, default="draft")
    suspended_reason = models.TextField(blank=True)
    rehearsal = models.BooleanField(default=False)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="cycles")
    revision = models.PositiveIntegerField(default=0)  # grows with every change of the plan; two writers collide loudly
    changed_by = models.CharField(max_length=100, blank=True)  # who made the last change, for the one who comes second
    unit_classes = models.JSONField(default=list, blank=True)  # only units of these classes; empty means all (CYC-08)
    based_on = models.CharField(max_length=200, blank=True)  # default values, a published plan, last year
    notice_text = models.TextField(blank=True)
    cutoff_date = models.DateField()
    new_organization_cutoff = models.DateField(null=True, blank=True)
    comment_mode = models.CharField(max_length=20, default="after_each")  # 一述一评 / collected 集中点评
    categories = models.JSONField(default=list)  # content categories, at least five
    emphasis = models.TextField(blank=True)
    approving_meeting = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    notice_number = models.CharField(max_length=60, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    draw_recorded_on = models.DateField(null=True, blank=True)
    quorum_confirmed = models.JSONField(default=dict, blank=True)  # per class: expected, present
    circular_range = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-year", "organizer__path", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def suspended(self) -> bool:
        """Whether the round is set aside; while it is, it takes no step."""
        return bool(self.suspended_reason)


class StageChange(models.Model):
    """Every step of a round, forward, back or aside, with who and why."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.CharField(max_length=30)
    to_stage = models.CharField(max_length=30)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    second_user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["cycle", "id"]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class KeyDate(models.Model):
    """One date of the calendar: report_due, meeting, count, decision, feedback, plan_due, mid_check, look_back …"""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="key_dates")
    kind = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    grace_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["cycle", "due_at"]
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="cycles_one_date_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a working day moved to a weekend (CYC-14)."""

    day = models.DateField(unique=True)
    working = models.BooleanField()
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"


class Participant(models.Model):
    """述职对象: one reporter of one round. Everything about a reporter hangs on this row, in this order."""

    class Mode(models.TextChoices):
        ON_THE_SPOT = "on_the_spot"
        WRITTEN = "written"

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="participants")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("organization.Person", on_delete=models.PROTECT, related_name="+")
    organization_name = models.CharField(max_length=120)  # as printed this year
    person_name = models.CharField(max_length=60)
    duty = models.CharField(max_length=100, blank=True)
    acting = models.BooleanField(default=False)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    order_no = models.PositiveIntegerField(default=0)  # office order of the roster
    speaking_no = models.PositiveIntegerField(null=True, blank=True)
    order_source = models.CharField(max_length=20, blank=True)  # draw / fixed
    cap_group = models.CharField(max_length=40, blank=True)
    unit_class = models.CharField(max_length=20, blank=True)  # as it is this year; decides which scheme holds (CYC-08)
    exempt_reason = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    left_reason = models.CharField(max_length=200, blank=True)  # transferred, ill: no longer reports
    added_reason = models.CharField(max_length=200, blank=True)  # added after approval

    class Meta:
        ordering = ["cycle", "order_no", "id"]

    def __str__(self) -> str:
        return f"{self.organization_name} {self.person_name}"

    @property
    def reports(self) -> bool:
        """Whether this row still owes a report and receives a grade."""
        return not self.exempt_reason and not self.left_reason


class DeadlineExtension(models.Model):
    """A later deadline for one reporter, with reason (CYC-04)."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="extensions")
    kind = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    reason = models.TextField()
    granted_at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"


class PlanChange(models.Model):
    """What changed after approval (a unit added, a meeting postponed, a reporter replaced), with reason."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="plan_changes")
    kind = models.CharField(max_length=40)
    text = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["cycle", "id"]

    def __str__(self) -> str:
        return self.text[:60]

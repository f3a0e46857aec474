"""The annual assessment (年度党建考核) and the pre-review check (述前核查), from scheme to confirmed total."""

from decimal import Decimal

from django.db import models

from shuping.core.assessments.states import Finding as FindingVerdict
from shuping.core.assessments.states import State, Verdict


def _plain(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


class Scheme(models.Model):
    """考核指标: one version of an indicator tree (core.assessments.scheme). Once used it is locked for good."""

    organizer = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    unit_class = models.CharField(max_length=20, blank=True)  # for units of this class; blank: for all others
    version = models.PositiveIntegerField(default=1)
    body = models.JSONField()
    source = models.CharField(max_length=300, blank=True)  # where the values come from
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    changed_by = models.CharField(max_length=100, blank=True)
    locked_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of the body, from the moment it is locked

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organizer", "name", "version"], name="assessments_scheme_versions")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Assessment(models.Model):
    """The annual assessment of one round: until when units score themselves and how long they may answer."""

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, related_name="assessment")
    self_due = models.DateField()
    answer_days = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=60, blank=True)  # of the last draw of groups
    # All that the last draw stood on and what it gave, so that anybody can draw again: {"at", "by", "seed", "number",
    # "people", "units", "barred": {person: [units]}, "groups": [{"people", "units"}]}; keys of accounts and units.
    drawn = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.cycle_id)


class UnitAssessment(models.Model):
    """One unit of one assessment, from the self score to the confirmed total with its steps."""

    class How(models.TextChoices):
        UNIT = "unit"  # confirmed by the unit
        DEADLINE = "deadline"  # not answered within the time limit
        IMPORT = "import"  # a total that the department already had

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="units")
    participant = models.OneToOneField("cycles.Participant", on_delete=models.CASCADE, related_name="annual_assessment")
    scheme = models.ForeignKey(Scheme, null=True, on_delete=models.PROTECT, related_name="units")
    state = models.CharField(max_length=20, default=State.SELF_SCORE)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.CharField(max_length=100, blank=True)
    summary = models.TextField(blank=True)  # what the unit says of its year, by results
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    returned_reason = models.CharField(max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True)
    answer_due = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)  # when the last objection was answered
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    result = models.JSONField(default=dict)  # {"grounds", "awards", "steps", "total", "scheme"}, frozen when confirmed
    digest = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=300, blank=True)  # of an imported total

    class Meta:
        ordering = ["assessment", "participant__order_no", "id"]

    def __str__(self) -> str:
        return self.participant.organization_name


class SelfScore(models.Model):
    """What the unit gives itself on one indicator and the result that it names; evidence refers to this row."""

    unit = models.ForeignKey(UnitAssessment, on_delete=models.CASCADE, related_name="self_scores")
    key = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    statement = models.TextField(blank=True)

    class Meta:
        ordering = ["unit", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="assessments_one_self_score")]

    def __str__(self) -> str:
        return f"{self.key} {self.points}"

    @property
    def shown(self) -> str:
        """The points in print."""
        return _plain(self.points)


class CheckGroup(models.Model):
    """核查组: drawn or put together; its members check the units assigned to it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=60, blank=True)  # blank: put together by hand

    class Meta:
        ordering = ["assessment", "number"]
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="assessments_group_numbers")]

    def __str__(self) -> str:
        return str(self.number)


class CheckMember(models.Model):
    """Somebody of a group; one leads it."""

    group = models.ForeignKey(CheckGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "-leads", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="assessments_member_once")]

    def __str__(self) -> str:
        return str(self.user)


class Visit(models.Model):
    """One visit of a group at a unit: one form with both parts, so that nobody is visited twice (R-23)."""

    class State(models.TextChoices):
        PLANNED = "planned"
        DONE = "done"
        CANCELLED = "cancelled"

    unit = models.ForeignKey(UnitAssessment, on_delete=models.CASCADE, related_name="visits")
    group = models.ForeignKey(CheckGroup, on_delete=models.RESTRICT, related_name="visits")
    planned_on = models.DateField(null=True)
    covers_annual = models.BooleanField(default=True)
    covers_check = models.BooleanField(default=True)  # the pre-review check
    again_reason = models.CharField(max_length=300, blank=True)  # why a unit is visited a second time
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit__participant__order_no", "id"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.planned_on or ''}"


class Sending(models.Model):
    """A field form that arrived, by the number the phone gave it: the same one twice is one."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="sendings")
    client_id = models.CharField(max_length=40)
    entries = models.PositiveIntegerField()  # how many entries it carried
    times = models.PositiveIntegerField(default=1)  # how often it arrived
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["visit", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "client_id"], name="assessments_sending_once")]

    def __str__(self) -> str:
        return self.client_id


class Deduction(models.Model):
    """Points taken off one indicator (or for one event) with their ground: fact, day, place or evidence."""

    unit = models.ForeignKey(UnitAssessment, on_delete=models.CASCADE, related_name="deductions")
    key = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    first_points = models.DecimalField(max_digits=5, decimal_places=2)  # before any answer to an objection
    fact = models.TextField()
    happened_on = models.DateField()
    place = models.CharField(max_length=200)  # where it was found, or the evidence
    method = models.CharField(max_length=20, blank=True)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.RESTRICT, related_name="deductions")
    entry_key = models.CharField(max_length=90, unique=True)  # sending and line: the same entry twice is one
    verdict = models.CharField(max_length=12, default=Verdict.OPEN)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit", "id"]

    def __str__(self) -> str:
        return f"{self.key} -{self.points}"

    @property
    def shown(self) -> str:
        """The points in print."""
        return _plain(self.points)

    @property
    def first_shown(self) -> str:
        """The points before any answer, in print."""
        return _plain(self.first_points)


class DeductionStep(models.Model):
    """The trail of one deduction: entered, corrected, accepted, objected to, kept, changed, dropped, withdrawn."""

    deduction = models.ForeignKey(Deduction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["deduction", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"

    @property
    def shown(self) -> str:
        """The points in print."""
        return _plain(self.points)


class Bonus(models.Model):
    """Points added with their ground and document; only the highest counts unless the scheme adds them up (R-57)."""

    unit = models.ForeignKey(UnitAssessment, on_delete=models.CASCADE, related_name="bonuses")
    key = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    ground = models.TextField()
    document_number = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit", "id"]

    def __str__(self) -> str:
        return f"{self.key} +{self.points}"

    @property
    def shown(self) -> str:
        """The points in print."""
        return _plain(self.points)


class Finding(models.Model):
    """What the pre-review check found of one sentence of the report; the sentence is kept as it stood."""

    unit = models.ForeignKey(UnitAssessment, on_delete=models.CASCADE, related_name="findings")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.RESTRICT, related_name="findings")
    aspect = models.CharField(max_length=40)
    version = models.ForeignKey("reports.ReportVersion", on_delete=models.RESTRICT, related_name="+")
    section = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence = models.TextField()
    verdict = models.CharField(max_length=10, choices=[(one.value, one.value) for one in FindingVerdict])
    method = models.CharField(max_length=20)
    fact = models.TextField(blank=True)
    happened_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    entry_key = models.CharField(max_length=90, unique=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit", "id"]

    def __str__(self) -> str:
        return f"{self.verdict} {self.sentence[:40]}"

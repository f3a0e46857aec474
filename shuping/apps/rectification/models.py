"""Feedback, problems, measures, sign-off, look-back: one row from the sentence in the hall to next year's line."""

from django.db import models


class Feedback(models.Model):
    """反馈意见 to one reporter: what is good, which problems, which requirements, until when; and its receipt."""

    participant = models.OneToOneField("cycles.Participant", on_delete=models.CASCADE, related_name="feedback")
    good = models.TextField(blank=True)
    requirements = models.TextField(blank=True)
    grade = models.CharField(max_length=20, blank=True)
    plan_due = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)  # grows with every save; two writers collide loudly
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"feedback {self.participant_id}"


class Speech(models.Model):
    """A leader's speech or notice, read into a draft and confirmed by a person."""

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="speeches")
    title = models.CharField(max_length=200)
    text = models.TextField()
    reading = models.JSONField(default=dict)
    given_on = models.DateField(null=True)
    file_name = models.CharField(max_length=200, blank=True)  # empty where the text was pasted
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-cycle__year", "-id"]

    def __str__(self) -> str:
        return self.title


class SpeechLine(models.Model):
    """One row of the 讲话要求落实对照表: a sentence of the speech and what became of it."""

    speech = models.ForeignKey(Speech, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)  # finding, requirement
    text = models.TextField()
    category = models.CharField(max_length=10, blank=True)  # common-problem code P1…P10
    work = models.TextField(blank=True)  # the task that follows from it
    owner = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True)
    figure_last_year = models.CharField(max_length=100, blank=True)
    figure_this_year = models.CharField(max_length=100, blank=True)
    figure_source = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["speech", "kind", "number"]
        constraints = [models.UniqueConstraint(fields=["speech", "kind", "number"], name="rectification_speech_lines")]

    def __str__(self) -> str:
        return self.text[:60]


class CommonProblem(models.Model):
    """The dictionary of common problems (domain.md section 8), P1 to P10 and the office's own."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    description = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Issue(models.Model):
    """问题: one row from the moment it is spoken until it is struck off. `state` is a code of core.rectification."""

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.PROTECT, related_name="issues")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("organization.Person", null=True, on_delete=models.PROTECT, related_name="+")
    feedback = models.ForeignKey(Feedback, null=True, on_delete=models.SET_NULL, related_name="issues")
    speech_line = models.ForeignKey(SpeechLine, null=True, on_delete=models.SET_NULL, related_name="issues")
    number = models.PositiveIntegerField()  # within cycle and organisation
    source = models.CharField(
        max_length=20
    )  # self, comment, question, ballot, check, inspection, life_meeting, last_year
    source_detail = models.CharField(max_length=300, blank=True)
    source_key = models.CharField(max_length=60, blank=True)  # "outline:12:0", "report:7": brought in by reference
    category = models.ForeignKey(CommonProblem, null=True, on_delete=models.PROTECT, related_name="issues")
    common = models.BooleanField(default=False)  # 共性 / 个性
    text = models.TextField()
    root_cause = models.TextField(blank=True)
    severity = models.CharField(max_length=10, default="normal")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="recurrences")
    told_at = models.DateTimeField(null=True)  # when the unit learnt of it; drafts of a feedback sheet stay unseen
    begun_on = models.DateField(null=True)  # when the work on it began: credit and debt follow that term
    kind = models.CharField(
        max_length=20, default="within_term"
    )  # 立行立改 immediate / 限期整改 within_term / 长期坚持 long_term
    state = models.CharField(max_length=20, default="planning")
    objective = models.TextField(blank=True)  # measurable result
    revision = models.PositiveIntegerField(default=0)
    lead_leader = models.CharField(max_length=60, blank=True)
    lead_department = models.CharField(max_length=100, blank=True)
    assisting = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)  # the deadline that holds now
    promised_due_on = models.DateField(null=True)  # the deadline of the approved plan, before any extension
    escalated_at = models.DateTimeField(null=True)  # 督办: reported to the level above (REC-10)
    escalation_reason = models.TextField(blank=True)
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["cycle", "organization__path", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organization", "number"], name="rectification_issue_numbers")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Measure(models.Model):
    """One measure against one problem: what, who, until when, and the result it is measured by."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=60)
    due_on = models.DateField()
    expected_result = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["issue", "number"]

    def __str__(self) -> str:
        return self.text[:60]


class Plan(models.Model):
    """整改方案 of one unit in one round: the three lists together, handed in and approved or returned."""

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="plans")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    arrangement = models.TextField(blank=True)  # 总体安排
    guarantees = models.TextField(blank=True)  # 保障措施
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, default="draft")  # draft, submitted, returned, approved
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "organization"], name="rectification_one_plan")]

    def __str__(self) -> str:
        return f"{self.organization} {self.state}"


class LogEntry(models.Model):
    """Everything that happened to one problem, in order: progress, request, return, sign-off, extension, look-back."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="log")
    kind = models.CharField(max_length=30)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["issue", "id"]

    def __str__(self) -> str:
        return self.kind


class Mention(models.Model):
    """A colleague named under a problem: a line on that person's day until it is seen or answered (REC-13)."""

    entry = models.ForeignKey(LogEntry, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="rectification_mentioned_once")]

    def __str__(self) -> str:
        return f"@{self.user}"


class ExtensionRequest(models.Model):
    """申请延期 before the deadline, with reason and approval (REC-08)."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="extension_requests")
    due_before = models.DateField()  # the deadline that held when it was asked
    wanted_due_on = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["issue", "id"]

    def __str__(self) -> str:
        return str(self.wanted_due_on)


class SignOffRequest(models.Model):
    """申请销号 with its answer; the one who asks never answers (REC-06, REC-12)."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="sign_off_requests")
    statement = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["issue", "id"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.accepted}"


class LookBack(models.Model):
    """回头看: a later look at a closed problem: held (巩固) or relapsed (反弹)."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="look_backs")
    planned_on = models.DateField()
    seed = models.CharField(max_length=60, blank=True)  # of the draw; empty where it was planned by hand
    drawn_from = models.PositiveIntegerField(default=0)  # how many closed rows stood in the draw
    looked_on = models.DateField(null=True)
    held = models.BooleanField(null=True)
    finding = models.TextField(blank=True)
    voices = models.TextField(blank=True)  # those affected say (REC-16)
    looked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["issue", "id"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.held}"


class Talk(models.Model):
    """约谈 / 提醒谈话 with record and follow-up (REC-21)."""

    cycle = models.ForeignKey("cycles.Cycle", null=True, on_delete=models.PROTECT, related_name="talks")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("organization.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # formal, reminder
    held_on = models.DateField()
    led_by = models.CharField(max_length=60)
    ground = models.TextField()
    record = models.TextField()
    follow_up = models.TextField(blank=True)
    follow_up_due = models.DateField(null=True)
    follow_up_done_on = models.DateField(null=True)
    issue = models.ForeignKey(Issue, null=True, on_delete=models.SET_NULL, related_name="talks")

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"

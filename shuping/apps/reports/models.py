"""Reports, their versions and reviews; evidence, stored once and referred to from everywhere."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from shuping.core.reports.sections import SECTIONS
from shuping.core.text.searching import grams_of, mark_of, searchable


class Report(models.Model):
    """One text a reporter owes: written, spoken or self-evaluation. `state` is a code of core.reports."""

    class Kind(models.TextChoices):
        WRITTEN = "written"
        SPOKEN = "spoken"
        SELF_EVALUATION = "self_evaluation"

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=20, default="draft")  # draft/submitted/returned/approved/final
    round_number = models.PositiveIntegerField(default=0)  # how often handed in
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)  # grows with every save; two writers collide loudly
    # The draft: what the unit is writing. Never shown outside the unit; a hand-in freezes it as a version.
    draft_title = models.CharField(max_length=200, blank=True)
    draft_sections = models.JSONField(default=dict, blank=True)  # {section key: text}
    draft_at = models.DateTimeField(null=True, blank=True)
    draft_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    draft_file = models.ForeignKey(
        "reports.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The first step of the sign-off: somebody of the unit says the draft is ready for the reporter (REP-06).
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant__order_no", "participant", "id"]
        constraints = [models.UniqueConstraint(fields=["participant", "kind"], name="reports_one_per_kind")]

    def __str__(self) -> str:
        return f"{self.participant} {self.kind}"


class ReportVersion(models.Model):
    """A version that was handed in (or saved deliberately); never changed afterwards."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    sections = models.JSONField()  # {section key: text}
    length = models.PositiveIntegerField()
    problem_length = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    source_file = models.ForeignKey("reports.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted = models.BooleanField(default=False)
    round_number = models.PositiveIntegerField(default=0)  # of a hand-in: which round it opened
    due_at = models.DateTimeField(null=True, blank=True)  # of a hand-in: until when it was in time, grace included
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=list)  # last year's lines with their answers, as they stood

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="reports_version_numbers")]

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What the search reads is made of what the version says, so that the two never differ."""
        super().save(*args, **kwargs)
        VersionText.objects.update_or_create(version=self, defaults=searched(self.title, self.sections))


class VersionText(models.Model):
    """What the search reads of a version: apart from it, so that looking through thousands stays quick."""

    version = models.OneToOneField(ReportVersion, on_delete=models.CASCADE, primary_key=True, related_name="searched")
    text = models.TextField()  # title and sections in the one spelling of core.text.searching
    grams = models.TextField()  # its pairs of characters, coded
    mark = models.PositiveIntegerField()  # tells this text from another one under the same key

    def __str__(self) -> str:
        return self.text[:60]


def searched(title: str, sections: Mapping[str, str]) -> dict[str, str | int]:
    """The columns of VersionText for a version that says this; in official order, whatever order the database keeps."""
    ordered = sorted(sections, key=lambda key: (SECTIONS.index(key) if key in SECTIONS else len(SECTIONS), key))
    text = searchable(title, *(sections[key] for key in ordered))
    return {"text": text, "grams": grams_of(text), "mark": mark_of(text)}


class Review(models.Model):
    """What a reviewer said of one version: returned with reason, or approved."""

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=20, choices=[("returned", "returned"), ("approved", "approved")])
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "id"]

    def __str__(self) -> str:
        return self.verdict


class CommentOutline(models.Model):
    """点评提纲 for one reporter: good points, problems (at least one before the meeting), requirements.

    A problem of the outline becomes a problem of the feedback by reference, never by retyping.
    """

    participant = models.OneToOneField("cycles.Participant", on_delete=models.CASCADE, related_name="comment_outline")
    good = models.JSONField(default=list)  # list of sentences
    problems = models.JSONField(default=list)  # list of {"key": number, "text": sentence}; a key is never used twice
    next_key = models.PositiveIntegerField(default=1)
    requirements = models.JSONField(default=list)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"comment {self.participant_id}"


class LastYearLine(models.Model):
    """One problem or promise of last year that this year's report must answer (REP-18).

    `origin` is the key the rectification app gave when the line was inserted, so that the answer points back.
    """

    participant = models.ForeignKey("cycles.Participant", on_delete=models.CASCADE, related_name="last_year_lines")
    number = models.PositiveIntegerField()
    problem = models.TextField()
    promise = models.TextField(blank=True)
    state_then = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=40, blank=True)  # "issue:123"
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["participant", "number"]

    def __str__(self) -> str:
        return self.problem[:60]


class StoredFile(models.Model):
    """A file by its hash: the same bytes are stored once."""

    digest = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """An original that was uploaded for a report; kept whether or not its text was taken over."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="uploads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "-id"]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """佐证: stored once, referred to from report, check, rectification and archive. Counts for the change it shows."""

    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)  # minutes/document/photo/data/link
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)  # as uploaded; equal bytes may carry different names
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=100, blank=True)  # what was measured
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    data_source = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ["organization__path", "-happened_on", "-id"]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(models.Model):
    """One reference to one piece of evidence: `target` is "report:12", "issue:7" and so on."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    target = models.CharField(max_length=60, db_index=True)
    claim = models.CharField(max_length=300, blank=True)  # the sentence it supports
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["evidence", "target", "claim"], name="reports_one_use")]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.target}"


class ReadMark(models.Model):
    """That a reader has read a report: seen by this reader only (words.md)."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="reports_one_mark")]

    def __str__(self) -> str:
        return f"{self.version_id}"

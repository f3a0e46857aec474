"""What the desk found in a version, what the author answered, what a reviewer judged; the libraries of the office.

A hint is never a verdict. Answers and verdicts are only added, so that the trail stays.
"""

from django.db import models


class Examination(models.Model):
    """One version looked through once; figures in integers, no score (settled.md 13).

    `trouble`: why nothing can be said about the version (the code of a sentence), empty where all went well; such a
    version is tried again with the next look.
    """

    version = models.OneToOneField("reports.ReportVersion", on_delete=models.CASCADE, related_name="examination")
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    trouble = models.CharField(max_length=60, blank=True)
    trouble_params = models.JSONField(default=dict)
    length = models.PositiveIntegerField()
    problem_length = models.PositiveIntegerField()
    compared_with = models.PositiveIntegerField()  # how many other reports were there to compare with

    def __str__(self) -> str:
        return f"examination of {self.version_id}"


class ProblemOverview(models.Model):
    """Problems that several units of a round name, and those named again over the years, as the last look found them.

    Plain values (themes.py): the sentences with their places, so that the page reads and does not reckon. `trouble`:
    why the last look could not work them out (the code of a sentence); the lists are then those of the look of `at`.
    """

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    common = models.JSONField(default=list)
    again = models.JSONField(default=list)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_params = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"problems named in {self.cycle_id}"


class Hint(models.Model):
    """One place worth a look. Offsets are into the version's whole text (sections joined by line ends)."""

    class Kind(models.TextChoices):
        OVERLAP = "overlap"  # 文字重合
        REWORDED = "reworded"  # 疑似同义改写: aligned to its source
        ODD_WORD = "odd_word"  # 疑似同义改写: without a source
        WORDING = "wording"  # 表述待核
        QUOTATION = "quotation"  # 引文待核
        THIN = "thin"  # 内容需充实
        ANY_UNIT = "any_unit"  # 换作其他单位也成立
        UNCHANGED = "unchanged"  # 与上年相同
        LAST_YEAR = "last_year"  # 上年问题未回应
        DUTY = "duty"  # every other duty check

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="hints")
    number = models.PositiveIntegerField()  # in the order of the text
    kind = models.CharField(max_length=20, choices=Kind.choices)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()  # what stands there
    params = models.JSONField(default=dict)  # figures and names of the sentence
    label = models.CharField(max_length=20, blank=True)  # of a passage: copy, template, formula, own_year, above
    # The other side: another report, or a text from above. A version that others point at goes only with them.
    other = models.ForeignKey("reports.ReportVersion", null=True, on_delete=models.RESTRICT, related_name="+")
    other_text = models.ForeignKey("desk.OfficialText", null=True, on_delete=models.PROTECT, related_name="+")
    other_start = models.PositiveIntegerField(default=0)
    other_end = models.PositiveIntegerField(default=0)
    on_request = models.BooleanField(default=False)  # shown only when asked for: less than certain
    trace = models.CharField(max_length=64, db_index=True)  # equal for the same place in another version

    class Meta:
        ordering = ["examination", "number"]
        constraints = [models.UniqueConstraint(fields=["examination", "number"], name="desk_numbers_of_hints")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text[:40]}"


class Answer(models.Model):
    """What the author says to a hint."""

    hint = models.ForeignKey(Hint, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class Verdict(models.Model):
    """What a reviewer judged: the hint holds, or it does not, with the reason. The latest counts."""

    class Kind(models.TextChoices):
        AGREED = "agreed"  # 属实
        DISMISSED = "dismissed"  # 不采纳

    hint = models.ForeignKey(Hint, on_delete=models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=500, blank=True)  # always there when dismissed
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind


class LibraryLine(models.Model):
    """A line of a library that the office keeps; one taken out stays readable, with the reason."""

    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class YearlyLine(LibraryLine):
    """A line that counts for the reports of some years (None: open), with the basis on which it counts."""

    basis = models.CharField(max_length=300)
    valid_from = models.PositiveIntegerField(null=True)
    valid_to = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class OfficialText(LibraryLine):
    """A text that stands above the reports.

    Either everybody must quote it: what equals it is subtracted before anything is compared. Or it is to be carried
    out, not copied (a plan from above): reports are held against it like against one another (`compared`).
    """

    title = models.CharField(max_length=200)
    text = models.TextField()
    issued_on = models.DateField()  # reports of earlier days are not measured by it
    compared = models.BooleanField(default=False)

    class Meta:
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.title


class WordingEntry(YearlyLine):
    """The office's own line of the wording library, beside those that ship with the program."""

    kind = models.CharField(max_length=20)  # organ, formula, title, quotation
    correct = models.CharField(max_length=200)
    wrong = models.JSONField(default=list)  # forms known to be wrong

    class Meta:
        ordering = ["kind", "correct"]

    def __str__(self) -> str:
        return self.correct


class StockWord(YearlyLine):
    """Words as the office counts them where it is asked whether a clause says anything of its own (内容需充实).

    `kind`: general (stands in everybody's report), hollow (and counts as empty on its own), own (says something here,
    although the program's list holds it for general). Dated: a report is measured by what counts in its year.
    """

    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=20)

    class Meta:
        ordering = ["kind", "words", "id"]

    def __str__(self) -> str:
        return self.words

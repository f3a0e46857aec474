"""The register of a round's papers: each with number, versions, files, instructions, and every step it took."""

from django.db import models


class Issuer(models.Model):
    """发文机关 and its numbering rule: whose papers carry which 机关代字, and what stands in the red head."""

    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # 署名: 中共青岚省交通运输厅党组
    head = models.CharField(max_length=120, blank=True)  # 发文机关标志; empty: the name with 文件
    office = models.CharField(max_length=120, blank=True)  # 印发机关
    code_word = models.CharField(max_length=20, unique=True)  # 机关代字: 青交党
    active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organization__path", "id"]

    def __str__(self) -> str:
        return self.code_word


class PageLayout(models.Model):
    """版面设置 of an organization and those below it that have none of their own; without a row the standard holds."""

    organization = models.OneToOneField("organization.Organization", on_delete=models.PROTECT, related_name="+")
    top = models.PositiveSmallIntegerField()  # margins in millimetres
    bottom = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    lines = models.PositiveSmallIntegerField()  # to a page
    characters = models.PositiveSmallIntegerField()  # to a line
    pitch = models.DecimalField(max_digits=4, decimal_places=2)  # points from line to line
    body = models.CharField(max_length=40)  # official names of the fonts
    kai = models.CharField(max_length=40)
    hei = models.CharField(max_length=40)
    song = models.CharField(max_length=40)
    title = models.CharField(max_length=40)
    latin = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["organization__path"]

    def __str__(self) -> str:
        return f"{self.organization}"


class Document(models.Model):
    """One paper of the register (公文材料). `kind` is a code of `kinds.registry`, `state` one of `states`."""

    kind = models.CharField(max_length=40)
    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.PROTECT, related_name="papers")
    # Whom the paper is about: the unit of a feedback sheet; the organiser where it is about the whole round.
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    # Who made it: the organiser's office, or the unit itself.
    owner = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)  # what it is about beyond that: "issue:12"
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default="draft")  # draft, review, signed, issued, void
    issuer = models.ForeignKey(Issuer, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    recipients = models.TextField(blank=True)  # 主送, one a line
    copies_to = models.TextField(blank=True)  # 抄送, one a line
    secrecy = models.CharField(max_length=20, default="closed")  # core.documents.values.Secrecy
    retention = models.CharField(max_length=20, default="thirty_years")  # core.documents.values.Retention
    copies = models.PositiveIntegerField(null=True, blank=True)  # 共印…份
    seal = models.BooleanField(default=False)  # a place for the 印章
    dated = models.DateField(null=True, blank=True)  # 成文日期, the day it was signed
    signed_by = models.CharField(max_length=60, blank=True)  # 签发人
    issued_on = models.DateField(null=True, blank=True)  # 印发日期
    void_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)  # grows with every act; two people collide loudly
    changed_by = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-cycle__year", "-id"]
        indexes = [models.Index(fields=["cycle", "kind"], name="documents_by_kind")]

    def __str__(self) -> str:
        return self.title


class NumberUse(models.Model):
    """One number of one 机关代字 and year: held by a paper, or left to another register with the reason why.

    There is a row for every number from the first on, so that no number is missing and none is given twice.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="number_use"
    )
    reason = models.CharField(max_length=300, blank=True)  # why no paper of this register holds it
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["issuer", "-year", "-serial"]
        constraints = [models.UniqueConstraint(fields=["issuer", "year", "serial"], name="documents_number_once")]

    def __str__(self) -> str:
        return f"{self.issuer.code_word}〔{self.year}〕{self.serial}号"


class DocumentFile(models.Model):
    """A file that hangs on a paper, stored by its hash; never changed, only followed by a newer one."""

    class Role(models.TextChoices):
        WORD = "word"  # generated docx
        PDF = "pdf"  # generated pdf
        FINAL = "final"  # 定稿: what the office edited and brought back
        SCAN = "scan"  # the sealed paper, scanned
        INSTRUCTION = "instruction"  # 批示/圈阅, scanned

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=20, choices=Role.choices)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)  # of the format check: [{code, place, …}]
    difference = models.JSONField(default=dict, blank=True)  # words of a 定稿 against the generated version
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "id"]

    def __str__(self) -> str:
        return self.name


class DocumentVersion(models.Model):
    """A generated version: the paper's value as plain data, the digest of the data it was made from, its files."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()  # core.documents.plain
    digest = models.CharField(max_length=64)  # of body
    data_digest = models.CharField(max_length=64)  # of the paper without number, date and head: what the data gave
    template = models.ForeignKey("documents.Template", null=True, on_delete=models.PROTECT, related_name="versions")
    word_file = models.ForeignKey(DocumentFile, null=True, on_delete=models.PROTECT, related_name="+")
    pdf_file = models.ForeignKey(DocumentFile, null=True, on_delete=models.PROTECT, related_name="+")
    fonts = models.JSONField(default=list, blank=True)  # what the PDF had to replace, as the renderer reports it
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_version_numbers")]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class Instruction(models.Model):
    """批示 or 圈阅 of a leader on a paper: who, when, which words, and the scan of the sheet."""

    class Kind(models.TextChoices):
        INSTRUCTION = "instruction"  # 批示
        CIRCULATED = "circulated"  # 圈阅

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="instructions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    leader = models.CharField(max_length=60)
    given_on = models.DateField()
    text = models.TextField(blank=True)
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "given_on", "id"]

    def __str__(self) -> str:
        return f"{self.leader} {self.given_on}"


class DocumentStep(models.Model):
    """Everything that happened to a paper, in order, for its page; the audit keeps the same for the auditor."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=30)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "id"]

    def __str__(self) -> str:
        return self.kind


class Template(models.Model):
    """An own template (docx) for one kind of paper; each upload is a new version, the latest in use counts."""

    owner = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    fields = models.JSONField(default=list)  # the names it uses
    active = models.BooleanField(default=True)
    retired_by = models.CharField(max_length=100, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "version"], name="documents_template_versions")]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"

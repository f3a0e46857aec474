"""Organisations, people, posts and the two dated relations (words.md: 隶属 and 领导/分管/联系点)."""

from typing import Any

from django.db import models
from treebeard.mp_tree import MP_Node

from shuping.core.organization.order import stroke_key


class Organization(MP_Node):
    """A unit or Party organisation as it stands today; history stands in OrganizationName and Affiliation."""

    class Level(models.TextChoices):
        GROUP = "group"  # 党组
        ORGANS_COMMITTEE = "organs_committee"  # 直属机关党委
        COMMITTEE = "committee"  # 党委
        GENERAL_BRANCH = "general_branch"  # 党总支
        BRANCH = "branch"  # 党支部

    class UnitClass(models.TextChoices):
        ORGANS = "organs"  # 机关
        INSTITUTION = "institution"  # 公益事业
        ENFORCEMENT = "enforcement"  # 执法
        HIGHWAY = "highway"  # 公路局
        ENTERPRISE = "enterprise"  # 企业
        COLLEGE = "college"  # 院校
        SOCIETY = "society"  # 社团

    # Siblings stand in office order along the path (`services.tree.arrange`), so that ordering by path is the
    # office order everywhere.
    node_order_by: list[str] = []

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40, unique=True)  # the office's own number of the organisation
    level = models.CharField(max_length=20, choices=Level.choices)
    unit_class = models.CharField(max_length=20, choices=UnitClass.choices, default=UnitClass.INSTITUTION)
    group_tag = models.CharField(max_length=40, blank=True)  # assessment group; one group, one cap
    business_field = models.CharField(max_length=200, blank=True)
    office_order = models.PositiveIntegerField(default=0)
    members_count = models.PositiveIntegerField(default=0)
    founded_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    local_committee = models.CharField(max_length=120, blank=True)  # 隶属地方党委 where it is not ours
    inherits = models.JSONField(default=list, blank=True)  # ids of ended organisations that it took over from
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.short_name or self.name


class OrganizationName(models.Model):
    """What an organisation was called from a day on (renamed organisations keep old results readable)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organization", "valid_from"]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """隶属: whom an organisation belonged to from one day to another. The open row agrees with the tree."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="affiliations")
    parent = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organization", "valid_from"]

    def __str__(self) -> str:
        return f"{self.organization} → {self.parent}"


class Succession(models.Model):
    """Merge or split: who took over from whom, and when."""

    predecessor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=10, choices=[("merge", "merge"), ("split", "split")])
    on = models.DateField()
    document_number = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Person(models.Model):
    """A person of the register; several posts over time, perhaps an account, perhaps none."""

    name = models.CharField(max_length=60)
    gender = models.CharField(max_length=1, choices=[("m", "m"), ("f", "f")], blank=True)
    staff_number = models.CharField(max_length=40, unique=True, null=True, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="people")
    duty = models.CharField(max_length=100, blank=True)  # 职务 as printed
    office_phone = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=40, blank=True)
    office_order = models.PositiveIntegerField(default=0)
    delegate_kinds = models.JSONField(default=list, blank=True)  # e.g. ["党代表", "服务对象"]
    active = models.BooleanField(default=True)
    stroke_key = models.CharField(max_length=120, blank=True, editable=False)  # sorts as 姓氏笔画; follows the name
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["organization__path", "office_order", "id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stroke_key = stroke_key(self.name)
        super().save(*args, **kwargs)


class Term(models.Model):
    """A post of one person at one organisation from one day to another."""

    class Post(models.TextChoices):
        SECRETARY = "secretary"
        DEPUTY_SECRETARY = "deputy_secretary"
        LIAISON = "liaison"  # 联络员
        CLERK = "clerk"  # 党务干部
        MEMBER = "member"  # 委员 / 党组成员
        LEADER = "leader"  # 党组书记

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    post = models.CharField(max_length=20, choices=Post.choices)
    title = models.CharField(max_length=100, blank=True)  # as printed, e.g. "党委书记、主任"
    acting = models.BooleanField(default=False)  # 主持工作
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["organization__path", "started_on"]

    def __str__(self) -> str:
        return f"{self.person} {self.title or self.post}"


class Election(models.Model):
    """换届: when a Party organisation was elected and for how long (ORG-02)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="elections")
    held_on = models.DateField()
    term_years = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["organization", "-held_on"]

    def __str__(self) -> str:
        return f"{self.organization} {self.held_on}"


class Leadership(models.Model):
    """领导/分管/联系点: which leader answers for which unit, from one day to another (ORG-14)."""

    class Kind(models.TextChoices):
        LEADING = "leading"  # 领导
        SUPERVISING = "supervising"  # 分管
        CONTACT = "contact"  # 联系点

    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaderships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="leaderships")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organization__path", "kind", "valid_from"]

    def __str__(self) -> str:
        return f"{self.leader} {self.kind} {self.organization}"


class ImportDraft(models.Model):
    """A table that was uploaded or pasted and is being mapped and tried; removed once written or a day old."""

    user_id = models.BigIntegerField()  # the account that uploaded it
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=60, blank=True)
    columns = models.JSONField()  # heads in order
    rows = models.JSONField()  # [[number in the file, [texts]], ...]
    mapping = models.JSONField(default=dict)  # {field: head}
    default_parent = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField()  # the day from which what is new or changed holds

    def __str__(self) -> str:
        return self.file_name or self.sheet

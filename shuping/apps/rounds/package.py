"""The sealed year's file as a package to hand over: contents, the papers with their files, evidence. Reads only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from shuping.adapters.archive import Filed, write_package
from shuping.apps.cycles.api import Cycle
from shuping.apps.documents import api as documents_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.base.clock import local_day

from .models import ArchiveFile

_UNSAFE = re.compile(r"[^\w〔〕（）.\-]+")
ROLES = {"scan": "正本", "pdf": "印本", "instruction": "批示", "final": "定稿", "word": "文档"}
README = """{title}
年度案卷包

封存日期：{sealed_at}
封存校验码（SHA-256）：{digest}

核验方法：安装有 Python 3.8 以上版本的计算机上执行
    python verify.py            （解压后在本文件夹内）
    python verify.py 案卷包.zip  （未解压）
不需要本系统，不需要联网。“核验通过”表示各文件与封存时一致；封存后补充的公文逐件列出。

案卷阅览.html   用浏览器打开：目录和全部内容，所附文件可逐件点开
inventory.json  案卷目录（序号、题名、件数）
contents.json   案卷内容（方案、名册、报告、点评、计票封存信息、等次、反馈、问题、回头看、公文目录）
files/公文/     每件公文依次为正本（盖章扫描件、印本）、批示、定稿和生成文档
files/佐证/     引用的佐证材料
kept-apart.json 未放入本包的文件及其校验码：按权限另行保管、过程稿、作废
manifest.json   全部文件的页数、字节数、校验码
"""


@dataclass(slots=True)
class Package:
    """One package in the making, for one reader."""

    cycle: Cycle
    sealed: ArchiveFile
    actor: Actor
    apart: list[dict[str, object]] = field(default_factory=list)

    def write(self, target: IO[bytes]) -> int:
        """Write it; returns how many files it holds. A file that is missing or damaged raises FileNotFoundError."""
        readable = set(documents_api.documents(self.actor).filter(cycle=self.cycle).values_list("pk", flat=True))
        papers = list(self._papers(readable))
        seal = {
            "digest": self.sealed.digest,
            "title": self.cycle.title,
            "sealed_at": self.sealed.sealed_at.isoformat(),
            "sealed_by": str(self.sealed.sealed_by or ""),
        }
        words = {"title": self.cycle.title, "digest": self.sealed.digest}
        return write_package(
            target,
            seal=seal,
            inventory=self.sealed.inventory,
            contents=self.sealed.contents,
            filed=self._files(papers),
            apart=self.apart,
            readme=README.format(sealed_at=local_day(self.sealed.sealed_at), **words),
            at=self.sealed.sealed_at,
        )

    def _papers(self, readable: set[int]) -> Iterator[tuple[str, documents_api.DocumentFile]]:
        """The files of the issued papers in the order of the register, each paper as a filed piece.

        Drafts, void papers and what this reader may not open stay apart, with their hash and why.
        """
        rows = documents_api.Document.objects.filter(cycle=self.cycle, state__in=("issued", "void"))
        number = 0
        for paper in rows.order_by("issued_on", "pk").prefetch_related("files"):
            number += paper.state == "issued"
            kept = documents_api.filed_files(paper)
            for place, file in enumerate(kept, start=1):
                if paper.pk in readable:
                    yield f"公文/{number:03d}-{place}-{ROLES[file.role]}-{_safe(file.name)}", file
                else:
                    self._apart(paper, file, "按权限另行保管")
            packed = {file.pk for file in kept}
            for file in paper.files.all():
                if file.pk not in packed:
                    self._apart(paper, file, "作废" if paper.state == "void" else "过程稿")

    def _apart(self, paper: documents_api.Document, file: documents_api.DocumentFile, why: str) -> None:
        self.apart.append(
            {"title": paper.title, "name": file.name, "why": why, "sha256": file.digest, "size": file.size}
        )

    def _files(self, papers: list[tuple[str, documents_api.DocumentFile]]) -> Iterator[Filed]:
        for name, file in papers:
            yield Filed(name, documents_api.file_data(file), file.document.title, file.pages)
        for number, (evidence, data) in enumerate(reports_api.evidence_files(self._targets()), start=1):
            name = f"佐证/{number:04d}-{_safe(evidence.file_name or evidence.title)}"
            yield Filed(name, data, f"{evidence.organization}：{evidence.title}")

    def _targets(self) -> Iterator[str]:
        """What evidence may be referred to from: the round's reports and problems."""
        reports = reports_api.Report.objects.filter(participant__cycle=self.cycle).values_list("pk", flat=True)
        yield from (f"report:{pk}" for pk in reports)
        issues = rectification_api.Issue.objects.filter(cycle=self.cycle).values_list("pk", flat=True)
        yield from (f"issue:{pk}" for pk in issues)


def _safe(name: str) -> str:
    """A name without anything a file system may trip over."""
    return _UNSAFE.sub("_", name).strip("._")[-80:] or "file"

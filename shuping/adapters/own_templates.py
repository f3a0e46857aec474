"""Own templates (docx) with fields to fill in: nothing but fields, loops over lists and conditions, checked at upload.

A template is text with `{{ field }}`, `{% for row in rows %}` and `{% if field %}`. Everything else a template language
can do (calls, filters, attributes of Python, assignments, includes) is refused before the file is kept, with the place;
filling runs in a sandbox all the same.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from shuping.core.errors import InputError

from . import documents_in

LARGEST = 5 * 1024 * 1024
_LARGEST_PART = 4 * 1024 * 1024
_MOST_TAGS = 2000
_DEEPEST = 2  # loops in loops

Fields = Mapping[str, frozenset[str]]
"""Field to the columns of its rows; no columns for a plain word."""

_PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
_LOOP = frozenset({"index", "first", "last", "length"})
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _open(data: bytes, name: str) -> DocxTemplate:
    if len(data) > LARGEST:
        raise InputError("documents.too_large", name=name, limit=LARGEST // (1024 * 1024))
    if documents_in.read(data, name).kind != "docx":
        raise InputError("documents.wrong_type", name=name, known="docx")
    template = DocxTemplate(io.BytesIO(data))
    template.init_docx()
    return template


def _sources(template: DocxTemplate, name: str) -> Iterator[str]:
    """The source of every part that filling would run, one paragraph a line."""
    yield _source(template, template.get_xml(), name)
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield _source(template, template.get_part_xml(part), name)
    for part in template.docx.part.package.iter_parts():
        if part.content_type == _FOOTNOTES:
            yield _source(template, part.blob.decode("utf-8"), name)
    for one in _PROPERTIES:
        yield str(getattr(template.docx.core_properties, one) or "")


def _source(template: DocxTemplate, xml: str, name: str) -> str:
    if len(xml) > _LARGEST_PART or xml.count("{{") + xml.count("{%") > _MOST_TAGS:
        raise InputError("documents.template_too_large", name=name)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))


@dataclass
class _Walk:
    """One walk through the parsed source; remembers where it is and what it met."""

    source: str
    fields: Fields
    used: set[str] = field(default_factory=set)

    def place(self, node: nodes.Node) -> str:
        """The paragraph in which a node stands, as its reader knows it: number and first words."""
        return _place(self.source, node.lineno)

    def refuse(self, node: nodes.Node) -> None:
        raise InputError("documents.template_code", place=self.place(node))

    def visit(self, node: nodes.Node, loops: Mapping[str, frozenset[str]], depth: int = 0) -> None:
        """Judge a node and everything below it. `loops`: the rows in reach and their columns."""
        if isinstance(node, nodes.For):
            self._loop(node, loops, depth)
        elif isinstance(node, nodes.Name):
            self._name(node, loops)
        elif isinstance(node, nodes.Getattr):
            self._column(node, loops)
        elif isinstance(node, _PLAIN):
            for below in node.iter_child_nodes():
                self.visit(below, loops, depth)
        else:
            self.refuse(node)

    def _loop(self, node: nodes.For, loops: Mapping[str, frozenset[str]], depth: int) -> None:
        simple = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
        if not simple or node.test is not None or node.recursive or depth >= _DEEPEST:
            self.refuse(node)
        listed, row = node.iter.name, node.target.name  # type: ignore[attr-defined]
        columns = self.fields.get(listed, frozenset())
        if not columns:
            raise InputError("documents.template_field", field=listed[:40], place=self.place(node))
        if row.startswith("_") or row in self.fields or row == "loop":
            self.refuse(node)
        self.used.add(listed)
        inner = {**loops, row: columns, "loop": _LOOP}
        for below in node.body:
            self.visit(below, inner, depth + 1)
        for below in node.else_:
            self.visit(below, loops, depth + 1)

    def _name(self, node: nodes.Name, loops: Mapping[str, frozenset[str]]) -> None:
        known = node.name in self.fields and not self.fields[node.name]
        if node.ctx != "load" or not known:
            raise InputError("documents.template_field", field=node.name[:40], place=self.place(node))
        self.used.add(node.name)

    def _column(self, node: nodes.Getattr, loops: Mapping[str, frozenset[str]]) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name not in loops:
            self.refuse(node)
        row = node.node.name  # type: ignore[attr-defined]
        if node.attr not in loops[row]:
            if node.attr.startswith("_"):
                self.refuse(node)
            raise InputError("documents.template_field", field=f"{row}.{node.attr}"[:40], place=self.place(node))


def _place(source: str, line: int) -> str:
    lines = source.splitlines()
    words = re.sub(r"<[^>]+>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    return f"{max(line - 1, 1)}：{words[:40]}"


def check(data: bytes, name: str, fields: Fields) -> tuple[str, ...]:
    """The fields a template uses, sorted, if it is nothing but a template.

    Raises InputError documents.* as `documents_in.read`; template_too_large; template_syntax, template_code and
    template_field with the place (number of the paragraph and its first words).
    """
    template = _open(data, name)
    environment = _environment()
    used: set[str] = set()
    for source in _sources(template, name):
        walk = _Walk(source, fields)
        try:
            walk.visit(environment.parse(source), {})
        except TemplateError as error:
            raise InputError(
                "documents.template_syntax", place=_place(source, getattr(error, "lineno", 0) or 0)
            ) from None
        except RecursionError:
            raise InputError("documents.template_code", place=_place(source, 1)) from None
        used |= walk.used
    return tuple(sorted(used))


def fill(data: bytes, values: Mapping[str, str | Sequence[Mapping[str, str]]]) -> bytes:
    """The template filled with plain words and rows of plain words. Raises InputError documents.template_syntax."""
    template = DocxTemplate(io.BytesIO(data))
    plain: dict[str, Any] = {
        name: value if isinstance(value, str) else [dict(row) for row in value] for name, value in values.items()
    }
    try:
        template.render(plain, _environment())
    except TemplateError:
        raise InputError("documents.template_syntax", place="") from None
    kept = io.BytesIO()
    template.save(kept)
    return kept.getvalue()

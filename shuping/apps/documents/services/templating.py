"""Own templates: checked at upload, versioned, filled in a sandbox with plain words only."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.adapters import own_templates
from shuping.apps.audit import api as audit_api
from shuping.apps.documents import fields, rendering
from shuping.apps.documents.frame import framed
from shuping.apps.documents.kinds.common import Kind, Scope
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Document, Template
from shuping.base.actor import Actor
from shuping.core.documents import values
from shuping.core.errors import RuleError

from .rows import told


@transaction.atomic
def upload_template(*, owner: Any, kind: str, data: bytes, name: str, by: Actor, at: datetime) -> Template:
    """Keep a template as the newest version for its kind; nothing is stored of one that is refused.

    Raises InputError documents.* for what must not come in, documents.template_code, template_field and
    template_syntax with the place.
    """
    found = kind_of(kind)
    used = own_templates.check(data, name, fields.known(found.code))
    rows = Template.objects.select_for_update().filter(owner=owner, kind=found.code)
    latest = rows.order_by("-version").first()
    stored = rendering.store().put(data)
    row = Template.objects.create(
        owner=owner,
        kind=found.code,
        version=latest.version + 1 if latest else 1,
        name=name[:200],
        digest=stored.digest,
        size=stored.size,
        fields=list(used),
        at=at,
        user_id=by.user_id,
    )
    details = {"kind": found.code, "version": row.version, "digest": stored.digest, "fields": list(used)}
    audit_api.record("documents.template.uploaded", by=by, at=at, about=row, organization_id=owner.pk, details=details)
    return row


@transaction.atomic
def retire_template(*, template: Template, by: Actor, at: datetime) -> Template:
    """Take a version out of use; papers made with it stay. Raises RuleError `documents.template_retired` (who, at)."""
    row = Template.objects.select_for_update().get(pk=template.pk)
    if not row.active:
        raise RuleError("documents.template_retired", **told(row.retired_by, row.retired_at))
    row.active, row.retired_by, row.retired_at = False, by.name[:100], at
    row.save(update_fields=["active", "retired_by", "retired_at"])
    audit_api.record("documents.template.retired", by=by, at=at, about=row, organization_id=row.owner_id)
    return row


def fill(template: Template, kind: Kind, scope: Scope, row: Document, built: values.Document) -> bytes:
    """The docx of a paper through an own template."""
    found = fields.values_of(kind, scope, framed(row, built))
    return own_templates.fill(rendering.store().read(template.digest), found)


def preview(template: Template, kind: Kind, scope: Scope) -> bytes:
    """The template filled with real data, before it is used; nothing is kept."""
    found = fields.values_of(kind, scope, kind.build(scope))
    return own_templates.fill(rendering.store().read(template.digest), found)

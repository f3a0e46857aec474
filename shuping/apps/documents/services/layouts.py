"""版面设置: margins, grid and font names of a house; papers made from then on follow it, signed ones stay."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.documents import queries
from shuping.apps.documents.models import PageLayout
from shuping.apps.organization import api as organization_api
from shuping.base.actor import Actor
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.errors import RuleError

from .rows import told


@transaction.atomic
def save_layout(*, organization: Any, layout: HouseLayout, revision: int, by: Actor, at: datetime) -> PageLayout | None:
    """Keep the layout of an organization; that of the standard leaves no row. `revision`: 0 where there was none.

    Raises RuleError `documents.layout_*` as `HouseLayout.refuse` does, `documents.layout_changed` (who, at).
    """
    layout.refuse()
    # the organization's row is the lock: there may be no layout yet
    owner = organization_api.Organization.objects.select_for_update().get(pk=organization.pk)
    row = PageLayout.objects.filter(organization=owner).first()
    if (row.revision if row is not None else 0) != revision:
        last = (row.changed_by, row.changed_at) if row is not None else ("", None)
        raise RuleError("documents.layout_changed", **told(*last))
    given = asdict(layout)
    fonts = given.pop("fonts")
    details = {"before": str(queries.house_layout(owner)), "after": str(layout)}
    if layout == HouseLayout() and queries.layout_above(owner) == HouseLayout():
        if row is not None:
            row.delete()
        audit_api.record("documents.layout.reset", by=by, at=at, about=owner, organization_id=owner.pk, details=details)
        return None
    row = row or PageLayout(organization=owner)
    for name, value in (given | fonts).items():
        setattr(row, name, value)
    row.revision, row.changed_by, row.changed_at = revision + 1, by.name[:100], at
    row.save()
    audit_api.record("documents.layout.kept", by=by, at=at, about=row, organization_id=owner.pk, details=details)
    return row

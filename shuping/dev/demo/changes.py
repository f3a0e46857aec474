"""The register lives: in 2021 a branch is renamed, one is led by a deputy, one gets a secretary from elsewhere."""

from datetime import date

from shuping.apps.organization import api as organizations

from .department import invented_name
from .moments import at
from .register import Cast

RENAMED = date(2021, 6, 1)
IN_CHARGE = date(2021, 9, 1)
TRANSFERRED = date(2021, 10, 11)


def change_register(cast: Cast) -> None:
    """Three changes at 港航: a name, an acting deputy, somebody transferred within the unit."""
    by = cast.actor("office")
    branches = {branch.code: branch for branch in cast.units["W02"].branches}
    organizations.rename_organization(
        organization=branches["W02-02"],
        name="航道养护中心党支部",
        short_name="",
        on=RENAMED,
        reason="内设机构调整",
        by=by,
        at=at(RENAMED),
    )
    ports = branches["W02-04"]
    leaving = organizations.secretary_on(ports, IN_CHARGE)
    assert leaving is not None
    organizations.end_term(term=leaving, on=date(2021, 8, 31), reason="调任", by=by, at=at(IN_CHARGE))
    deputy = organizations.NewTerm(
        post="deputy_secretary", started_on=IN_CHARGE, title="党支部副书记（主持工作）", acting=True
    )
    organizations.appoint(
        organization=ports, person=None, new_name=invented_name(301), new=deputy, by=by, at=at(IN_CHARGE)
    )
    incoming = organizations.create_person(
        organization=branches["W02-01"], name=invented_name(302), duty="组织委员", by=by, at=at(TRANSFERRED)
    )
    organizations.appoint(
        organization=branches["W02-03"],
        person=incoming,
        new_name="",
        new=organizations.NewTerm(post="secretary", started_on=TRANSFERRED, title="党支部书记", succeeds=True),
        moves_here=True,
        reason="支部委员会研究，上级党委批复",
        by=by,
        at=at(TRANSFERRED),
    )

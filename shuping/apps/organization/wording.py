"""Sentences of the register and of spreadsheets: what, where, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # files
    "sheets.too_large": _("The file is larger than %(megabytes)s MB. Split it or remove pictures."),
    "sheets.macros": _("The workbook holds macros. Save it as .xlsx without macros and upload it again."),
    "sheets.encrypted": _("The workbook is protected by a password. Save it without a password and upload it again."),
    "sheets.wrong_type": _("This is no .xlsx or .csv table. Old .xls files: save them as .xlsx first."),
    "sheets.web_page": _("This is a web page, whatever its name says. Open it, save it as .xlsx and upload it again."),
    "sheets.text_as_workbook": _(
        "The file is named like a workbook but is a text table (csv). Save it as .xlsx, or name it .csv."
    ),
    "sheets.broken": _("The file cannot be read to its end. Open it, save it again and upload it once more."),
    "sheets.too_many_rows": _("The table has more than %(rows)s rows. Split it."),
    "sheets.too_many_columns": _("The table has more than %(columns)s columns. Remove the empty ones."),
    "sheets.empty": _("The table is empty. It needs one head row and the rows below it."),
    "sheets.no_such_sheet": _("The workbook has no sheet “%(sheet)s”."),
    "sheets.formula": _("%(cells)s hold formulas. Paste them as plain values and upload the sheet again."),
    "sheets.merged": _("The cells %(cells)s are merged. Split them, fill in every row and upload the sheet again."),
    "sheets.other_sheet": _(
        "This sheet was downloaded from another page. Download the sheet of this page and fill it in."
    ),
    "sheets.stale": _("Changed since the download: %(names)s. Download the sheet anew and enter your figures there."),
    # the tree
    "organization.level_not_allowed": _(
        "An organisation of this level may not stand under that superior. Choose another."
    ),
    "organization.level_below_not_allowed": _(
        "%(name)s stands below and may not stay there under the new level. Move it first."
    ),
    "organization.code_taken": _("Code %(given)s belongs to another organisation. Choose another code."),
    "organization.in_the_future": _(
        "%(day)s lies in the future. A change of the register holds from today or earlier."
    ),
    "organization.gone": _("This organisation is no longer there. Go back to the list."),
    "organization.changed_meanwhile": _(
        "Somebody else has changed %(name)s meanwhile. Look at the present entries and save again."
    ),
    "organization.already_closed": _("%(name)s is already dissolved. Nothing more can be entered for it."),
    "organization.before_last_change": _("The last change holds from %(day)s. Choose a later day."),
    "organization.under_itself": _("%(name)s cannot stand below itself. Choose another superior."),
    "organization.already_there": _("%(name)s already belongs to %(parent)s."),
    "organization.has_children": _("%(child)s still stands below %(name)s. Move or dissolve it first."),
    "organization.merge_needs_others": _(
        "Choose at least one organisation other than %(name)s that is merged into it."
    ),
    "organization.split_needs_heirs": _("Name the new organisations: two, or one if the old one goes on."),
    # people, posts, relations
    "organization.ends_before_it_begins": _(
        "The last day (%(ends)s) lies before the first (%(begins)s). Correct one of them."
    ),
    "organization.overlaps": _("This person already holds this from %(begins)s on. End that entry first."),
    "organization.office_taken": _(
        "%(name)s is secretary since %(since)s. Enter the last day of that term first, or choose “succeeds”."
    ),
    "organization.term_ended": _("The term of %(name)s has already ended on %(day)s."),
    "organization.relation_taken": _("%(name)s holds this relation since %(since)s. Choose a later day."),
    "organization.relation_ended": _("The relation with %(name)s has already ended on %(day)s."),
    "organization.staff_number_taken": _("This staff number belongs to %(name)s."),
    "organization.not_a_term": _("A term of %(years)s years is not possible. Enter 1 to 10."),
    "organization.election_recorded": _("The election of %(day)s is already recorded."),
    # import
    "organization.name_column_missing": _("Choose the column that holds the name of the organisation."),
    "organization.column_twice": _("Column “%(column)s” is chosen twice. Choose it once."),
    "organization.import_gone": _(
        "%(name)s was first: this import was written or dropped at %(at)s. Upload the file again if needed."
    ),
    "organization.import_has_errors": _(
        "%(number)s rows have errors. Correct the file and upload it again; nothing was written."
    ),
    "organization.import_changed": _(
        "%(name)s changed the register at %(at)s, after this trial run. Look at the new trial run and write it then."
    ),
    "organization.row_without_name": _("The row has no name of an organisation. Fill it in or delete the row."),
    "organization.name_not_unique": _("Several organisations are called %(name)s. Add the code."),
    "organization.matched_by_name": _("No code given; taken for %(given)s, which has the same name."),
    "organization.code_twice_in_file": _("Code %(given)s stands in several rows. Keep one row or correct the code."),
    "organization.name_twice_in_file": _("%(name)s stands in several rows without a code. Keep one row or add codes."),
    "organization.parent_unknown": _(
        "The superior “%(parent)s” is neither in the register nor in this file. Correct it."
    ),
    "organization.parent_not_unique": _("Several organisations are called “%(parent)s”. Give the superior's code."),
    "organization.parent_closed": _("The superior %(name)s is dissolved. Name the one that took over."),
    "organization.parent_missing": _("The row names no superior. Fill it in, or choose a superior for such rows."),
    "organization.code_given": _("No code given; it gets %(given)s."),
    "organization.ring": _("The superiors of this row lead back to itself. Correct the superior."),
    "organization.level_missing": _("The level can be seen neither from a column nor from the name. Fill it in."),
    "organization.leader_unknown": _("The leader %(name)s is not in the register. Enter the person first."),
    "organization.leader_not_unique": _(
        "Several persons are called %(name)s. Enter this relation on the page of the unit."
    ),
    "organization.namesake": _(
        "A person called %(name)s is registered elsewhere. With the same mobile number it is the same person, "
        "otherwise somebody new is entered."
    ),
    "organization.since_before_founded": _(
        "The secretary's term begins before the organisation was founded. Check the days."
    ),
    "organization.value_without_person": _(
        "A value has no person or date that it belongs to and is left out. Fill that in."
    ),
    "organization.not_a_date": _("“%(text)s” is no date. Write it like 2020-03-01."),
    "organization.month_unclear": _(
        "“%(text)s” is read as January; where October is meant, write it like 2019-10 and upload again."
    ),
    "organization.not_a_number": _("“%(text)s” is no whole number that can stand here."),
    "organization.unknown_level": _("“%(text)s” is no level. Write 党组, 直属机关党委, 党委, 党总支 or 党支部."),
    "organization.unknown_class": _(
        "“%(text)s” is no class of units. Write 机关, 公益事业, 执法, 公路局, 企业, 院校, 社团."
    ),
    "organization.not_yes_or_no": _("“%(text)s” is neither 是 nor 否."),
    "organization.too_long": _("“%(text)s…” is longer than %(limit)s characters. Shorten it."),
}

# Fields of the import, as the mapping shows them.
FIELD_NAMES: dict[str, str | Promise] = {
    "code": _("Organisation code"),
    "name": _("Name of the organisation"),
    "short_name": _("Short name"),
    "parent": _("Superior Party organisation"),
    "level": _("Organisation level"),
    "unit_class": _("Class of unit"),
    "group_tag": _("Assessment group"),
    "business_field": _("Field of business"),
    "office_order": _("Office order"),
    "members_count": _("Party members"),
    "founded_on": _("Founded on"),
    "local_committee": _("Belongs to local committee"),
    "secretary": _("Secretary"),
    "secretary_title": _("Duty of the secretary"),
    "secretary_since": _("Secretary since"),
    "acting": _("In charge (acting)"),
    "office_phone": _("Office phone"),
    "mobile": _("Mobile"),
    "liaison": _("Liaison"),
    "liaison_phone": _("Phone of the liaison"),
    "supervising_leader": _("Supervising leader"),
    "contact_leader": _("Leader of the contact point"),
    "elected_on": _("Elected on"),
    "term_years": _("Years of term"),
}
LEVEL_NAMES: dict[str, str | Promise] = {
    "group": _("Leading Party group"),
    "organs_committee": _("Party committee of the organs"),
    "committee": _("Party committee"),
    "general_branch": _("General Party branch"),
    "branch": _("Party branch"),
}
CLASS_NAMES: dict[str, str | Promise] = {
    "organs": _("Organs"),
    "institution": _("Public institution"),
    "enforcement": _("Law enforcement"),
    "highway": _("Highway bureau"),
    "enterprise": _("Enterprise"),
    "college": _("College"),
    "society": _("Society"),
}
POST_NAMES: dict[str, str | Promise] = {
    "secretary": _("Secretary"),
    "deputy_secretary": _("Deputy secretary"),
    "liaison": _("Liaison"),
    "clerk": _("Party-affairs clerk"),
    "member": _("Member"),
    "leader": _("Secretary of the leading group"),
}
KIND_NAMES: dict[str, str | Promise] = {
    "leading": _("leads"),
    "supervising": _("supervises"),
    "contact": _("contact point"),
}
STATUS_NAMES: dict[str, str | Promise] = {
    "new": _("new row"),
    "changed": _("changed row"),
    "unchanged": _("unchanged row"),
    "wrong": _("row with errors"),
    "foot": _("foot of the table, not taken"),
}

GAPS: dict[str, str | Promise] = {
    "organization.no_secretary": _("No secretary on this day"),
    "organization.no_phone": _("Answers for a unit and has no telephone"),
    "organization.no_election": _("No election recorded"),
    "organization.no_members": _("Branch without a number of members"),
    "organization.same_unit_name": _("Two units of one name under the same superior"),
    "organization.same_name": _("Two people of one name in one unit"),
    "organization.same_mobile": _("Two people with one mobile number"),
    "organization.terms_overlap": _("Two secretaries at the same time"),
    "organization.at_dissolved": _("Registered at a dissolved organisation"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""

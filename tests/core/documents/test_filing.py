"""Which files of a paper go into the year's file."""

import pytest

from shuping.core.documents.filing import filed


@pytest.mark.feature("DOC-09", "DOC-15")
@pytest.mark.parametrize(
    ("roles", "kept"),
    [
        ([], []),
        (["word", "pdf"], ["1 pdf", "0 word"]),
        # Made, made anew, numbered, signed: only the last drawing is kept.
        (["word", "pdf", "word", "pdf", "word", "pdf"], ["5 pdf", "4 word"]),
        # Edited twice, sealed, instructed: the sealed scan comes first, the last edited version after what was printed.
        (
            ["word", "pdf", "final", "word", "pdf", "final", "instruction", "scan", "instruction"],
            ["7 scan", "4 pdf", "6 instruction", "8 instruction", "5 final", "3 word"],
        ),
        # A second scan adds a sheet, it does not replace the first.
        (["word", "pdf", "scan", "scan"], ["2 scan", "3 scan", "1 pdf", "0 word"]),
        (["other", "final"], ["1 final", "0 other"]),
    ],
)
def test_a_filed_piece_holds_what_took_effect_in_its_order(roles: list[str], kept: list[str]) -> None:
    assert [f"{place} {roles[place]}" for place in filed(roles)] == kept

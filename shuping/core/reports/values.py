"""What is typed about a piece of evidence, as one value."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """A piece of evidence as it comes in: a file, a link, or a figure before and after with its source (REP-20).

    `kind` is minutes, document, photo, data or link; `happened_on` the local day of what it shows; `data` the bytes of
    the file and `name` what it was called when it was uploaded.
    """

    title: str
    kind: str
    happened_on: date
    data: bytes | None = None
    name: str = ""
    link: str = ""
    measure: str = ""
    before: str = ""
    after: str = ""
    data_source: str = ""

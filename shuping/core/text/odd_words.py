"""Words that cannot be right, found without the text's source (SPC-11, text.md section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]

CERTAIN = "certain"
POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class OddWord:
    """One word with what probably stood there. `reason`: collocation, repeated or model."""

    span: Span
    found: str
    likely: tuple[str, ...]  # best first, at most three
    tier: str  # certain or possible
    reason: str
    params: dict[str, object] = field(default_factory=dict)  # what the sentence needs: the phrase, the margin


@dataclass(frozen=True, slots=True)
class Resources:
    """What `find` measures against: values read by `adapters.lexicons.load_resources()`."""


def find(text: str, resources: Resources, *, known: Sequence[Span] = ()) -> tuple[OddWord, ...]:
    """Odd words of `text` in order. `known` are spans of official wording that are never touched."""
    return ()


def values(words: Iterable[OddWord]) -> list[dict[str, object]]:
    """As `desk check` and `speech read` print them (contracts.md)."""
    return [{"span": list(one.span), "found": one.found, "likely": list(one.likely), "tier": one.tier} for one in words]

"""The seal of plain data: SHA-256 over one canonical spelling."""

import hashlib
import json


def canonical(body: object) -> str:
    """`body` (plain JSON data) as JSON with sorted keys, no spaces, no escapes. Raises ValueError for NaN."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(body: object) -> str:
    """SHA-256 (64 hex digits) of the canonical spelling; the order of keys does not matter, the order of lists does."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()

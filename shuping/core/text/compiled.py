"""Compiled functions: ordinary Python that numba turns into machine code, kept in a cache folder.

The cache lives where the environment variable NUMBA_CACHE_DIR says when numba is first loaded (the caller outside the
core sets it, see `shuping.commands.desk`), else beside the modules. It is filled once for each version and processor.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])

Bytes: TypeAlias = NDArray[np.uint8]
Codes: TypeAlias = NDArray[np.uint16]  # normalised characters
Rows: TypeAlias = NDArray[np.uint32]  # places in the whole of the normalised texts
Keys: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]


def compiled(function: F) -> F:
    """The function compiled at first call and cached on disk; it runs without the interpreter's lock."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))


def inlined(function: F) -> F:
    """As `compiled`, for small functions that compiled ones call."""
    return cast(F, numba.njit(cache=True, nogil=True, inline="never")(function))


_HEAD = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@inlined
def upper(key: np.uint64) -> int:
    """The place in the upper half of a key."""
    return np.int64(key >> _HEAD)  # type: ignore[return-value]


@inlined
def lower(key: np.uint64) -> int:
    """The place in the lower half of a key."""
    return np.int64(key & _LOW)  # type: ignore[return-value]


@inlined
def whole(number: np.uint32) -> int:
    """A stored place as a signed number (unsigned and signed ones do not mix)."""
    return np.int64(number)  # type: ignore[return-value]


@inlined
def signed(number: np.uint64) -> int:
    """An unsigned number as a signed one."""
    return np.int64(number)  # type: ignore[return-value]

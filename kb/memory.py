"""How glibc keeps memory for the process; elsewhere nothing is done."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from typing import Any

_M_ARENA_MAX = -8
"""malloc.h of glibc: how many arenas there may be."""


def keep_few_arenas() -> None:
    """Two of them rather than eight for each core. Each keeps what was freed in it, and it is not memory that
    our threads wait for. To be called before there are threads."""
    if (function := _of_glibc("mallopt")) is not None:
        function(ctypes.c_int(_M_ARENA_MAX), ctypes.c_int(2))


def collect_once() -> None:
    """Look for cycles now, while nobody is served: it stops every thread, in a large base for a second."""
    gc.collect()
    gc.freeze()


def keep_what_is_there() -> None:
    """What a start has read stays to the end: it need not be walked through in the middle of a request. And
    give back what was freed: with 10,000 practices 140 MB are kept otherwise (docs/performance.md)."""
    gc.freeze()
    if (function := _of_glibc("malloc_trim")) is not None:
        function(ctypes.c_size_t(0))


def let_go() -> None:
    """What was kept may be looked through again: the base has been closed."""
    gc.unfreeze()


def _of_glibc(name: str) -> Callable[..., Any] | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return getattr(library, name, None) if hasattr(library, "gnu_get_libc_version") else None

"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back_freed() -> None:
    """After a large base was read, glibc keeps what was freed for itself: 150 MB with 10,000 practices
    (docs/performance.md). Elsewhere than on glibc nothing is done."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(ctypes.c_size_t(0))

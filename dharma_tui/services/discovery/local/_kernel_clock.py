"""Asks the kernel how well its clock is kept in time, which any user may."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

_UNSYNCHRONISED = 0x40
_NANOSECONDS = 0x2000
_ERROR = 5


class _Timex(ctypes.Structure):
    """``struct timex`` of adjtimex(2)."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("seconds", ctypes.c_long),
        ("fraction", ctypes.c_long),
        ("tick", ctypes.c_long),
        ("ppsfreq", ctypes.c_long),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        ("stabil", ctypes.c_long),
        ("counts", ctypes.c_long * 4),
        ("tai", ctypes.c_int),
        ("spare", ctypes.c_int * 11),
    )


@dataclass(frozen=True, slots=True)
class KernelClock:
    """``offset`` and ``error`` in seconds, ``drift`` in parts per million."""

    synchronised: bool
    offset: float
    error: float
    drift: float


def kernel_clock() -> KernelClock:
    """What the kernel says now. Raises OSError where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        raise OSError("not asked on this system")
    told = _Timex()  # modes 0: only ask
    libc = ctypes.CDLL(None, use_errno=True)
    code = libc.adjtimex(ctypes.byref(told))
    if code < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return KernelClock(
        synchronised=code != _ERROR and not told.status & _UNSYNCHRONISED,
        offset=told.offset / (1e9 if told.status & _NANOSECONDS else 1e6),
        error=told.maxerror / 1e6,
        drift=told.freq / 65536,
    )

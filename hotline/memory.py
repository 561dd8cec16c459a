"""What a process leaves of its memory when it crashes: nothing.

Keys, lists and what callers key are in the memory of our processes, and a core dump would write it to a disk.
Must not know: what is in it.
"""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4  # prctl(2)


def keep_out_of_core_dumps() -> None:
    """Let no crash write this process's memory to a file, and no other process of the same account read it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

"""The memory of our processes: what a crash leaves of it (nothing), and how much hashing keeps.

Keys, lists and what callers key are in it, and a core dump would write it to a disk.
Must not know: what is in it.
"""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4  # prctl(2)
# The C library reads this before Python runs, so whoever starts a process that hashes sets it. Huge pages make a hash
# of 64 MiB a quarter faster. The fixed threshold (8 MiB) lets each hash's memory go back when it ends: by default the
# first one raises the threshold, and from then on 19 MiB at a time are carved out of heaps that never shrink.
TUNABLES = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8388608"


def keep_out_of_core_dumps() -> None:
    """Let no crash write this process's memory to a file, and no other process of the same account read it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

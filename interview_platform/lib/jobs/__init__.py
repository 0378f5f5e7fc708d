"""Background work that happens at least once and takes effect exactly once.

`enqueue` writes a Job row and a broker message in the caller's transaction. The message is only a
wake-up for a lane; a worker then claims the lane's oldest due row (compare-and-set, with a lease),
so a lost or repeated message neither loses nor repeats work. The sweeper frees rows whose worker
died and wakes lanes that have more due rows than messages.
"""

from interview_platform.lib.jobs.periodic import every
from interview_platform.lib.jobs.queue import enqueue, restart, wake
from interview_platform.lib.jobs.registry import DEFAULT, MEDIA, Task, find, registered, task

__all__ = [
    "DEFAULT",
    "MEDIA",
    "Task",
    "enqueue",
    "every",
    "find",
    "registered",
    "restart",
    "task",
    "wake",
]

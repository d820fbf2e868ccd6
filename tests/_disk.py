"""A full disk, as a process sees it."""

from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def full_disk(size: int) -> Generator[None]:
    """Let no file of this process grow beyond a size."""
    import resource  # POSIX has it

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

"""Is a transaction open?"""

from typing import Any

from django.db import connection


def in_transaction() -> bool:
    """Say whether the product has opened one; like `durable`, not counting a test case's own."""
    blocks: list[Any] = connection.atomic_blocks
    return any(not block._from_testcase for block in blocks)

"""Is a transaction open?"""

from django.db import connection


def in_transaction() -> bool:
    """Say whether the product has opened one; like `durable`, not counting a test case's own."""
    return any(not block._from_testcase for block in connection.atomic_blocks)

"""A scope belongs to the code that opened it, and to nobody beside it."""

import asyncio

import pytest
from django_scopes import get_scope

from interview_platform.lib.tenancy import (
    ScopeError,
    company_scope,
    require_scope,
    scopes_disabled,
)
from tests.lib.concurrency import together


@pytest.mark.parametrize("company", [None, 2])
def test_a_write_needs_the_rows_own_scope(company: int | None) -> None:
    with pytest.raises(ScopeError):
        require_scope(company)
    with company_scope(1), pytest.raises(ScopeError):
        require_scope(company)


def test_the_own_scope_and_the_back_office_may_write() -> None:
    with company_scope(1):
        require_scope(1)
    with scopes_disabled():
        require_scope(1)
        require_scope(2)


def test_an_inner_scope_closes_again_after_disabling() -> None:
    with scopes_disabled():
        with company_scope(1), pytest.raises(ScopeError):
            require_scope(2)
        require_scope(2)
    with pytest.raises(ScopeError):
        require_scope(2)


@pytest.mark.django_db(transaction=True)
def test_another_thread_is_outside() -> None:
    with company_scope(1):
        assert together(lambda: get_scope().get("company"), lambda: 0) == [None, 0]


async def test_tasks_side_by_side_keep_their_own() -> None:
    async def work(company: int) -> int:
        with company_scope(company):
            await asyncio.sleep(0.01)
            return int(get_scope()["company"])

    assert await asyncio.gather(*(work(n) for n in (1, 2, 3))) == [1, 2, 3]
    assert "company" not in get_scope()

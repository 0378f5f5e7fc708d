"""Jobs: at least once, with effect exactly once."""

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ
from django_scopes import get_scope
from pytest_django.fixtures import Settings

from accounts.actors import staff_actor
from accounts.models import AuditEntry, User
from interview_platform.lib import jobs
from interview_platform.lib.errors import Conflict
from interview_platform.lib.jobs import registry, worker
from interview_platform.lib.jobs.sweep import free_dead_jobs, sweep, wake_lanes
from interview_platform.lib.models import Job, JobState, LiveEvent
from interview_platform.lib.tenancy import company_scope
from tests.factories import Tenant, now
from tests.lib.concurrency import together

pytestmark = pytest.mark.django_db

COMPANY = 7


class Broken(Exception):
    """An error as engines raise it."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(f"it is {code}")
        self.code, self.permanent = code, permanent


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> list[Callable[..., None]]:
    """What the tests' task does; a test replaces it."""
    does: list[Callable[..., None]] = [lambda **_: None]
    for lane in (jobs.MEDIA, jobs.DEFAULT):
        name = f"tests.{lane}"
        task = jobs.Task(name, lane, lambda **ids: does[0](**ids))
        monkeypatch.setitem(registry._tasks, name, task)
    return does


def queue(key: str = "", *, lane: str = jobs.MEDIA, company: int = COMPANY, **changes: Any) -> Job:
    """Return a queued job, then changed as told."""
    job = jobs.enqueue(
        f"tests.{lane}", key=key or uuid.uuid4().hex, company_id=company, now=now(), subject="s:1"
    )
    if changes:
        Job.objects.filter(pk=job.pk).update(**changes)
    job.refresh_from_db()
    return job


def held(job: Job, *, seconds: float, attempts: int = 1) -> None:
    """Make a running job of it, whose lease has so many seconds left."""
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        claim=uuid.uuid4(),
        lease_until=now() + timedelta(seconds=seconds),
        attempts=attempts,
    )


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


class TestEnqueue:
    """The row and the wake-up come and go with their cause."""

    def test_writes_a_row_and_one_message(self) -> None:
        job = queue("once")
        assert (job.state, job.attempts, job.lane) == (JobState.QUEUED, 0, jobs.MEDIA)
        assert list(OrmQ.objects.values_list("key", flat=True)) == [jobs.MEDIA]

    def test_is_idempotent_by_key(self) -> None:
        assert queue("once").pk == queue("once").pk
        assert (Job.objects.count(), OrmQ.objects.count()) == (1, 1)

    def test_leaves_nothing_when_its_cause_is_rolled_back(self) -> None:
        with transaction.atomic():
            queue()
            assert (Job.objects.count(), OrmQ.objects.count()) == (1, 1)
            transaction.set_rollback(True)
        assert (Job.objects.count(), OrmQ.objects.count()) == (0, 0)

    def test_refuses_an_unknown_name(self) -> None:
        with pytest.raises(LookupError):
            jobs.enqueue("tests.unknown", key="k", company_id=COMPANY, now=now())
        assert not OrmQ.objects.exists()


class TestClaim:
    """One worker, the oldest due row of its lane."""

    def test_takes_the_oldest_of_its_lane(self) -> None:
        queue(lane=jobs.DEFAULT)
        first, second = queue(), queue()
        taken = [worker.claim_next(jobs.MEDIA, now=now()) for _ in range(3)]
        assert taken == [first, second, None]

    def test_does_not_take_what_is_not_due(self) -> None:
        later = now() + timedelta(seconds=5)
        job = queue(run_after=later)
        assert worker.claim_next(jobs.MEDIA, now=now()) is None
        assert worker.claim_next(jobs.MEDIA, now=later) == job

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.PARKED])
    def test_does_not_take_what_is_over(self, state: JobState) -> None:
        queue(state=state)
        assert worker.claim_next(jobs.MEDIA, now=now()) is None

    def test_gives_a_lease_and_a_ticket(self, settings: Settings) -> None:
        queue()
        moment = now()
        job = worker.claim_next(jobs.MEDIA, now=moment)
        assert job is not None
        assert job.lease_until == moment + settings.JOB_LEASE
        assert job.claim is not None
        assert (job.state, job.attempts, job.started_at) == (JobState.RUNNING, 1, moment)

    def test_loses_to_whoever_was_faster_after_the_look(self) -> None:
        """Another worker claims between this one's SELECT and its UPDATE."""
        queue()
        others: list[Job | None] = []

        def faster(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith("UPDATE") and not others:
                others.append(None)
                others[0] = worker.claim_next(jobs.MEDIA, now=now())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(faster):
            mine = worker.claim_next(jobs.MEDIA, now=now())
        assert mine is None
        assert others[0] is not None
        assert fresh(others[0]).attempts == 1

    @pytest.mark.usefixtures("shared_db")
    def test_has_one_winner_per_row_among_threads(self) -> None:
        rows = {queue().pk for _ in range(3)}
        claim = lambda: worker.claim_next(jobs.MEDIA, now=now())  # noqa: E731
        taken = [job.pk for job in together(*[claim] * 6) if job is not None]
        assert sorted(taken) == sorted(rows)
        assert set(Job.objects.values_list("attempts", flat=True)) == {1}


class TestRun:
    """What is recorded when the work ends, however it ends."""

    @pytest.fixture(autouse=True)
    def one_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Keep the connection, which the test's own transaction lives on."""
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)

    def test_runs_in_the_scope_of_its_company(self, work: list[Callable[..., None]]) -> None:
        seen: list[Any] = []
        work[0] = lambda **ids: seen.append((get_scope()["company"], ids))
        queue(kwargs={"thing_id": 3})
        assert worker.run_next(jobs.MEDIA) is True
        assert seen == [(COMPANY, {"thing_id": 3})]
        assert "company" not in get_scope()

    def test_records_the_end_and_tells_the_pages(self, settings: Settings) -> None:
        settings.REDIS_URL = ""
        job = queue()
        worker.run_next(jobs.MEDIA)
        job = fresh(job)
        assert (job.state, job.error, job.claim, job.lease_until) == (JobState.DONE, "", None, None)
        assert job.finished_at is not None
        topics = set(LiveEvent.objects.values_list("topic", flat=True))
        assert topics == {"s:1", f"company:{COMPANY}"}

    def test_does_nothing_for_a_message_too_many(self) -> None:
        assert worker.run_next(jobs.MEDIA) is False
        queue(lane=jobs.DEFAULT)
        assert worker.run_next(jobs.MEDIA) is False

    def test_tries_three_times_with_growing_pauses_then_parks(
        self, work: list[Callable[..., None]]
    ) -> None:
        def fail(**_: int) -> None:
            raise ValueError("no luck")

        work[0] = fail
        job = queue()
        pauses = []
        for _ in range(2):
            before = now()
            assert worker.run_next(jobs.MEDIA)
            job = fresh(job)
            assert job.state == JobState.QUEUED
            assert not worker.run_next(jobs.MEDIA)  # not before its pause is over
            pauses.append((job.run_after - before).total_seconds())
            Job.objects.update(run_after=now())
        assert worker.run_next(jobs.MEDIA)
        job = fresh(job)
        assert (job.state, job.attempts) == (JobState.PARKED, 3)
        assert job.error == "ValueError: no luck"
        assert pauses == [pytest.approx(5, abs=1), pytest.approx(10, abs=1)]

    def test_parks_at_once_what_no_retry_can_mend(self, work: list[Callable[..., None]]) -> None:
        def fail(**_: int) -> None:
            raise Broken("not_media", permanent=True)

        work[0] = fail
        job = queue()
        worker.run_next(jobs.MEDIA)
        job = fresh(job)
        assert (job.state, job.attempts, job.error_code) == (JobState.PARKED, 1, "not_media")
        assert "it is not_media" in job.error

    def test_parks_a_job_whose_task_is_gone(self) -> None:
        job = queue(name="tests.removed", attempts=2)
        worker.run_next(jobs.MEDIA)
        assert (fresh(job).state, fresh(job).attempts) == (JobState.PARKED, 3)

    @pytest.mark.parametrize("ends_well", [True, False])
    def test_a_worker_that_was_overtaken_records_nothing(
        self, work: list[Callable[..., None]], ends_well: bool
    ) -> None:
        job = queue()

        def overtaken(**_: int) -> None:
            held(job, seconds=20, attempts=2)
            if not ends_well:
                raise ValueError("too late")

        work[0] = overtaken
        worker.run_next(jobs.MEDIA)
        job = fresh(job)
        assert (job.state, job.attempts, job.error) == (JobState.RUNNING, 2, "")
        assert job.finished_at is None
        assert job.claim is not None

    def test_a_success_wipes_the_error_before_it(self, work: list[Callable[..., None]]) -> None:
        job = queue(attempts=1, error="ValueError: no luck", error_code="x")
        worker.run_next(jobs.MEDIA)
        assert (fresh(job).error, fresh(job).error_code) == ("", "")


@pytest.mark.usefixtures("shared_db")
class TestHeartbeat:
    """A lease lives as long as its worker."""

    @pytest.fixture(autouse=True)
    def short(self, settings: Settings) -> None:
        settings.JOB_LEASE = timedelta(seconds=0.4)

    def test_work_longer_than_its_lease_keeps_it(self, work: list[Callable[..., None]]) -> None:
        job = queue()
        freed = []

        def long(**_: int) -> None:
            time.sleep(0.9)
            freed.append(free_dead_jobs(now=now()))

        work[0] = long
        worker.run_next(jobs.MEDIA)
        assert freed == [0]
        assert (fresh(job).state, fresh(job).attempts) == (JobState.DONE, 1)

    def test_it_does_not_extend_the_lease_of_another(self) -> None:
        queue()
        job = worker.claim_next(jobs.MEDIA, now=now())
        assert job is not None
        held(job, seconds=60)
        others = fresh(job).lease_until
        with worker.Heartbeat(job):
            time.sleep(0.3)
        assert fresh(job).lease_until == others


class TestRestart:
    """By hand, only what is parked, with a trace."""

    @pytest.fixture
    def parked(self, acme: Tenant) -> Job:
        return queue(
            company=acme.company.pk, state=JobState.PARKED, attempts=3, error="E", error_code="e",
            finished_at=now(),
        )  # fmt: skip

    @pytest.fixture(autouse=True)
    def scope(self, acme: Tenant) -> Iterator[None]:
        with company_scope(acme.company):
            yield

    def test_counts_afresh_wakes_the_lane_and_is_audited(self, parked: Job, staff: User) -> None:
        OrmQ.objects.all().delete()
        jobs.restart(job=parked, actor=staff_actor(staff), now=now())
        job = fresh(parked)
        assert (job.state, job.attempts, job.error, job.error_code) == (JobState.QUEUED, 0, "", "")
        assert list(OrmQ.objects.values_list("key", flat=True)) == [jobs.MEDIA]
        entry = AuditEntry.objects.get(action="job.restarted")
        assert (entry.actor_user, entry.target_id) == (staff, str(parked.public_id))

    @pytest.mark.parametrize("state", [JobState.QUEUED, JobState.DONE, JobState.RUNNING])
    def test_refuses_what_is_not_parked(self, state: JobState, acme: Tenant, staff: User) -> None:
        job = queue(company=acme.company.pk)
        held(job, seconds=20)
        Job.objects.filter(pk=job.pk).update(state=state)
        with pytest.raises(Conflict) as refused:
            jobs.restart(job=job, actor=staff_actor(staff), now=now())
        assert refused.value.code == "job_not_parked"
        assert fresh(job).state == state
        assert not AuditEntry.objects.filter(action="job.restarted").exists()


class TestSweep:
    """The net under dead workers and lost messages."""

    def test_frees_the_job_of_a_dead_worker(self) -> None:
        job = queue()
        held(job, seconds=-1)
        sweep(now=now())
        job = fresh(job)
        assert (job.state, job.attempts, job.error_code) == (JobState.QUEUED, 1, "worker_died")
        assert worker.claim_next(jobs.MEDIA, now=now()) == job

    def test_leaves_a_living_worker_alone(self) -> None:
        job = queue()
        held(job, seconds=5)
        sweep(now=now())
        assert fresh(job).state == JobState.RUNNING

    def test_parks_after_the_last_try(self) -> None:
        job = queue()
        held(job, seconds=-1, attempts=3)
        sweep(now=now())
        job = fresh(job)
        assert (job.state, job.error_code) == (JobState.PARKED, "worker_died")
        assert job.error
        assert job.finished_at is not None

    @pytest.mark.parametrize(
        ("due", "waiting", "sent"), [(3, 0, 3), (3, 1, 2), (2, 2, 0), (1, 4, 0), (0, 0, 0)]
    )
    def test_wakes_as_often_as_needed_and_not_more(self, due: int, waiting: int, sent: int) -> None:
        for _ in range(due):
            queue()
        OrmQ.objects.all().delete()
        for _ in range(waiting):
            jobs.wake(jobs.MEDIA)
        moment = now()
        wake_lanes(now=moment)
        assert OrmQ.objects.filter(key=jobs.MEDIA).count() == waiting + sent
        wake_lanes(now=now())
        assert OrmQ.objects.filter(key=jobs.MEDIA).count() == waiting + sent

    def test_a_message_in_a_workers_hands_is_no_message_waiting(self) -> None:
        queue()
        OrmQ.objects.update(lock=now() + timedelta(seconds=60))
        wake_lanes(now=now())
        assert OrmQ.objects.count() == 2

    def test_wakes_only_the_lane_that_needs_it(self) -> None:
        queue(lane=jobs.DEFAULT)
        queue(run_after=now() + timedelta(seconds=60))
        OrmQ.objects.all().delete()
        sweep(now=now())
        assert list(OrmQ.objects.values_list("key", flat=True)) == [jobs.DEFAULT]

    def test_forgets_old_live_events(self) -> None:
        for age in (1, 120):
            LiveEvent.objects.create(topic=f"t:{age}", created_at=now() - timedelta(seconds=age))
        sweep(now=now())
        assert list(LiveEvent.objects.values_list("topic", flat=True)) == ["t:1"]

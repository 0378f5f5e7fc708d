"""What must be true of the settings, whatever the environment says."""

from django.conf import settings
from django_q.conf import Conf


def test_requests_are_not_transactions_and_connections_live() -> None:
    database = settings.DATABASES["default"]
    assert database["ATOMIC_REQUESTS"] is False
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_sqlite_takes_its_write_lock_at_the_start() -> None:
    assert settings.SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in settings.SQLITE_OPTIONS["init_command"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        assert settings.DATABASES["default"]["OPTIONS"] == settings.SQLITE_OPTIONS


def test_the_broker_never_decides() -> None:
    cluster = settings.Q_CLUSTER
    assert cluster["retry"] > cluster["timeout"]
    assert (cluster["queue_limit"], cluster["bulk"], cluster["max_attempts"]) == (1, 1, 1)
    assert cluster["ack_failures"] is True
    assert cluster["orm"] == "default"
    assert cluster["scheduler"] is False
    assert cluster["catch_up"] is False


def test_the_broker_reads_them_so() -> None:
    assert Conf.RETRY > Conf.TIMEOUT
    assert (Conf.QUEUE_LIMIT, Conf.BULK, Conf.MAX_ATTEMPTS) == (1, 1, 1)
    assert Conf.ACK_FAILURES is True


def test_a_lease_outlives_the_sweep() -> None:
    assert settings.JOB_LEASE.total_seconds() > settings.SWEEP_SECONDS


def test_slices_fit_into_what_a_request_may_hold() -> None:
    assert settings.MAX_SLICE_BYTES == 4 * 1024 * 1024
    assert settings.MAX_SLICE_BYTES < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < settings.MAX_BODY_BYTES


def test_pages_may_load_from_here_only() -> None:
    policy: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[assignment]
    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "'unsafe-inline'" not in {word for words in policy.values() for word in words}

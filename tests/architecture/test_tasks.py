"""Every name of a task leads to one, with the arguments it takes."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from interview_platform.lib import jobs
from tests.architecture.sources import sources

OWN = {"key", "company_id", "subject", "now"}
THROUGH = {"analytics/services/runs.py"}  # hands on the name that it is given


def enqueued() -> Iterator[tuple[str, ast.Call]]:
    """Yield each call that queues a job, with its module."""
    for source in sources():
        if source.name.startswith("interview_platform/lib/jobs/"):
            continue
        for function in ("enqueue", "step_enqueue"):
            for call in source.calls(function):
                yield source.name, call


def names() -> Iterator[str]:
    """Yield each task name that is written down, those of following steps included."""
    for _, call in enqueued():
        if call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)
    for source in sources():
        for call in source.calls("_record") if "/services/" in source.name else ():
            for keyword in call.keywords:
                if keyword.arg == "then":
                    yield str(ast.literal_eval(keyword.value))


def test_every_name_is_registered() -> None:
    found = sorted(set(names()))
    assert len(found) >= 3
    for name in found:
        assert jobs.find(name).name == name


def test_every_registered_task_is_enqueued_somewhere() -> None:
    assert set(jobs.registered()) == set(names())


def test_names_are_literals() -> None:
    computed = [module for module, call in enqueued() if not isinstance(call.args[0], ast.Constant)]
    assert set(computed) - THROUGH - {"analytics/services/speech.py"} == set()


def test_jobs_get_the_ids_that_their_task_takes() -> None:
    for module, call in enqueued():
        if not isinstance(call.args[0], ast.Constant) or module in THROUGH:
            continue
        given = {keyword.arg for keyword in call.keywords} - OWN
        task = jobs.find(str(call.args[0].value))
        assert given == set(inspect.signature(task.run).parameters)


def test_tasks_live_in_tasks_py_and_take_ids_only() -> None:
    for name, task in jobs.registered().items():
        app = name.partition(".")[0]
        assert task.run.__module__ == f"{app}.tasks"
        for parameter in inspect.signature(task.run).parameters.values():
            assert parameter.kind is parameter.KEYWORD_ONLY
            assert parameter.name.endswith(("_id", "_pk"))
            assert parameter.annotation is int


def test_lanes_are_known() -> None:
    assert {task.lane for task in jobs.registered().values()} <= {jobs.DEFAULT, jobs.MEDIA}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(LookupError, match=r"nobody\.knows"):
        jobs.find("nobody.knows")


def test_two_tasks_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two tasks"):
        jobs.task("candidates.process_recording", lane=jobs.MEDIA)(lambda: None)

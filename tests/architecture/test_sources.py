"""Rules of the house that a reader would otherwise have to watch over."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Source, attribute, sources

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-whisperx.txt"]

READS_ENVIRONMENT = {
    "interview_platform/env.py",
    "interview_platform/settings.py",
    "interview_platform/lib/processes.py",  # hands the whole of it on to its children
}

# Helpers that services share; what a view may call takes keywords only.
POSITIONAL = {
    "accounts/services/audit.py:keep",
    "analytics/services/runs.py:step_enqueue",
    "candidates/services/guards.py:end_reason",
    "candidates/services/answers.py:set_answer_state",
    "candidates/services/guards.py:hold_running",
    "candidates/services/guards.py:hold_unused",
    "candidates/services/guards.py:live_end_reason",
    "candidates/services/guards.py:require_in_time",
    "candidates/services/guards.py:require_open",
    "candidates/services/guards.py:require_running",
    "candidates/services/recordings.py:set_recording_state",
    "candidates/services/uploads.py:acknowledge",
}

# The places that change a state, by the app they are in. Jobs change theirs in lib.jobs alone.
CHANGES_STATE = {
    "accounts/services/companies.py:_set_status",
    "candidates/services/answers.py:set_answer_state",
    "candidates/services/recordings.py:set_recording_state",
    "candidates/services/sessions.py:_set_state",
    "candidates/services/uploads.py:acknowledge",
    "interviews/services/interviews.py:_set_status",
}
STATE_FIELDS = {"state", "status"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    pins = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.IGNORECASE)
    pins = [pin for pin in pins if not pin.startswith("#")]
    assert len(pins) > 20
    bare = [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin]
    loose = [pin.split()[0] for pin in pins if "==" not in pin.split()[0]]
    assert (bare, loose) == ([], [])


def environment_reads(source: Source) -> Iterator[int]:
    """Yield the lines that read the environment; naming the settings module is no reading."""
    named = {id(call.func) for call in source.calls("setdefault")}
    inner = {
        id(node.value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and id(node) in named
    }
    for node in ast.walk(source.tree):
        if attribute(node) in ("environ", "getenv") and id(node) not in inner:  # type: ignore[arg-type]
            yield node.lineno  # type: ignore[attr-defined]


def test_only_the_settings_read_the_environment() -> None:
    reading = {source.name for source in sources() if any(environment_reads(source))}
    assert reading <= READS_ENVIRONMENT


def services() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the public functions of all services by their place."""
    for source in sources():
        if "/services/" not in source.name:
            continue
        for function in source.functions():
            if not function.name.startswith("_"):
                yield f"{source.name}:{function.name}", function


def test_there_are_services() -> None:
    assert len(list(services())) > 30


def test_services_take_keywords_only() -> None:
    loose = {
        place for place, function in services() if function.args.args or function.args.posonlyargs
    }
    assert loose <= POSITIONAL


def test_services_are_annotated_and_documented() -> None:
    for place, function in services():
        arguments = [*function.args.args, *function.args.kwonlyargs]
        assert all(argument.annotation for argument in arguments), place
        assert function.returns is not None, place
        assert ast.get_docstring(function), place


def test_services_get_the_clock() -> None:
    """Reading the clock inside would make the time of a change untestable."""
    for source in sources():
        if "/services/" in source.name or source.name.endswith("/models.py"):
            assert not list(source.calls("now")), source.name


def state_changes() -> Iterator[tuple[str, str]]:
    """Yield (place, how) of everything that writes a state."""
    for source in sources():
        if source.name.startswith("interview_platform/lib/jobs/"):
            continue
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef):
                for how in writes(function):
                    yield f"{source.name}:{function.name}", how


def writes(function: ast.FunctionDef) -> Iterator[str]:
    """Yield how the function writes a state field, if it does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and attribute(node.func) == "update":
            if STATE_FIELDS & {keyword.arg for keyword in node.keywords}:
                yield "update"
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                if STATE_FIELDS & {attribute(name) for name in names}:
                    yield "assign"


def test_states_change_in_one_place_each() -> None:
    found = defaultdict(set)
    for place, how in state_changes():
        found[place].add(how)
    assert set(found) <= CHANGES_STATE
    only_assigned = [place for place, hows in found.items() if hows == {"assign"}]
    assert only_assigned == []  # an attribute that no row follows


def test_no_service_saves_a_field_it_did_not_compare() -> None:
    """`save(update_fields=…)` writes whatever the row is by now."""
    for source in sources():
        for call in source.calls("save"):
            assert "update_fields" not in {keyword.arg for keyword in call.keywords}, source.name

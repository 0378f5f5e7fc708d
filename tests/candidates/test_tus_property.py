"""However the bytes are cut and whatever goes wrong on the way, the same bytes lie on the disk."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candidates import spool
from tests.candidates.tus import Tus, checksum

pytestmark = pytest.mark.django_db

MISHAPS = ["none", "repeated", "ahead", "damaged", "torn", "answer lost", "asked"]
slices = st.lists(
    st.tuples(st.binary(min_size=1, max_size=400), st.lists(st.sampled_from(MISHAPS), max_size=3)),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=slices, length_comes_alone=st.booleans())
def test_any_way_of_sending_gives_the_same_bytes(
    tus: Tus, parts: list[tuple[bytes, list[str]]], length_comes_alone: bool
) -> None:
    if not hasattr(tus, "index"):
        tus.index = count()  # type: ignore[attr-defined]
    url = tus.begin(index=next(tus.index))  # type: ignore[attr-defined]
    path = spool.path_of(url.rstrip("/").rpartition("/")[2])
    body = b""
    for part, mishaps in parts:
        for mishap in mishaps:
            go_wrong(tus, url, body, part, mishap)
            assert int(tus.head(url)["Upload-Offset"]) == len(body)
        answer = tus.patch(url, len(body), part, {"Upload-Checksum": checksum(part)})
        assert answer.status_code == 204
        body += part
        if "answer lost" in mishaps:  # the sender asks, and does not send again
            assert int(tus.head(url)["Upload-Offset"]) == len(body)
        assert path.read_bytes() == body
    last = b"" if length_comes_alone else b"the end"
    whole = body + last
    done = tus.patch(url, len(body), last, {"Upload-Length": str(len(whole))})
    assert (done.status_code, done["Upload-Offset"]) == (204, str(len(whole)))
    assert path.read_bytes() == whole
    assert tus.head(url)["Upload-Length"] == str(len(whole))


def go_wrong(tus: Tus, url: str, body: bytes, part: bytes, mishap: str) -> None:
    """Let one thing go wrong; none of them may move the upload."""
    if mishap == "repeated" and body:
        assert tus.patch(url, 0, body[: len(part)]).status_code == 409
    elif mishap == "ahead":
        assert tus.patch(url, len(body) + 1, part).status_code == 409
    elif mishap == "damaged":
        wrong = {"Upload-Checksum": checksum(part + b"!")}
        assert tus.patch(url, len(body), part, dict(wrong)).status_code == 460
    elif mishap == "torn":
        path = spool.path_of(url.rstrip("/").rpartition("/")[2])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(part[: len(part) // 2] + b"torn")

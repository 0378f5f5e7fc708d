"""Segments become one seekable file, or a clear error; never a damaged segment."""

from __future__ import annotations

import hashlib
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from interview_platform.engines import media
from interview_platform.engines.media import Limits, MediaError, assemble, mime, suffix

from .conftest import MEDIA, Copy

WEBM = MEDIA / "answer-chromium-vp8.webm"
MP4 = MEDIA / "answer-chromium.mp4"
both = pytest.mark.parametrize("segment", [WEBM, MP4], ids=["webm", "mp4"])


def stream_times(path: Path) -> dict[str, list[float]]:
    """Return the seconds of every packet, per kind of stream."""
    import av

    times: dict[str, list[float]] = {}
    with av.open(str(path)) as file:
        for packet in file.demux():
            if packet.pts is not None:
                times.setdefault(packet.stream.type, []).append(
                    float(packet.pts * packet.time_base)
                )
    return times


def scanned_end(path: Path) -> float:
    """Return when the last packet begins."""
    return max(max(times) for times in stream_times(path).values())


def png() -> bytes:
    """Return a whole picture of one grey pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + crc

    header = b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


@both
def test_one_segment_becomes_seekable(segment: Path, tmp_path: Path) -> None:
    import av

    target = tmp_path / "whole"
    info = assemble([segment], target)

    with av.open(str(target)) as file:
        assert file.duration is not None
        assert file.duration / 1e6 == pytest.approx(scanned_end(segment), abs=0.1)
        assert info.duration_seconds == pytest.approx(scanned_end(segment), abs=0.1)
        file.seek(6_000_000)
        video = file.streams.video[0]
        packet = next(p for p in file.demux(video) if p.pts is not None)
        assert packet.pts is not None
        assert 0.5 < packet.pts * packet.time_base <= 6
        assert next(iter(packet.decode())).width == 640


def test_the_index_of_a_webm_stands_at_the_front(tmp_path: Path) -> None:
    cues, cluster = b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"
    assert cues not in WEBM.read_bytes()

    assemble([WEBM], tmp_path / "whole")

    data = (tmp_path / "whole").read_bytes()
    assert 0 < data.rfind(cues) < data.find(cluster)


def test_the_index_of_an_mp4_stands_at_the_front(tmp_path: Path) -> None:
    assert b"moof" in MP4.read_bytes()

    assemble([MP4], tmp_path / "whole")

    data = (tmp_path / "whole").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")
    assert b"moof" not in data


def test_what_it_says_about_a_webm(tmp_path: Path) -> None:
    info = assemble([WEBM], tmp_path / "whole")

    assert (info.container, info.video_codec, info.audio_codec) == ("webm", "vp8", "opus")
    assert (info.has_video, info.has_audio, info.width, info.height) == (True, True, 640, 480)
    assert (suffix(info), mime(info)) == (".webm", "video/webm")


@both
def test_two_segments_follow_one_another(segment: Path, tmp_path: Path) -> None:
    single = assemble([segment], tmp_path / "one").duration_seconds
    info = assemble([segment, segment], tmp_path / "two")

    assert info.duration_seconds == pytest.approx(2 * single, abs=0.1)
    times, once = stream_times(tmp_path / "two"), stream_times(tmp_path / "one")
    for kind, stamps in times.items():
        assert len(stamps) == 2 * len(once[kind])
        assert all(before < after for before, after in pairwise(stamps))


def test_a_gap_stays_a_gap(tmp_path: Path) -> None:
    info = assemble([WEBM, WEBM], tmp_path / "two", gaps=[3.0])

    assert info.duration_seconds == pytest.approx(2 * 9.96 + 3, abs=0.1)
    stamps = stream_times(tmp_path / "two")["audio"]
    assert max(after - before for before, after in pairwise(stamps)) == pytest.approx(3, abs=0.1)


@both
def test_a_truncated_segment_counts_as_far_as_it_goes(segment: Path, tmp_path: Path) -> None:
    data = segment.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(data[: len(data) * 6 // 10])

    info = assemble([cut, segment], tmp_path / "whole")

    assert 9.96 + 3 < info.duration_seconds < 9.96 + 7
    assert info.duration_seconds == pytest.approx(scanned_end(cut) + 9.96, abs=0.1)


@both
def test_segments_are_left_as_they_are(segment: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(segment.read_bytes()).digest()

    assemble([segment], tmp_path / "whole")

    assert hashlib.sha256(segment.read_bytes()).digest() == before


def test_sound_alone_is_a_recording(copy: Copy, tmp_path: Path) -> None:
    info = assemble([copy(WEBM.name, kinds=("audio",))], tmp_path / "whole")

    assert (info.has_video, info.has_audio, info.video_codec, info.width) == (False, True, "", 0)
    assert (suffix(info), mime(info)) == (".webm", "audio/webm")


def test_a_picture_without_sound_is_a_recording(copy: Copy, tmp_path: Path) -> None:
    info = assemble([copy(MP4.name, kinds=("video",))], tmp_path / "whole")

    assert (info.has_video, info.has_audio, info.audio_codec) == (True, False, "")


def test_a_wave_file_stays_one(tmp_path: Path) -> None:
    info = assemble([MEDIA / "answer-16k.wav"], tmp_path / "whole")

    assert (info.container, suffix(info), mime(info)) == ("wav", ".wav", "audio/wav")
    assert info.duration_seconds == pytest.approx(47.12, abs=0.01)


@pytest.mark.parametrize("other", [MP4, MEDIA / "answer-16k.wav"], ids=["mp4", "wav"])
def test_other_containers_cannot_be_joined(other: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        assemble([WEBM, other], tmp_path / "whole")

    assert caught.value.code == "segments_differ"


def test_other_streams_cannot_be_joined(copy: Copy, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        assemble([WEBM, copy(WEBM.name, kinds=("video",))], tmp_path / "whole")

    assert caught.value.code == "segments_differ"


FRAGMENT_FIRST = b"\0\0\0\x18ftypiso5\0\0\0\0iso5iso6" + b"\0\0\0\x18moof\0\0\0\x10mfhd" + bytes(8)
BAD = {
    "nothing": (b"", "empty"),
    "text": (b"This is a letter, not a recording.\n" * 1000, "not_media"),
    "picture": (png(), "not_media"),
    "program": (b"MZ" + bytes(range(256)) * 400, "not_media"),
    "playlist": (b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n", "not_media"),
    "file list": (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "not_media"),
    "webm without its start": (WEBM.read_bytes()[100_000:], "missing_start"),
    "webm within its last cluster": (WEBM.read_bytes()[2_500_000:], "missing_start"),
    "mp4 without its start": (MP4.read_bytes()[100_000:], "missing_start"),
    "mp4 without its header": (FRAGMENT_FIRST, "missing_start"),
    "broken webm": (b"\x1a\x45\xdf\xa3" + b"nonsense" * 100, "unreadable"),
    "broken mp4": (b"\0\0\0\x18ftypisom" + b"nonsense" * 100, "unreadable"),
    "header alone": (WEBM.read_bytes()[:200], "unreadable"),
}


@pytest.mark.parametrize(("content", "code"), BAD.values(), ids=BAD)
def test_bad_bytes_have_their_own_error(content: bytes, code: str, tmp_path: Path) -> None:
    bad = tmp_path / "answer.webm"
    bad.write_bytes(content)
    target = tmp_path / "out" / "whole.webm"
    target.parent.mkdir()

    with pytest.raises(MediaError) as caught:
        assemble([WEBM, bad], target)

    assert (caught.value.code, caught.value.permanent) == (code, True)
    assert list(target.parent.iterdir()) == []


def test_no_segment_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no segment"):
        assemble([], tmp_path / "whole")


def test_a_failure_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "whole"
    target.write_bytes(b"old")

    with pytest.raises(MediaError) as caught:
        assemble([WEBM], target, limits=Limits(file_bytes=100_000))

    assert caught.value.code == "too_large"
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]
    assert target.read_bytes() == b"old"


def test_the_file_appears_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, int]] = []
    target = tmp_path / "whole"
    monkeypatch.setattr(
        media, "_sync", lambda part: seen.append((target.exists(), part.stat().st_ino))
    )

    assemble([WEBM], target)

    assert seen == [(False, target.stat().st_ino)]  # renamed, not copied
    assert target.stat().st_size > 3_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]

"""What a file's first bytes say."""

import pytest

from interview_platform.engines.media import sniff

from .conftest import MEDIA


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("answer-chromium-vp8.webm", "matroska"),
        ("answer-chromium.mp4", "mp4"),
        ("answer-16k.wav", "wav"),
        ("answer.txt", None),
    ],
)
def test_real_files(name: str, kind: str | None) -> None:
    assert sniff((MEDIA / name).read_bytes()[:64]) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04\x00\x00", "mp3"),
        (b"\xff\xfb\x90\x64" + bytes(60), "mp3"),
        (b"OggS\x00\x02" + bytes(40), "ogg"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", None),  # JPEG
        (b"\xff\xfet\x00e\x00", None),  # UTF-16 text
        (b"\xff\xf1\x50\x80" + bytes(60), None),  # AAC without a container
        (b"\x89PNG\r\n\x1a\n", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF\x02\x01", None),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", None),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", None),
        (b"<?xml version='1.0'?><MPD/>", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_heads(head: bytes, kind: str | None) -> None:
    assert sniff(head) == kind

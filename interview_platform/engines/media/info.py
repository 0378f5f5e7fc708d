"""What a recording is, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass

# container: (suffix, MIME type) with a picture, then with sound only
_NAMES = {
    "webm": ((".webm", "video/webm"), (".webm", "audio/webm")),
    "matroska": ((".mkv", "video/x-matroska"), (".mka", "audio/x-matroska")),
    "mp4": ((".mp4", "video/mp4"), (".m4a", "audio/mp4")),
    "ogg": ((".ogv", "video/ogg"), (".ogg", "audio/ogg")),
    "mp3": ((".mp3", "audio/mpeg"), (".mp3", "audio/mpeg")),
    "wav": ((".wav", "audio/wav"), (".wav", "audio/wav")),
}


@dataclass(frozen=True)
class MediaInfo:
    """A recording as its packets show it; sizes are pixels, 0 and "" stand for none."""

    container: str
    duration_seconds: float
    has_video: bool
    has_audio: bool
    video_codec: str
    audio_codec: str
    width: int
    height: int


def suffix(info: MediaInfo) -> str:
    """Return the file name ending with its dot, such as `.webm`."""
    return _NAMES[info.container][not info.has_video][0]


def mime(info: MediaInfo) -> str:
    """Return the MIME type, such as `video/webm`."""
    return _NAMES[info.container][not info.has_video][1]

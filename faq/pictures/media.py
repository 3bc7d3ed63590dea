"""Pictures and videos for texts: what a source in Markdown means."""

import re
from urllib.parse import unquote

from faq.base import languages
from faq.base.rendered import Media, Track
from faq.pictures import files
from faq.pictures.models import MediaFile, Picture, Subtitle, Video
from faq.pictures.names import file_name

# As files of an import folder name them, and as they are served.
_SOURCE = re.compile(r"(?:/media/)?(pictures|videos)/([^\s()<>\[\]\"'|]+)")


def find_media(src: str) -> Media | None:
    """The picture or video of `/media/pictures/NAME`, `pictures/NAME`, and the same for videos."""
    return find_media_in(src).get(src) if _SOURCE.fullmatch(src) else None


def find_media_in(source: str) -> dict[str, Media]:
    """All that a text in Markdown may show, by source as it is written there. Three queries."""
    written = {
        match[0]: (match[1], file_name(unquote(match[2]))) for match in _SOURCE.finditer(source)
    }
    found: dict[tuple[str, str], Media] = {}
    if pictures := {name for folder, name in written.values() if folder == Picture.FOLDER}:
        for picture in Picture.objects.named(pictures):
            found[Picture.FOLDER, picture.name] = _picture(picture)
    if videos := {name for folder, name in written.values() if folder == Video.FOLDER}:
        for video in Video.objects.named(videos).with_poster_and_subtitles():
            found[Video.FOLDER, video.name] = _video(video)
    return {src: found[place] for src, place in written.items() if place in found}


def _picture(picture: Picture) -> Media:
    return Media("picture", picture.url, picture.width, picture.height, picture.alt)


def _video(video: Video) -> Media:
    return Media(
        "video",
        video.url,
        video.width,
        video.height,
        video.title,
        video.poster.url if video.poster else "",
        tuple(
            Track(
                subtitle.url,
                languages.html_lang(subtitle.language),
                languages.name(subtitle.language),
            )
            for subtitle in video.subtitles.all()
        ),
    )


def missing_files() -> list[str]:
    """Files that rows name and that are not there, or not of the size they had; for `doctor`."""
    models: tuple[type[MediaFile], ...] = (Picture, Video, Subtitle)
    return [
        path
        for model in models
        for name, size in model.objects.sizes().items()
        if files.size_of(path := f"{model.FOLDER}/{name}") != size
    ]

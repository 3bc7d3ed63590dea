"""Every change of pictures, videos and subtitles. Admin and import call these."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.base.images import MAX_BYTES, Image, ImageRefused, digest_of, reencode
from faq.pictures import files, videos
from faq.pictures.files import FileRefused
from faq.pictures.models import MediaFile, Picture, Subtitle, Video
from faq.pictures.names import file_name, free_name

MAX_WIDTH = 1600
_BLOCK = 1024 * 1024
_PICTURES = {".png", ".jpg", ".webp", ".gif"}
_VIDEOS = {".mp4", ".webm"}
_SUBTITLES = {".vtt"}


def redraw(content: bytes) -> Image:
    """A picture as it would be kept. Raises ImageRefused."""
    return reencode(content, max_width=MAX_WIDTH)


def name_for(model: type[MediaFile], given: str, suffix: str) -> str:
    """A name like the given one that no other file of its kind has."""
    wanted = file_name(given, suffix)
    taken = model.objects.filter(name__startswith=wanted.removesuffix(suffix))
    return free_name(wanted, set(taken.values_list("name", flat=True)))


# --- Pictures


@transaction.atomic
def save_picture(
    picture: Picture, image: Image | None = None, *, by: User | None, at: datetime
) -> Picture:
    """Keep a new picture, or what changed of an old one; `image` is its redrawn content."""
    is_new = picture._state.adding
    if image is not None:
        picture.width, picture.height = image.width, image.height
        picture.size, picture.digest = len(image.content), image.digest
    _save(picture, [image.content] if image else None, by=by, at=at)
    audit.record("created" if is_new else "changed", picture, by=by, at=at)
    return picture


def add_picture(content: bytes, *, name: str, alt: str, by: User | None, at: datetime) -> Picture:
    """Keep a picture under a name; what was kept under it before is replaced.

    The same bytes again change nothing. An empty `alt` leaves the description that is there.
    Raises ImageRefused.
    """
    name = file_name(name)
    picture = Picture.objects.filter(name=name).first() or Picture(name=name)
    is_kept = _is_there(picture) and (
        picture.digest == digest_of(content) or _holds(picture, content)
    )
    is_described = alt in {"", picture.alt}
    if is_kept and is_described:
        return picture
    image = None if is_kept else redraw(content)
    if image and not name.endswith(image.suffix):
        raise ImageRefused(
            _("The name ends otherwise than the picture is made: it should end in %(suffix)s.")
            % {"suffix": image.suffix}
        )
    picture.alt = alt or picture.alt
    return save_picture(picture, image, by=by, at=at)


@transaction.atomic
def delete_pictures(pictures: Iterable[Picture], *, by: User | None, at: datetime) -> None:
    """Delete pictures and their files. Texts that show one leave its place empty."""
    for picture in pictures:
        _delete(picture, by=by, at=at)


# --- Videos and subtitles


@transaction.atomic
def save_video(
    video: Video,
    file: IO[bytes] | None = None,
    *,
    by: User | None,
    at: datetime,
) -> Video:
    """Keep a new video, or what changed of an old one; its size must be known already."""
    is_new = video._state.adding
    if file is not None:
        video.size, video.digest = _measure_bytes(file)
    _save(video, _blocks(file) if file else None, by=by, at=at)
    audit.record("created" if is_new else "changed", video, by=by, at=at)
    return video


def add_video(
    file: IO[bytes],
    *,
    name: str,
    title: str,
    poster: Picture | None = None,
    width: int | None = None,
    height: int | None = None,
    by: User | None,
    at: datetime,
) -> Video:
    """Keep a video under a name; what was kept under it before is replaced.

    Width and height are read from MP4 files; for others they must be given. The same bytes
    again change nothing. Raises FileRefused.
    """
    name = file_name(name)
    video = Video.objects.filter(name=name).first() or Video(name=name)
    size, digest = _measure_bytes(file)
    if video.digest == digest and _is_there(video) and video.poster == (poster or video.poster):
        return video
    if not name.endswith(videos.suffix_of(file, size)):
        raise FileRefused(_("The name ends otherwise than the video is made."))
    video.title, video.poster = title or video.title, poster or video.poster
    video.width, video.height = shown_size(file, size, width, height)
    return save_video(video, file, by=by, at=at)


def shown_size(
    file: IO[bytes], size: int, width: int | None, height: int | None
) -> tuple[int, int]:
    """The size to show a video in: as given, else as the file says. Raises FileRefused."""
    if width and height:
        return width, height
    if found := videos.measure(file, size):
        return found
    raise FileRefused(_("The file does not say how large the video is: give width and height."))


@transaction.atomic
def add_subtitle(
    video: Video, content: bytes, *, language: str, by: User | None, at: datetime
) -> Subtitle:
    """Keep subtitles of a video in a language, in place of those that were there.

    Raises FileRefused.
    """
    text = videos.subtitles(content)
    known = Subtitle.objects.filter(video=video, language=language).first()
    subtitle = known or Subtitle(
        video=video,
        language=language,
        name=name_for(Subtitle, f"{Path(video.name).stem}.{language}.vtt", ".vtt"),
    )
    if subtitle.digest == digest_of(content) and _is_there(subtitle):
        return subtitle
    subtitle.size, subtitle.digest = len(text), digest_of(content)
    _save(subtitle, [text], by=by, at=at)
    audit.record("changed" if known else "created", subtitle, by=by, at=at)
    return subtitle


@transaction.atomic
def delete_videos(doomed: Iterable[Video], *, by: User | None, at: datetime) -> None:
    """Delete videos with their subtitles and files."""
    for video in doomed:
        for subtitle in video.subtitles.all():
            _delete(subtitle, by=by, at=at)
        _delete(video, by=by, at=at)


@transaction.atomic
def delete_subtitle(subtitle: Subtitle, *, by: User | None, at: datetime) -> None:
    """Delete the subtitles of a video in one language."""
    _delete(subtitle, by=by, at=at)


# --- Import


Described = Mapping[str, Mapping[str, Any]]
"""What is known of files by their names: `alt` of a picture; `title`, `poster` (a name), `width`
and `height` of a video."""


def import_files(
    folder: Path, *, by: User | None, at: datetime, described: Described | None = None
) -> list[str]:
    """Keep all pictures, videos and subtitles of a folder under their names.

    `guide.png` is what `guide.mp4` shows before it plays unless another is named, `guide.en.vtt`
    are its English subtitles. What is kept already is left alone. Returns a line for each file not
    taken.
    """
    known = described or {}
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    kinds = [(_PICTURES, _import_picture), (_VIDEOS, _import_video), (_SUBTITLES, _import_subtitle)]
    problems = []
    for suffixes, take in kinds:
        for path in paths:
            if Path(file_name(path.name)).suffix in suffixes:
                try:
                    take(path, known.get(path.name, {}), by=by, at=at)
                except (ImageRefused, FileRefused) as refused:
                    problems.append(f"{folder.name}/{path.name}: {refused}")
    return problems


def _import_picture(path: Path, known: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    alt = str(known.get("alt") or "")[: Picture._meta.get_field("alt").max_length]
    with path.open("rb") as file:
        # One byte more than is taken, so that a larger file is refused without being read.
        add_picture(file.read(MAX_BYTES + 1), name=path.name, alt=alt, by=by, at=at)


def _import_video(path: Path, known: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    stem = Path(file_name(path.name)).stem
    beside = [stem + suffix for suffix in _PICTURES]
    poster = Picture.objects.named([known["poster"]] if known.get("poster") else beside).first()
    with path.open("rb") as file:
        add_video(
            file,
            name=path.name,
            title=str(known.get("title") or path.stem),
            poster=poster,
            width=known.get("width"),
            height=known.get("height"),
            by=by,
            at=at,
        )


def _import_subtitle(
    path: Path, known: Mapping[str, Any], *, by: User | None, at: datetime
) -> None:
    stem, _dot, language = path.stem.lower().rpartition(".")
    video = Video.objects.named([file_name(stem + suffix, suffix) for suffix in _VIDEOS]).first()
    if video is None or language not in dict(Subtitle.language.field.choices or ()):
        raise FileRefused(_("Name it after its video and language, such as guide.en.vtt."))
    with path.open("rb") as file:
        content = file.read(videos.MAX_SUBTITLE_BYTES + 1)
    add_subtitle(video, content, language=language, by=by, at=at)


# --- What all of them share


def _save(row: MediaFile, chunks: Iterable[bytes] | None, *, by: User | None, at: datetime) -> None:
    if row._state.adding:
        row.added_by, row.added_at = by, at
    row.full_clean()
    row.save()
    if chunks is not None:
        files.keep(row.path, chunks)


def _delete(row: MediaFile, *, by: User | None, at: datetime) -> None:
    audit.record("deleted", row, by=by, at=at)
    files.remove(row.path)
    row.delete()


def _is_there(row: MediaFile) -> bool:
    return files.size_of(row.path) == row.size


def _holds(row: MediaFile, content: bytes) -> bool:
    """Whether these are the bytes that are kept, as an export gives them."""
    file = files.open_file(row.FOLDER, row.name) if row.size == len(content) else None
    if file is None:
        return False
    with file:
        return file.read() == content


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _measure_bytes(file: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for block in _blocks(file):
        size += len(block)
        digest.update(block)
    return size, digest.hexdigest()

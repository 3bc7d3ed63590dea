"""Bringing content out of the site, in forms that import reads back without loss.

A folder holds everything; JSON Lines hold the articles; CSV holds each kind of table. Of a text
go out the words that readers see (else the last they saw), those that are scheduled, and a draft
newer than these. Who wrote and who owns something stays here: people belong to a site.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from faq.articles.models import Revision, Text
from faq.pictures import files
from faq.pictures.models import MediaFile, Picture, Subtitle, Video
from faq.transfer import front_matter, records, tables
from faq.transfer.tables import TABLES

_FIRST: Final = 1
Values = dict[str, Any]


def texts(at: datetime) -> Iterator[Values]:
    """What a file says of each version of each text, by the names of its head, body included."""
    rows = Text.objects.select_related("article__category").prefetch_related("tagged__tag")
    revisions: dict[int, list[Revision]] = defaultdict(list)
    for revision in _present_revisions(at):
        revisions[revision.text_id].append(revision)
    for text in rows.order_by("language", "article__key"):
        versions = _versions(revisions[text.pk], at)
        for number, revision in enumerate(versions, start=_FIRST):
            yield _values(text, revision, number)


def _present_revisions(at: datetime) -> Iterable[Revision]:
    names = (
        "title", "summary", "body", "keywords", "parity_reason", "is_published", "visible_from",
        "visible_until", "replaced_at", "text_id", "language",
    )  # fmt: skip
    return Revision.objects.order_by("pk").only(*names).iterator(chunk_size=500)


def _versions(revisions: list[Revision], at: datetime) -> list[Revision]:
    published = sorted(
        (one for one in revisions if one.is_published), key=lambda one: one.visible_from or at
    )
    started = [one for one in published if one.has_started(at)]
    live = [one for one in started if one.is_live(at)] or started[-1:]
    kept = [*live, *(one for one in published if not one.has_started(at))]
    newest = revisions[-1:]
    is_newer = newest and not newest[0].is_published
    return [*kept, *newest] if is_newer else kept


def _values(text: Text, revision: Revision, number: int) -> Values:
    article = text.article
    body = revision.body.strip("\n")
    values: Values = {
        "key": article.key,
        "language": text.language,
        "title": revision.title,
        "summary": revision.summary,
        "category": article.category.key,
        "kind": article.kind,
        "audience": article.audience,
        "order": article.position,
        "path": article.path_position,
        "slug": "" if text.slug == article.key else text.slug,
        "tags": sorted(row.tag.name for row in text.tagged.all()),
        "keywords": revision.keywords,
        "parity_reason": revision.parity_reason,
        "checked_on": text.checked_on.isoformat() if text.checked_on else None,
        "visible_from": records.moment(revision.visible_from),
        "visible_until": records.moment(revision.visible_until),
    }
    if not revision.is_published:
        values["draft"] = "true"
    if number > _FIRST:
        values["version"] = number
    return {**values, "body": f"{body}\n" if body else ""}


# --- A folder ----------------------------------------------------------------------------------


def write_folder(folder: Path, *, at: datetime) -> int:
    """Everything, as `import_path` reads it; returns how many files of texts there are.

    What lies in the folder already under other names stays. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    exported = {kind.name: kind.exported(at) for kind in records.KINDS}
    for file in dict.fromkeys(kind.file for kind in records.KINDS):
        if any(exported[kind.name] for kind in records.KINDS if kind.file == file):
            _write_json(folder / f"{file}.json", records.as_data(file, exported))
    _write_media(folder)
    count = 0
    for values in texts(at):
        count += 1
        _write_text(folder / "articles" / _file_name(values), values)
    return count


def _file_name(values: Values) -> str:
    number = f".{values['version']}" if "version" in values else ""
    return f"{values['language']}/{values['key']}{number}.md"


def _write_text(path: Path, values: Values) -> None:
    head = {
        name: value if isinstance(value, list) else "" if value is None else str(value)
        for name, value in values.items()
        if name != "body"
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(front_matter.join(head, values["body"]).encode())


def _write_json(path: Path, data: Any) -> None:
    path.write_bytes(f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode())


def _write_media(folder: Path) -> None:
    """The files themselves, and what is known of each beside its bytes."""
    pictures = list(Picture.objects.order_by("name"))
    videos = list(Video.objects.select_related("poster").order_by("name"))
    for picture in pictures:
        _copy(picture, folder / "pictures" / picture.name)
    for video in videos:
        _copy(video, folder / "videos" / video.name)
    for subtitle in Subtitle.objects.select_related("video"):
        stem = Path(subtitle.video.name).stem
        _copy(subtitle, folder / "videos" / f"{stem}.{subtitle.language}.vtt")
    if described := described_media(pictures, videos):
        _write_json(folder / "media.json", described)


def described_media(pictures: Iterable[Picture], videos: Iterable[Video]) -> Values:
    """What import cannot tell from the bytes, by the name of the file."""
    of_pictures: Values = {picture.name: {"alt": picture.alt} for picture in pictures}
    of_videos: Values = {
        video.name: {
            "title": video.title,
            "poster": video.poster.name if video.poster else "",
            "width": video.width,
            "height": video.height,
        }
        for video in videos
    }
    return of_pictures | of_videos


def _copy(row: MediaFile, path: Path) -> None:
    file = files.open_file(row.FOLDER, row.name)
    if file is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with file, path.open("wb") as copy:
        while block := file.read(1024 * 1024):
            copy.write(block)


# --- JSON Lines and CSV ------------------------------------------------------------------------

_JSON_NAMES: Final[Mapping[str, str]] = {
    "key": "id",
    "language": "lang",
    "body": "body_markdown",
    "visible_from": "published_at",
}


def write_json_lines(path: Path, *, at: datetime) -> int:
    """The articles, one version of a text on each line; returns how many. Raises OSError."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for values in texts(at):
            line = {_JSON_NAMES.get(name, name): value for name, value in values.items()}
            out.write(f"{json.dumps(line, ensure_ascii=False)}\n")
            count += 1
    return count


def table(name: str, *, at: datetime) -> bytes:
    """The CSV of articles or of the kind that one of `TABLES` describes."""
    if name == tables.ARTICLES:
        return tables.articles(texts(at))
    return TABLES[name].written(records.BY_NAME[name].exported(at))


def write_tables(folder: Path, *, at: datetime) -> int:
    """A CSV for each kind of table; returns how many. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in tables.NAMES:
        (folder / f"{name}.csv").write_bytes(table(name, at=at))
    return len(tables.NAMES)

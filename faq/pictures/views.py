"""The files of texts: pictures, videos with byte ranges, subtitles."""

import os
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from faq.pictures import files, ranges

KEPT = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def media_file(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A file, or the piece of it that was asked for; absent when there is none."""
    file = files.open_file(folder, name)
    if file is None:
        raise Http404
    # Pieces are counted in the bytes of the file, so nobody may compress the answer on its way.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    status = os.fstat(file.fileno())
    etag, modified_at = f'"{status.st_mtime_ns:x}-{status.st_size:x}"', int(status.st_mtime)
    response: HttpResponseBase | None
    response = get_conditional_response(request, etag=etag, last_modified=modified_at)
    if response is None:
        response = _answer(request, file, status.st_size, etag, modified_at)
    else:
        file.close()
    headers = KEPT | {"ETag": etag, "Last-Modified": http_date(modified_at)}
    if response.status_code in {200, 206}:
        headers["Content-Type"] = files.type_of(name) or ""
        headers["Content-Disposition"] = "inline"
        headers["Accept-Ranges"] = "bytes"
    for header, value in headers.items():
        response[header] = value
    return response


def _answer(
    request: HttpRequest, file: BinaryIO, size: int, etag: str, modified_at: int
) -> HttpResponseBase:
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers={"Content-Length": str(size)})
    try:
        piece = _wanted(request, size, etag, modified_at)
    except ranges.UnsatisfiableRangeError:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    where = range(size) if piece is None else piece
    response = StreamingHttpResponse(ranges.Piece(file, where))
    response["Content-Length"] = str(len(where))
    if piece is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{size}"
    return response


def _wanted(request: HttpRequest, size: int, etag: str, modified_at: int) -> range | None:
    holds = ranges.still_holds(
        request.headers.get("If-Range", ""), etag=etag, modified_at=modified_at
    )
    return ranges.wanted(request.headers.get("Range", ""), size) if holds else None

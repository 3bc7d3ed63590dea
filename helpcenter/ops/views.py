"""What a machine asks that watches over the site."""

import logging
from collections.abc import Callable

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from faq.search import fulltext
from helpcenter.ops.installation import missing_migrations

logger = logging.getLogger(__name__)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process is alive; asks nothing of the database, so that a busy one gets no restart."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """Whether readers can be sent here: 200, or 503 and what does not work."""
    parts = {name: _works(name, check) for name, check in _CHECKS.items()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError as error:
        logger.error("Not ready: %s: %s", name, error)
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _index_answers() -> bool:
    return fulltext.read([0]) == {}


def _is_migrated() -> bool:
    return not missing_migrations()


def _cache_answers() -> bool:
    return caches["limits"].get("readiness") is None


_CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "index": _index_answers,
    "migrations": _is_migrated,
    "cache": _cache_answers,
}

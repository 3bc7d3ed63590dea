"""Headers and refusals that hold for every answer, whatever made it."""

import re

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from helpcenter.middleware import AnswerWhileLocked
from tests.factories import an_article
from tests.running_site import RunningSite, fetch

pytestmark = pytest.mark.django_db

ANSWERS = [
    "/", "/zh-hans/", "/en/search/?q=a", "/en/search/suggest/?q=a", "/en/nothing/", "/en/%00/",
    "/admin/", "/admin/login/", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml",
    "/en/articles/feed/", "/en/opensearch.xml", "/media/x/y.png", "/theme/",
]  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_the_strict_headers(path: str, client: Client) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'",
                 "frame-ancestors 'none'", "form-action 'self'"):  # fmt: skip
        assert rule in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] in {"private, no-store", "public, no-cache"} or (
        "max-age" in headers["Cache-Control"]
    )


def test_static_files_are_kept_for_ever_and_not_shared_with_other_sites(site: RunningSite) -> None:
    from_site = fetch(site, "/zh-hans/")
    style = re.search(r'href="(/static/css/base\.[0-9a-f]{12}\.css)"', from_site.text)
    assert style
    headers = fetch(site, style[1]).headers
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Encoding"] == "br"
    assert "Content-Security-Policy" in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers


def test_admin_and_signed_in_answers_are_never_kept(editor_client: Client) -> None:
    text = an_article().text
    for path in ("/admin/", "/zh-hans/", text.get_absolute_url()):
        assert "private" in editor_client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_other_methods_are_refused(method: str, client: Client) -> None:
    answer = client.generic(method, "/zh-hans/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "path", ["/zh-hans/%00", "/zh-hans/%0d%0a", "/%1b[31m", "/zh-hans/%ff%fe/", "/zh-hans/%c3%28"]
)
def test_unreadable_path_is_refused_with_a_page(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "看不懂这个请求" in answer.content.decode()


def test_chinese_path_is_read(client: Client) -> None:
    article = an_article(slug="如何充值").text
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get("/zh-hans/标签/").status_code == 404


def test_locked_database_answers_try_again_soon(rf: RequestFactory) -> None:
    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    middleware = AnswerWhileLocked(never)
    answer = middleware.process_exception(rf.post("/"), OperationalError("database is locked"))
    assert answer is not None
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert middleware.process_exception(rf.post("/"), OperationalError("no such table")) is None
    assert middleware.process_exception(rf.post("/"), ValueError("locked")) is None


def test_pages_are_served_when_collected_files_are_gone(
    client: Client, settings: LazySettings
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "helpcenter.ops.staticfiles.ManifestStorage"}
    }
    page = client.get("/zh-hans/")
    assert page.status_code == 200
    assert "/static/css/base.css" in page.content.decode()
    assert client.get("/zh-hans/nothing/").status_code == 404
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.ops.failing_urls"
    failed = client.get("/fail/")
    assert failed.status_code == 500
    assert "页面出错了" in failed.content.decode()

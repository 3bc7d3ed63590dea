"""Putting away the banner: kept in a cookie, without an account, and never a way to elsewhere."""

import pytest
from django.conf import LazySettings
from django.test import Client

from faq.announcements import dismissal
from tests.announcements.factories import an_announcement

pytestmark = pytest.mark.django_db

FROM = "http://testserver/zh-hans/articles/?kind=faq"


def dismiss(client: Client, pk: int, **headers: str) -> object:
    return client.post(f"/zh-hans/announcements/{pk}/dismiss/", headers=headers)


def test_banner_stays_away_for_the_one_who_put_it_away(person: Client) -> None:
    first, second = (an_announcement(is_pinned=True) for _time in range(2))
    shown = person.get("/zh-hans/").context["banner"]
    assert shown["id"] == second.pk
    answer = person.post(shown["dismiss_url"], headers={"Referer": FROM})
    assert (answer.status_code, answer["Location"]) == (302, "/zh-hans/articles/?kind=faq")
    cookie = answer.cookies["dismissed"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (str(second.pk), "Lax", True)
    assert person.get("/zh-hans/").context["banner"]["id"] == first.pk
    person.post(f"/en/announcements/{first.pk}/dismiss/")
    assert not person.get("/en/").context["banner"]
    assert Client().get("/zh-hans/").context["banner"]["id"] == second.pk


def test_script_gets_no_page(client: Client) -> None:
    announcement = an_announcement(is_pinned=True)
    answer = client.post(
        f"/zh-hans/announcements/{announcement.pk}/dismiss/", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert not client.get("/zh-hans/").context["banner"]


@pytest.mark.parametrize(
    ("after", "referer", "target"),
    [
        ("/en/articles/", FROM, "/en/articles/"),
        ("", FROM, "/zh-hans/articles/?kind=faq"),
        ("", "", "/zh-hans/"),
        ("https://evil.example/", "", "/zh-hans/"),
        ("//evil.example/", FROM, "/zh-hans/articles/?kind=faq"),
        ("///evil.example/", "", "/zh-hans/"),
        ("/\\evil.example/", "", "/zh-hans/"),
        ("\\\\evil.example", "", "/zh-hans/"),
        ("/\t/evil.example/", "", "/zh-hans/"),
        ("javascript:alert(1)", "", "/zh-hans/"),
        ("http:evil.example", "", "/zh-hans/"),
        ("http://testserver.evil.example/", "", "/zh-hans/"),
        ("/x\r\nSet-Cookie: a=b", "", None),
        ("", "https://evil.example/zh-hans/", "/zh-hans/"),
        ("", "http://testserver//evil.example/", "/zh-hans/"),
        ("", "http://testserver@evil.example/", "/zh-hans/"),
        ("", "http://[::1/", "/zh-hans/"),
        ("", "http://testserver", "/zh-hans/"),
        ("http://[::1/", "", "/zh-hans/"),
    ],
)
def test_way_back_never_leaves_the_site(
    client: Client, after: str, referer: str, target: str | None
) -> None:
    announcement = an_announcement(is_pinned=True)
    address = f"/zh-hans/announcements/{announcement.pk}/dismiss/"
    answer = client.post(address, {"next": after}, headers={"Referer": referer})
    assert answer.status_code == 302
    if target is not None:
        assert answer["Location"] == target
    assert answer["Location"].startswith("/")
    assert "\n" not in answer["Location"]
    assert "a" not in answer.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_put_nothing_away(client: Client, headers: dict[str, str]) -> None:
    announcement = an_announcement(is_pinned=True)
    answer = dismiss(client, announcement.pk, **headers)
    assert answer.status_code == 403
    assert not answer.cookies


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_puts_away(client: Client, method: str) -> None:
    announcement = an_announcement(is_pinned=True)
    address = f"/zh-hans/announcements/{announcement.pk}/dismiss/"
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("pk", ["999999", "9" * 18, "9" * 40, "x", "-1"])
def test_unknown_number_is_absent(client: Client, pk: str) -> None:
    assert client.post(f"/zh-hans/announcements/{pk}/dismiss/").status_code == 404


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "1-2-x", "-".join(["7"] * 3000), "9" * 3000, "<script>", "1, 2", "%00", "²-1"],
)
def test_any_cookie_is_answered(client: Client, cookie: str) -> None:
    announcement = an_announcement(is_pinned=True)
    client.cookies["dismissed"] = cookie
    assert client.get("/zh-hans/").status_code == 200
    answer = dismiss(client, announcement.pk)
    kept = answer.cookies["dismissed"].value.split("-")
    assert kept[-1] == str(announcement.pk)
    assert len(kept) <= dismissal.MOST
    assert len(answer.cookies["dismissed"].value) < 1000
    assert not client.get("/zh-hans/").context["banner"]


def test_cookie_stays_short_and_names_each_once(client: Client) -> None:
    numbers = [an_announcement(is_pinned=True).pk for _time in range(dismissal.MOST + 3)]
    for pk in [*numbers, numbers[-1]]:
        answer = dismiss(client, pk)
    kept = answer.cookies["dismissed"].value
    assert kept == "-".join(map(str, numbers[3:]))


def test_cookie_is_for_https_where_the_site_is(client: Client, settings: LazySettings) -> None:
    settings.IS_HTTPS = True
    answer = dismiss(client, an_announcement().pk)
    assert answer.cookies["dismissed"]["secure"]

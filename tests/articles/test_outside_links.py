"""Links to other sites: which there are, how they answer, and who is never asked."""

import ssl
from collections.abc import Iterable
from datetime import timedelta
from http.client import BadStatusLine
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from faq.articles import actions, outside_links
from faq.articles.models import OutsideLink
from faq.articles.outside_links import PAUSE, Polite, Result, links_in, outcome
from faq.base.outside import Answer, NoSuchHost, NotPublic, Outside
from faq.contact.models import AllowedHost
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db
URL = "https://a.example/page"


@pytest.fixture(autouse=True)
def _editors_allow_these_sites(db: None) -> None:
    for name in ("a", "b", "c", "d", "plain"):
        AllowedHost.objects.create(host=f"{name}.example", why="Tests link there.")


class Web:
    """Other sites as a test has them: an answer, or what is raised, by method and address."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {URL: 200} | answers
        self.asked: list[tuple[str, str]] = []

    def __call__(self, method: str, url: str) -> Answer:
        self.asked.append((method, url))
        answer = self.answers.get(f"{method} {url}", self.answers.get(url, 200))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Answer) else Answer(answer)


def anywhere(_host: str) -> bool:
    return True


def result(*, allowed: Any = anywhere, **answers: Any) -> Result:
    return outcome(URL, ask=Web(**answers), allowed=allowed)


# --- How they answer -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 204, 401, 403, 429, 503])
def test_answer_that_says_nothing_against_the_link_is_good(status: int) -> None:
    assert result(**{URL: status}) == Result(status)


@pytest.mark.parametrize("status", [400, 404, 410, 500, 502])
def test_error_is_a_dead_link(status: int) -> None:
    assert result(**{URL: status}) == Result(status, "status")


def test_site_that_refuses_to_tell_the_head_is_asked_for_the_page() -> None:
    web = Web(**{f"HEAD {URL}": 405, f"GET {URL}": 200})
    assert outcome(URL, ask=web, allowed=anywhere) == Result(200)
    assert [method for method, _url in web.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (NoSuchHost("a.example"), "no-host"),
        (NotPublic("a.example"), "not-public"),
        (ssl.SSLCertVerificationError("expired"), "certificate"),
        (TimeoutError(), "silent"),
        (ConnectionResetError(), "silent"),
        (BadStatusLine("x"), "silent"),
        (ValueError("bad port"), "silent"),
    ],
)
def test_no_answer_is_a_dead_link_and_says_why(raised: Exception, problem: str) -> None:
    assert result(**{URL: raised}) == Result(None, problem)


def test_redirect_is_followed_to_its_end() -> None:
    there = "https://b.example/"
    assert result(**{URL: Answer(301, there), there: 404}) == Result(404, "status")
    assert result(**{URL: Answer(301, there)}) == Result(200)


def test_redirect_into_a_private_network_is_not_followed() -> None:
    inside = "http://169.254.169.254/latest/"
    found = result(**{URL: Answer(302, inside), inside: NotPublic("169.254.169.254")})
    assert found == Result(302, "not-public")


def test_redirect_to_a_host_that_is_not_allowed_is_not_asked() -> None:
    web = Web(**{URL: Answer(302, "https://b.example/")})
    found = outcome(URL, ask=web, allowed=lambda host: host == "a.example")
    assert found == Result(302)
    assert {url for _method, url in web.asked} == {URL}


def test_circle_of_redirects_ends() -> None:
    web = Web(**{URL: Answer(302, URL)})
    assert outcome(URL, ask=web, allowed=anywhere) == Result(302, "circle")
    assert len(web.asked) == outside_links.REDIRECTS + 1


def test_chinese_address_is_asked_as_machines_write_it() -> None:
    web = Web()
    outcome("https://a.example/提现?q=到账&x=%E4", ask=web, allowed=anywhere)
    assert web.asked[0][1] == "https://a.example/%E6%8F%90%E7%8E%B0?q=%E5%88%B0%E8%B4%A6&x=%E4"


def test_a_while_passes_between_two_requests_to_one_host_only() -> None:
    waited: list[float] = []
    times = iter([10.0, 10.2, 10.2, 10.5, 99.0])
    polite = Polite(Web(), clock=lambda: next(times), wait=waited.append)
    polite("GET", "https://a.example/1")
    polite("GET", "https://A.example/2")
    polite("GET", "https://b.example/")
    assert waited == [pytest.approx(PAUSE - 0.2)]


# --- Which there are -----------------------------------------------------------------------------


def urls() -> set[str]:
    return set(OutsideLink.objects.values_list("url", flat=True))


def test_links_of_live_texts_are_noted_with_their_uses() -> None:
    one = an_article(body=f"[甲]({URL}#part) [乙](https://b.example/?a=1&b=2) [站内](/contact/)")
    two = an_article(body=f"[甲]({URL}) [明文](http://plain.example/) [信](mailto:a@example.com)")
    an_article(body="[草](https://draft.example/)", is_draft=True)
    outside_links.note_uses(at=NOW)
    assert urls() == {URL, "https://b.example/?a=1&b=2"}
    assert set(OutsideLink.objects.get(url=URL).texts.all()) == {one.text, two.text}


def test_link_that_no_text_has_any_more_is_forgotten_and_others_keep_their_story() -> None:
    one = an_article(body=f"[甲]({URL}) [乙](https://b.example/)")
    outside_links.note_uses(at=NOW)
    OutsideLink.objects.filter(url=URL).update(failing_since=NOW)
    actions.hide(one.text, by=None, at=NOW + timedelta(hours=1))
    an_article(body=f"[甲]({URL})")
    outside_links.note_uses(at=NOW + timedelta(hours=1))
    assert urls() == {URL}
    assert OutsideLink.objects.get().failing_since == NOW


def test_too_long_and_broken_addresses_are_left_out() -> None:
    long = f"https://a.example/{'x' * 600}"
    assert links_in(f'<a href="{long}">x</a><a href="https://[x/">y</a>') == set()


# --- A run ---------------------------------------------------------------------------------------


def run(
    web: Web, at: Any = NOW, *, hosts: Iterable[str] = (), limit: int | None = None
) -> list[str]:
    allowed = set(hosts) or {"a.example", "b.example", "c.example"}
    done = outside_links.check(ask=web, allowed=allowed.__contains__, at=at, limit=limit)
    return [link.url for link, _result in done]


def some_links() -> None:
    an_article(body=" ".join(f"[x](https://{host}.example/)" for host in "abc"))
    outside_links.note_uses(at=NOW)


def test_failing_link_keeps_the_day_since_when_until_it_answers() -> None:
    some_links()
    dead = Web(**{"https://a.example/": 404})
    run(dead)
    run(dead, NOW + timedelta(days=3))
    link = OutsideLink.objects.get(url="https://a.example/")
    assert (link.status, link.problem, link.failing_since) == (404, "status", NOW)
    assert link.checked_at == NOW + timedelta(days=3)
    run(Web(), NOW + timedelta(days=4))
    link.refresh_from_db()
    assert (link.status, link.problem, link.failing_since) == (200, "", None)


def test_limit_asks_those_first_that_were_not_asked_for_the_longest() -> None:
    some_links()
    first = run(Web(), limit=2)
    (third,) = run(Web(), NOW + timedelta(days=1), limit=1)
    assert {*first, third} == urls() and len(first) == 2
    assert run(Web(), NOW + timedelta(days=2), limit=2) == first


def test_host_that_is_not_allowed_is_not_asked() -> None:
    some_links()
    web = Web()
    assert run(web, hosts=["b.example"]) == ["https://b.example/"]
    assert {url for _method, url in web.asked} == {"https://b.example/"}


def test_command_tells_what_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    some_links()
    web = Web(**{"https://b.example/": NoSuchHost("b.example")})
    monkeypatch.setattr(Outside, "ask", lambda _self, method, url: web(method, url))
    out = StringIO()
    with time_machine.travel(NOW), pytest.raises(SystemExit) as stopped:
        call_command("check_links", stdout=out)
    assert stopped.value.code == 1
    assert out.getvalue().splitlines() == [
        "- no-host: https://b.example/",
        "3 links asked, 1 dead.",
    ]


def test_lists_show_dead_links_and_nothing_there_asks_a_site(
    editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_links()
    run(Web(**{"https://a.example/": 404}))

    def never(*_args: Any) -> Answer:
        raise AssertionError("A page asked another site.")

    monkeypatch.setattr(Outside, "ask", never)
    listed = editor_client.get("/admin/articles/outsidelink/?answer=dead")
    assert [link.url for link in listed.context["cl"].queryset] == ["https://a.example/"]
    link = OutsideLink.objects.get(url="https://a.example/")
    page = editor_client.get(f"/admin/articles/outsidelink/{link.pk}/change/").content.decode()
    assert f"/admin/articles/text/{link.texts.get().pk}/change/" in page
    assert editor_client.get("/admin/").status_code == 200

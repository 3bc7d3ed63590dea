"""The contact page: every channel, what holds now, and one directory behind all that shows it."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from faq.contact.models import Channel, Holiday, KnownFake, Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]

FRIDAY_NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PAGES = ["/zh-hans/contact/", "/zh-hant/contact/", "/en/contact/"]


def get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def order(page: str) -> list[str]:
    return re.findall(r'class="tel" href="tel:([^"]+)"', page)


@pytest.mark.parametrize("path", PAGES)
def test_every_channel_is_on_the_page(client: Client, path: str) -> None:
    page = get(client, path)

    for channel in Channel.objects.all():
        assert escape(channel.value) in page


@time_machine.travel(FRIDAY_NOON, tick=False)
def test_what_holds_now_is_said_beside_each_hotline(client: Client) -> None:
    page = get(client, "/en/contact/")

    assert "Open now, closes in 6 h<" in page  # London, until 18:00
    assert "Closed, opens in 2 h<" in page  # New York, from 9:00
    assert "Closed, opens in 2 days<" in page  # Tokyo, on Monday
    assert "24 hours, every day" in page
    assert "Mon–Fri" in page
    assert "UTC+11" in page


@time_machine.travel(FRIDAY_NOON, tick=False)
def test_holidays_are_told_two_weeks_ahead(client: Client) -> None:
    assert "closed, holiday" not in get(client, "/en/contact/")
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC), tick=False):
        page = get(client, "/en/contact/")
    assert "closed, holiday" in page
    assert "10:00–16:00" in page


@time_machine.travel(FRIDAY_NOON, tick=False)
def test_hotlines_in_the_readers_language_come_first_and_open_ones_before_closed(
    client: Client,
) -> None:
    chinese = order(get(client, "/zh-hans/contact/"))
    english = order(get(client, "/en/contact/"))

    assert chinese[:3] == ["+8520101", "+88620102", "+650103"]
    assert english[0] == "+8520101"
    assert english[-1] == "+8130104"
    assert english.index("+442079460105") < english.index("+12025550107")


def test_hotlines_are_filtered_by_region_and_language(client: Client) -> None:
    assert order(get(client, "/en/contact/?region=gb")) == ["+442079460105"]
    assert order(get(client, "/en/contact/?language=es")) == ["+12025550107"]
    assert order(get(client, "/en/contact/?region=gb&language=ja")) == []
    assert "No hotline for this choice" in get(client, "/en/contact/?region=gb&language=ja")
    assert len(order(get(client, "/en/contact/?region=<b>&language=%00x"))) in (0, 8)


def test_every_number_is_marked_official_and_leads_to_its_check(client: Client) -> None:
    page = get(client, "/en/contact/")
    links = re.findall(r'class="hot__official" href="([^"]+)"', page)

    assert len(links) == 8
    for link in links:
        assert "is one of our official channels" in get(client, link.replace("&amp;", "&"))


def test_advice_against_false_callers_stands_beside_the_numbers(client: Client) -> None:
    page = get(client, "/zh-hans/contact/")
    hotlines = page[page.index('id="phone"') : page.index('id="others"')]

    assert "来电显示不能证明对方是谁" in hotlines
    assert "/zh-hans/contact/verify/" in hotlines


def test_contact_is_reached_from_every_page(client: Client) -> None:
    for path in ("/zh-hans/", "/en/glossary/", "/en/search/?q=x", "/zh-hant/announcements/"):
        language = path.split("/")[1]
        page = get(client, path)
        assert f'href="/{language}/contact/"' in page
        assert f'href="/{language}/contact/verify/"' in page


def test_change_shows_at_once_on_every_page(client: Client) -> None:
    assert "mailto:support@boan.example" in get(client, "/en/")
    mail = Channel.objects.get(key="support-mail")
    mail.value = "help@boan.example"
    mail.save()

    assert "mailto:help@boan.example" in get(client, "/en/")
    assert "support@boan.example" not in get(client, "/en/contact/")


def test_channel_that_is_not_published_is_nowhere(client: Client, editor_client: Client) -> None:
    Channel.objects.filter(key="hotline-gb").update(is_published=False)

    for anyone in (client, editor_client):
        assert "7946 0105" not in get(anyone, "/en/contact/")
        answer = get(anyone, "/en/contact/verify/?q=%2B44+20+7946+0105")
        assert "not one of ours, as far as we know" in answer


def test_without_a_script_hours_are_on_the_named_clock_of_the_place(client: Client) -> None:
    page = get(client, "/en/contact/")

    assert re.search(r'<time datetime="[\d-]+T09:00:00\+08:00">09:00</time>', page)
    assert "UTC+8" in page


def test_page_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, "/en/contact/")
    with django_assert_num_queries(1):  # the versions of what is remembered
        get(client, "/en/contact/")
    with django_assert_num_queries(1):
        get(client, "/en/contact/verify/?q=boan.example")


def test_holiday_of_a_region_is_its_own_and_goes_before_one_of_all(client: Client) -> None:
    Holiday.objects.create(on="2026-11-30", name="Everywhere")
    Holiday.objects.create(
        on="2026-11-30", name="Here", region=Region.objects.get(code="fr"),
        opens="10:00", closes="11:00",
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 11, 30, 9, 30, tzinfo=UTC), tick=False):
        rows = get(client, "/en/contact/").split('id="hotlines"')[1].split("</li>")
    states = {
        number: next(row for row in rows if number in row)
        for number in ("+33 1 99 00 01 06", "+44 20 7946 0105", "+852 0101")
    }

    assert "10:00–11:00" in states["+33 1 99 00 01 06"]
    assert "Open now, closes in 30 min" in states["+33 1 99 00 01 06"]
    assert "Closed, opens in 23 h" in states["+44 20 7946 0105"]
    assert "Open around the clock" in states["+852 0101"]
    own = "25 December 2026"
    with time_machine.travel(datetime(2026, 12, 20, 9, 30, tzinfo=UTC), tick=False):
        rows = get(client, "/en/contact/").split('id="hotlines"')[1].split("</li>")
    assert [own in row for row in rows if "+44 20 7946 0105" in row] == [True]
    assert [own in row for row in rows if "+65 0103" in row] == [False]


def test_line_that_helps_with_less_says_so(client: Client) -> None:
    rows = get(client, "/en/contact/").split('id="hotlines"')[1].split("</li>")
    japan = next(row for row in rows if "+81 3 0104" in row)
    london = next(row for row in rows if "+44 20 7946 0105" in row)

    assert (
        "Helps with: Account, Deposits and withdrawals, Security settings, Everything else" in japan
    )
    assert "Helps with:" not in london


def test_site_without_hotlines_sends_nobody_to_one(client: Client) -> None:
    assert "Call a hotline" in get(client, "/en/")
    Channel.objects.filter(kind="phone").delete()

    assert "Call a hotline" not in get(client, "/en/")
    assert 'id="phone"' not in get(client, "/en/contact/")


# --- The verifier's page --------------------------------------------------------------------------


def ask(client: Client, typed: str, language: str = "en") -> str:
    response = client.get(f"/{language}/contact/verify/", {"q": typed})
    assert response.status_code == 200
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    return page


def test_official_channel_is_named_with_the_day_of_its_check(client: Client) -> None:
    page = ask(client, "boan.example")

    assert "boan.example is one of our official channels" in page
    assert "Official website. Last checked" in page
    assert "25 November 2026" in page


def test_known_fake_is_named_as_one(client: Client) -> None:
    page = ask(client, "boan-kefu.example")

    assert "boan-kefu.example is a known fake" in page
    assert "official channels</strong>" not in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_unknown_is_never_called_safe(client: Client, language: str) -> None:
    page = ask(client, "boan-helper.example", language)
    verdict = re.search(r'<div role="status">.*?</div>\s*</div>', page, re.S)

    assert verdict
    assert "notice--warn" in verdict[0]
    assert not re.search(r"\bsafe\b|安全", verdict[0], re.I)


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "javascript:alert(1)", "a" * 5000])
def test_what_was_pasted_is_shown_as_text_and_never_linked(client: Client, typed: str) -> None:
    page = ask(client, typed)

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert f'href="{typed}' not in page


def test_blank_question_shows_the_form_only(client: Client) -> None:
    for typed in ("", "   ", "　"):
        assert 'role="status"' not in ask(client, typed)


def test_fake_that_is_listed_now_is_known_at_once(client: Client) -> None:
    assert "as far as we know" in ask(client, "boan-bonus.example")
    KnownFake.objects.create(kind="web", value="boan-bonus.example")
    assert "is a known fake" in ask(client, "boan-bonus.example")

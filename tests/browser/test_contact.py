"""The contact page on a phone: hours on the reader's own clock, and the verifier, with and without
scripts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener

PHONE = {"width": 390, "height": 844}


def test_hours_are_told_on_the_readers_clock_too(browse: Opener) -> None:
    watched = browse(viewport=PHONE, timezone_id="America/New_York")
    watched.open("/en/contact/")
    lines = watched.page.locator(".hot__hours p")

    taiwan = lines.filter(has=watched.page.locator("time[datetime*='T09:00:00+08:00']")).first
    expect(taiwan).to_contain_text("Every day 09:00–21:00 UTC+8")
    expect(taiwan).to_contain_text(re.compile(r"your time 2[01]:00–0[89]:00 \(the day before\)"))
    assert watched.page.locator(".hot__yours").count() >= 6
    assert not watched.problems


def test_own_clock_is_said_only_where_it_differs(browse: Opener) -> None:
    watched = browse(viewport=PHONE, timezone_id="Asia/Taipei")
    watched.open("/zh-hant/contact/")
    taipei = watched.page.locator(".hot li", has_text="台灣").first

    expect(taipei).to_contain_text("每天 09:00–21:00")
    assert taipei.locator(".hot__yours").count() == 0


def test_list_is_fetched_again_when_the_page_comes_back(browse: Opener) -> None:
    watched = browse(viewport=PHONE, timezone_id="Asia/Tokyo")
    watched.page.clock.install()
    watched.open("/zh-hans/contact/")
    before = watched.page.locator("#hotlines li").count()
    watched.page.clock.fast_forward("25:00:00")

    with watched.page.expect_response("**/zh-hans/contact/"):
        watched.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(watched.page.locator("#hotlines li")).to_have_count(before)
    expect(watched.page.locator("#hotlines li").first.locator(".hot__yours")).to_have_count(0)
    assert not watched.problems


def test_without_scripts_everything_is_there(browse: Opener) -> None:
    watched = browse(viewport=PHONE, java_script_enabled=False)
    watched.open("/zh-hans/contact/")
    page = watched.page
    expect(page.locator(".hot__hours").nth(1)).to_contain_text("UTC")
    page.select_option("#region", "gb")
    page.click(".pickrow button")
    expect(page.locator("#hotlines li")).to_have_count(1)
    page.fill("#verify-q", "boan-kefu.example")
    page.click(".verify button")
    expect(page.locator("[role=status]")).to_contain_text("boan-kefu.example 是已知的假冒")
    assert not watched.problems


def test_nothing_scrolls_sideways_on_a_narrow_phone(browse: Opener) -> None:
    watched = browse(viewport=PHONE)
    long = "https://" + "a" * 300 + ".example/"
    for path in ("/en/contact/", "/zh-hans/contact/", f"/en/contact/verify/?q={long}"):
        watched.open(path)
        assert watched.scrolls_sideways(320) == 0, path

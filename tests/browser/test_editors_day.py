"""A day at the desk, from the first words to an answer for those who searched in vain."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opener, Watched
from tests.browser.test_writing import give
from tests.pictures.factories import drawn
from tests.running_site import Demo, manage

PASSWORD = "a-long-password-of-a-day"
PEOPLE = """
from django.contrib.auth.models import Group
from faq.accounts.models import User
for name, role in (("writer", "Writer"), ("chief", "Editor")):
    person = User.objects.create_user(f"{name}@boan.example", "%s", is_staff=True, name=name)
    person.prove_address()
    person.groups.add(Group.objects.get(name=role))
"""
IN_VAIN = """
from django.utils import timezone
from faq.search import log
for number in range(5):
    log.record("彩虹卡冻住了", language="zh-hans", hits=0, is_guess=False,
               reader=f"203.0.113.{number}", at=timezone.now())
log.flush()
"""


def at_work(demo: Demo, browse: Opener, name: str) -> Watched:
    """Somebody who signed in, with the interface in English."""
    desk = browse(viewport={"width": 1280, "height": 900}, locale="en")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.open("/admin/")
    desk.page.fill("input[name=login]", f"{name}@boan.example")
    desk.page.fill("input[name=password]", PASSWORD)
    desk.page.click("main form:has([name=login]) button.btn")
    desk.page.wait_for_url(f"{demo.url}/admin/")
    return desk


def write(page: Page, **words: str) -> None:
    """Fill in fields; the body with its editor."""
    for name, value in words.items():
        if name != "body":
            page.fill(f"[name={name}]", value)
            continue
        page.evaluate(
            "(text) => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", value
        )


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.click(f"input[name={name}]")
    expect(page.locator(".errornote")).to_have_count(0)


def test_a_day(demo: Demo, browse: Opener, chromium: Browser) -> None:
    made = manage("shell", "-c", PEOPLE % PASSWORD, data=demo.data)
    assert made.returncode == 0, made.stderr
    writer, chief = (at_work(demo, browse, name) for name in ("writer", "chief"))
    reader = browse(locale="zh-CN")

    # Words with a picture go to review.
    page = writer.page
    writer.open("/admin/articles/text/add/")
    page.select_option("[name=category]", index=1)
    page.select_option("[name=language]", "zh-hans")
    write(page, title="彩虹卡怎样解冻", summary="打开卡片页，点“解冻”，等一天。")
    give(page, "paste", drawn(size=(64, 40)), "rainbow.png", "image/png")
    page.keyboard.type("解冻按钮的位置")
    page.get_by_role("button", name="Upload and insert").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "_review")
    writer.open("/admin/articles/text/?q=彩虹卡")
    link = page.locator("#result_list tbody a").first
    text = re.search(r"/text/(\d+)/", link.get_attribute("href") or "")
    assert text
    change = f"/admin/articles/text/{text[1]}/change/"

    # It comes back with a comment, is mended, and is approved.
    def open_review() -> None:
        chief.open("/admin/")
        chief.page.get_by_role("link", name="彩虹卡怎样解冻").first.click()
        expect(chief.page.get_by_text("彩虹卡怎样解冻").first).to_be_visible()

    open_review()
    chief.page.fill("[name=comment]", "写清楚等多久")
    press(chief.page, "_return")
    writer.open("/admin/")
    expect(page.get_by_role("link", name="彩虹卡怎样解冻").first).to_be_visible()
    writer.open(change)
    write(page, summary="打开卡片页，点“解冻”，等二十四小时。", note="写明了时间")
    press(page, "_review")
    assert reader.open("/zh-hans/search/?q=彩虹卡") == 200
    expect(reader.page.locator("main").get_by_role("link", name="彩虹卡怎样解冻")).to_have_count(0)
    open_review()
    press(chief.page, "_approve")
    reader.open("/zh-hans/search/?q=彩虹卡")
    reader.page.locator("main").get_by_role("link", name="彩虹卡怎样解冻").first.click()
    expect(reader.page.locator("main img").first).to_have_attribute("alt", "解冻按钮的位置")
    expect(reader.page.locator("main")).to_contain_text("二十四小时")
    address = reader.path()

    # A new version is scheduled; readers keep the old one.
    page = chief.page
    chief.open(change)
    ahead = timezone.localtime() + timedelta(days=2)
    write(page, title="彩虹卡怎样解冻和注销")
    page.fill("[name=visible_from_0]", f"{ahead:%Y-%m-%d}")
    page.fill("[name=visible_from_1]", "10:00:00")
    press(page, "_publish")
    chief.open(f"/admin/articles/article/calendar/?month={ahead:%Y-%m}")
    expect(page.get_by_text("彩虹卡怎样解冻和注销").first).to_be_visible()
    reader.open(address)
    expect(reader.page.locator("h1")).to_have_text("彩虹卡怎样解冻")

    # It is translated beside its source.
    chief.open(change)
    article = page.locator(".sources, body").first
    expect(article).to_be_visible()
    chief.open("/admin/articles/article/?q=彩虹卡")
    page.locator("#result_list a.language-state", has_text="English").first.click()
    write(page, title="How to unfreeze a rainbow card", summary="Open the card, tap Unfreeze, wait 24 hours.",
          body="![Where the button is](/media/pictures/rainbow.png)")  # fmt: skip
    press(page, "_publish")
    assert reader.open(address.replace("/zh-hans/", "/en/")) == 200
    expect(reader.page.locator("h1")).to_have_text("How to unfreeze a rainbow card")

    # A new address: the old one leads there.
    chief.open(change)
    write(page, slug="rainbow-card")
    press(page, "_continue")
    reader.open(address)
    assert reader.path().endswith("-rainbow-card/")

    # An old version comes back as a draft.
    chief.open(f"/admin/articles/text/{text[1]}/history/")
    versions = page.locator("table tbody tr").count()
    assert versions >= 3
    with page.expect_navigation():
        page.get_by_role("button", name="Restore").last.click()
    chief.open(f"/admin/articles/text/{text[1]}/history/")
    assert page.locator("table tbody tr").count() == versions + 1

    # What was searched in vain becomes a draft.
    logged = manage("shell", "-c", IN_VAIN, data=demo.data)
    assert logged.returncode == 0, logged.stderr
    chief.open("/admin/articles/wanted/")
    row = page.locator(".wanted__row", has_text="彩虹卡冻住了")
    expect(row).to_be_visible()
    with page.expect_navigation():
        row.get_by_role("button", name="Make a draft").click()
    chief.open("/admin/articles/text/?q=彩虹卡冻住了")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    for watched in (writer, chief, reader):
        assert not watched.problems

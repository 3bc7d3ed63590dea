"""A support agent's day at the desk, by mouse and keyboard, with scripts and without."""

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener, Watched
from tests.browser.test_editors_day import PASSWORD, at_work
from tests.browser.test_pages import findings
from tests.running_site import Demo, manage

MADE = """
from datetime import timedelta
from django.contrib.auth.models import Group
from django.utils import timezone
from faq.accounts.models import User
from faq.tickets import actions
from faq.tickets.models import CannedReply, CannedReplyText, Kind, KindText, Label
now = timezone.now()
for name in ("mei", "jun"):
    person = User.objects.create_user(f"{name}@boan.example", "%s", is_staff=True, name=name.title())
    person.prove_address()
    person.groups.add(Group.objects.get(name="Support agent"))
lin = User.objects.create_user("lin@mail.example", name="林小雨")
kind = Kind.objects.filter(key="withdrawal").first() or Kind.objects.create(key="withdrawal")
KindText.objects.get_or_create(kind=kind, language="zh-hans", defaults={"name": "提币"})
Label.objects.create(name="chain")
reply = CannedReply.objects.create(name="Withdrawal late")
CannedReplyText.objects.create(reply=reply, language="zh-hans", body="{name}，你好。{reference} 收到了。")
for subject, hours in (("提币没到账，交易 " + "a1" * 32, 60), ("再问一次提币", 2)):
    actions.open_ticket(
        kind=kind, subject=subject, body="我是林小雨，邮箱 lin@mail.example。" + "b2" * 32,
        language="zh-hans", at=now - timedelta(hours=hours), requester=lin, urgency="blocked",
        details={"network": "TRC-20", "txid": "a1" * 32},
    )
"""


@pytest.fixture(scope="module")
def tickets(demo: Demo) -> None:
    """Two tickets of one person, and two who may answer them."""
    made = manage("shell", "-c", MADE % PASSWORD, data=demo.data)
    assert made.returncode == 0, made.stderr


def press(watched: Watched, name: str) -> None:
    with watched.page.expect_navigation():
        watched.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.usefixtures("tickets")
def test_a_day(demo: Demo, browse: Opener) -> None:
    mei, jun = (at_work(demo, browse, name) for name in ("mei", "jun"))
    page = mei.page

    # What waits leads to the queue; the keyboard leads to the ticket.
    mei.open("/admin/")
    expect(page.get_by_role("heading", name=re.compile("Overdue answers"))).to_be_visible()
    mei.open("/admin/tickets/ticket/?q=林小雨")
    expect(page.locator("#result_list .overdue")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1.ticket-title")).to_contain_text("提币没到账")
    first = mei.path()
    jun.open(first)
    expect(jun.page.locator(".beside")).to_contain_text("Mei")

    # A note, found by its key; a canned reply and an article go into the answer.
    page.keyboard.press("n")
    page.keyboard.type("The chain is fine.")
    press(mei, "Keep the note")
    expect(page.locator(".said--note")).to_contain_text("The chain is fine.")
    page.select_option("[name=insert-canned]", label="Withdrawal late")
    press(mei, "Insert")
    body = page.locator("[name=answer-body]")
    expect(body).to_have_value(re.compile("林小雨，你好。T-"))
    expect(body).to_be_focused()
    page.fill("[name=insert-words]", "提币 没到账")
    page.keyboard.press("Enter")
    page.locator(".found button").first.click()
    expect(body).to_have_value(
        re.compile(r"收到了。\s+\S.*\shttp://127\.0\.0\.1:\d+/zh-hans/articles/")
    )

    # Somebody is quicker: nothing that was typed is lost.
    jun.page.fill("[name=answer-body]", "请问是哪条网络？")
    press(jun, "Send to the person")
    press(mei, "Send to the person")
    expect(page.locator(".overtaken")).to_contain_text("请问是哪条网络？")
    expect(body).to_have_value(re.compile("林小雨，你好。"))
    press(mei, "Send to the person")
    expect(page.locator(".said--staff")).to_have_count(2)

    # A number that is not ours does not leave.
    page.fill("[name=answer-body]", "请拨打 +86 138 0013 8000")
    press(mei, "Send to the person")
    expect(page.locator(".answer .errorlist")).to_contain_text("+86 138 0013 8000")
    expect(page.locator(".said--staff")).to_have_count(2)

    # Handed over, sorted, merged.
    mei.open(first)
    page.keyboard.press("a")
    page.select_option("[name=assign-to]", label="Jun")
    page.fill("[name=assign-note]", "Knows this network.")
    press(mei, "Hand over")
    expect(page.locator(".said--note")).to_have_count(2)
    page.get_by_label("chain").check()
    press(mei, "Save")
    expect(page.locator(".ticket__side")).to_contain_text("chain")
    page.get_by_role("link", name=re.compile("^T-")).first.click()
    expect(page.locator("h1.ticket-title")).to_have_text("再问一次提币")
    other = page.locator("#their-tickets option").first.get_attribute("value") or ""
    page.fill("[name=merge-into]", other)
    press(mei, "Merge")
    expect(page.locator(".merged a")).to_contain_text(other)

    # A draft for everybody, cleaned by hand.
    mei.open(first)
    page.get_by_role("link", name="Make an article of it").click()
    expect(page.locator("main blockquote, blockquote").first).not_to_contain_text(
        "lin@mail.example"
    )
    page.select_option("[name=category]", index=1)
    page.fill("[name=title]", "提币显示完成却没到账")
    page.fill("[name=body]", "查看确认数。")
    page.get_by_label(re.compile("I read all of it")).check()
    press(mei, "Keep as a draft")
    mei.open("/admin/articles/text/?q=提币显示完成却没到账")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    mei.problems[:] = [one for one in mei.problems if "409" not in one]
    assert not mei.problems
    assert not jun.problems


@pytest.mark.usefixtures("tickets")
def test_desk_works_without_scripts(demo: Demo, browse: Opener) -> None:
    watched = browse(java_script_enabled=False, locale="en")
    page = watched.page
    watched.open("/admin/")
    page.fill("input[name=login]", "jun@boan.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has([name=login]) button.btn")
    watched.open("/admin/tickets/ticket/?q=林小雨&state=all")
    page.locator("#result_list tbody th a").first.click()
    page.select_option("[name=insert-canned]", label="Withdrawal late")
    press(watched, "Insert")
    expect(page.locator("[name=answer-body]")).to_have_value(re.compile("林小雨，你好。"))
    press(watched, "Send to the person")
    expect(page.locator(".said--staff").last).to_contain_text("林小雨，你好。")


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_axe_finding(
    scheme: Literal["light", "dark"], demo: Demo, browse: Opener
) -> None:
    watched = at_work(demo, browse, "jun")
    # Before pages are opened: colours of links change slowly.
    watched.page.emulate_media(color_scheme=scheme)
    watched.open("/admin/tickets/ticket/?q=林小雨&state=all")
    watched.page.locator("#result_list tbody th a").first.click()
    ticket = watched.path()
    for path in (
        "/admin/tickets/ticket/?state=all",
        ticket,
        ticket.replace("/change/", "/draft/"),
        "/admin/tickets/ticket/figures/",
    ):
        assert watched.open(path) == 200
        watched.page.wait_for_load_state("networkidle")
        # Axe itself breaks the policy of the page when it measures.
        assert not watched.problems
        assert not findings(watched, scheme), path
        watched.problems.clear()
        for width in (1280, 390):
            assert watched.scrolls_sideways(width) == 0, (path, width)

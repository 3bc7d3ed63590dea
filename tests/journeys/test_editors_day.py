"""A day at the editors' desk on the demo content, and what readers find at its end."""

import contextlib
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from faq.articles.models import Article, Revision, Tag, Text
from faq.categories.models import Category

pytestmark = pytest.mark.django_db


def titles(query: str, language: str = "zh-hans") -> list[str]:
    """Titles of the results a stranger gets, best first, without marks."""
    page = Client().get(f"/{language}/search/", {"q": query})
    rows = page.context["results"].rows
    return [str(row.title_html).replace("<mark>", "").replace("</mark>", "") for row in rows]


def keys(query: str) -> list[str]:
    """Keys of the articles on the first page of results."""
    page = Client().get("/zh-hans/search/", {"q": query})
    numbers = [
        row.url.split("/articles/")[1].split("-")[0]
        for row in page.context["results"].rows
        if "/articles/" in row.url
    ]
    by_pk = dict(Article.objects.filter(pk__in=numbers).values_list("pk", "key"))
    return [by_pk[int(number)] for number in numbers]


ANSWERS = {
    "提现没到账": "withdrawal-completed-not-received",
    "收不到验证码": "no-verification-code",
    "充值选错网络": "deposit-wrong-network",
    "51008": "api-error-codes",
    "強制平倉": "futures-liquidation",
    "ＡＰＩ密钥": "api-create-key",
}


@pytest.mark.usefixtures("library")
def test_what_the_demo_promises_is_there_and_found() -> None:
    """Among it S14: account security leads to the second factor, the reset and phishing."""
    live = Revision.objects.filter(is_published=True)
    assert live.filter(language="zh-hans").count() >= 30
    assert live.filter(language="en").count() >= 15
    assert live.filter(language="zh-hant").count() >= 3
    assert not live.filter(summary="").exists()
    assert not [problem for revision in live for problem in revision.problems]
    tutorials = live.filter(text__article__kind="tutorial", language="zh-hans")
    assert tutorials.count() >= 3
    assert all(revision.pictures.count() >= 4 for revision in tutorials)

    assert {"two-factor-setup", "forgotten-password", "phishing-mail"} <= set(keys("账户安全"))
    assert {query: keys(query)[0] for query in ANSWERS} == ANSWERS
    assert titles("保證金")[0] == "保证金"


def words(text: Text, **changes: Any) -> dict[str, Any]:
    """The form of a text as it stands, changed as said."""
    newest = text.revisions.first()
    assert newest
    return {
        "title": newest.title, "summary": newest.summary, "body": newest.body,
        "parity_reason": "其他语言随后更新",
        "keywords": newest.keywords, "tag_names": ",".join(tag.name for tag in text.tags.all()),
        "slug": text.slug, "checked_on": "", "note": "", "visible_from_0": "", "visible_from_1": "",
        "visible_until_0": "", "visible_until_1": "", "based_on": newest.pk,
    } | changes  # fmt: skip


@pytest.mark.usefixtures("library")
def test_after_a_day_of_edits_nothing_stored_differs_from_what_it_would_be(
    editor_client: Client,
) -> None:
    desk = editor_client
    texts = list(Text.objects.filter(language="zh-hans").order_by("pk")[:6])
    for number, text in enumerate(texts):
        button = ("_publish", "_continue", "_hide")[number % 3]
        data = words(
            text, title=f"改过的标题 {number}", tag_names="提现、新签", slug=f"new-{number}"
        )
        answer = desk.post(f"/admin/articles/text/{text.pk}/change/", data | {button: "1"})
        assert answer.status_code == 302
    future = words(
        texts[0], visible_from_0="2099-01-01", visible_from_1="09:00:00", body="新的正文"
    )
    desk.post(f"/admin/articles/text/{texts[0].pk}/change/", future | {"_publish": "1"})
    some = list(Article.objects.order_by("-pk").values_list("pk", flat=True)[:6])
    desk.post("/admin/articles/article/", {"action": "hide_all", "_selected_action": some[:3]})
    desk.post(
        "/admin/articles/article/",
        {"action": "delete_selected", "_selected_action": some[3:], "post": "yes"},
    )
    going = Category.objects.get(key="deposit-missing")
    target = Category.objects.get(key="withdrawal-missing")
    desk.post(
        f"/admin/categories/category/{going.pk}/delete/",
        {"confirmed": "yes", "contents_to": target.pk},
    )
    tags = Tag.objects.filter(name__in=["提现", "充值"])
    desk.post("/admin/articles/tag/", {"action": "merge", "_selected_action": [t.pk for t in tags]})
    call_command("import_content", str(settings.BASE_DIR / "fixtures"), verbosity=0)

    said = StringIO()
    with contextlib.suppress(SystemExit):
        call_command("rebuild", "--check", stdout=said, stderr=said)
    assert said.getvalue().strip() == "Everything derived is as it would be made now."
    assert Client().get(f"/zh-hans/categories/{going.pk}-deposit-missing/").status_code == 404

"""Whatever is renamed: its old address leads to the new one, and links by key go on working."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from faq.announcements.actions import save_announcement
from faq.announcements.models import Announcement
from faq.articles.actions import save_text
from faq.articles.models import Text
from faq.categories.actions import record_change
from faq.categories.models import Category
from faq.glossary.actions import save_term
from faq.glossary.models import Term, Words
from tests.announcements.factories import an_announcement, words
from tests.factories import NOW, a_category, an_article
from tests.glossary.factories import a_term

pytestmark = pytest.mark.django_db

Way = tuple[str, Callable[[], object], str]
"""An address, what renames, and the address afterwards."""


def an_article_renamed() -> Way:
    text = an_article(key="thing", slug="old").text

    def rename() -> Text:
        return save_text(text.article, "zh-hans", slug="new", by=None, at=NOW)

    path = f"/zh-hans/articles/{text.article_id}-"
    return f"{path}old/", rename, f"{path}new/"


def a_category_renamed() -> Way:
    category = a_category("old", zh_hans="类")
    an_article(category=category)

    def rename() -> None:
        renamed = Category.objects.get(pk=category.pk)
        renamed.slug = "new"
        renamed.save()
        record_change(renamed, by=None, at=NOW)

    path = f"/zh-hans/categories/{category.pk}-"
    return f"{path}old/", rename, f"{path}new/"


def a_term_renamed() -> Way:
    term = a_term("thing")

    def rename() -> Term:
        renamed = Term.objects.get(pk=term.pk)
        renamed.slug = "new"
        return save_term(
            renamed,
            texts={"zh-hans": Words(label="保证金", definition="定义。")},
            aliases=[],
            by=None,
            at=NOW,
        )

    path = f"/zh-hans/glossary/{term.pk}-"
    return f"{path}thing/", rename, f"{path}new/"


def an_announcement_renamed() -> Way:
    announcement = an_announcement(key="thing", texts={"zh-hans": words(slug="old")})

    def rename() -> Announcement:
        texts = {"zh-hans": words(slug="new")}
        return save_announcement(announcement, texts=texts, by=None, at=NOW)

    path = f"/zh-hans/announcements/{announcement.pk}-"
    return f"{path}old/", rename, f"{path}new/"


@pytest.mark.parametrize(
    ("make", "link"),
    [
        (an_article_renamed, "article:thing"),
        (a_category_renamed, ""),
        (a_term_renamed, "term:thing"),
        (an_announcement_renamed, "announcement:thing"),
    ],
    ids=["article", "category", "term", "announcement"],
)
def test_old_address_and_links_lead_to_what_was_renamed(make: Callable[[], Way], link: str) -> None:
    old, rename, new = make()
    page = an_article(title="指路", body=f"[看]({link})" if link else "").text.get_absolute_url()
    assert Client().get(old).status_code == 200
    rename()
    assert Client().get(new).status_code == 200
    answer = Client().get(f"{old}?from=mail")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{new}?from=mail")
    if link:
        html = Client().get(page).context["page"].html
        found = re.search(r'href="([^"]+)"[^>]*>看<', html)
        assert found
        followed = Client().get(found[1], follow=True)
        assert followed.status_code == 200
        assert followed.request["PATH_INFO"] == new

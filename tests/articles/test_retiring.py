"""Articles that are archived, merged or deleted: gone from every place at once, nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry
from faq.articles import actions, derived, golden, links, retiring
from faq.articles.models import Article, GoldenQuery, Revision, Text, Words
from faq.brand.actions import import_brand
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)

PAGES = [
    "/zh-hans/", "/zh-hans/articles/", "/zh-hans/articles/feed/", "/zh-hans/articles/path/", "/zh-hans/tags/提现/",
    "/zh-hans/search/?q=独一无二", "/zh-hans/search/suggest/?q=独一无二", "/sitemap-articles.xml", "/llms.txt",
]  # fmt: skip


def pages_that_lead_to(article: Article) -> set[str]:
    """The pages on which a reader finds a way to an article, its category and neighbour too."""
    neighbour = Text.objects.filter(article__key="neighbour").get().get_absolute_url()
    pages = [*PAGES, f"/zh-hans/categories/{article.category_id}-account/", neighbour]
    needle = f"articles/{article.pk}-".encode()
    return {page for page in pages if needle in Client().get(page).content}


def a_footer_link(target: str) -> None:
    names = {"zh-hans": {"name": "名", "site_name": "站"}}
    links_ = {"zh-hans": [{"label": "脚", "target": target}]}
    import_brand({"texts": names, "footer_links": links_}, by=None, at=NOW)


def a_unique_article() -> Article:
    an_article(key="neighbour", title="邻居", position=1)
    article = an_article(title="独一无二", slug="x", tags=["提现"]).text.article
    article.path_position = 1
    article.save()
    actions.record_article_change(article, by=None, at=NOW)
    return article


def test_archived_article_is_gone_everywhere_at_once_and_looks_absent() -> None:
    article = a_unique_article()
    address = article.texts.get().get_absolute_url()
    everywhere = pages_that_lead_to(article)
    assert {*PAGES} - everywhere <= {"/llms.txt", "/zh-hans/"}
    retiring.archive_articles([article], by=None, at=LATER)
    assert pages_that_lead_to(article) == set()
    assert Client().get(address).status_code == 404
    assert (
        Client()
        .post("/zh-hans/ask/", {"q": "独一无二"})
        .content.count(b"articles/%d-" % article.pk)
        == 0
    )
    assert article.texts.get().revisions.count() == 1
    assert AuditEntry.objects.filter(action="archived", object_id=article.pk).count() == 1


def test_archived_article_is_published_only_after_it_was_brought_back() -> None:
    revision = an_article()
    article = revision.text.article
    retiring.archive_articles([article], by=None, at=LATER)
    revision = Revision.objects.get(pk=revision.pk)
    with pytest.raises(ValidationError):
        actions.publish(revision, by=None, at=LATER)
    retiring.bring_back([Article.objects.get(pk=article.pk)], by=None, at=LATER)
    address = revision.text.get_absolute_url()
    assert Client().get(address).status_code == 404
    actions.publish(Revision.objects.get(pk=revision.pk), by=None, at=LATER)
    assert Client().get(address).status_code == 200


def test_archiving_what_is_archived_changes_nothing() -> None:
    article = an_article().text.article
    for _n in range(2):
        retiring.archive_articles([article], by=None, at=LATER)
    assert AuditEntry.objects.filter(action="archived").count() == 1


def test_scheduled_and_draft_texts_of_an_archived_article_stay_as_drafts() -> None:
    article = an_article(key="a", at=NOW, visible_from=LATER).text.article
    an_article(key="a", language="en", is_draft=True)
    retiring.archive_articles([article], by=None, at=NOW)
    assert Revision.objects.filter(is_published=True).count() == 0
    assert AuditEntry.objects.filter(action="hidden").count() == 1


# --- Merging -------------------------------------------------------------------------------------


def two(**old: Any) -> tuple[Article, Article]:
    kept = an_article(key="kept", slug="kept", title="留下", keywords="甲").text.article
    gone = an_article(key="gone", slug="gone", title="并走", keywords="乙", **old).text.article
    return gone, kept


def test_addresses_of_a_merged_article_lead_to_the_other_in_every_language() -> None:
    gone, kept = two()
    an_article(key="gone", language="en", slug="gone-en")
    an_article(key="kept", language="en", slug="kept-en")
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    for language, slug in (("zh-hans", "kept"), ("zh-hant", "kept"), ("en", "kept-en")):
        for old in ("gone", "older"):
            answer = Client().get(f"/{language}/articles/{gone.pk}-{old}/?a=1")
            assert answer.status_code == 301
            assert answer.headers["Location"] == f"/{language}/articles/{kept.pk}-{slug}/?a=1"
    answer = Client().get(f"/zh-hans/articles/{gone.pk}-gone.md")
    assert answer.headers["Location"] == f"/zh-hans/articles/{kept.pk}-kept.md"


@pytest.mark.parametrize("change", [{"audience": "staff"}, {"hidden": True}])
def test_a_merged_article_leads_nobody_to_what_they_may_not_read(change: dict[str, Any]) -> None:
    gone, kept = two()
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    if "audience" in change:
        Article.objects.filter(pk=kept.pk).update(**change)
    else:
        actions.hide(kept.texts.get(), by=None, at=LATER)
    assert Client().get(f"/zh-hans/articles/{gone.pk}-gone/").status_code == 404


def test_links_by_key_follow_a_merge_through_every_step_and_a_later_rename() -> None:
    gone, kept = two()
    last = an_article(key="last", slug="last").text.article
    page = an_article(body="[看](article:gone#h) 和 [也](article:kept)").text
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    retiring.merge_articles(kept, into=last, by=None, at=LATER)
    assert Article.objects.get(key="gone").merged_into == last
    html = Client().get(page.get_absolute_url()).context["page"].html
    assert html.count(f"/zh-hans/articles/{last.pk}-last/") == 2
    actions.save_text(last, "zh-hans", slug="renamed", by=None, at=LATER)
    html = Client().get(page.get_absolute_url()).content.decode()
    assert f"/zh-hans/articles/{last.pk}-renamed/#h" in html
    assert derived.differences() == []
    copy = Client().get(page.get_absolute_url().rstrip("/") + ".md").content.decode()
    assert copy.count(f"/articles/{last.pk}-renamed/") == 2


def test_links_of_the_frame_follow_a_merge() -> None:
    gone, kept = two()
    a_footer_link("article:gone")
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    assert (
        f'href="/zh-hans/articles/{kept.pk}-kept/"'
        in Client().get("/zh-hans/contact/").content.decode()
    )


def test_merged_article_is_gone_everywhere_and_the_other_takes_its_place_in_the_path() -> None:
    article = a_unique_article()
    kept = an_article(title="留下").text.article
    retiring.merge_articles(article, into=kept, by=None, at=LATER)
    assert pages_that_lead_to(article) == set()
    assert f"articles/{kept.pk}-" in Client().get("/zh-hans/articles/path/").content.decode()


def test_golden_queries_move_with_a_merge_and_count_as_unchecked() -> None:
    gone, kept = two()
    golden.save(GoldenQuery(query="乙", language="zh-hans", article=gone), by=None, at=NOW)
    GoldenQuery.objects.update(outcome="holds", place=1, checked_at=NOW)
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    moved = GoldenQuery.objects.get()
    assert (moved.article, moved.outcome, moved.place, moved.checked_at) == (
        kept,
        "unchecked",
        None,
        None,
    )


def test_tags_and_keywords_are_taken_over_only_on_request() -> None:
    gone, kept = two(tags=["旧签"])
    an_article(key="gone", language="en", title="Only here")
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    text = kept.texts.get()
    assert [*text.tags.all()] == []
    assert text.revisions.count() == 1


def test_on_request_tags_are_united_and_keywords_become_a_draft() -> None:
    gone, kept = two(tags=["旧签"])
    actions.save_text(kept, "zh-hans", tags=["新签"], by=None, at=NOW)
    retiring.merge_articles(
        gone, into=kept, unite_tags=True, carry_keywords=True, by=None, at=LATER
    )
    text = kept.texts.get()
    assert {tag.name for tag in text.tags.all()} == {"旧签", "新签"}
    draft, live = text.revisions.all()
    assert (draft.keywords, draft.is_published) == ("甲, 并走, 乙", False)
    assert (live.keywords, live.is_published) == ("甲", True)
    assert (draft.title, draft.summary, draft.body) == (live.title, live.summary, live.body)


def test_keywords_that_have_no_room_are_left_out() -> None:
    gone, kept = two()
    words = Words(title="留下", summary="答", keywords="长" * 498)
    actions.save_draft(kept.texts.get(), words, by=None, at=NOW)
    retiring.merge_articles(gone, into=kept, carry_keywords=True, by=None, at=LATER)
    assert kept.texts.get().revisions.first().keywords == "长" * 498


def test_votes_and_views_stay_with_the_words_that_readers_judged() -> None:
    gone, kept = two()
    actions.vote(gone.texts.get(), reader="r", is_helpful=True, at=NOW)
    actions.count_view(gone.texts.get(), at=NOW)
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    old, text = gone.texts.get(), kept.texts.get()
    assert (old.views, old.helpful, text.views, text.helpful) == (1, 1, 0, 0)


def test_a_merge_is_in_the_trail_of_both_articles() -> None:
    gone, kept = two()
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    trail = AuditEntry.objects.filter(action="merged", kind="article")
    assert dict(trail.values_list("object_id", "details")) == {
        kept.pk: {"merged": "gone"},
        gone.pk: {"into": "kept"},
    }


@pytest.mark.parametrize("place", ["itself", "archived", "merged"])
def test_an_article_is_merged_into_another_one_in_use_only(place: str) -> None:
    gone, kept = two()
    into = {"itself": gone, "archived": kept, "merged": kept}[place]
    if place == "archived":
        retiring.archive_articles([kept], by=None, at=LATER)
    if place == "merged":
        retiring.merge_articles(kept, into=an_article().text.article, by=None, at=LATER)
    with pytest.raises(ValidationError):
        retiring.merge_articles(gone, into=into, by=None, at=LATER)
    assert Article.objects.get(key="gone").archived_at is None


def test_two_articles_merged_into_each_other_at_once_do_not_both_vanish() -> None:
    gone, kept = two()
    other_way = (Article.objects.get(pk=kept.pk), Article.objects.get(pk=gone.pk))
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    with pytest.raises(ValidationError):
        retiring.merge_articles(other_way[0], into=other_way[1], by=None, at=LATER)
    assert Client().get(kept.texts.get().get_absolute_url()).status_code == 200


def test_a_merge_is_undone_by_bringing_the_article_back() -> None:
    gone, kept = two()
    page = an_article(body="[看](article:gone)").text
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    retiring.bring_back([gone], by=None, at=LATER)
    actions.publish(gone.texts.get().revisions.first(), by=None, at=LATER)
    assert Client().get(gone.texts.get().get_absolute_url()).status_code == 200
    assert f"articles/{gone.pk}-gone/" in Client().get(page.get_absolute_url()).content.decode()


# --- Deleting ------------------------------------------------------------------------------------


def test_what_links_to_an_article_is_found_in_words_that_count() -> None:
    target = an_article(key="deposit").text.article
    live = an_article(title="直接", body="[看](article:deposit#a)").text
    reference = an_article(title="引用", body="[看][1]\n\n[1]: article:deposit").text
    draft = an_article(title="原稿", body="无").text
    actions.save_draft(draft, Words(title="草稿", body="[看](article:deposit)"), by=None, at=NOW)
    behind_draft = an_article(title="上线的", body="[看](article:deposit)").text
    actions.save_draft(behind_draft, Words(title="新稿", body="无"), by=None, at=NOW)
    given_up = an_article(title="早先", body="[看](article:deposit)").text
    actions.publish(
        actions.save_draft(given_up, Words(title="现在", summary="答"), by=None, at=NOW),
        by=None,
        at=LATER,
    )
    an_article(title="别的", body="[看](article:deposit-fees) article:deposits")
    an_article(
        key="deposit", language="en", body="[self](article:deposit)", parity_reason="Itself."
    )
    a_footer_link("article:deposit")

    found = links.linking([target], at=LATER)
    assert {one.text for one in found} == {live, reference, draft, behind_draft, None}
    assert {one.title for one in found if one.text is None} == {"脚"}


def test_deleted_article_leaves_no_trace_but_the_trail_and_links_to_it_are_reported() -> None:
    article = a_unique_article()
    page = an_article(body=f"[看](article:{article.key})").text
    actions.delete_articles([article], by=None, at=LATER)
    article.pk = AuditEntry.objects.get(action="deleted").object_id
    assert pages_that_lead_to(article) == set()
    assert page.revisions.get().problems
    assert derived.differences() == []


def test_deleted_article_leads_on_where_that_was_asked_for() -> None:
    gone, kept = two()
    page = an_article(body="[看](article:gone)").text
    actions.vote(gone.texts.get(), reader="r", is_helpful=True, at=NOW)
    retiring.delete_articles_leading([gone], to=kept, by=None, at=LATER)
    assert not Text.objects.filter(article=gone).exists()
    assert (
        Client().get(f"/zh-hans/articles/{gone.pk}-gone/").headers["Location"]
        == kept.texts.get().get_absolute_url()
    )
    assert f"articles/{kept.pk}-kept/" in Client().get(page.get_absolute_url()).content.decode()
    assert "并走" not in Client().get("/zh-hans/search/?q=并走").content.decode().replace(
        'value="并走"', ""
    ).replace("“并走”", "")
    trail = AuditEntry.objects.get(action="deleted", kind="article")
    assert trail.details == {"leads_to": "kept"}


def test_what_was_merged_into_a_deleted_article_is_kept_in_the_archive() -> None:
    gone, kept = two()
    page = an_article(body="[看](article:gone)").text
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    actions.delete_articles([kept], by=None, at=LATER)
    gone.refresh_from_db()
    assert gone.merged_into is None
    assert gone.archived_at == LATER
    assert f"articles/{gone.pk}-gone/" in page.revisions.get().html
    assert Client().get(f"/zh-hans/articles/{gone.pk}-gone/").status_code == 404


def test_archived_articles_are_offered_beside_no_other() -> None:
    kept = an_article(tags=["签"]).text.article
    gone = an_article(tags=["签"]).text.article
    retiring.archive_articles([gone], by=None, at=LATER)
    derived.relate([kept.pk])
    assert Article.objects.get(pk=kept.pk).related == []


def test_the_way_to_a_merged_article_costs_one_query_more(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    gone, kept = two()
    for n in range(5):
        retiring.merge_articles(an_article(key=f"g{n}").text.article, into=kept, by=None, at=LATER)
    retiring.merge_articles(gone, into=kept, by=None, at=LATER)
    with django_assert_max_num_queries(6):
        assert Client().get(f"/zh-hans/articles/{gone.pk}-gone/").status_code == 301


# --- Renaming ------------------------------------------------------------------------------------


def test_renamed_article_is_reached_by_its_old_address_and_by_links() -> None:
    text = an_article(key="a", slug="old").text
    page = an_article(body="[看](article:a)").text
    a_category("other")
    actions.save_text(text.article, "zh-hans", slug="new", by=None, at=LATER)
    answer = Client().get(f"/zh-hans/articles/{text.article_id}-old/?q=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"/zh-hans/articles/{text.article_id}-new/?q=1",
    )
    assert f"{text.article_id}-new/" in Client().get(page.get_absolute_url()).content.decode()

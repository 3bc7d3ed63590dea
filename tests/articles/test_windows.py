"""When the words of a text can be read: publish, schedule, move, hide."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.articles import actions
from faq.articles.models import Revision, Text, Words
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STRANGER = AnonymousUser()


def visible(at: datetime) -> list[str]:
    return [r.title for r in Revision.objects.visible_to(STRANGER, at).order_by("title")]


def test_draft_is_not_visible() -> None:
    an_article(title="草稿", is_draft=True)
    assert visible(NOW + HOUR) == []


def test_published_text_is_visible_from_its_moment_on() -> None:
    an_article(title="新", visible_from=NOW + HOUR)
    assert visible(NOW + HOUR - timedelta(microseconds=1)) == []
    assert visible(NOW + HOUR) == ["新"]


def test_text_ends_at_its_end_and_not_before() -> None:
    an_article(title="活动", visible_until=NOW + HOUR)
    assert visible(NOW + HOUR - timedelta(microseconds=1)) == ["活动"]
    assert visible(NOW + HOUR) == []


def test_live_words_stay_until_the_scheduled_ones_begin() -> None:
    live = an_article(title="旧")
    draft = actions.save_draft(live.text, Words(title="新", summary="答"), by=None, at=NOW)
    actions.publish(draft, by=None, at=NOW, visible_from=NOW + HOUR)
    assert visible(NOW) == ["旧"]
    assert visible(NOW + HOUR) == ["新"]


def test_words_scheduled_between_two_others_end_with_the_second() -> None:
    first = an_article(title="一")
    for title, start in (("三", NOW + 2 * HOUR), ("二", NOW + HOUR)):
        draft = actions.save_draft(first.text, Words(title=title, summary="答"), by=None, at=NOW)
        actions.publish(draft, by=None, at=NOW, visible_from=start)
    assert [visible(NOW + n * HOUR) for n in range(3)] == [["一"], ["二"], ["三"]]


def test_live_text_given_a_later_start_is_gone_until_then() -> None:
    first = an_article(title="一", at=NOW - 2 * HOUR)
    second = actions.save_draft(first.text, Words(title="二", summary="答"), by=None, at=NOW - HOUR)
    second = actions.publish(second, by=None, at=NOW - HOUR)
    actions.publish(second, by=None, at=NOW, visible_from=NOW + HOUR)
    assert visible(NOW) == []
    assert visible(NOW + HOUR) == ["二"]


def test_hidden_text_is_gone_and_its_schedule_cancelled() -> None:
    live = an_article(title="旧")
    draft = actions.save_draft(live.text, Words(title="新", summary="答"), by=None, at=NOW)
    actions.publish(draft, by=None, at=NOW, visible_from=NOW + HOUR)
    actions.hide(live.text, by=None, at=NOW)
    assert visible(NOW) == visible(NOW + 2 * HOUR) == []


def test_words_that_are_over_are_published_as_a_new_revision() -> None:
    live = an_article(title="旧")
    actions.hide(live.text, by=None, at=NOW + HOUR)
    live.refresh_from_db()
    again = actions.publish(live, by=None, at=NOW + 2 * HOUR)
    assert again.pk != live.pk
    assert visible(NOW + 2 * HOUR) == ["旧"]


def test_publishing_live_words_again_changes_nothing() -> None:
    live = an_article()
    assert actions.publish(live, by=None, at=NOW + HOUR).visible_from == NOW
    assert live.text.revisions.count() == 1


def test_text_without_an_answer_is_not_published() -> None:
    draft = an_article(summary="", is_draft=True)
    with pytest.raises(ValidationError) as refused:
        actions.publish(draft, by=None, at=NOW)
    assert "summary" in refused.value.message_dict


def test_end_before_start_is_refused() -> None:
    draft = an_article(is_draft=True)
    with pytest.raises(ValidationError) as refused:
        actions.publish(draft, by=None, at=NOW, visible_until=NOW - HOUR)
    assert "visible_until" in refused.value.message_dict


moments = st.integers(-5, 5).map(lambda hours: NOW + hours * HOUR)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.integers(0, 9), st.none() | moments),
        st.tuples(st.just("hide"), st.just(0), st.none()),
    ),
    max_size=8,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operations)
def test_at_every_instant_at_most_one_revision_is_visible(
    db: None, done: list[tuple[str, int, datetime | None]]
) -> None:
    category = a_category()
    article = actions.create_article(
        key=f"w{Text.objects.count()}", category=category, by=None, at=NOW
    )
    text = actions.save_text(article, "en", by=None, at=NOW)
    revisions = [
        actions.save_draft(text, Words(title=f"v{n}", summary="Answer"), by=None, at=NOW)
        for n in range(4)
    ]
    at = NOW
    for what, which, start in done:
        at += timedelta(minutes=7)
        if what == "hide":
            actions.hide(text, by=None, at=at)
        else:
            revision = Revision.objects.get(pk=revisions[which % 4].pk)
            actions.publish(revision, by=None, at=at, visible_from=start)
        for hours in range(-6, 7):
            for shift in (timedelta(), timedelta(microseconds=1), timedelta(minutes=-3)):
                seen = Revision.objects.filter(text=text).visible_to(
                    STRANGER, NOW + hours * HOUR + shift
                )
                assert seen.count() <= 1
    article.delete()

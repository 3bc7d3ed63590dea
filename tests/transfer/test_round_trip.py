"""Everything that goes out comes back: an export of what an export brought in is the same."""

import json
import re
import shutil
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from faq.accounts.models import AuditEntry
from faq.articles import actions
from faq.articles.models import Article, Revision, Text, Words
from faq.categories.models import Category
from faq.contact.mentions import mentions
from faq.facts.actions import import_facts
from faq.facts.models import FactValue
from faq.glossary.actions import hide, import_terms
from faq.glossary.models import Term
from faq.pictures.actions import add_picture
from faq.pictures.models import Picture
from faq.search import fulltext
from faq.transfer import export, front_matter, records
from faq.transfer.actions import import_path
from faq.transfer.report import Report, Verdict
from faq.transfer.tables import TABLES
from tests.factories import NOW, a_category, an_article

_SIGNS = [*"a'\"\\[],，:：-#=+@|`<&% \n\r\t中体😀", "\n---\n", "\u2028", "\x85", "\u3000"]
# What looks like a way to reach somebody is not published, and so comes back as a draft.
ODD = (
    st.lists(st.sampled_from(_SIGNS), max_size=12)
    .map(lambda signs: "x" + "".join(signs))
    .filter(lambda text: not mentions(text))
)


def take(path: Path, *, is_dry_run: bool = False, skip_refused: bool = False) -> Report:
    return import_path(
        path,
        by=None,
        at=NOW,
        language="en",
        is_dry_run=is_dry_run,
        skip_refused=skip_refused,
    )


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def all_forms(folder: Path) -> dict[str, bytes]:
    """The content in all three forms."""
    export.write_folder(folder / "folder", at=NOW)
    export.write_tables(folder / "csv", at=NOW)
    export.write_json_lines(folder / "texts.jsonl", at=NOW)
    return files_in(folder)


def empty_site() -> None:
    fulltext.delete(fulltext.numbers())
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.mark.django_db(transaction=True)
def test_demo_content_comes_back_byte_for_byte(tmp_path: Path) -> None:
    call_command("import_content", str(settings.BASE_DIR / "fixtures"), verbosity=0)
    before = all_forms(tmp_path / "before")
    for form in ("folder", "csv", "texts.jsonl"):
        again = take(tmp_path / "before" / form)
        assert not again.of(Verdict.ADDED, Verdict.CHANGED, Verdict.REFUSED, Verdict.NOTED), form
    empty_site()
    report = take(tmp_path / "before" / "folder")
    assert not report.problems
    assert all_forms(tmp_path / "after") == before
    assert len(before) > 200


def a_rich_site() -> None:
    """A live text with words to come and a newer draft, one hidden, one for staff, a draft only."""
    a_category("trade")
    live = an_article(key="live", title="现在", tags=["提现", "C++"], body="[画](x)\n\n    code\n")
    later = actions.save_draft(
        live.text, Words(title="以后", summary="改了。", body="新"), by=None, at=NOW
    )
    actions.publish(later, by=None, at=NOW, visible_from=NOW + timedelta(days=3))
    actions.save_draft(live.text, Words(title="草稿", summary="", body=""), by=None, at=NOW)
    hidden = an_article(key="hidden", title="藏", at=NOW - timedelta(days=2))
    actions.hide(hidden.text, by=None, at=NOW - timedelta(days=1))
    an_article(key="staff", audience="staff", visible_until=NOW + timedelta(days=9), position=0)
    an_article(key="Draft_1", language="en", title="Only a draft", is_draft=True, kind="guide")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["folder", "csv", "texts.jsonl"])
def test_states_and_windows_come_back(tmp_path: Path, form: str) -> None:
    a_rich_site()
    before = all_forms(tmp_path / "before")
    empty_site()
    assert not take(tmp_path / "before" / form).refused
    after = all_forms(tmp_path / "after")
    assert after["texts.jsonl"] == before["texts.jsonl"]
    # JSON Lines hold the articles alone.
    assert form == "texts.jsonl" or after == before
    text = Text.objects.get(article__key="live")
    revisions = text.revisions.order_by("pk")
    assert [(one.title, one.is_live(NOW), one.is_published) for one in revisions] == [
        ("现在", True, True),
        ("以后", False, True),
        ("草稿", False, False),
    ]
    assert not Revision.objects.live(NOW).filter(text__article__key="hidden").exists()
    assert Article.objects.get(key="staff").position == 0
    count = Revision.objects.count()
    again = take(tmp_path / "before" / form)
    assert again.unchanged == 6
    assert not again.of(Verdict.ADDED, Verdict.CHANGED)
    assert Revision.objects.count() == count


@pytest.mark.django_db
@examples(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=ODD, summary=ODD, body=ODD, keywords=ODD, tags=st.lists(ODD, max_size=2))
def test_odd_words_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    summary: str,
    body: str,
    keywords: str,
    tags: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    Article.objects.all().delete()
    an_article(
        key="odd", title=title, summary=summary, body=body, keywords=keywords,
        tags=[re.sub(r"[,，、;；\n]", "", tag) for tag in tags],
    )  # fmt: skip
    before = all_forms(folder / "before")
    for form in ("folder", "csv", "texts.jsonl"):
        again = take(folder / "before" / form)
        assert not again.problems
        assert not again.of(Verdict.ADDED, Verdict.CHANGED), (form, again.lines)
        Article.objects.all().delete()
        assert take(folder / "before" / form).created == 1
        assert all_forms(folder / f"after-{form}") == before


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), ODD | st.lists(ODD)), ODD)
def test_head_reads_back_what_was_written(head: dict[str, str | list[str]], body: str) -> None:
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    written = front_matter.join(head, body)
    read, rest = front_matter.split(written)
    assert read == head
    assert rest.strip("\n") == body.strip("\n")
    assert front_matter.join(read, rest) == written


@pytest.mark.django_db(transaction=True)
def test_pictures_come_back_with_their_descriptions(tmp_path: Path) -> None:
    content = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(content, "PNG")
    add_picture(content.getvalue(), name="step.png", alt="第一步", by=None, at=NOW)
    an_article(key="k", body="![](/media/pictures/step.png)\n")
    before = all_forms(tmp_path / "before")
    assert "folder/pictures/step.png" in before
    again = take(tmp_path / "before" / "folder")
    assert not again.of(Verdict.ADDED, Verdict.CHANGED)
    empty_site()
    take(tmp_path / "before" / "folder")
    assert Picture.objects.get().alt == "第一步"
    assert Revision.objects.get().pictures.get().name == "step.png"
    assert all_forms(tmp_path / "after") == before


@pytest.mark.django_db(transaction=True)
def test_hidden_terms_and_values_to_come_come_back(tmp_path: Path) -> None:
    words = {"en": {"label": "Gas", "definition": "A fee."}}
    aliases = [{"text": "燃料费", "language": "zh-hans"}, {"text": "gass", "is_shown": False}]
    terms = [{"key": "gas", "texts": words, "aliases": aliases}]
    hide(import_terms({"terms": terms}, by=None, at=NOW)["gas"], by=None, at=NOW)
    later = {"value": "2", "valid_from": (NOW + timedelta(days=5)).isoformat()}
    fact = {"key": "fee", "value": "1", "next": [later], "texts": {"en": {"label": "Fee"}}}
    import_facts({"facts": [fact]}, by=None, at=NOW)
    before = all_forms(tmp_path / "before")
    for form in ("folder", "csv"):
        empty_site()
        assert not take(tmp_path / "before" / form).problems
        assert all_forms(tmp_path / f"after-{form}") == before
        assert not Term.objects.get().is_published
        assert list(FactValue.objects.values_list("value", flat=True)) == ["1", "2"]


@pytest.mark.django_db
def test_value_whose_time_came_meanwhile_holds() -> None:
    later = {"value": "2", "valid_from": (NOW + timedelta(days=5)).isoformat()}
    fact = {"key": "fee", "value": "1", "next": [later], "texts": {"en": {"label": "Fee"}}}
    import_facts({"facts": [fact]}, by=None, at=NOW + timedelta(days=6))
    assert FactValue.objects.get().value == "2"


# --- The command ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_command_writes_each_form(tmp_path: Path) -> None:
    an_article(key="k", title="=1+1")
    for form in ("folder", "jsonl", "csv"):
        out = StringIO()
        call_command("export_content", str(tmp_path / form), "--format", form, stdout=out)
        assert str(tmp_path / form) in out.getvalue()
    assert (tmp_path / "folder" / "articles" / "zh-hans" / "k.md").exists()
    assert json.loads((tmp_path / "jsonl").read_text())["id"] == "k"
    table = (tmp_path / "csv" / "articles.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in table.decode()


@pytest.mark.django_db
def test_command_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(CommandError, match="there already"):
        call_command("export_content", str(tmp_path))


# --- What is the same stays, what differs is named ------------------------------------------------


@pytest.mark.django_db
def test_changed_fields_are_named_and_what_a_file_does_not_say_stays(tmp_path: Path) -> None:
    text = an_article(key="k", title="旧", tags=["提现"], category=a_category("one")).text
    a_category("two")
    (tmp_path / "k.md").write_text(
        "---\nkey: k\nlanguage: zh-hans\ntitle: 新\ncategory: two\norder: 7\n---\n", "utf-8"
    )
    (tmp_path / "k.md").write_text(
        "---\nkey: k\nlanguage: zh-hans\ntitle: 新\nsummary: 新答。\ncategory: two\norder: 7\n---\n",
        "utf-8",
    )
    report = take(tmp_path)
    [line] = report.of(Verdict.CHANGED)
    assert set(line.fields) == {"category", "order", "title", "summary"}
    article = Article.objects.get()
    assert (article.category.key, article.position, article.kind) == ("two", 7, "faq")
    assert [tag.name for tag in text.tags.all()] == ["提现"]


@pytest.mark.django_db
def test_import_moves_an_end_and_keeps_the_start_of_what_is_read(tmp_path: Path) -> None:
    an_article(key="k", title="甲", summary="答。")
    head = "---\nkey: k\nlanguage: zh-hans\ntitle: 甲\nsummary: 答。\n{}\n---\n"
    (tmp_path / "k.md").write_text(
        head.format("visible_from: 2026-12-24\nvisible_until: 2026-12-25"), "utf-8"
    )
    [line] = take(tmp_path).of(Verdict.CHANGED)
    assert line.fields == ("visible_until",)
    revision = Revision.objects.get()
    assert revision.visible_from == NOW
    assert revision.visible_until is not None


@pytest.mark.django_db
def test_what_an_editor_hid_stays_hidden(tmp_path: Path) -> None:
    text = an_article(key="k", title="甲", at=NOW - timedelta(days=1)).text
    export.write_folder(tmp_path, at=NOW)
    actions.hide(text, by=None, at=NOW)
    assert take(tmp_path).unchanged == 1
    assert not Revision.objects.live(NOW).exists()


@pytest.mark.django_db
def test_one_refused_row_leaves_nothing_written(tmp_path: Path) -> None:
    rows = {"categories": [{"key": "good", "texts": {"en": {"name": "Good"}}}, {"key": "a b"}]}
    (tmp_path / "categories.json").write_text(json.dumps(rows))
    report = take(tmp_path)
    assert not report.is_written
    assert [line.source for line in report.refused] == ["categories.json:categories:2"]
    assert not Category.objects.exists()
    assert not AuditEntry.objects.exists()
    assert take(tmp_path, skip_refused=True).is_written
    assert [category.key for category in Category.objects.all()] == ["good"]


@pytest.mark.django_db
def test_rows_may_name_those_below_them(tmp_path: Path) -> None:
    rows = [
        {"key": "child", "parent": "top", "texts": {"en": {"name": "Child"}}},
        {"key": "top", "texts": {"en": {"name": "Top"}}},
    ]
    (tmp_path / "categories.json").write_text(json.dumps({"categories": rows}))
    assert not take(tmp_path).problems
    assert Category.objects.get(key="child").parent == Category.objects.get(key="top")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("brand", {"footer_links": {"en": [{"label": "x", "target": "javascript:alert(1)"}]}}),
        ("brand", {"accent": "#ffffff"}),
        ("brand", {"texts": {"tlh": {"name": "x", "site_name": "x"}}}),
        ("categories", {"categories": [{"key": "a", "texts": {"en": {"name": "x" * 61}}}]}),
        ("categories", {"categories": [{"key": "a", "texts": {"tlh": {"name": "x"}}}]}),
        ("contact", {"fakes": [{"kind": "fax", "value": "1"}]}),
        ("contact", {"channels": [{"key": "a", "kind": "web", "value": "boan.example",
                                   "texts": {"en": {"name": "x" * 81}}}]}),
        ("facts", {"facts": [{"key": "a", "value": "1", "texts": "none"}]}),
        ("glossary", {"terms": [{"texts": {}}]}),
        ("synonyms", {"groups": [["alone"]]}),
        ("synonyms", {"groups": ["not a list", 7]}),
        ("announcements", {"announcements": [{"key": "a", "kind": "risk"}]}),
        ("golden_queries", {"queries": [{"query": 7, "language": "en", "article": "x"}]}),
    ],
)  # fmt: skip
def test_row_that_readers_must_not_meet_is_refused(
    tmp_path: Path, name: str, data: dict[str, object]
) -> None:
    (tmp_path / f"{name}.json").write_text(json.dumps(data))
    report = take(tmp_path)
    assert report.refused
    assert all(line.reason for line in report.refused)
    assert not report.is_written


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just(10**30)
    | st.sampled_from(["en", "2026-01-01", "0001-01-01T00:00:00+14:00", "k", "+852 1", "risk"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["en", "label", "definition", "name", "title", "x"]), inner),
    max_leaves=4,
)  # fmt: skip


@pytest.mark.django_db
@examples(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), kind=st.sampled_from(records.KINDS))
def test_any_record_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, kind: records.Kind
) -> None:
    names = [*TABLES[kind.name].own, "texts"] if kind.name in TABLES else [
        "key", "code", "texts", "words", "query", "language", "article", "kind", "value",
        "accent", "footer_links", "on", "position",
    ]  # fmt: skip
    row = data.draw(st.dictionaries(st.sampled_from(names), _ANY))
    folder = tmp_path_factory.mktemp("any")
    rows = row if kind.file == "brand" else {kind.name: [row]}
    if kind.name == "groups":
        rows = {"groups": [data.draw(_ANY)]}
    (folder / f"{kind.file}.json").write_text(json.dumps(rows))
    (folder / "texts.md").write_text("---\nkey: k\nlanguage: en\ntitle: T\nsummary: S.\n---\n")
    report = take(folder, is_dry_run=True)
    assert report.lines


@pytest.mark.django_db
def test_last_moment_of_all_is_written_as_it_is(tmp_path: Path) -> None:
    fact = {"key": "a", "value": "1", "valid_from": "9999-12-31T23:00:00+00:00"}
    rows = {"facts": [{**fact, "texts": {"en": {"label": "x"}}}]}
    (tmp_path / "facts.json").write_text(json.dumps(rows))
    assert not take(tmp_path).problems
    assert take(tmp_path).of(Verdict.UNCHANGED)


@pytest.mark.django_db
def test_moments_that_no_zone_has_are_refused(tmp_path: Path) -> None:
    head = "---\nkey: {0}\nlanguage: en\ntitle: T\nsummary: S.\nvisible_from: {0}-01-01\n---\n"
    for year in ("0001", "9999"):
        (tmp_path / f"{year}.md").write_text(head.format(year))
    assert len(take(tmp_path).refused) == 2


@pytest.mark.django_db
def test_words_that_may_not_be_shown_come_in_as_a_draft(tmp_path: Path) -> None:
    (tmp_path / "k.md").write_text(
        "---\nkey: k\nlanguage: en\ntitle: T\nsummary: S.\n"
        "visible_from: 2026-01-02\nvisible_until: 2026-01-01\n---\n"
    )
    report = take(tmp_path)
    assert report.created == 1
    assert "draft" in report.problems[0]
    assert not Revision.objects.get().is_published

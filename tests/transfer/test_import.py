"""Import of folders and JSON Lines, through the command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from faq.articles.models import Article, Revision, Text
from faq.categories.models import Category
from faq.transfer import front_matter
from tests.factories import an_article


def run(path: Path, *options: str) -> str:
    out, errors = StringIO(), StringIO()
    call_command("import_content", str(path), *options, stdout=out, stderr=errors, verbosity=0)
    return out.getvalue() + errors.getvalue()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


HEAD = "---\nkey: k\nlanguage: {}\ntitle: {}\nsummary: 答案。\ncategory: account\ntags: [提现, 网络]\n---\n\n正文\n"


@pytest.mark.django_db
def test_folder_becomes_articles_and_again_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "articles/zh-hans/k.md", HEAD.format("zh-hans", "甲"))
    write(tmp_path, "articles/en/k.md", HEAD.format("en", "A"))
    assert "created: 2" in run(tmp_path)
    assert Article.objects.get().texts.count() == 2
    assert {tag.name for tag in Text.objects.first().tags.all()} == {"提现", "网络"}
    assert "created: 0, changed: 0, unchanged: 2" in run(tmp_path)
    assert Revision.objects.count() == 2


@pytest.mark.django_db
def test_changed_file_is_a_new_revision(tmp_path: Path, client: Client) -> None:
    path = write(tmp_path, "k.md", HEAD.format("zh-hans", "甲"))
    run(tmp_path)
    path.write_text(HEAD.format("zh-hans", "乙"), encoding="utf-8")
    assert "changed: 1" in run(tmp_path)
    page = client.get(Text.objects.get().get_absolute_url())
    assert page.context["page"].title == "乙"


@pytest.mark.django_db
def test_trial_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "k.md", HEAD.format("zh-hans", "甲"))
    assert "would be created: 1" in run(tmp_path, "--dry-run")
    assert not Article.objects.exists()
    assert not Category.objects.exists()


@pytest.mark.django_db
def test_markdown_of_somebody_else_is_understood(tmp_path: Path) -> None:
    write(
        tmp_path,
        "guide/first-steps.md",
        "# First steps\n\nInstall Node.js with pip today. Then run it.\n",
    )
    write(
        tmp_path, "guide/setext.md", "Title here\n==========\n\nA paragraph that is long enough.\n"
    )
    write(
        tmp_path, "npm.md", "---\ntitle: Scope\ndescription: What a scope is.\n---\n\nText here.\n"
    )
    assert "created: 3" in run(tmp_path, "--language", "en")
    assert Revision.objects.get(title="Scope").summary == "What a scope is."
    first = Revision.objects.get(text__article__key="guide-first-steps")
    assert (first.title, first.summary) == ("First steps", "Install Node.js with pip today.")
    assert "First steps" not in first.plain
    assert first.text.article.category.key == "guide"
    assert Revision.objects.get(text__article__key="guide-setext").title == "Title here"


@pytest.mark.django_db
def test_bad_files_are_named_and_the_others_taken(tmp_path: Path) -> None:
    write(tmp_path, "good.md", HEAD.format("zh-hans", "甲"))
    write(tmp_path, "language.md", HEAD.format("fr", "B").replace("key: k", "key: b"))
    write(tmp_path, "head.md", "---\nnot an entry\n---\n")
    write(tmp_path, "kind.md", HEAD.format("en", "C").replace("key: k", "key: c\nkind: poem"))
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
    said = run(tmp_path, "--skip-refused")
    assert "created: 1" in said
    for name in ("language.md", "head.md", "kind.md", "bytes.md"):
        assert name in said


@pytest.mark.django_db
def test_json_lines_join_languages_by_id(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "lang": lang, "category": "账户", "title": title, "summary": "答。", "body_markdown": "# 大题\n正文",
         "tags": ["提现"], "published_at": "2026-01-02T03:04:05Z"}
        for lang, title in (("zh-CN", "甲"), ("en", "A"))
    ]  # fmt: skip
    path = write(tmp_path, "texts.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert "created: 2" in run(path)
    assert Article.objects.get().texts.count() == 2
    assert Revision.objects.first().visible_from.isoformat() == "2026-01-02T03:04:05+00:00"


@pytest.mark.django_db
def test_characters_that_xml_forbids_are_removed(tmp_path: Path, client: Client) -> None:
    """F14: also U+FFFE and a lone surrogate in JSON."""
    row = '{"id": "c", "lang": "en", "title": "De\\u000bposit\\ufffe", "summary": "A.", "body_markdown": "x\\ud800y\\u0000z"}'
    assert "created: 1" in run(write(tmp_path, "t.jsonl", row))
    assert Revision.objects.get().title == "Deposit"
    assert client.get("/en/articles/feed/").status_code == 200


@pytest.mark.django_db
def test_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "t.jsonl", "{broken\n")
    with pytest.raises(CommandError):
        run(path)


@pytest.mark.django_db
def test_lines_after_a_bad_one_are_taken(tmp_path: Path) -> None:
    good = '{"id": 1, "lang": "en", "title": "T", "summary": "S.", "body_markdown": "b"}'
    said = run(write(tmp_path, "t.jsonl", "{broken\n[]\n" + good), "--skip-refused")
    assert "created: 1" in said
    assert "t.jsonl:1" in said
    assert "t.jsonl:2" in said


@pytest.mark.django_db
def test_text_that_comes_twice_is_taken_once_and_named(tmp_path: Path) -> None:
    line = '{{"id": 1, "lang": "en", "title": "{}", "summary": "S.", "body_markdown": "b"}}'
    said = run(
        write(tmp_path, "t.jsonl", line.format("First") + "\n" + line.format("Second")),
        "--skip-refused",
    )
    assert "created: 1" in said
    assert "t.jsonl:2: 1 (en) was in t.jsonl:1 already" in said
    assert Revision.objects.get().title == "First"


@pytest.mark.django_db
def test_missing_path_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        run(tmp_path / "nowhere")


@pytest.mark.django_db
def test_links_by_key_resolve_whatever_the_order_of_files(tmp_path: Path, client: Client) -> None:
    write(tmp_path, "a.md", HEAD.format("zh-hans", "甲").replace("正文", "[乙](article:z)"))
    write(tmp_path, "z.md", HEAD.format("zh-hans", "乙").replace("key: k", "key: z"))
    run(tmp_path)
    text, target = Text.objects.get(article__key="k"), Text.objects.get(article__key="z")
    for language in ("zh-hans", "zh-hant"):
        page = client.get(text.url(language)).content.decode()
        assert f'<a href="{target.url(language)}">乙</a>' in page


@pytest.mark.django_db
def test_articles_of_one_tag_are_offered_beside_each_other(tmp_path: Path) -> None:
    for key, tag in (("a", "提现"), ("b", "提现"), ("c", "网络")):
        head = HEAD.format("zh-hans", key).replace("key: k", f"key: {key}")
        write(tmp_path, f"{key}.md", head.replace("[提现, 网络]", f"[{tag}]"))
    run(tmp_path)
    a, b, c = (Article.objects.get(key=key) for key in "abc")
    assert a.related[0] == b.pk
    head = HEAD.format("zh-hans", "a").replace("key: k", "key: a")
    write(tmp_path, "a.md", head.replace("[提现, 网络]", "[网络]"))
    assert "changed: 1" in run(tmp_path)
    a.refresh_from_db()
    assert a.related[0] == c.pk


@pytest.mark.django_db
def test_existing_article_keeps_its_counters(tmp_path: Path) -> None:
    text = an_article(key="k", title="旧").text
    Text.objects.filter(pk=text.pk).update(views=9)
    write(tmp_path, "k.md", HEAD.format("zh-hans", "甲"))
    run(tmp_path)
    assert Text.objects.get().views == 9


@given(st.text(max_size=200))
def test_front_matter_never_fails_on_text_without_a_head(text: str) -> None:
    head, body = front_matter.split("x" + text)
    assert (head, body) == ({}, "x" + text)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True),
        st.from_regex(r"[^\W\d_][\w ]{0,20}", fullmatch=True),
        max_size=4,
    )
)
def test_front_matter_reads_back_what_was_written(values: dict[str, str]) -> None:
    source = "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---\nbody\n"
    head, body = front_matter.split(source)
    assert head == {key: value.strip() for key, value in values.items()}
    assert body == "body\n"


def test_front_matter_understands_lists_and_full_width_colons() -> None:
    head, _body = front_matter.split("---\ntags:\n- 甲\n- 乙\nyes：no\nlist: [a, 'b']\n---\n")
    assert head == {"tags": ["甲", "乙"], "yes": "no", "list": ["a", "b"]}

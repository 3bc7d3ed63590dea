"""What the demo content promises: languages that agree, answers first, links that lead somewhere."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from faq.articles import golden
from faq.articles.models import Article, GoldenQuery, Revision, summary_is_too_long
from faq.base import fact_codes, languages
from faq.transfer import actions
from faq.transfer.entries import Entry, from_markdown
from faq.transfer.report import Report

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
ARTICLES = FIXTURES / "articles"

# --- Reading the files ----------------------------------------------------------------------------


def entries(language: str) -> dict[str, Entry]:
    """The articles of a language by their key."""
    read = (
        from_markdown(path, root=ARTICLES, language=language)
        for path in sorted((ARTICLES / language).glob("*.md"))
    )
    return {entry.key: entry for entry in read}


def part(name: str) -> list[dict[str, Any]]:
    """The list in `fixtures/<name>.json`."""
    data: dict[str, list[dict[str, Any]]] = json.loads(
        (FIXTURES / f"{name}.json").read_text("utf-8")
    )
    return next(iter(data.values()))


SIMPLIFIED, ENGLISH, TRADITIONAL = map(entries, ("zh-hans", "en", "zh-hant"))
EVERY_ENTRY = [*SIMPLIFIED.values(), *ENGLISH.values(), *TRADITIONAL.values()]
ANNOUNCEMENTS = part("announcements")

# --- Amounts ---------------------------------------------------------------------------------------

UNITS = {
    "USDT": "usdt",
    "BTC": "btc",
    "ETH": "eth",
    "SOL": "sol",
    "XRP": "xrp",
    "percent": "%",
    "milliseconds": "毫秒|milliseconds?|ms",
    "seconds": "秒|seconds?",
    "minutes": "分钟|分鐘|minutes?",
    "hours": "小时|小時|hours?",
    "working days": "个工作日|個工作日|working days?",
    "days": "天|days?",
    "months": "个月|個月|(?:more )?months?",
    "times the margin": "倍|×",
    "megabytes": "mb",
}
NUMBER = r"\d+(?:\.\d+)?万?"
# “7、30、90 天” and “7, 30 or 90 days” are three amounts.
AMOUNT = re.compile(
    rf"(?P<numbers>{NUMBER}(?:\s?(?:[–~至到、/]|, or|,|to|or|and|或|和)\s?{NUMBER})*)[\s-]?(?:"
    + "|".join(f"(?P<u{place}>{words})" for place, words in enumerate(UNITS.values()))
    + r")(?![a-z])",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")


def amounts(text: str) -> set[tuple[float, str]]:
    """Numbers that have a unit, whatever the language and the way they are written."""
    plain = unicodedata.normalize("NFKC", text)
    plain = THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
    names = list(UNITS)
    return {
        (_value(number), names[int(group[1:])])
        for found in AMOUNT.finditer(plain)
        for group, words in found.groupdict().items()
        if words and group != "numbers"
        for number in re.findall(NUMBER, found["numbers"])
    }


def _value(number: str) -> float:
    ten_thousands = number.endswith("万")
    return float(number.removesuffix("万")) * (10_000 if ten_thousands else 1)


def differences(one: str, other: str) -> dict[str, set[tuple[float, str]]]:
    """The amounts that only one of two texts names; empty when they agree."""
    first, second = amounts(one), amounts(other)
    found = {"only in the first": first - second, "only in the second": second - first}
    return {side: only for side, only in found.items() if only}


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("1 级 24 小时可提 1万 USDT", "10,000 USDT in 24 hours"),
        ("手续费 0.10％，最多 １２．５％", "0.10%, at most 12.5%"),
        ("定期有 7、30、90 天", "terms of 7, 30 or 90 days"),
        ("7–15 个工作日", "7 to 15 working days"),
        ("24 小时限额", "the 24-hour limit"),
        ("1–50 倍", "1–50×"),
    ],
)
def test_amounts_are_the_same_however_they_are_written(chinese: str, english: str) -> None:
    assert amounts(chinese)
    assert not differences(chinese, english)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("提现手续费 1 USDT", "the fee is 10 USDT"),
        ("提现手续费 1 USDT", "the fee is 1 BTC"),
        ("1–3 分钟", "1–8 minutes"),
        ("3 个工作日", "3 days"),
        ("费率 0.02%", "there is a fee"),
    ],
)
def test_amounts_that_differ_are_seen(chinese: str, english: str) -> None:
    assert differences(chinese, english)


FACTS = {row["key"]: row for row in part("facts")}


def _said(key: str, language: str) -> str | None:
    """What readers of a language are told for a fact; None when there is no such fact."""
    if key not in FACTS:
        return None
    row = FACTS[key]
    spoken = row["texts"].get(language) or row["texts"][language.replace("hant", "hans")]
    wording = spoken.get("wording") or f"{{value}} {row.get('unit', '')}".strip()
    return str(wording.replace("{value}", row["value"]))


def _words(entry: Entry) -> str:
    """All words of an entry, with the figures in them."""
    words = "\n".join((entry.title, entry.summary, entry.body))
    return fact_codes.fill_text(words, lambda key: _said(key, entry.language))


@pytest.mark.parametrize("key", sorted(SIMPLIFIED.keys() & ENGLISH.keys()))
def test_chinese_and_english_of_an_article_name_the_same_amounts(key: str) -> None:
    assert not differences(_words(SIMPLIFIED[key]), _words(ENGLISH[key]))


@pytest.mark.parametrize("key", sorted(SIMPLIFIED.keys() & TRADITIONAL.keys()))
def test_both_chinese_scripts_of_an_article_name_the_same_amounts(key: str) -> None:
    assert not differences(_words(SIMPLIFIED[key]), _words(TRADITIONAL[key]))


@pytest.mark.parametrize("row", ANNOUNCEMENTS, ids=[row["key"] for row in ANNOUNCEMENTS])
def test_languages_of_an_announcement_name_the_same_amounts(row: dict[str, Any]) -> None:
    first, *others = (
        "\n".join((text["title"], text["summary"], text["body"])) for text in row["texts"].values()
    )
    assert [found for other in others if (found := differences(first, other))] == []


STEP = re.compile(r"^    ### ", re.MULTILINE)


@pytest.mark.parametrize("key", sorted(SIMPLIFIED.keys() & ENGLISH.keys()))
def test_chinese_and_english_of_an_article_take_the_same_steps(key: str) -> None:
    one, other = SIMPLIFIED[key].body, ENGLISH[key].body
    assert len(STEP.findall(one)) == len(STEP.findall(other))


# --- Links -----------------------------------------------------------------------------------------

LINK = re.compile(r"\]\((?P<kind>article|term|announcement):(?P<key>[^)#\s]+)")


def _links() -> Iterator[tuple[str, str, str]]:
    """Source, kind and key of every link between texts."""
    texts = [(entry.source, entry.body) for entry in EVERY_ENTRY]
    for name in ("announcements", "glossary", "brand", "contact"):
        texts.append((name, (FIXTURES / f"{name}.json").read_text("utf-8")))
    for source, text in texts:
        for found in LINK.finditer(text):
            yield source, found["kind"], found["key"]


def test_links_between_texts_name_something_that_exists() -> None:
    known = {
        "article": {entry.key for entry in EVERY_ENTRY},
        "term": {term["key"] for term in part("glossary")},
        "announcement": {row["key"] for row in ANNOUNCEMENTS},
    }
    links = list(_links())
    assert links
    assert [link for link in links if link[2] not in known[link[1]]] == []


def test_every_fact_stands_in_several_texts_and_every_short_code_is_a_fact() -> None:
    named = Counter(
        key
        for entry in EVERY_ENTRY
        for key in fact_codes.keys_in_text(f"{entry.summary}\n{entry.body}")
    )
    assert named.keys() == FACTS.keys()
    assert [key for key, number in named.items() if number < 2] == []


# --- As readers get it -----------------------------------------------------------------------------


@pytest.fixture
def report(db: None) -> Report:
    """What the import of the demo content says."""
    return actions.import_path(FIXTURES, by=None, at=timezone.now(), language="zh-hans")


def test_the_demo_content_is_taken_in_without_a_problem(report: Report) -> None:
    assert report.problems == []
    assert report.created == len(EVERY_ENTRY)
    told = Revision.objects.values_list("text__article__key", "text__language", "problems")
    assert [row for row in told if row[2]] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_every_article_opens_with_a_short_answer_in_each_of_its_languages() -> None:
    answers = Revision.objects.values_list("text__article__key", "text__language", "summary")
    assert answers
    unanswered = [
        (key, language)
        for key, language, summary in answers
        if not summary.strip() or summary_is_too_long(summary, language)
    ]
    assert unanswered == []


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_readers_find_what_the_golden_queries_promise() -> None:
    results = golden.check(GoldenQuery.objects.select_related("article"), at=timezone.now())
    assert len(results) == len(part("golden_queries"))
    assert {result.golden.language for result in results} == set(languages.codes())
    missed = [
        (str(result.golden), result.golden.article.key, result.place, result.first)
        for result in results
        if result.outcome != golden.Outcome.HOLDS
    ]
    assert missed == []


# --- How much there is -----------------------------------------------------------------------------


def test_the_library_is_as_large_as_it_says() -> None:
    kinds = Counter(entry.kind for entry in SIMPLIFIED.values())
    counts = {
        "zh-hans": len(SIMPLIFIED),
        "en": len(ENGLISH),
        "zh-hant": len(TRADITIONAL),
        "tutorials": kinds[Article.Kind.TUTORIAL],
        "terms": len(part("glossary")),
        "announcements": len(ANNOUNCEMENTS),
        "golden queries": len(part("golden_queries")),
    }
    least = {
        "zh-hans": 70, "en": 35, "zh-hant": 5, "tutorials": 8, "terms": 60, "announcements": 15,
        "golden queries": 60,
    }  # fmt: skip
    assert {name: counts[name] for name in least if counts[name] < least[name]} == {}

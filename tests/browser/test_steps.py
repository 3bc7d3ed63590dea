"""A tutorial: ticks that stay, steps that change, paper, the beginner's path, and the video."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener, Watched
from tests.running_site import RunningSite, manage

Address = Callable[[str], str]
SEVEN = "/zh-hans/articles/{article:seven-steps}-seven-steps/"
PHONE = {"width": 390, "height": 844}
SOURCE = Path(__file__).parent / "content" / "articles"


@pytest.fixture
def tutorial(browse: Opener, address: Address) -> Watched:
    watched = browse(viewport=PHONE)
    watched.open(address(SEVEN))
    return watched


def boxes(page: Page) -> Locator:
    return page.locator("ol.steps > li").get_by_role("checkbox")


def ticked(page: Page) -> list[int]:
    """The numbers of the steps whose box is ticked."""
    return [number + 1 for number, box in enumerate(boxes(page).all()) if box.is_checked()]


def count(page: Page) -> str:
    return page.locator(".progress").get_by_role("status").inner_text()


def import_changed(site: RunningSite, folder: Path, changes: dict[str, str]) -> None:
    """Publish the tutorial again with other words, as its editors would."""
    (folder / "articles/zh-hans").mkdir(parents=True, exist_ok=True)
    words = (SOURCE / "zh-hans/seven-steps.md").read_text()
    for old, new in changes.items():
        assert old in words
        words = words.replace(old, new)
    (folder / "articles/zh-hans/seven-steps.md").write_text(words)
    done = manage("import_content", str(folder), data=site.data)
    assert done.returncode == 0, done.stdout + done.stderr


# --- Ticks


def test_three_of_seven_ticks_are_there_after_a_reload(tutorial: Watched) -> None:
    page = tutorial.page
    expect(boxes(page)).to_have_count(7)
    for number in (1, 2, 5):
        boxes(page).nth(number - 1).check()
    assert "7" in count(page)
    page.reload()
    assert ticked(page) == [1, 2, 5]
    assert "3" in count(page)
    onward = page.locator(".progress a")
    assert "3" in onward.inner_text()
    onward.click()
    third = page.locator("ol.steps > li").nth(2)
    assert tutorial.page.evaluate("decodeURIComponent(location.hash)") == "#" + (
        third.get_attribute("id") or ""
    )
    expect(third).to_be_in_viewport()
    assert not tutorial.problems


def test_ticks_are_made_and_undone_by_keyboard(tutorial: Watched) -> None:
    page = tutorial.page
    boxes(page).first.focus()
    page.keyboard.press("Space")
    assert ticked(page) == [1]
    page.keyboard.press("Space")
    assert ticked(page) == []
    page.keyboard.press("Space")
    reset = page.locator(".progress button")
    reset.focus()
    page.keyboard.press("Enter")
    assert ticked(page) == []
    expect(reset).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    assert page.evaluate("localStorage.length") == 0


def test_ticks_are_large_enough_and_named(tutorial: Watched) -> None:
    for number, box in enumerate(boxes(tutorial.page).all(), start=1):
        label = box.locator("xpath=ancestor::label")
        assert str(number) in label.inner_text()
        size = label.bounding_box()
        assert size
        assert size["height"] >= 44
        assert size["width"] >= 44


def test_step_that_changed_says_so_until_it_is_ticked_again(
    tutorial: Watched, site: RunningSite, tmp_path: Path
) -> None:
    page = tutorial.page
    for number in (1, 2, 3):
        boxes(page).nth(number - 1).check()
    notes = page.locator(".tick__changed:visible")
    expect(notes).to_have_count(0)
    import_changed(site, tmp_path, {"点 USDT。": "点 USDC。"})
    page.reload()
    assert ticked(page) == [1, 3]
    expect(notes).to_have_count(1)
    expect(page.locator("ol.steps > li").nth(1).locator(".tick__changed")).to_be_visible()
    expect(boxes(page).nth(1)).to_have_accessible_description(notes.inner_text())
    # Another name for a step, and another order: the one is a change, the other is not.
    moved = "    ### 发起转账\n    先转一小笔。\n\n"
    import_changed(site, tmp_path, {"### 选择币种": "### 选 USDT", moved: ""})
    page.reload()
    assert ticked(page) == [1, 3]
    expect(notes).to_have_count(1)
    boxes(page).nth(1).check()
    expect(notes).to_have_count(0)
    expect(boxes(page).nth(1)).to_have_accessible_description("")
    page.reload()
    assert ticked(page) == [1, 2, 3]
    import_changed(site, tmp_path, {})
    assert not tutorial.problems


def test_ticks_of_steps_that_are_gone_are_forgotten(tutorial: Watched) -> None:
    page = tutorial.page
    boxes(page).first.check()
    key = page.evaluate("Object.keys(localStorage)[0]")
    page.evaluate(
        """(key) => {
          const kept = JSON.parse(localStorage[key]);
          kept.done["step-gone"] = "1";
          localStorage[key] = JSON.stringify(kept);
        }""",
        key,
    )
    page.reload()
    assert ticked(page) == [1]
    kept = json.loads(page.evaluate("(key) => localStorage[key]", key))
    assert list(kept["done"]) == ["step-打开资产页"]


@pytest.mark.parametrize(
    "kept", ["", "null", "[]", "7", '"x"', "{", '{"done":7}', '{"seen":{},"done":[1]}']
)
def test_nonsense_in_the_store_breaks_nothing(tutorial: Watched, kept: str) -> None:
    page = tutorial.page
    boxes(page).first.check()
    page.evaluate("(kept) => { localStorage[Object.keys(localStorage)[0]] = kept; }", kept)
    page.reload()
    assert ticked(page) == []
    boxes(page).nth(1).check()
    page.reload()
    assert ticked(page) == [2]
    assert not tutorial.problems


@pytest.mark.parametrize(
    "fault",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }});",
        "Object.defineProperty(window, 'localStorage', {value: null});",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    ],
)
def test_without_a_store_ticks_hold_for_the_visit_and_say_so(
    browse: Opener, address: Address, fault: str
) -> None:
    watched = browse(viewport=PHONE)
    watched.page.add_init_script(fault)
    watched.open(address(SEVEN))
    page = watched.page
    before = count(page)
    boxes(page).first.check()
    boxes(page).nth(1).check()
    assert ticked(page) == [1, 2]
    assert len(count(page)) > len("共 7 步，做完 2 步")
    assert before != count(page)
    assert not watched.problems


def test_two_pages_of_one_tutorial_agree(
    browse: Opener, address: Address, tutorial: Watched
) -> None:
    other = tutorial.page.context.new_page()
    other.goto(tutorial.page.url)
    boxes(tutorial.page).first.check()
    expect(boxes(other).first).to_be_checked()
    boxes(other).nth(2).check()
    expect(boxes(tutorial.page).nth(2)).to_be_checked()
    assert ticked(tutorial.page) == ticked(other) == [1, 3]


def test_ticks_are_the_same_in_the_other_chinese_script(tutorial: Watched) -> None:
    page = tutorial.page
    boxes(page).nth(3).check()
    page.goto(page.url.replace("/zh-hans/", "/zh-hant/"))
    assert ticked(page) == [4]


# --- Without scripts, and on paper


@pytest.mark.parametrize("has_scripts", [True, False])
def test_tutorial_is_whole_on_a_phone(browse: Opener, address: Address, has_scripts: bool) -> None:
    watched = browse(viewport=PHONE, java_script_enabled=has_scripts)
    for language in ("zh-hans", "zh-hant", "en"):
        watched.open(address(SEVEN).replace("/zh-hans/", f"/{language}/"))
        page = watched.page
        expect(page.locator("ol.steps > li")).to_have_count(7)
        expect(boxes(page)).to_have_count(7 if has_scripts else 0)
        assert page.locator("input[type=checkbox]").count() == (7 if has_scripts else 0)
        size = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert size[0] <= size[1]
    assert not watched.problems


@pytest.mark.parametrize("has_scripts", [True, False])
def test_paper_has_boxes_and_pictures_with_their_words_and_no_way_elsewhere(
    browse: Opener, address: Address, has_scripts: bool
) -> None:
    watched = browse(java_script_enabled=has_scripts)
    watched.open(address(SEVEN))
    page = watched.page
    expect(page.locator(".printed").first).to_be_hidden()
    if has_scripts:
        boxes(page).first.check()
    page.emulate_media(media="print")
    drawn = page.locator("ol.steps > li > h3").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one, '::before').borderTopWidth)"
    )
    assert len(drawn) == 7
    assert "0px" not in drawn
    for hidden in ("nav", "form", "button", "input", ".progress", ".tick", "video"):
        for element in page.locator(hidden).all():
            expect(element).to_be_hidden()
    figures = page.locator("ol.steps figure")
    assert figures.count() == 2
    assert [caption.inner_text() for caption in figures.locator("figcaption:visible").all()] == [
        "资产页底部的按钮", "点 USDT 这一行",
    ]  # fmt: skip
    assert "教程录像" in page.locator("video ~ figcaption").inner_text()
    line = page.locator(".doc__head .printed").inner_text()
    assert line.endswith(watched.path().removesuffix("#"))
    assert page.locator(".doc__head .printed time").count() == 1


def test_steps_do_not_split_and_the_paper_is_made_without_scripts(
    browse: Opener, address: Address
) -> None:
    watched = browse(java_script_enabled=False)
    watched.open(address(SEVEN))
    page = watched.page
    page.emulate_media(media="print")
    inside = "(all) => all.map((one) => getComputedStyle(one).breakInside)"
    assert set(page.locator("ol.steps > li").evaluate_all(inside)) == {"avoid"}
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


# --- The beginner's path


def test_path_says_what_is_finished_and_what_is_next(browse: Opener, address: Address) -> None:
    watched = browse(viewport=PHONE)
    watched.open("/zh-hans/articles/path/")
    page = watched.page
    stages = page.locator("ol.path > li")
    last = stages.last
    assert stages.count() > 3
    expect(page.locator(".progress a")).to_be_hidden()
    last.get_by_role("link").click()
    assert watched.path() == address(SEVEN)
    for box in boxes(page).all()[:6]:
        box.check()
    watched.open("/zh-hans/articles/path/")
    assert "6" in last.locator(".tick").inner_text()
    expect(last.get_by_role("checkbox")).not_to_be_checked()
    watched.open(address(SEVEN))
    boxes(page).last.check()
    watched.open("/zh-hans/articles/path/")
    expect(last.get_by_role("checkbox")).to_be_checked()
    first = stages.first.get_by_role("link").inner_text()
    assert first in page.locator(".progress a").inner_text()
    stages.first.get_by_role("checkbox").check()
    page.locator(".progress a").click()
    assert watched.path() == page.evaluate("decodeURI(location.pathname)")
    assert set(ticked(page)) == set()
    watched.open("/zh-hans/articles/path/")
    stages.first.get_by_role("link").click()
    assert len(ticked(page)) == boxes(page).count() > 0
    assert not watched.problems


# --- The video


@pytest.mark.parametrize(
    ("language", "track"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hans"), ("en", "en")]
)
def test_video_plays_is_sought_and_shows_subtitles_of_the_reader(
    browse: Opener, address: Address, language: str, track: str
) -> None:
    watched = browse(viewport=PHONE)
    pieces: list[int] = []
    watched.page.on(
        "response", lambda got: pieces.append(got.status) if got.url.endswith(".mp4") else None
    )
    watched.open(address(SEVEN).replace("/zh-hans/", f"/{language}/"))
    video = watched.page.locator("video")
    assert video.get_attribute("controls") is not None
    state = video.evaluate(
        """async (video) => {
          video.muted = true;
          await video.play();
          video.pause();
          const sought = new Promise((done) => video.addEventListener("seeked", done));
          video.currentTime = 3;
          await sought;
          const tracks = [...video.textTracks];
          return {
            duration: video.duration,
            at: video.currentTime,
            languages: tracks.map((one) => one.language),
            shown: tracks.filter((one) => one.mode === "showing").map((one) => one.language),
          };
        }"""
    )
    assert round(state["duration"]) == 4
    assert round(state["at"]) == 3
    assert sorted(state["languages"]) == ["en", "zh-Hans"]
    assert state["shown"] == [track]
    assert set(pieces) == {206}
    cue = "(video) => [...video.textTracks].find((one) => one.mode === 'showing').cues?.length"
    watched.page.wait_for_function(f"({cue})(document.querySelector('video')) === 2")
    assert not watched.problems


def test_video_without_scripts_has_its_own_controls_and_size(
    browse: Opener, address: Address
) -> None:
    watched = browse(viewport=PHONE, java_script_enabled=False)
    watched.open(address(SEVEN))
    video = watched.page.locator("video[controls]")
    size = video.bounding_box()
    assert size
    assert round(size["width"] / size["height"], 1) == 1.3
    assert not watched.problems

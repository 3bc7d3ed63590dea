"""The brand: changed in the admin, seen at once, readable in every colour it may take."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faq.accounts.models import AuditEntry, User
from faq.brand import colours
from faq.brand.actions import import_brand
from faq.brand.models import Brand
from tests.factories import NOW, an_article

WORDS = {"name": "泊岸", "site_name": "泊岸帮助中心", "never_ask": "从不索要密码", "legal": "示例"}


def post(client: Client, **values: object) -> object:
    empty = {
        f"{prefix}-{name}": 0
        for prefix in ("texts", "urgentlinks", "footerlinks")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
    }
    fields = {"accent": "", "emergency_url": ""}
    return client.post("/admin/brand/brand/1/change/", fields | empty | values)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    import_brand({"texts": {"zh-hans": WORDS}}, by=None, at=NOW)
    client.force_login(editor)
    return client


@pytest.mark.django_db
def test_change_is_seen_at_once_and_left_in_the_trail(desk: Client) -> None:
    assert "#aa0000" not in Client().get("/zh-hans/").content.decode()
    post(desk, accent="#AA0000")
    page = Client().get("/zh-hans/").content.decode()
    assert "/accent-aa0000.css" in page
    assert AuditEntry.objects.filter(kind="brand").latest("pk").details["accent"] == "#aa0000"


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ["#ffee00", "#12345", "red", "#gggggg"])
def test_colour_that_nobody_could_read_is_refused(desk: Client, accent: str) -> None:
    page = post(desk, accent=accent)
    assert page.context["adminform"].form.errors["accent"]
    assert Brand.objects.get().accent == ""


@pytest.mark.django_db
def test_logo_is_drawn_anew_and_svg_refused(
    desk: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    svg = SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    assert post(desk, logo=svg).context["adminform"].form.errors["logo"]
    content = BytesIO()
    Image.new("RGB", (600, 600), "red").save(content, "PNG", pnginfo=None)
    tail = b"<script>alert(1)</script>"
    post(desk, logo=SimpleUploadedFile("x.png", content.getvalue() + tail, "image/png"))
    stored = Brand.objects.get().logo
    assert stored.width == 256
    assert b"script" not in Path(stored.path).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["javascript:alert(1)", "http://x.example", "//evil.example"])
def test_links_of_the_frame_lead_to_safe_places(desk: Client, target: str) -> None:
    page = post(desk, emergency_url=target)
    assert page.context["adminform"].form.errors["emergency_url"]


@pytest.mark.django_db
def test_urgent_door_to_an_article_is_there_only_while_readers_can_see_it(client: Client) -> None:
    door = {"title": "可能被盗", "hint": "先冻结", "target": "article:stolen"}
    data = {"texts": {"zh-hans": WORDS}, "urgent_links": {"zh-hans": [door]}}
    import_brand(data, by=None, at=NOW)
    assert client.get("/zh-hans/").context["brand"].urgent_links == []
    text = an_article(key="stolen").text
    for language, label in (("zh-hans", "可能被盗"), ("zh-hant", "可能被盜")):
        (shown,) = client.get(f"/{language}/").context["brand"].urgent_links
        assert (shown.label, shown.url) == (label, text.url(language))


@pytest.mark.django_db
def test_links_of_the_frame_to_articles_are_addresses_on_every_page(client: Client) -> None:
    footer = {"label": "新手", "target": "article:start"}
    board = {"label": "公告", "target": "/announcements/"}
    data = {
        "emergency_url": "article:stolen",
        "texts": {"zh-hans": WORDS},
        "footer_links": {"zh-hans": [footer, board]},
    }
    import_brand(data, by=None, at=NOW)
    start = an_article(key="start").text
    page = client.get("/en/glossary/").content.decode()
    assert f'href="{start.url("en")}"' in page
    assert 'href="/en/announcements/"' in page
    assert "article:" not in page
    stolen = an_article(key="stolen").text
    assert stolen.url("en") in client.get("/en/glossary/").content.decode()


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_accent_that_is_accepted_can_be_read_in_both_themes(rgb: tuple[int, ...]) -> None:
    accent = "#" + "".join(f"{channel:02x}" for channel in rgb)
    if colours.lowest_contrast(accent) < colours.TEXT_CONTRAST:
        return
    css = colours.stylesheet(accent)
    light, dark = (dict(_declared(line)) for line in (css.splitlines()[0], css.splitlines()[2]))
    assert colours.contrast(light["brand-2"], light["brand-soft"]) >= 4.5
    assert colours.contrast(dark["brand"], "#0d1412") >= 7
    assert colours.contrast(dark["brand"], dark["on-brand"]) >= 4.5
    assert colours.contrast(dark["brand-2"], dark["brand-soft"]) >= 4.5


def _declared(rule: str) -> list[tuple[str, str]]:
    inside = rule[rule.index("{") + 1 : rule.rindex("}")]
    pairs = (one.split(":") for one in inside.split(";") if one)
    return [(name.removeprefix("--"), value) for name, value in pairs]

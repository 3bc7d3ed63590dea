"""Pictures and videos as an editor works with them: look, describe, copy into a text."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from faq.accounts.signed_in import person
from faq.pictures import actions
from faq.pictures.forms import NewPictureForm, NewSubtitleForm, NewVideoForm, PictureForm
from faq.pictures.models import MediaFile, Picture, Shown, Subtitle, Video

THUMBNAIL = 80
PICKED = 24


class _ShownAdmin(admin.ModelAdmin):
    """What the lists of pictures and videos have in common."""

    list_per_page = 50
    show_full_result_count = False
    new_form: type[ModelForm]
    new_fields: tuple[str, ...]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A new row comes with its file; later only the words change."""
        if obj is None:
            kwargs["form"] = self.new_form
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The same, for the order on the page."""
        return super().get_fields(request, obj) if obj else self.new_fields

    def get_urls(self) -> list[URLPattern]:
        """One more address: what there is, for the page where a text is written."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_pick"
        pick = path("pick/", self.admin_site.admin_view(require_safe(self.pick)), name=name)
        return [pick, *super().get_urls()]

    def pick(self, request: HttpRequest) -> JsonResponse:
        """The newest that `?q=` finds, as JSON. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found, _doubled = self.get_search_results(
            request, self.get_queryset(request), request.GET.get("q", "")[:100]
        )
        return JsonResponse({"results": [_choice(row) for row in found[:PICKED]]})

    @admin.display(description=_("size"), ordering="size")
    def readable_size(self, row: MediaFile) -> str:
        """In kB or MB."""
        return filesizeformat(row.size)

    @admin.display(description=_("pixels"))
    def pixels(self, row: Shown) -> str:
        """Width and height."""
        return f"{row.width} × {row.height}"

    @admin.display(description=_("in a text"))
    def markdown_line(self, row: Picture | Video) -> SafeString:
        """To be copied: a field selects as a whole."""
        return format_html(
            '<input type="text" readonly size="36" value="{}" aria-label="{}">',
            row.markdown,
            _("Line for a text"),
        )


def _choice(row: Picture | Video) -> dict[str, str]:
    """What the page where a text is written shows of a picture or video, and puts into the text."""
    if isinstance(row, Video):
        shown = row.poster.url if row.poster else ""
        return {"title": row.title, "note": row.name, "insert": row.markdown, "picture": shown}
    return {
        "title": row.alt, "note": row.name, "insert": row.markdown, "picture": row.url,
        "url": row.url,
    }  # fmt: skip


def _thumbnail(picture: Picture | None) -> SafeString | str:
    """The picture itself, drawn small."""
    if picture is None:
        return ""
    scale = min(1, THUMBNAIL / max(picture.width, picture.height))
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        picture.url,
        max(1, round(picture.width * scale)),
        max(1, round(picture.height * scale)),
    )


@admin.register(Picture)
class PictureAdmin(_ShownAdmin):
    """Pictures, newest first."""

    form = PictureForm
    new_form = NewPictureForm
    new_fields = ("file", "alt", "own_name")
    fields = (
        "thumbnail", "alt", "name", "markdown_line", "pixels", "readable_size", "use_count",
        "added_by", "added_at",
    )  # fmt: skip
    list_display = (
        "thumbnail", "name", "alt", "use_count", "pixels", "readable_size", "markdown_line",
        "added_at",
    )  # fmt: skip
    list_display_links = ("thumbnail", "name")
    search_fields = ("name", "alt")

    def get_urls(self) -> list[URLPattern]:
        """One more address: a picture that is pasted or dropped into a text."""
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [path("upload/", upload, name="pictures_picture_upload"), *super().get_urls()]

    def upload(self, request: HttpRequest) -> JsonResponse:
        """Keep the picture `file` with the description `alt`; its line for a text, or errors.

        Raises PermissionDenied for those who may not add pictures.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewPictureForm(request.POST, request.FILES)
        if not form.is_valid():
            errors = [error for errors in form.errors.values() for error in errors]
            return JsonResponse({"errors": errors}, status=400)
        picture = form.save(commit=False)
        actions.save_picture(picture, form.image, by=person(request), at=timezone.now())
        return JsonResponse(_choice(picture), status=201)

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Of an old picture only the description changes."""
        return [name for name in self.fields if name != "alt"] if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        """With the number of texts that show each."""
        return (
            Picture.objects.with_use_count().select_related("added_by").order_by("-added_at", "-pk")
        )

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        """Drawn small."""
        return _thumbnail(picture)

    @admin.display(description=_("texts that show it"), ordering="use_count")
    def use_count(self, picture: Picture) -> int:
        """How many."""
        count: int = getattr(picture, "use_count", 0)
        return count

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        """A new picture with its file, or a new description."""
        image = None if change else form.image
        actions.save_picture(obj, image, by=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        """One picture, after the page that names the texts that show it."""
        actions.delete_pictures([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        """The same for a selection."""
        actions.delete_pictures(queryset, by=person(request), at=timezone.now())


class SubtitleInline(admin.TabularInline):
    """The subtitles of a video: added and deleted, never changed."""

    model = Subtitle
    form = NewSubtitleForm
    fields = ("language", "file")
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New subtitles take the place of old ones."""
        return False


@admin.register(Video)
class VideoAdmin(_ShownAdmin):
    """Videos, newest first."""

    new_form = NewVideoForm
    new_fields = ("file", "title", "poster", "own_width", "own_height", "own_name")
    fields = (
        "title", "poster", "name", "markdown_line", "pixels", "readable_size", "added_by",
        "added_at",
    )  # fmt: skip
    inlines = (SubtitleInline,)
    autocomplete_fields = ("poster",)
    list_display = (
        "thumbnail", "name", "title", "pixels", "readable_size", "subtitle_languages",
        "markdown_line", "added_at",
    )  # fmt: skip
    list_display_links = ("thumbnail", "name")
    search_fields = ("name", "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Video | None = None) -> Any:
        """Of an old video only title and poster change."""
        return [name for name in self.fields if name not in {"title", "poster"}] if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        """With poster and subtitles."""
        videos = Video.objects.with_poster_and_subtitles().select_related("poster", "added_by")
        return videos.order_by("-added_at", "-pk")

    @admin.display(description=_("picture before it plays"))
    def thumbnail(self, video: Video) -> SafeString | str:
        """Drawn small."""
        return _thumbnail(video.poster) or "▶"

    @admin.display(description=_("subtitles"))
    def subtitle_languages(self, video: Video) -> str:
        """Their languages."""
        return ", ".join(row.get_language_display() for row in video.subtitles.all())

    def save_model(self, request: HttpRequest, obj: Video, form: ModelForm, change: bool) -> None:
        """A new video with its file, or new words for an old one."""
        upload = None if change else form.cleaned_data["file"]
        actions.save_video(obj, upload, by=person(request), at=timezone.now())

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:
        """New and deleted subtitles."""
        by, at = person(request), timezone.now()
        formset.save(commit=False)
        for subtitle in formset.deleted_objects:
            actions.delete_subtitle(subtitle, by=by, at=at)
        for added in _filled_in(formset.extra_forms):
            upload = added.cleaned_data["file"]
            upload.seek(0)
            language = added.cleaned_data["language"]
            actions.add_subtitle(form.instance, upload.read(), language=language, by=by, at=at)

    def delete_model(self, request: HttpRequest, obj: Video) -> None:
        """One video with its subtitles."""
        actions.delete_videos([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Video]) -> None:
        """The same for a selection."""
        actions.delete_videos(queryset, by=person(request), at=timezone.now())


def _filled_in(forms: Iterable[Any]) -> Iterable[Any]:
    return (form for form in forms if form.has_changed() and not form.cleaned_data.get("DELETE"))

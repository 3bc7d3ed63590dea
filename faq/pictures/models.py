"""Pictures and videos that texts show, with their measures, so that pages don't jump."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.pictures import names
from faq.pictures.querysets import FileQuerySet, PictureQuerySet, VideoQuerySet

_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\[]*_`<>"} | {"\n": " "})


def validate_name(name: str) -> None:
    """A name is one that we would choose."""
    if not names.is_name(name):
        raise ValidationError(_("Only small letters a–z, digits, dots, hyphens and underscores."))


class MediaFile(models.Model):
    """A row that names a file: at `FOLDER`/`name` below MEDIA_ROOT and below /media/."""

    FOLDER: ClassVar[str]

    name = models.CharField(
        _("name"), max_length=names.LENGTH, unique=True, validators=[validate_name]
    )
    size = models.PositiveIntegerField(_("size"), editable=False)
    digest = models.CharField(max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("added by"),
    )  # fmt: skip
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = FileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-added_at", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The file itself."""
        return self.url

    @property
    def path(self) -> str:
        """Where the file lies below MEDIA_ROOT."""
        return f"{self.FOLDER}/{self.name}"

    @property
    def url(self) -> str:
        """The address that texts show the file from."""
        return f"{settings.MEDIA_URL}{self.path}"


class Shown(MediaFile):
    """What takes a place on the page."""

    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)

    class Meta(MediaFile.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="%(class)s_takes_a_place"
            )
        ]

    def _line(self, words: str) -> str:
        return f"![{words.translate(_MARKDOWN_SIGNS)}]({self.url})"


class Picture(Shown):
    """A picture, drawn anew when it was added. Its bytes never change under an editor's hands:
    a newer one is another picture under another name."""

    FOLDER = "pictures"

    alt = models.CharField(
        _("description"), max_length=300, blank=True,
        help_text=_(
            "For those who cannot see it: what to look at. Texts that describe it themselves win."
        ),
    )  # fmt: skip

    objects = PictureQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta(Shown.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def markdown(self) -> str:
        """The line that shows the picture in a text."""
        return self._line(self.alt)


class Video(Shown):
    """A video that we serve ourselves, with a picture to show before it plays."""

    FOLDER = "videos"

    title = models.CharField(_("title"), max_length=200)
    poster = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="videos",
        verbose_name=_("picture before it plays"),
    )  # fmt: skip

    objects = VideoQuerySet.as_manager()  # type: ignore[misc]  # instead of the plain one

    class Meta(Shown.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    @property
    def markdown(self) -> str:
        """The line that shows the video in a text."""
        return self._line(self.title)


class Subtitle(MediaFile):
    """What is said in a video, in one language."""

    FOLDER = "subtitles"

    video = models.ForeignKey(Video, models.CASCADE, related_name="subtitles")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)

    class Meta(MediaFile.Meta):
        verbose_name = _("subtitles")
        verbose_name_plural = _("subtitles")
        ordering = ("video", "language")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["video", "language"], name="one_file_of_subtitles_per_language"
            )
        ]

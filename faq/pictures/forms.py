"""Files as editors upload them: checked here, so that what is wrong stands at the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faq.base.images import MAX_BYTES, Image, ImageRefused
from faq.pictures import actions, videos
from faq.pictures.files import FileRefused
from faq.pictures.models import MediaFile, Picture, Subtitle, Video

NAME_HELP = _("Empty: the name of the file. It stands in the address and does not change later.")


class _NewFileForm(forms.ModelForm):
    """A new row with its file; the name is chosen from what was typed or from the file's name."""

    own_name = forms.CharField(label=_("name"), max_length=80, required=False, help_text=NAME_HELP)

    def _choose_name(self, model: type[MediaFile], suffix: str) -> None:
        upload: UploadedFile = self.cleaned_data["file"]
        given = self.cleaned_data.get("own_name") or upload.name or ""
        self.instance.name = actions.name_for(model, given, suffix)


class NewPictureForm(_NewFileForm):
    """A picture to be added."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("PNG, JPEG, WebP or GIF, up to 10 MB. What shows place or camera is removed."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    class Meta:
        model = Picture
        fields = ("alt",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt"].required = True
        self.image: Image | None = None

    def clean_file(self) -> UploadedFile:
        """Draw the picture anew, or say why not."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            self.image = actions.redraw(upload.read(MAX_BYTES + 1))
        except ImageRefused as refused:
            raise ValidationError(str(refused)) from refused
        return upload

    def clean(self) -> dict[str, Any]:
        """Choose the name once the kind of picture is known."""
        if self.image:
            self._choose_name(Picture, self.image.suffix)
        return super().clean() or {}


class PictureForm(forms.ModelForm):
    """What may change of a picture: its description."""

    class Meta:
        model = Picture
        fields = ("alt",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "alt" in self.fields:
            self.fields["alt"].required = True


class NewVideoForm(_NewFileForm):
    """A video to be added. MP4 files say themselves how large they are."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("MP4 or WebM, up to 50 MB. Remove the place of recording before you upload."),
        widget=forms.FileInput({"accept": "video/mp4,video/webm"}),
    )
    own_width = forms.IntegerField(
        label=_("width"), min_value=1, max_value=10_000, required=False,
        help_text=_("Only for WebM, or where the video should be shown in another size."),
    )  # fmt: skip
    own_height = forms.IntegerField(
        label=_("height"), min_value=1, max_value=10_000, required=False
    )

    class Meta:
        model = Video
        fields = ("title", "poster")

    def clean(self) -> dict[str, Any]:
        """Find out what the file is and how large it is shown."""
        cleaned = super().clean() or {}
        upload: UploadedFile | None = cleaned.get("file")
        if upload is None or upload.file is None:
            return cleaned
        size = upload.size or 0
        try:
            suffix = videos.suffix_of(upload.file, size)
        except FileRefused as refused:
            self.add_error("file", str(refused))
            return cleaned
        try:
            self.instance.width, self.instance.height = actions.shown_size(
                upload.file, size, cleaned.get("own_width"), cleaned.get("own_height")
            )
        except FileRefused as refused:
            self.add_error("own_width", str(refused))
        self._choose_name(Video, suffix)
        return cleaned


class NewSubtitleForm(forms.ModelForm):
    """Subtitles to be added to a video."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("WebVTT in UTF-8."),
        widget=forms.FileInput({"accept": ".vtt,text/vtt"}),
    )

    class Meta:
        model = Subtitle
        fields = ("language",)

    def clean_file(self) -> UploadedFile:
        """Read the file once, to say here what is wrong with it."""
        upload: UploadedFile = self.cleaned_data["file"]
        content = upload.read(videos.MAX_SUBTITLE_BYTES + 1)
        try:
            videos.subtitles(content)
        except FileRefused as refused:
            raise ValidationError(str(refused)) from refused
        return upload

"""The brand as an editor enters it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from faq.base.images import ImageRefused, reencode
from faq.brand.models import Brand

LOGO_WIDTH = 256


class BrandForm(forms.ModelForm):
    """The values that are the same in every language; an uploaded logo is drawn anew."""

    class Meta:
        model = Brand
        fields = ("accent", "logo", "emergency_url")

    def clean_accent(self) -> str:
        """Upper and lower case are the same colour."""
        accent: str = self.cleaned_data["accent"]
        return accent.lower()

    def clean_logo(self) -> object:
        """A new file is re-encoded, so that nothing but its pixels is kept."""
        logo = self.cleaned_data["logo"]
        if not isinstance(logo, UploadedFile):
            return logo
        logo.seek(0)
        try:
            image = reencode(logo.read(), max_width=LOGO_WIDTH)
        except ImageRefused as refused:
            raise ValidationError(str(refused)) from refused
        return ContentFile(image.content, name=f"logo{image.suffix}")

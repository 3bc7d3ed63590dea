"""What every text in one language shares: its language and its form in the other Chinese script."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.base import characters, chinese, languages


class TranslatedText(models.Model):
    """One language's words of something. A zh-hans text carries its zh-hant form, and back.

    The other form is made when the text is saved, never while a page is read; a hand-written
    text in that language wins over it (`languages.best`).
    """

    CONVERTED: ClassVar[tuple[str, ...]] = ()
    CONVERTED_HTML: ClassVar[tuple[str, ...]] = ()

    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    converted = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Compute the columns that follow from the others; subclasses add their own first."""
        for field in self._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField)):
                setattr(self, field.attname, characters.clean(getattr(self, field.attname)))
        self.converted = self._in_other_script()

    def shown(self, field: str, language: str) -> Any:
        """The field as a reader of `language` sees it: converted between Chinese scripts only."""
        if self.is_converted_for(language):
            return self.converted[field]
        return getattr(self, field)

    def is_converted_for(self, language: str) -> bool:
        """Whether a reader of `language` sees this text through conversion."""
        return (
            language != self.language
            and languages.is_chinese(language)
            and languages.is_chinese(self.language)
        )

    def shown_lang(self, language: str) -> str:
        """The HTML language of what a reader of `language` sees of this text."""
        return languages.html_lang(language if self.is_converted_for(language) else self.language)

    def _in_other_script(self) -> dict[str, Any]:
        if not languages.is_chinese(self.language):
            return {}
        return self.converted_to("zh-hant" if self.language == "zh-hans" else "zh-hans")

    def converted_to(self, language: str) -> dict[str, Any]:
        """The words in the other Chinese script, by field; subclasses add what is not plain text
        or HTML."""
        words = {
            name: chinese.convert_data(getattr(self, name), language) for name in self.CONVERTED
        }
        html = {
            name: chinese.convert_html(getattr(self, name), language)
            for name in self.CONVERTED_HTML
        }
        return words | html

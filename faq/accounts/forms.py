"""Signing up, and what people say about themselves."""

from typing import Any, ClassVar

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User


class SignUpForm(SignupForm):
    """An address is all it takes; whoever reads its mail may set a password afterwards.

    So nobody can open an account with a stranger's address and wait, password in hand, until the
    stranger comes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)


class PasskeyForm(AddWebAuthnForm):
    """A device that signs a person in by itself, unless it is to be a second factor only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = capfirst(gettext("name"))
        self.fields["passwordless"].initial = True


class ProfileForm(forms.ModelForm):
    """What one may say about oneself; everything else has its own page."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "language", "mail_code"]
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "mail_code": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }
        help_texts: ClassVar = {
            "name": _("What staff call you in answers. It need not be your real name."),
            "mail_code": _(
                "A word or two that only you and we know. It stands in every mail we send you; "
                "a mail without it is not from us. Never use a password here."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=User._meta.get_field("language").verbose_name,
            choices=[("", _("That of the page I am on")), *settings.LANGUAGES],
            required=False,
        )


class ErasureForm(forms.Form):
    """The person means it."""

    is_meant = forms.BooleanField(label=_("I know that this cannot be undone."))

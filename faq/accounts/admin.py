"""People, the audit trail, and mail on its way out."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from faq.accounts import actions, audit, outgoing_mail, roles
from faq.accounts.models import AuditEntry, User
from faq.accounts.reauthentication import ConfirmedChanges
from faq.accounts.signed_in import person
from faq.base.models import OutgoingMail

for hidden in (Authenticator, EmailAddress, UserSession):
    # People change these on their own pages; staff do it with the buttons below.
    admin.site.unregister(hidden)


class RolesField(forms.ModelMultipleChoiceField):
    """Groups by the names that people read."""

    def label_from_instance(self, obj: Any) -> str:
        """The role's."""
        return roles.shown_name(obj.name)


class RoleFilter(admin.RelatedFieldListFilter):
    """The same in the list."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Every group."""
        groups = super().field_choices(field, request, model_admin)
        return [(pk, roles.shown_name(str(name))) for pk, name in groups]


class PersonCreationForm(AdminUserCreationForm):
    """A new person, by address."""

    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class PersonAdmin(ConfirmedChanges, UserAdmin):
    """Who may sign in, and as what."""

    add_form = PersonCreationForm
    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", RoleFilter))
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        (
            _("Rights"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "usable_password", "password1", "password2"),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    actions = ("take_factors_away",)

    @admin.action(
        description=_("Remove second factors of people who lost their device"),
        permissions=["change"],
    )
    def take_factors_away(self, request: HttpRequest, queryset: Any) -> None:
        """They set up new ones at their next sign-in; make sure first that it is they who ask."""
        people = [one for one in queryset if self.has_change_permission(request, one)]
        for one in people:
            actions.take_factors_away(one, by=person(request), at=timezone.now())
        self.message_user(
            request,
            ngettext(
                "Second factors of %(count)d person removed.",
                "Second factors of %(count)d people removed.",
                len(people),
            )
            % {"count": len(people)},
            messages.SUCCESS,
        )

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Roles by their shown names."""
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Rights beyond roles are given by superusers only, or anybody here could become one."""
        fixed = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody else changes a superuser, whose password would be theirs then."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A password that staff set for somebody."""
        return self.when_confirmed(super().user_change_password, request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Rights are what an intruder would change first: leave a line."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            actions.change_address(obj)
        audit.record(
            "changed" if change else "created",
            obj,
            by=person(request),
            at=timezone.now(),
            fields=sorted(form.changed_data),
        )


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Read only: nobody changes the trail."""

    list_display = ("at", "by", "action", "kind", "title")
    list_filter = ("action", "kind")
    search_fields = ("title", "by__email")
    list_select_related = ("by",)
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Actions write it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Never."""
        return False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin):
    """Read only, and without the words, among which may be codes to sign in with."""

    list_display = ("created_at", "to", "subject", "state", "tries", "due_at", "last_error")
    list_filter = ("state",)
    search_fields = ("to", "subject", "message_id")
    fields = (
        "to", "subject", "state", "created_at", "due_at", "tries", "last_error", "sent_at",
        "message_id", "key",
    )  # fmt: skip
    actions = ("try_again",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        """What is not shown is not read."""
        return super().get_queryset(request).defer("text", "html", "headers")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The site writes it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        """It is forgotten by itself."""
        return False

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return request.user.has_perm("base.change_outgoingmail")

    @admin.action(description=_("Try again what could not be sent"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        """Those of the chosen that were given up."""
        count = outgoing_mail.try_again(queryset, by=person(request), at=timezone.now())
        said = ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

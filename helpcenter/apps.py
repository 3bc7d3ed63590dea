from django.contrib.admin.apps import AdminConfig


class HelpcenterAdminConfig(AdminConfig):
    """Django's admin with the site's own order and first page."""

    default_site = "helpcenter.admin.HelpcenterAdminSite"

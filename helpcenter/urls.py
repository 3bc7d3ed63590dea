"""The table of contents of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from faq.announcements.sitemaps import AnnouncementSitemap
from faq.articles.sitemaps import ArticleSitemap, CategorySitemap
from faq.glossary.sitemaps import TermSitemap
from helpcenter import views
from helpcenter.sitemaps import PageSitemap

sitemaps = {
    "pages": PageSitemap,
    "categories": CategorySitemap,
    "articles": ArticleSitemap,
    "terms": TermSitemap,
    "announcements": AnnouncementSitemap,
}

urlpatterns = [
    path("", views.root, name="root"),
    path("theme/", views.theme, name="theme"),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms, name="llms"),
    path("sitemap.xml", views.sitemap_index, {"sitemaps": sitemaps}, name="sitemap_index"),
    path(
        "sitemap-<section>.xml",
        require_safe(sitemap),
        {"sitemaps": sitemaps},
        name="sitemap",
    ),
    path("", include("helpcenter.ops.urls")),
    path("", include("faq.brand.urls")),
    path("media/", include("faq.pictures.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("faq.api.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("accounts/", include("faq.accounts.urls")),
        path("accounts/", include("allauth.urls")),
        path("accounts/", include("faq.transfer.urls")),
        path("", include("faq.base.urls")),
        path("", include("faq.articles.urls")),
        path("", include("faq.search.urls")),
        path("", include("faq.robot.urls")),
        path("glossary/", include("faq.glossary.urls")),
        path("contact/", include("faq.contact.urls")),
        path("tickets/", include("faq.tickets.urls")),
        path("announcements/", include("faq.announcements.urls")),
    ),
]

handler400 = "helpcenter.views.bad_request"
handler403 = "helpcenter.views.permission_denied"
handler404 = "helpcenter.views.page_not_found"
handler429 = "helpcenter.views.too_many"

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "faq.announcements"
    label = "announcements"

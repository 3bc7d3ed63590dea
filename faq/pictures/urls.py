from django.urls import path

from faq.pictures import views

urlpatterns = [
    path("<str:folder>/<str:name>", views.media_file, name="media_file"),
]

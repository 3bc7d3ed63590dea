"""An address that fails, for the page of failure."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def fail(request: HttpRequest) -> HttpResponse:
    """Fail as a fault of ours would."""
    raise RuntimeError("a fault of ours")


urlpatterns = [path("fail/", fail)]

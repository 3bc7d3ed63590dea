"""The accent colour as a stylesheet of its own, so that no page needs an inline style."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from faq.brand import colours


@require_safe
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """The shades of `colour` (six hex digits); its address changes with it, so it never expires."""
    accent_colour = f"#{colour}"
    if (
        not colours.HEX.fullmatch(accent_colour)
        or colours.lowest_contrast(accent_colour) < colours.TEXT_CONTRAST
    ):
        raise Http404
    response = HttpResponse(colours.stylesheet(accent_colour), content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

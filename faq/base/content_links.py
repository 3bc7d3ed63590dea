"""Links between texts of the site, stored without a language and completed when a page is read."""

_PLACEHOLDER = 'href="/_/'


def address(path: str) -> str:
    """The stored form of a link to `path`, an address below the language prefix."""
    return f"/_/{path}"


def localise(html: str, language: str) -> str:
    """Stored HTML with its links to the site's own texts led to the reader's language."""
    return html.replace(_PLACEHOLDER, f'href="/{language}/')

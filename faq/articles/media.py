"""Pictures and videos of stored HTML, made ready for the reader's language and for paper."""

import html as escaping
import re

from faq.base import languages

_VIDEO = re.compile(r"<video\b.*?</video>", re.DOTALL)
_SUBTITLES = re.compile(r'srclang="([^"]+)"')
_ON = re.compile(r' default(?:="")?(?=[ >])')
# A picture alone in its figure, also one that is a link, or a video; and what describes it.
_PICTURE = re.compile(
    r'<figure[^>]*>(?:<a [^>]*>)?<img [^>]*?alt="([^"]+)"[^>]*>(?:</a>)?(?=</figure>)'
)
_ALONE = re.compile(
    r'<figure[^>]*><video [^>]*?aria-label="([^"]+)"[^>]*>.*?</video>(?=</figure>)', re.DOTALL
)


def with_subtitles_on(html: str, language: str) -> str:
    """Videos begin with the subtitles in the reader's language or its sister script.

    The renderer turned those on that are in the language of the text, which may be another.
    """
    return _VIDEO.sub(lambda match: _with_subtitles_on(match[0], language), html)


def _with_subtitles_on(video: str, language: str) -> str:
    written = set(_SUBTITLES.findall(video))
    for code in languages.fallbacks(language):
        lang = languages.html_lang(code)
        if lang in written and languages.can_read(language, code):
            others_off = _ON.sub("", video)
            return others_off.replace(f'srclang="{lang}"', f'srclang="{lang}" default=""', 1)
    return video


def with_descriptions(html: str) -> str:
    """Pictures and videos without a caption carry their description, for paper only."""
    return _ALONE.sub(_described, _PICTURE.sub(_described, html))


def _described(match: re.Match[str]) -> str:
    words = escaping.escape(escaping.unescape(match[1]))
    return f'{match[0]}<figcaption class="printed" aria-hidden="true">{words}</figcaption>'

"""The description of the API for tools (OpenAPI 3.1). A test holds it to the views."""

from typing import Any

from django.conf import settings

from faq.articles.models import Article, Revision
from faq.base import languages

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}
_ADDRESS: Schema = {"type": "string", "format": "uri"}


def description() -> Schema:
    """All addresses with what they take and give."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Help center",
            "version": "1",
            "description": "Published content as readers see it; with a token, writing it.",
        },
        "servers": [{"url": f"{settings.HELPCENTER_URL}/api/v1"}],
        "paths": {
            "/articles/": {"get": _listing("List articles", "Article", _articles_query())},
            "/articles/{key}/": {"get": _reading(), "post": _writing()},
            "/categories/": {"get": _listing("List categories", "Category", [_language()])},
            "/terms/": {"get": _listing("List terms", "Term", [_language(), _page()])},
            "/search/": {"get": _listing("Search", "Result", _search_query())},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _query(name: str, schema: Schema, about: str, *, is_required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": is_required,
        "description": about,
        "schema": schema,
    }


def _language() -> Schema:
    codes = {"type": "string", "enum": list(languages.codes())}
    return _query("language", codes, "Whose readers' words to give; others stand in for missing.")


def _page() -> Schema:
    return _query("page", {"type": "integer", "minimum": 1}, "From 1.")


def _articles_query() -> list[Schema]:
    kind = {"type": "string", "enum": list(Article.Kind.values)}
    return [
        _language(),
        _page(),
        _query("kind", kind, "Only of this kind."),
        _query("category", _TEXT, "Only in or below the category of this key."),
        _query("tag", _TEXT, "Only with this tag."),
        _query("updated_since", _MOMENT, "Only what appeared or changed since."),
    ]


def _search_query() -> list[Schema]:
    return [
        _query("q", {"type": "string", "maxLength": 200}, "What to look for.", is_required=True),
        _language(),
        _page(),
        _query("kind", _TEXT, "Only of this kind."),
    ]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Schema, about: str) -> Schema:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _errors(*statuses: int) -> Schema:
    words = {
        400: "Something sent makes no sense; `fields` says what.",
        401: "No valid token.",
        403: "The person of the token may not do this.",
        404: "Nothing that this caller may read.",
        409: "Newer words than `based_on` were saved.",
        413: "Too large.",
        429: "Too many requests.",
    }
    return {str(status): _json(_ref("Error"), words[status]) for status in statuses}


def _listing(summary: str, name: str, query: list[Schema]) -> Schema:
    page = {
        "type": "object",
        "required": ["count", "next", "results"],
        "properties": {
            "count": _NUMBER,
            "next": {"type": ["string", "null"]},
            "results": {"type": "array", "items": _ref(name)},
        },
    }
    return {
        "summary": summary,
        "parameters": query,
        "security": [{}, {"token": []}],
        "responses": {"200": _json(page, "A page of the list.")} | _errors(400, 401, 429),
    }


_KEY: Schema = {"name": "key", "in": "path", "required": True, "schema": _TEXT}


def _reading() -> Schema:
    return {
        "summary": "Read an article",
        "parameters": [_KEY, _language()],
        "security": [{}, {"token": []}],
        "responses": {"200": _json(_ref("WholeArticle"), "The article.")}
        | _errors(400, 401, 404, 429),
    }


def _writing() -> Schema:
    written = _json(_ref("Written"), "Kept. `refused` says why it was not published, if so.")
    return {
        "summary": "Write one language of an article",
        "description": "What is left out stays as it is. The article is made if it is not there.",
        "parameters": [_KEY],
        "security": [{"token": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("Text")}},
        },
        "responses": {"200": written, "201": written} | _errors(400, 401, 403, 409, 413, 429),
    }


def _object(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def _schemas() -> Schema:
    texts: Schema = {"type": "array", "items": _TEXT}
    article = {
        **dict.fromkeys(("key", "kind", "category", "audience", "language", "written_in"), _TEXT),
        **dict.fromkeys(("title", "summary"), _TEXT),
        "tags": texts,
        "url": _ADDRESS,
        "markdown_url": _ADDRESS,
        "updated_at": _or_null(_MOMENT),
        "checked_on": _or_null(_DAY),
        "revision": _NUMBER,
    }
    heading = _object({"level": _NUMBER, "id": _TEXT, "text": _TEXT})
    whole = {
        "html": _TEXT,
        "headings": {"type": "array", "items": heading},
        "languages": texts,
    }
    return {
        "Article": _object(article),
        "WholeArticle": _object(article | whole),
        "Category": _object(
            {
                "key": _TEXT,
                "parent": _or_null(_TEXT),
                "name": _TEXT,
                "description": _TEXT,
                "url": _ADDRESS,
                "articles": _NUMBER,
            }
        ),
        "Term": _object(
            {
                **dict.fromkeys(("key", "language", "label", "definition", "example"), _TEXT),
                "aliases": texts,
                "pinyin": _TEXT,
                "url": _ADDRESS,
            }
        ),
        "Result": _object(
            {
                **dict.fromkeys(("title", "summary", "snippet", "kind", "language"), _TEXT),
                "url": _ADDRESS,
                "checked_on": _or_null(_DAY),
            }
        ),
        "Text": _text(),
        "Written": _object(
            {
                "key": _TEXT,
                "language": _TEXT,
                "revision": _NUMBER,
                "state": {"type": "string", "enum": ["draft", "scheduled", "live"]},
                "refused": texts,
                "problems": texts,
                "url": _ADDRESS,
            }
        ),
        "Error": _object(
            {
                "error": _object(
                    {
                        "code": _TEXT,
                        "message": _TEXT,
                        "fields": {"type": "object", "additionalProperties": texts},
                    },
                    optional=("fields",),
                )
            }
        ),
    }


def _text() -> Schema:
    properties: Schema = {
        "language": {"type": "string", "enum": list(languages.codes())},
        "title": {"type": "string", "maxLength": 120},
        "summary": {"type": "string", "maxLength": 400},
        "body": {"type": "string", "description": "Markdown."},
        "keywords": {"type": "string", "maxLength": 500},
        "category": {"type": "string", "description": "Its key. A new article needs one."},
        "kind": {"type": "string", "enum": list(Article.Kind.values)},
        "audience": {"type": "string", "enum": list(Article.Audience.values)},
        "position": _NUMBER,
        "slug": _TEXT,
        "tags": {"type": "array", "items": _TEXT},
        "checked_on": _DAY,
        "note": {"type": "string", "maxLength": 200},
        "significance": {"type": "string", "enum": list(Revision.Significance.values)},
        "based_on": {"type": "integer", "description": "The revision that the program saw."},
        "publish": {"type": "boolean"},
        "visible_from": _MOMENT,
        "visible_until": _MOMENT,
    }
    optional = tuple(name for name in properties if name != "language")
    return _object(properties, optional=optional) | {"additionalProperties": False}

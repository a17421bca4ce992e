"""What MkDocs alone does not do: the frame of each page in the page's own language."""

from typing import Any


def on_page_context(context: dict[str, Any], page: Any, config: Any, **_others: Any) -> None:
    """Set the language of menus, of `<html lang>` and of the navigation, before a page is drawn."""
    language = page.url.partition("/")[0]
    config.theme["language"] = language if language in {"zh", "en"} else "zh"
    context["nav"].homepage = page

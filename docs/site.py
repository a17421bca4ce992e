"""What MkDocs alone does not do: pages in their own language, Chinese without stray spaces."""

import re
from typing import Any

_HAN = r"[\u2e80-\u9fff\uff00-\uffef“”]"
_LINE_BREAK = re.compile(rf"(?<={_HAN})\n(?={_HAN})")
_CODE_BLOCK = re.compile(r"(<pre.*?</pre>)", re.DOTALL)


def on_page_context(context: dict[str, Any], page: Any, config: Any, **_others: Any) -> None:
    """Set the language of menus, of `<html lang>` and of the navigation, before a page is drawn."""
    language = page.url.partition("/")[0]
    config.theme["language"] = language if language in {"zh", "en"} else "zh"
    context["nav"].homepage = page


def on_page_content(html: str, **_others: Any) -> str:
    """Join lines of Chinese text, where a browser would show the line break as a space."""
    return "".join(
        part if part.startswith("<pre") else _LINE_BREAK.sub("", part)
        for part in _CODE_BLOCK.split(html)
    )

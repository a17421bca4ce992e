"""What the style sheets within a web page hide (CSS Cascading 4; Media Queries 4)."""

from collections.abc import Iterator
from typing import Any

from progress_report.system.i18n import _
from progress_report.system.limits import MAX_STYLE_CHARACTERS, MAX_STYLE_MATCHES, require_at_most

_HIDING = {"display": ("none",), "visibility": ("hidden", "collapse"), "mso-hide": ("all",)}
_ON_SCREEN = ("", "all", "screen", "only screen")
"""Media of a page that a person reads; what a narrow screen or a printer hides counts as shown."""

_Shown = dict[str, tuple[bool, bool]]  # by property, whether it is important, and whether it hides


def mark_hidden(root: Any) -> None:
    """Give each element that a style sheet within the page hides the attribute ``hidden``."""
    sheets = "\n".join("".join(style.itertext()) for style in root.iter("style"))
    if not any(word in sheets.lower() for word in _HIDING):
        return
    require_at_most(MAX_STYLE_CHARACTERS, len(sheets), _("characters of style sheets"))
    import cssselect2  # type: ignore[import-untyped] # noqa: PLC0415 - no types; few pages
    import tinycss2  # type: ignore[import-untyped] # noqa: PLC0415 - as above

    matcher, count, hides = cssselect2.Matcher(), 0, False
    for rule in _rules(tinycss2.parse_stylesheet(sheets)):
        if shown := _shown(tinycss2.parse_blocks_contents(rule.content)):
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue  # a browser ignores the rule, too
            for selector in selectors:
                matcher.add_selector(selector, shown)
            count += len(selectors)
            hides = hides or any(hiding for _important, hiding in shown.values())
    if not hides:
        return
    require_at_most(MAX_STYLE_MATCHES, count * sum(1 for _ in root.iter()), _("matches of styles"))
    for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        if "display" not in (element.etree_element.get("style") or "") and _is_hidden(
            [shown for *_rank, pseudo, shown in matcher.match(element) if pseudo is None]
        ):
            element.etree_element.set("hidden", "")


def _rules(nodes: list[Any]) -> Iterator[Any]:
    """The rules of a style sheet that hold for a page on a screen."""
    import tinycss2  # noqa: PLC0415 - as above

    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif (
            node.type == "at-rule"
            and node.lower_at_keyword == "media"
            and tinycss2.serialize(node.prelude).strip().lower() in _ON_SCREEN
        ):
            yield from _rules(tinycss2.parse_rule_list(node.content or []))


def _shown(declarations: list[Any]) -> _Shown:
    """What declarations say of whether an element shows."""
    import tinycss2  # noqa: PLC0415 - as above

    return {
        item.lower_name: (
            item.important,
            tinycss2.serialize(item.value).strip().lower() in _HIDING[item.lower_name],
        )
        for item in declarations
        if item.type == "declaration" and item.lower_name in _HIDING
    }


def _is_hidden(matches: list[_Shown]) -> bool:
    """Whether the last of the important, or else of all, matches of a property hides."""
    winners: _Shown = {}
    for shown in matches:
        for name, (important, hiding) in shown.items():
            if important or not winners.get(name, (False, False))[0]:
                winners[name] = important, hiding
    return any(hiding for _important, hiding in winners.values())

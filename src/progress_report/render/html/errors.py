"""Error messages of Jinja2 in the user's language."""

import re

from progress_report.system.i18n import N_, _

# Patterns of Jinja2's messages; their groups are filled into ours.
_MESSAGES = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^'([^']+)' is undefined$", N_("there is nothing named '{0}'")),
        (r"^'.+' has no attribute '(.+)'$", N_("there is nothing named '{0}' in it")),
        (
            r"^access to attribute '(.+)' of .+ is unsafe\.$",
            N_("a template may not use '{0}'"),
        ),
        (r"^.+ is not safely callable$", N_("a template may not call this")),
        (r"^No filter named '(.+?)'", N_("there is no filter '{0}'")),
        (r"^No test named '(.+?)'", N_("there is no test '{0}'")),
        (r"^Encountered unknown tag '(.+?)'", N_("there is no tag '{0}'")),
        (r"needs to be closed is '(.+?)'", N_("'{0}' is not closed")),
        (r"^block '(.+?)' defined twice", N_("the block '{0}' stands twice")),
        (r"^unexpected '?end of template", N_("the template ends in the middle")),
        (r"^unexpected '([^']+)'$", N_("'{0}' is out of place here")),
        (r"^unexpected char (.+) at \d+$", N_("{0} is out of place here")),
        (r"^unexpected '.+', expected '(.+)'$", N_("'{0}' should stand here")),
        (r"^expected name or number$", N_("a name or a number should stand here")),
        (r"^Range too big\.", N_("the range is too big")),
        (
            r"^(?:unsupported operand type|can only concatenate|must be real number)",
            N_("these values do not go together"),
        ),
        (r"^expected token '(.+)', got '(.+)'$", N_("'{0}' should stand here, not '{1}'")),
        (r"^Missing end of (\w+)", N_("the end of {0} is missing")),
        (r"^(.+) object has no element (.+)$", N_("there is no item {1} in it")),
        (r"^division by zero$", N_("a division by zero")),
        (r"^'.+' object is not (iterable|callable)$", N_("this value does not work like that")),
    )
)


def translated(sentence: str) -> str:
    """A message of Jinja2 or Python, translated if it is a common one."""
    for pattern, message in _MESSAGES:
        if match := pattern.search(sentence):
            return _(message).format(*match.groups())
    return sentence

"""Why the system refuses a file, in the reader's language."""

from progress_report.i18n import N_, _

# The system's own sentences (POSIX strerror), which are English whatever the locale of messages.
_KNOWN = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Too many open files"),
    N_("Too many levels of symbolic links"),
    N_("Input/output error"),
    N_("Cannot allocate memory"),
    N_("Device or resource busy"),
)


def reason(error: BaseException | None) -> str:
    """Why an operation on a file failed."""
    return _(getattr(error, "strerror", None) or str(error))

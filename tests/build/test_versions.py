"""The versions of libraries that a manifest names."""

import ctypes
import ctypes.util

import pytest

from progress_report.build.versions import system_libraries


@pytest.mark.program  # the linker is asked
@pytest.mark.parametrize(
    ("library", "function"),
    [("pango-1.0", "pango_version_string"), ("harfbuzz", "hb_version_string")],
)
def test_a_library_has_the_version_that_it_gives_itself(library: str, function: str) -> None:
    own = getattr(ctypes.CDLL(ctypes.util.find_library(library)), function)
    own.restype = ctypes.c_char_p
    assert system_libraries()[library.partition("-")[0]] == own().decode()

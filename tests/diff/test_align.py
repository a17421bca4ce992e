"""Which sentences and words changed: laws, and what people prefer to see."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from progress_report.diff.align import Fate, align, sentences
from progress_report.diff.words import Mark, compare

WORDS = [
    "目前",
    "已完成",
    "移交",
    "34",
    "38",
    "条",
    "，",
    "。",
    "；",
    "35.76%",
    "\n",
    " ",
    "PM2.5",
    "方面",
]
TEXT = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


@given(TEXT)
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXT, TEXT)
def test_pieces_read_either_text(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(p.text for p in pieces if p.mark is not Mark.ADDED) == old
    assert "".join(p.text for p in pieces if p.mark is not Mark.DROPPED) == new
    assert all(piece.text for piece in pieces)


@given(TEXT, TEXT)
def test_steps_lead_from_the_old_text_to_the_new(old: str, new: str) -> None:
    steps = align(old, new)
    assert "".join(step.new_text for step in steps) == new
    by_old = sorted((step for step in steps if step.old), key=lambda step: step.old.start)
    assert "".join(step.old_text for step in by_old) == old
    staying = [step for step in steps if step.old and step.new and not step.moved]
    assert all(a.old.stop <= b.old.start for a, b in pairwise(staying))


@given(TEXT)
def test_a_text_and_itself_are_all_kept_in_place(text: str) -> None:
    assert all(step.fate is Fate.KEPT and not step.moved for step in align(text, text))


@given(TEXT, TEXT)
def test_the_way_back_mirrors_the_way(old: str, new: str) -> None:
    there, back = align(old, new), align(new, old)
    mirror = {Fate.ADDED: Fate.DROPPED, Fate.DROPPED: Fate.ADDED}
    assert sorted((step.old_text, step.new_text, step.fate) for step in there) == sorted(
        (step.new_text, step.old_text, mirror.get(step.fate, step.fate)) for step in back
    )

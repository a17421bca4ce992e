"""Which sentences and words changed: laws, and what people prefer to see."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from progress_report.diff.align import Fate, Mark, align, compare, sentences

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
    assert "".join(step.text_after for step in steps) == new
    by_old = sorted((step for step in steps if step.before), key=lambda step: step.before.start)
    assert "".join(step.text_before for step in by_old) == old
    staying = [step for step in steps if step.before and step.after and not step.moved]
    assert all(a.before.stop <= b.before.start for a, b in pairwise(staying))


@given(TEXT)
def test_a_text_and_itself_are_all_kept_in_place(text: str) -> None:
    assert all(step.fate is Fate.KEPT and not step.moved for step in align(text, text))


@given(TEXT, TEXT)
def test_the_way_back_mirrors_the_way(old: str, new: str) -> None:
    there, back = align(old, new), align(new, old)
    mirror = {Fate.ADDED: Fate.DROPPED, Fate.DROPPED: Fate.ADDED}
    assert sorted((step.text_before, step.text_after, step.fate) for step in there) == sorted(
        (step.text_after, step.text_before, mirror.get(step.fate, step.fate)) for step in back
    )

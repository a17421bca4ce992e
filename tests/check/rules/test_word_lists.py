"""Each row of a word list is needed: without it something would be found, or not be found."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from support.patterns import pieces, samples

from progress_report.check.corpus import Corpus, Passage, TaskPassages
from progress_report.check.language import word_lists
from progress_report.check.language.sounds import syllable
from progress_report.check.language.word_lists import word_list
from progress_report.check.rules import confusions, near_terms
from progress_report.domain.config import CheckConfig
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source
from progress_report.system.data import read_data

H1 = Period.from_key(2021, "H1")
GROUPS = read_data("check", "confusions")


def corpus(*texts: str) -> Corpus:
    """A task for each text, with the text as its report."""
    rows = []
    for number, text in enumerate(texts):
        task = Task.model_validate({"year": 2021, "docket": str(number), "task": "任务"})
        sourced = SourcedTask(task, Source("task.yaml", ""))
        report = Passage(text, sourced, ("entries",), H1)
        rows.append(TaskPassages(sourced, Passage("任务", sourced, ("task",)), {H1: (report,)}))
    return Corpus(tuple(rows), CheckConfig())


def texts_after(group: dict[str, Any]) -> list[str]:
    """What may stand after the forms of a group: texts for each piece of what they stand before."""
    pattern = re.compile(group.get("before", ""))
    return [text for text in samples(pattern.pattern) or [""] if pattern.match(text)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: next(iter(group["forms"])))
def test_each_form_is_found_before_each_alternative(group: dict[str, Any]) -> None:
    after = texts_after(group)
    for wrong, right in group["forms"].items():
        assert re.fullmatch("[“”，一-龥]+", wrong + right)
        first = wrong == next(iter(group["forms"]))
        words = group.get("after", [""])
        for text in after if first else after[:1]:
            for word in words if first else words[:1]:
                before = f"，{word}的" if word else "，"
                start, found = len(before), [*confusions.check(corpus(before + wrong + text))]
                spans = [(d.start, d.end) for d in found]
                assert spans == [(start, start + len(wrong))], word + wrong + text
                assert f"'{right}'" in found[0].message
        if "after" in group:
            assert not [*confusions.check(corpus(f"{words[0]}，{wrong}{after[0]}"))]
    for text in {*samples(group.get("before", "")), "囗"} - {*after} if "before" in group else ():
        if not re.match(group["before"], text):
            assert not [*confusions.check(corpus(f"{group.get('after', [''])[0]}{wrong}{text}"))]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: next(iter(group["forms"])))
def test_each_alternative_is_needed(group: dict[str, Any]) -> None:
    pattern = re.compile(group.get("before", ""))
    texts = [*samples(pattern.pattern), "囗"]
    for (start, end), mutant in pieces(pattern.pattern):
        found = [text for text in texts if bool(mutant.match(text)) != bool(pattern.match(text))]
        assert found, pattern.pattern[start:end]
    words = group.get("after", ())
    assert not [word for word in words if any(other in word for other in {*words} - {word})]


def test_each_misspelling_is_found_once() -> None:
    pairs = [
        (right[:index] + char + right[index + 1 :], right)
        for right, *places in (row.split("/") for row in word_list("misspellings.txt"))
        for index, characters in enumerate(places)
        for char in characters.replace("?", "")
    ]
    pairs = pairs[:: max(1, len(pairs) // 2000)]
    found = [*confusions.check(corpus(*(f"，{wrong}，" for wrong, _right in pairs)))]
    assert [(d.start, d.end) for d in found] == [(1, 1 + len(wrong)) for wrong, _right in pairs]
    for (_wrong, right), diagnostic in zip(pairs, found, strict=True):
        assert f"'{right}'" in diagnostic.message
    assert not [*confusions.check(corpus(*(f"，{right}，" for _wrong, right in pairs)))]


def test_some_misspellings_are_found_only_between_words() -> None:
    rows = [row.partition("/")[::2] for row in sorted(word_list("misspellings.txt")) if "?" in row]
    wrong = [
        right[0] + char
        for right, characters in rows
        if len(right) == len("AB") and "/" in characters
        for char in characters.partition("/")[2].partition("?")[2][:1]
    ][::100]
    assert len(wrong) > 50
    for before, after, found in (("", "。", True), ("龘", "龘", False)):
        texts = [before + form + after for form in wrong]
        assert {any(confusions.check(corpus(text))) for text in texts} == {found}


def texts_with(exception: str, group: dict[str, Any]) -> Iterator[str]:
    """Texts in which a form of the group begins within an exception."""
    word = group.get("after", [""])[0]
    for wrong in group["forms"]:
        for shared in range(1, len(wrong) + 1):
            if exception.endswith(wrong[:shared]):
                yield word + exception + wrong[shared:] + texts_after(group)[0]
        if wrong in exception:
            yield word + exception + texts_after(group)[0]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: next(iter(group["forms"])))
def test_each_exception_is_needed(group: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {word: [*texts_with(word, group)] for word in group.get("except", ())}
    assert not [
        d for some in texts.values() for text in some for d in confusions.check(corpus(text))
    ]
    for word, some in texts.items():
        rest = {**group, "except": [other for other in group["except"] if other != word]}
        groups = [rest if other is group else other for other in GROUPS]
        monkeypatch.setattr(confusions, "read_data", lambda _package, _name, groups=groups: groups)
        confusions.all_forms.cache_clear()
        assert [d for text in some for d in confusions.check(corpus(text))], word
    confusions.all_forms.cache_clear()


def homophones() -> dict[str, list[str]]:
    sounds = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFA if row == 0xD7 else 0xFF):
            char = bytes((row, cell)).decode("gb2312")
            sounds[syllable(char)].append(char)
    return sounds


def test_each_syllable_begins_where_it_is_listed() -> None:
    pairs = word_list("syllables.txt")
    assert len(pairs) == 396  # the syllables of the first level of GB/T 2312
    for pair in pairs:
        char, code = pair[-1], pair[-1].encode("gb2312")
        assert syllable(char) == pair[:-1]
        before = bytes((code[0], code[1] - 1)) if code[1] > 0xA1 else bytes((code[0] - 1, 0xFE))
        assert char == "啊" or syllable(before.decode("gb2312")) != pair[:-1], pair


def test_each_term_is_known() -> None:
    sounds = homophones()
    terms = sorted(word_list("terms.txt"))
    unknown = []
    for term in terms:
        variants = (
            f"{term[:index]}{char}{term[index + 1 :]}"
            for index in range(len(term))
            for char in sounds[syllable(term[index])][:3]
        )
        if not any([*near_terms.check(corpus(f"开展{variant}。"))] for variant in variants):
            unknown.append(term)
    assert unknown == []


def test_each_pair_of_words_that_are_both_right_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = word_list("both-right.txt")
    idle = []
    for pair in sorted(pairs):
        first, second = pair.split("/")
        for words in ((first, second), (first, second, second), (second, first, first)):
            text = "。".join(f"开挖沿街{word}某某设施" for word in words)
            assert not [*near_terms.check(corpus(text))], text
            rest = frozenset(pairs - {pair})
            monkeypatch.setattr(word_lists, "word_list", lambda _name, rest=rest: rest)
            word_lists.both_right.cache_clear()
            if [*near_terms.check(corpus(text))]:
                break
            monkeypatch.undo()
            word_lists.both_right.cache_clear()
        else:
            idle.append(pair)
        monkeypatch.undo()
        word_lists.both_right.cache_clear()
    assert idle == []

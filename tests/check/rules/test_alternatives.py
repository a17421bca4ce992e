"""Each word of a list and each piece of a pattern has an example that needs it.

One word, or one piece, is left out at a time: then some bad example must no longer be found,
or some good one must be. Verbs and nouns that go with any others are put into sentences here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.patterns import pieces

from progress_report.check.language import patterns
from progress_report.check.language.pairings import PairTable
from progress_report.check.language.patterns import Pattern, examples, shared_lists
from progress_report.check.rules.grammar import built_in
from progress_report.domain.config import GrammarPattern, Pairing
from progress_report.system.data import read_data

ROWS = [pattern.row for _rule, pattern in built_in().patterns]
PAIRINGS = read_data("check", "pairings")
PAIRS = [Pairing.model_validate(row) for row in PAIRINGS["pairs"]]


Outcome = dict[str, list[tuple[int, int]]]
"""What is found in each sentence: from where to where."""


def found(pattern: Pattern, sentence: str) -> list[tuple[int, int]]:
    return [match[:2] for match in pattern.matches(sentence)]


def outcome(row: GrammarPattern) -> Outcome:
    """What is found in the examples of a row."""
    pattern = Pattern(row)
    sentences = examples([*row.bad, *row.good], row.lists)
    return {sentence: found(pattern, sentence) for sentence in sentences}


def changes(row: GrammarPattern, part: str, before: Outcome) -> bool:
    """Whether a row that lacks a part finds something else; in a sentence with it, most likely."""
    pattern, piece = Pattern(row), part.strip("|")
    likely_first = sorted(before, key=lambda sentence: piece not in sentence)
    return any(found(pattern, sentence) != before[sentence] for sentence in likely_first)


def with_list(row: GrammarPattern, name: str, *words: str) -> GrammarPattern:
    return row.model_copy(update={"lists": {**row.lists, name: words}})


def needless_words(row: GrammarPattern, before: Outcome) -> Iterator[str]:
    """Words of the lists of a row without which it finds the same in each sentence.

    A sentence with one word of a list tells without it what it tells without the whole list:
    so the pattern need not be compiled for each word.
    """
    for name, words in row.lists.items():
        without_all = Pattern(with_list(row, name))
        held = {sentence: [word for word in words if word in sentence] for sentence in before}
        needed = {
            words[0]
            for sentence, words in held.items()
            if len(words) == 1 and found(without_all, sentence) != before[sentence]
        }
        for word in words:
            rest = [other for other in words if other != word]
            if word not in needed and not changes(with_list(row, name, *rest), word, before):
                yield f"{name}: {word}"


def without_a_piece(expression: str) -> Iterator[tuple[str, str]]:
    for (start, end), mutant in pieces(expression):
        yield expression[start:end], mutant.pattern


def mutants(row: GrammarPattern) -> Iterator[tuple[str, GrammarPattern]]:
    for part, pattern in without_a_piece(row.pattern):
        yield part, row.model_copy(update={"pattern": pattern})
    for part, pattern in without_a_piece(row.unless):
        yield part, row.model_copy(update={"unless": pattern})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.bad[0][:8])
def test_each_piece_of_a_pattern_is_needed(row: GrammarPattern) -> None:
    before = outcome(row)
    idle = [part for part, mutant in mutants(row) if not changes(mutant, part, before)]
    assert [*needless_words(row, before), *idle] == []


def fragment_mutants() -> Iterator[tuple[str, str, str | list[str]]]:
    for name, fragment in patterns.fragments().items():
        if isinstance(fragment, str):
            for part, rest in without_a_piece(fragment):
                yield name, part, rest
        else:
            for word in fragment:
                assert re.fullmatch(r"[\w%‰℃]+", word)
                yield name, word, [other for other in fragment if other != word]


def fragments_of(row: GrammarPattern) -> set[str]:
    """The lists and fragments that a row names, directly or through others."""
    names: set[str] = set()
    pending = [row.pattern, row.unless]
    while pending:
        for name in re.findall(r"\{([a-z_]+)\}", pending.pop()):
            part = row.lists.get(name) or patterns.fragments()[name]
            if name not in names and isinstance(part, str):
                pending.append(part)
            names.add(name)
    return names


def test_each_piece_of_a_fragment_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments = patterns.fragments()
    cases = [(row, outcome(row), fragments_of(row)) for row in ROWS]
    idle = []
    for name, part, rest in fragment_mutants():
        monkeypatch.setattr(patterns, "fragments", lambda n=name, r=rest: {**fragments, n: r})
        changed = (changes(row, part, before) for row, before, names in cases if name in names)
        if name not in ("adverb", "verb") and not any(changed):
            idle.append(f"{name}: {part}")
    assert idle == []


def sentences_of(pair: Pairing) -> dict[str, tuple[str, str]]:
    """Sentences with each noun and each verb, and the verb and noun that do not go together."""
    first = pair.nouns[0]
    verbs = [verb for words in pair.verbs.values() for verb in words]
    sentences = {f"{verb}辖区{first}。": (verb, first) for verb in verbs}
    sentences |= {f"{verbs[0]}辖区{noun}。": (verbs[0], noun) for noun in pair.nouns}
    if pair.subject:
        sentences |= {f"辖区{first}明显{verb}。": (verb, first) for verb in verbs}
    return sentences


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.nouns[0])
def test_each_verb_is_found_with_each_noun(pair: Pairing) -> None:
    table = PairTable(PAIRS, PAIRINGS["verbs"])
    for sentence, expected in sentences_of(pair).items():
        assert [match[2:4] for match in table.matches(sentence)] == [expected], sentence


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.nouns[0])
def test_each_piece_of_a_pair_is_needed(pair: Pairing) -> None:
    def count(pair: Pairing) -> list[int]:
        table = PairTable([pair], PAIRINGS["verbs"])
        return [len([*table.matches(sentence)]) for sentence in sentences]

    sentences = examples([*pair.bad, *pair.good], pair.lists)
    before = count(pair)
    updates: list[tuple[str, dict[str, Any]]] = [
        (f"{name}: {word}", {"lists": {**pair.lists, name: [x for x in words if x != word]}})
        for name, words in pair.lists.items()
        for word in words
    ]
    updates += [
        (part, {key: rest})
        for key in ("unless", "end")
        for part, rest in without_a_piece(getattr(pair, key))
    ]
    idle = [part for part, update in updates if count(pair.model_copy(update=update)) == before]
    assert idle == []


def test_an_adverb_may_stand_before_the_verb() -> None:
    table = PairTable(PAIRS, PAIRINGS["verbs"])
    for adverb in shared_lists()["adverb"]:
        assert len([*table.matches(f"服务水平{adverb}改善。")]) == 1, adverb


def test_with_two_verbs_in_a_clause_nothing_is_reported() -> None:
    table = PairTable(PAIRS, PAIRINGS["verbs"])
    without = PairTable(PAIRS, ())
    for verb in PAIRINGS["verbs"]:
        sentence = f"{verb}目标并加强执法力度。"
        assert [*table.matches(sentence)] == []
        assert [match.verb for match in without.matches(sentence)] == ["加强"], verb

"""Who has a common word is read once, and afterwards only what has changed."""

from __future__ import annotations

from collections.abc import Callable

from kb.domain.query import WordMatches, WordQuestion
from kb.search.common_words import MOST_CHANGED, MOST_KEPT, CommonWords


class Texts:
    """What practices say, asked as the full text is; `questions` are those that were asked."""

    def __init__(self, words: dict[int, set[str]]) -> None:
        self.words = words
        self.questions: list[WordQuestion] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def answer(self, question: WordQuestion) -> WordMatches:
        self.questions.append(question)
        among = self.words if question.among is None else question.among
        found = frozenset(
            number
            for number in among
            if all(self.words.get(number, set()) & set(terms) for terms in question.every)
        )
        self.meanwhile()
        return WordMatches({}, found, frozenset(), None)


def having(common: CommonWords, texts: Texts, *words: str) -> list[int]:
    return [int(number) for number in common.having_all([(word,) for word in words], texts.answer)]


def test_a_word_is_asked_for_once() -> None:
    common, texts = CommonWords(), Texts({1: {"noc"}, 2: {"las"}, 5: {"noc", "las"}})
    assert having(common, texts, "noc") == [1, 5]
    assert having(common, texts, "noc") == [1, 5]
    assert having(common, texts, "noc", "las") == [5]
    assert [question.every for question in texts.questions] == [(("noc",),), (("las",),)]


def test_after_a_change_only_what_changed_is_asked_for() -> None:
    common, texts = CommonWords(), Texts({1: {"noc"}, 2: {"las"}, 3: {"noc"}})
    assert having(common, texts, "noc") == [1, 3]
    texts.words |= {1: {"las"}, 2: {"noc"}, 7: {"noc"}}
    del texts.words[3]
    common.forget([1, 2])
    common.forget([3, 7])
    assert having(common, texts, "noc") == [2, 7]
    assert texts.questions[-1].among == (1, 2, 3, 7)
    assert having(common, texts, "noc") == [2, 7]
    assert len(texts.questions) == 2


def test_after_very_many_changes_the_word_is_read_anew() -> None:
    common, texts = CommonWords(), Texts({number: {"noc"} for number in range(MOST_CHANGED + 5)})
    having(common, texts, "noc")
    common.forget(range(MOST_CHANGED + 1))
    texts.words = {3: {"noc"}}
    assert having(common, texts, "noc") == [3]
    assert texts.questions[-1].among is None


def test_what_changes_while_it_is_read_is_read_again() -> None:
    common, texts = CommonWords(), Texts({1: {"noc"}})

    def change() -> None:
        texts.meanwhile = lambda: None
        texts.words[2] = {"noc"}
        common.forget([2])

    texts.meanwhile = change
    having(common, texts, "noc")
    assert having(common, texts, "noc") == [1, 2]


def test_the_words_used_longest_ago_are_dropped() -> None:
    common, texts = CommonWords(), Texts({1: {f"w{number}" for number in range(MOST_KEPT + 1)}})
    for number in range(MOST_KEPT):
        having(common, texts, f"w{number}")
    having(common, texts, "w0")
    having(common, texts, f"w{MOST_KEPT}")
    asked = len(texts.questions)
    having(common, texts, "w0")
    assert len(texts.questions) == asked
    having(common, texts, "w1")
    assert len(texts.questions) == asked + 1

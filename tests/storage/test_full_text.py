"""What full text promises with every backend."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kb.domain.document import DocumentWords
from kb.domain.query import WordGroup, WordQuestion
from kb.domain.text import normalise, words_of
from kb.storage.full_text import FieldWeights

from .conftest import ANALYSER, Store

WEIGHTS = FieldWeights(title=4.0, labels=2.0, names=2.0, body=1.0, typed=1.0)
EVEN = FieldWeights(1.0, 1.0, 1.0, 1.0, 1.0)
reading_only = settings(
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def document(title: str = "", body: str = "", labels: str = "", typed: str = "") -> DocumentWords:
    return DocumentWords(ANALYSER, title, labels, "", body, typed, surface=f"{title} {body}".strip())


def put(store: Store, *documents: DocumentWords) -> list[int]:
    """Practices with these words instead of those of their titles; their ids."""
    ids = []
    for words in documents:
        with store.database.write() as session:
            saved = store.save("Praktyka", session=session)
            store.full_text.replace(session, saved.practice_id, words)
        ids.append(saved.practice_id)
    return ids


def every(store: Store, connection: Connection, *words: tuple[str, ...]) -> frozenset[int]:
    return store.full_text.answer(connection, WordQuestion(every=words), EVEN).all_words


def phrases(store: Store, connection: Connection, *typed: tuple[str, ...]) -> frozenset[int] | None:
    return store.full_text.answer(connection, WordQuestion(phrases=typed), EVEN).phrases


def test_scores_are_positive_and_a_title_counts_more_than_a_body(store: Store) -> None:
    in_title, in_body, _ = put(
        store,
        document(title="komiks", body="miasto"),
        document(title="miasto", body="komiks"),
        document("gra"),
    )
    with store.database.connection() as connection:
        scores = store.full_text.scores(connection, [WordGroup(1.0, ("komiks",))], WEIGHTS)
    assert set(scores) == {in_title, in_body}
    assert scores[in_title] > scores[in_body] > 0


def test_a_score_is_the_sum_over_the_groups_each_times_its_weight(store: Store) -> None:
    both, first, second, wood = put(
        store, document("komiks senior"), document("komiks miasto"), document("senior gra"), document("las")
    )

    def scores(*groups: WordGroup) -> dict[int, float]:
        with store.database.connection() as connection:
            return store.full_text.scores(connection, groups, EVEN)

    comic, senior = scores(WordGroup(1.0, ("komiks",))), scores(WordGroup(1.0, ("senior",)))
    assert set(comic) == {both, first}
    assert set(senior) == {both, second}
    together = scores(WordGroup(1.0, ("komiks",)), WordGroup(0.5, ("senior",)))
    assert together == pytest.approx(
        {both: comic[both] + 0.5 * senior[both], first: comic[first], second: 0.5 * senior[second]}
    )
    assert set(scores(WordGroup(1.0, ("komiks", "las")))) == {both, first, wood}


def test_no_groups_and_groups_without_words_score_nothing(store: Store) -> None:
    put(store, document("komiks"))
    with store.database.connection() as connection:
        assert store.full_text.scores(connection, [], EVEN) == {}
        assert store.full_text.scores(connection, [WordGroup(1.0, ()), WordGroup(1.0, (" ",))], EVEN) == {}


def test_the_words_of_an_expression_stand_near_one_another_in_any_order(store: Store) -> None:
    four_between, turned_round, five_between, two_fields = put(
        store,
        document(body="klub a b c d senior"),
        document(body="senior klub"),
        document(body="klub a b c d e senior"),
        document(title="klub", body="senior"),
    )
    with store.database.connection() as connection:
        assert store.matching(connection, ["klub senior"]) == {four_between, turned_round}
        both = every(store, connection, ("klub",), ("senior",))
    assert both == {four_between, turned_round, five_between, two_fields}


def test_a_phrase_stands_in_its_order_with_nothing_between(store: Store) -> None:
    exact, _, apart, _ = put(
        store,
        document(typed="gra w bibliotece noca"),
        document(typed="noca w bibliotece gra"),
        document(typed="gra w naszej bibliotece noca"),
        document(body="gra w bibliotece noca"),
    )
    with store.database.connection() as connection:
        assert phrases(store, connection, ("w", "bibliotece", "noca")) == {exact}
        assert phrases(store, connection, ("gra", "w", "bibliotece")) == {exact}
        assert phrases(store, connection, ("gra", "w"), ("bibliotece", "noca")) == {exact, apart}
        assert phrases(store, connection, ("gra", "w"), ("noca", "gra")) is None
        assert phrases(store, connection, ()) is None
        assert phrases(store, connection) is None


def test_a_rare_word_counts_in_titles_labels_and_names(store: Store) -> None:
    title, labels, _ = put(
        store, document(title="komiks"), document(labels="komiks"), document(body="komiks las", typed="las")
    )

    def rare(*terms: str) -> set[int]:
        with store.database.connection() as connection:
            return set(store.full_text.answer(connection, WordQuestion(rare=terms), EVEN).rare)

    assert rare("komiks") == {title, labels}
    assert rare("las", "komiks") == {title, labels}
    assert rare("las") == set()
    assert rare() == set()


def test_every_word_is_wanted_by_any_of_its_terms(store: Store) -> None:
    whole, half = put(store, document("senior", body="warsztat"), document("emeryt"))
    with store.database.connection() as connection:
        assert every(store, connection, ("senior", "emeryt"), ("warsztat", "zajecia")) == {whole}
        assert every(store, connection, ("senior", "emeryt")) == {whole, half}
        assert every(store, connection, ("emeryt",), ("warsztat",)) == set()
        assert every(store, connection) == set()


def test_every_word_may_be_asked_for_among_some_practices_only(store: Store) -> None:
    first, second, third = put(store, document("senior"), document("senior las"), document("las"))

    def among(*practices: int) -> frozenset[int]:
        with store.database.connection() as connection:
            return store.full_text.answer(
                connection, WordQuestion(every=(("senior",),), among=practices), EVEN
            ).all_words

    assert among(first, second, third) == {first, second}
    assert among(second, third, 999) == {second}
    assert among(third) == set()
    assert among() == set()


def test_one_answer_keeps_apart_what_was_asked(store: Store) -> None:
    both, title, body = put(
        store,
        document("komiks", body="senior", typed="komiks senior"),
        document("komiks", typed="komiks"),
        document(body="komiks"),
    )
    question = WordQuestion(
        groups=(WordGroup(1.0, ("komiks",)), WordGroup(0.5, ("senior",))),
        every=(("komiks",), ("senior",)),
        rare=("komiks",),
        phrases=(("komiks", "senior"),),
    )
    with store.database.connection() as connection:
        answer = store.full_text.answer(connection, question, EVEN)
        alone = store.full_text.scores(connection, question.groups, EVEN)
    assert dict(answer.scores) == alone
    assert set(alone) == {both, title, body}
    assert (answer.all_words, answer.rare, answer.phrases) == ({both}, {both, title}, {both})


def test_letters_are_compared_as_they_are(store: Store) -> None:
    """Folding belongs to the analyser: here ł is not l, in either direction."""
    with_stroke, without = put(store, document("łódź ęąśćżźńó"), document("lodz"))
    with store.database.connection() as connection:
        assert store.matching(connection, ["łódź"]) == {with_stroke}
        assert store.matching(connection, ["lodz"]) == {without}
        assert store.matching(connection, ["ęąśćżźńó"]) == {with_stroke}
        assert store.matching(connection, ["easczzno"]) == set()


def test_an_inner_apostrophe_belongs_to_its_word(store: Store) -> None:
    whole, parted = put(store, document("п'ять сім'я"), document("п ять"))
    with store.database.connection() as connection:
        assert store.matching(connection, ["п'ять"]) == {whole}
        assert store.matching(connection, ["ять"]) == {parted}


@reading_only
@given(text=st.text(st.characters(max_codepoint=0x05FF), min_size=1, max_size=30))
def test_every_word_that_we_tell_apart_is_found_by_itself(store: Store, text: str) -> None:
    """Latin, Greek and Cyrillic among others; what Python takes for one word the full text takes for one."""
    for word in words_of(normalise(text)):
        with store.database.write() as session:
            store.full_text.replace(session, 7, document(body=f"przed {word} po"))
            found = store.matching(session.connection(), [word])
            session.rollback()
        assert found == {7}


ODD = [
    *(
        '"',
        '""',
        "'",
        "''",
        "*",
        "a*",
        "^a",
        "a:b",
        "title:a",
        "a-b",
        "-a",
        "+a",
        "(",
        ")",
        "(a",
        "{a}",
        "a)",
    ),
    *("NOT", "AND", "OR", "NEAR", "NEAR(a b)", "a NOT b", "a AND", "OR OR", "\\", "%", "_", ";--", "😀"),
    *(
        "\0",
        "a\0b",
        "\n",
        "\t",
        " ",
        "",
        "...",
        ". a",
        "\ud800",
        "\u202e",
        "é" * 5000,
        "a " * 1000,
        "п'",
        "'",
        "ﬁ",
    ),
    *("'; DROP TABLE practice; --", '" OR 1=1 --', '") OR (title MATCH "', "\u0000\u0001", "??", ":id", "?1"),
]


@pytest.mark.parametrize("odd", ODD, ids=[ascii(odd)[:20] for odd in ODD])
def test_whatever_a_term_holds_is_data(store: Store, odd: str) -> None:
    practice_id = put(store, document("komiks"))[0]
    _ask_everything(store, odd)
    with store.database.connection() as connection:
        assert store.matching(connection, [odd, "komiks"]) == {practice_id}
    assert store.counts().published == 1


@reading_only
@given(term=st.text(max_size=40))
def test_any_text_may_be_asked_for(store: Store, term: str) -> None:
    _ask_everything(store, term)


def _ask_everything(store: Store, odd: str) -> None:
    """None of these may raise."""
    with store.database.connection() as connection:
        store.full_text.scores(connection, [WordGroup(1.0, (odd, f"x {odd}"))], EVEN)
        every(store, connection, (odd,), ("komiks", odd))
        phrases(store, connection, (odd, odd), (odd,))
        store.full_text.answer(connection, WordQuestion(rare=(odd, "x")), EVEN)


def test_a_thousand_words_are_not_too_many(store: Store) -> None:
    practice_id = put(store, document("w500"))[0]
    words = [f"w{number}" for number in range(1000)]
    with store.database.connection() as connection:
        assert store.matching(connection, words) == {practice_id}
        assert every(store, connection, *[(word, "w500") for word in words]) == {practice_id}
        assert set(store.full_text.scores(connection, [WordGroup(1.0, tuple(words))], EVEN)) == {practice_id}


def test_new_words_replace_the_old_ones_and_removed_ones_are_gone(store: Store) -> None:
    practice_id, other = put(store, document("komiks"), document("komiks gra"))
    with store.database.write() as session:
        store.full_text.replace(session, practice_id, document("senior"))
        store.full_text.remove(session, other)
    with store.database.connection() as connection:
        assert store.matching(connection, ["komiks", "gra"]) == set()
        assert store.matching(connection, ["senior"]) == {practice_id}


def test_surfaces_are_the_forms_of_each_practice(store: Store) -> None:
    first, second, bare = put(store, document("łódź"), document("gra", body="noc"), document())
    with store.database.connection() as connection:
        assert dict(store.full_text.surfaces(connection)) == {
            first: ["łódź"],
            second: ["gra", "noc"],
            bare: [],
        }
        assert list(store.full_text.surfaces(connection, [second, 999])) == [(second, ["gra", "noc"])]
        assert list(store.full_text.surfaces(connection, [])) == []

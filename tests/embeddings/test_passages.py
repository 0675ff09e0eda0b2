from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from embeddings.passages import split_into_passages

WINDOW = 20


def words(text):
    """A tokenizer that a reader can count with: one token for each six characters of each word."""
    return sum(1 + (len(word) - 1) // 6 for word in text.split())


text = st.lists(
    st.one_of(
        st.text("ąbćdeę", min_size=1, max_size=12),
        st.sampled_from(["Koniec.", "Naprawdę?", "\n", "\n\n", "  ", "https://example.org/" + "a" * 200]),
        st.text(min_size=1, max_size=6),
    ),
    max_size=120,
).map(" ".join)
heading = st.text("Tytuł ", max_size=200)


def bodies(passages, heading):
    """Each passage without its heading and without white space, which a border may swallow."""
    found = []
    for passage in passages:
        assert passage.startswith(heading)
        found.append("".join(passage[len(heading) :].split()))
    return found


def covered(parts, whole):
    """How much of `whole` the parts cover: each is a stretch of it, begun where the last ended or before."""
    end = 0
    for part in parts:
        begin = whole.rfind(part, 0, end + len(part))
        assert begin >= 0, f"{part!r} does not follow on {whole[:end]!r}"
        end = max(end, begin + len(part))
    return end


@given(text, st.floats(0, 0.5))
def test_together_the_passages_are_the_text_without_a_gap(text, overlap):
    passages = split_into_passages("Tytuł", text, words, WINDOW, overlap)

    whole = "".join(text.split())
    assert covered(bodies(passages, "Tytuł"), whole) == len(whole)


@given(heading, text, st.floats(0, 0.5))
def test_no_passage_is_empty_or_larger_than_the_window(heading, text, overlap):
    assume(heading.strip() or text.strip())

    passages = split_into_passages(heading, text, words, WINDOW, overlap)

    assert passages
    for passage in passages:
        assert passage.strip()
        assert words(passage) <= WINDOW


@given(st.lists(st.sampled_from([1, 3, 9, 17]), min_size=1, max_size=40), st.floats(0, 0.9))
def test_every_passage_brings_something_new(lengths, overlap):
    """Sentences of numbered words, so that each is found in one place only."""
    numbers = iter(range(1000))
    text = " ".join(" ".join(f"s{next(numbers):03}" for _ in range(length)) + "." for length in lengths)

    passages = split_into_passages("T", text, words, WINDOW, overlap)

    last_words = [passage.split()[-1] for passage in passages]
    assert len(set(last_words)) == len(passages)
    assert last_words == sorted(last_words)


def test_a_text_that_fits_is_one_passage():
    assert split_into_passages("Noc w bibliotece", "Czytaliśmy do rana.", words, WINDOW) == [
        "Noc w bibliotece\nCzytaliśmy do rana."
    ]
    assert split_into_passages("", "", words, WINDOW) == [""]


def test_a_cut_falls_between_paragraphs_first():
    text = "jeden dwa trzy cztery pięć.\nsześć siedem osiem. dziewięć dziesięć."
    # Two tokens of ten are the heading's; the second paragraph takes six ("dziewięć", "dziesięć" two each).
    assert split_into_passages("A B", text, words, 10, overlap=0) == [
        "A B\njeden dwa trzy cztery pięć.",
        "A B\nsześć siedem osiem. dziewięć dziesięć.",
    ]


def test_then_between_sentences_and_then_between_words():
    assert split_into_passages("T", "a b. c d e. f g h. i j k l m n o p.", words, 7, overlap=0) == [
        "T\na b. c d e.",
        "T\nf g h. i j k",
        "T\nl m n o p.",
    ]


def test_neighbours_share_about_the_overlap():
    text = "a. b. c. d. e. f. g. h. i. j."

    # Five tokens beside the heading; two fifths of five are two sentences.
    assert split_into_passages("T", text, words, 6, overlap=0.4) == [
        "T\na. b. c. d. e.",
        "T\nd. e. f. g. h.",
        "T\ng. h. i. j.",
    ]


def test_the_overlap_leaves_room_for_the_next_piece():
    text = "a. b. c. d. b1 b2 b3 b4 b5."

    # Sharing "d." would leave four places, one too few for the last sentence.
    assert split_into_passages("T", text, words, 6, overlap=0.4) == [
        "T\na. b. c. d.",
        "T\nb1 b2 b3 b4 b5.",
    ]


def test_a_heading_larger_than_a_third_of_the_window_is_cut_and_does_not_crowd_out_the_text():
    passages = split_into_passages("Tytuł " * 300, "słowo " * 40, words, WINDOW)

    assert all(passage.count("Tytuł") <= WINDOW // 3 for passage in passages)
    assert covered(["słowo" * passage.count("słowo") for passage in passages], "słowo" * 40) == 5 * 40


def test_a_long_heading_without_a_text_is_a_passage_too():
    [passage] = split_into_passages("Tytuł " * 300, "", words, WINDOW)

    assert passage.startswith("Tytuł")
    assert words(passage) <= WINDOW


def test_a_word_of_a_hundred_thousand_characters_comes_to_an_end():
    passages = split_into_passages("Tytuł", "x" * 100_000, words, WINDOW, overlap=0)

    assert "".join(bodies(passages, "Tytuł")) == "x" * 100_000
    assert max(map(words, passages)) <= WINDOW


def test_the_work_grows_with_the_text_and_not_with_its_square():
    """Counted in characters given to the tokenizer, which is what costs."""

    def work(text):
        given = 0

        def counted(part):
            nonlocal given
            given += len(part)
            return words(part)

        split_into_passages("Tytuł", text, counted, WINDOW)
        return given

    sentence = "Zapraszamy dzieci i rodziców na czytanie pod gruszą. "
    assert work(sentence * 2000) < 11 * work(sentence * 200)
    assert work("x" * 100_000) < 15 * work("x" * 10_000)


class TestWithTheModelsTokenizer:
    @settings(max_examples=30)
    @given(text=text)
    def test_every_passage_fits_the_window(self, encoder, text):
        for passage in split_into_passages("Głośne czytanie", text, encoder.count_tokens, 48):
            assert encoder.count_tokens(passage) <= 48

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("ﷺ" * 2000, id="a ligature of four tokens and more"),
            pytest.param("x" * 30_000, id="one word"),
            pytest.param("Biblioteka w Łodzi zaprasza. " * 1500, id="a long report"),
            pytest.param("Запрошуємо дітей до бібліотеки.\n" * 300, id="Ukrainian lines"),
            pytest.param("👨‍👩‍👧" * 1000, id="families joined by invisible characters"),
        ],
    )
    def test_what_is_longer_than_the_window_is_split_into_what_fits(self, encoder, text):
        passages = split_into_passages("Tytuł", text, encoder.count_tokens, encoder.max_tokens)

        assert len(passages) > 1
        assert max(map(encoder.count_tokens, passages)) <= encoder.max_tokens
        whole = "".join(text.split())
        assert covered(bodies(passages, "Tytuł"), whole) == len(whole)

"""What an editor would check in every practice that ships.

Each test gathers all offenders, so that one run names everything there is to mend.
"""

import datetime
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

KEYS = {
    "id", "title", "summary", "need", "situations", "library", "program", "years", "audience", "themes", "form", "stage",
    "area", "partners", "duration", "participants", "cost", "steps", "results", "difficulties", "resources",
    "facts", "also_known_as", "source_url", "read_on", "confidence",
}  # fmt: skip

# 081 and 165 were never used.
IDS = [f"P{number:03}" for number in range(1, 241) if number not in (81, 165)]

BANDS = {
    "0": (0, 0),
    "do-500": (1, 500),
    "501-2000": (501, 2_000),
    "2001-5000": (2_001, 5_000),
    "5001-12000": (5_001, 12_000),
    "12001-35000": (12_001, 35_000),
    "ponad-35000": (35_001, 100_000_000),
}

# What partners are also called. The record has the full name; the synonyms know the abbreviation.
ABBREVIATIONS = re.compile(
    r"\b(KGW|OSP|GOK|MOK|MGOK|GOPS|MOPS|DPS|DDP|WTZ|ŚDS|UTW|LGD|DKK|MBP|GBP|PBP|WBP|LO|SP)\b"
)

# Full stops that do not end a sentence.
SHORTENED = re.compile(
    r"\b(m\.in|np|im|ul|św|pow|godz|tys|m\.st)\.(?= )|(?<=\d )(r|zł)\.(?= [a-ząćęłńóśźż])|\b[A-Z]\."
)


def prose(practice):
    """(field, text) of everything a reader sees, addresses and codes left out."""
    for field in ("title", "summary", "need", "results", "difficulties"):
        if practice[field] is not None:
            yield field, practice[field]
    for field in ("situations", "steps", "resources", "facts", "also_known_as"):
        for text in practice[field]:
            yield field, text
    yield "library.name", practice["library"]["name"]
    for partner in practice["partners"]:
        yield "partners.name", partner["name"]
    if practice["cost"]["note"] is not None:
        yield "cost.note", practice["cost"]["note"]
    for part in (practice["program"]["name"], practice["program"]["edition"]):
        if part is not None:
            yield "program", part


def sentences(text):
    return re.split(r"(?<=[.!?])\s+", SHORTENED.sub(lambda match: match[0].replace(".", ""), text))


def offending(practices, wrong):
    """The (id, field, text) for which `wrong(text)` holds."""
    return [
        (practice["id"], field, text)
        for practice in practices
        for field, text in prose(practice)
        if wrong(text)
    ]


def spelled_in_one_way(names):
    """Names that differ only in letter case, quotes or an abbreviation in brackets."""
    spellings = defaultdict(set)
    for name in names:
        plain = re.sub(r"\([A-ZĆŁŚŹŻ]{2,}\)", "", name)
        spellings[" ".join(re.findall(r"\w+", plain.casefold()))].add(name)
    return [sorted(variants) for variants in spellings.values() if len(variants) > 1]


def test_every_researched_practice_is_there_once_and_in_order(practices):
    assert [practice["id"] for practice in practices] == IDS


def test_every_record_has_the_same_keys(practices):
    assert [practice["id"] for practice in practices if set(practice) != KEYS] == []


def test_the_file_is_readable_utf_8_with_one_record_a_line():
    text = (Path(__file__).parents[2] / "kb" / "data" / "practices.jsonl").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "\\u" not in text
    assert all(json.dumps(json.loads(line), ensure_ascii=False) == line for line in text.splitlines())


@pytest.mark.parametrize(
    "field", ["title", "summary", "need", "source_url", "facts", "audience", "themes", "form"]
)
def test_what_must_never_be_empty_is_not(practices, field):
    assert [practice["id"] for practice in practices if not practice[field]] == []


def test_no_text_is_empty(practices):
    assert offending(practices, lambda text: not text.strip()) == []


def test_every_practice_has_four_situations_of_its_own(practices):
    every = [situation for practice in practices for situation in practice["situations"]]
    assert {len(practice["situations"]) for practice in practices} == {4}
    assert len(set(every)) == len(every)
    assert [text for text in every if not 6 <= len(text.split()) <= 20 or not text.endswith(".")] == []


def test_titles_fit_the_card_and_are_unlike(practices):
    titles = [practice["title"] for practice in practices]
    assert [title for title in titles if len(title) > 90 or title.endswith(".")] == []
    assert len(set(titles)) == len(titles)


def test_summaries_fit_the_card(practices):
    assert [practice["id"] for practice in practices if len(practice["summary"]) > 400] == []


@pytest.mark.parametrize("field", ["summary", "need", "results", "difficulties"])
def test_running_text_ends_like_a_sentence(practices, field):
    assert [
        practice["id"] for practice in practices if practice[field] and practice[field][-1] not in ".?!"
    ] == []


@pytest.mark.parametrize("field", ["title", "summary", "need", "results", "difficulties", "steps"])
def test_sentences_have_at_most_twenty_words(practices, field):
    long = [
        (practice["id"], sentence)
        for practice in practices
        for name, text in prose(practice)
        if name == field
        for sentence in sentences(text)
        if len(re.findall(r"\S*\w\S*", sentence)) > 20
    ]
    assert long == []


@pytest.mark.parametrize(
    ("field", "vocabulary"),
    [("form", "form"), ("stage", "stage"), ("duration", "duration"), ("audience", "audience"),
     ("themes", "theme"), ("area", "area")],
)  # fmt: skip
def test_codes_are_in_their_vocabulary(practices, vocabularies, field, vocabulary):
    wrong = []
    for practice in practices:
        value = practice[field]
        codes = value if isinstance(value, list) else [value] if value is not None else []
        wrong += [(practice["id"], code) for code in codes if code not in vocabularies[vocabulary]]
    assert wrong == []


@pytest.mark.parametrize("field", ["audience", "themes", "area"])
def test_no_code_is_given_twice(practices, field):
    assert [
        practice["id"] for practice in practices if len(set(practice[field])) != len(practice[field])
    ] == []


def test_at_most_four_themes(practices):
    assert [practice["id"] for practice in practices if len(practice["themes"]) > 4] == []


def test_every_partner_has_a_type_and_a_known_role_or_none(practices, vocabularies):
    wrong = [
        (practice["id"], partner)
        for practice in practices
        for partner in practice["partners"]
        if set(partner) != {"name", "type", "role"}
        or partner["type"] not in vocabularies["partner_type"]
        or (partner["role"] is not None and partner["role"] not in vocabularies["partner_role"])
    ]
    assert wrong == []


def test_a_partner_is_named_once_in_a_record(practices):
    names = {practice["id"]: [partner["name"] for partner in practice["partners"]] for practice in practices}
    assert [record for record, partners in names.items() if len(set(partners)) != len(partners)] == []


def test_partners_are_spelled_in_one_way(practices):
    assert (
        spelled_in_one_way({partner["name"] for practice in practices for partner in practice["partners"]})
        == []
    )


def test_partners_and_libraries_are_written_out_in_full(practices):
    names = [(practice["id"], field, text) for practice in practices for field, text in prose(practice)]
    short = [
        entry
        for entry in names
        if entry[1] in ("partners.name", "library.name") and ABBREVIATIONS.search(entry[2])
    ]
    assert short == []


def test_programmes_are_spelled_in_one_way(practices):
    names = {practice["program"]["name"] for practice in practices if practice["program"]["name"]}
    assert spelled_in_one_way(names) == []


def test_blisko_editions_are_two_following_years(practices):
    editions = {
        practice["program"]["edition"] for practice in practices if practice["program"]["name"] == "BLISKO"
    }
    assert editions == {None, "2021–2022", "2022–2023", "2023–2024"}


def test_practices_of_blisko_and_no_others_have_a_stage(practices):
    blisko = [practice["id"] for practice in practices if practice["program"]["name"] == "BLISKO"]
    assert [practice["id"] for practice in practices if practice["stage"] is not None] == blisko


def test_a_library_has_one_place_voivodeship_and_size(practices):
    described = defaultdict(set)
    for practice in practices:
        library = practice["library"]
        described[library["name"]].add((library["place"], library["voivodeship"], library["place_size"]))
    assert {name: places for name, places in described.items() if len(places) > 1} == {}


def test_libraries_are_spelled_in_one_way(practices):
    assert spelled_in_one_way({practice["library"]["name"] for practice in practices}) == []


def test_a_place_lies_in_one_voivodeship(practices):
    voivodeships = defaultdict(set)
    for practice in practices:
        voivodeships[practice["library"]["place"]].add(practice["library"]["voivodeship"])
    del voivodeships[None]
    assert {place: names for place, names in voivodeships.items() if len(names) > 1} == {}


def test_voivodeships_are_their_polish_names_in_lower_case(practices, vocabularies):
    names = {term["pl"].lower() for term in vocabularies["voivodeship"].values()}
    assert {practice["library"]["voivodeship"] for practice in practices} - names == {None}


def test_a_record_of_several_libraries_has_neither_place_nor_size(practices, vocabularies):
    several = [practice["id"] for practice in practices if practice["library"]["place"] is None]
    assert several == ["P079", "P168", "P186", "P187"]
    sizes = {practice["id"]: practice["library"]["place_size"] for practice in practices}
    assert [record for record in IDS if (sizes[record] is None) != (record in several)] == []
    assert {size for size in sizes.values() if size is not None} <= set(vocabularies["place_size"])


def test_quotes_are_polish_and_come_in_pairs(practices):
    def wrong(text):
        return re.search(r"[\"“‟«»‚‘']", text) or text.count("„") != text.count("”")

    assert offending(practices, wrong) == []


def test_ranges_and_pauses_have_a_dash_and_not_a_hyphen(practices):
    assert offending(practices, lambda text: re.search(r"\d-\d|\s-\s|—|--", text)) == []


def test_spaces_are_single_and_never_before_a_stop(practices):
    assert (
        offending(practices, lambda text: text != text.strip() or re.search(r"\s\s|\s[.,;:?!)]|\(\s", text))
        == []
    )


def test_letters_are_composed_and_latin(practices):
    def wrong(text):
        return text != unicodedata.normalize("NFC", text) or re.search(
            r"[\u0370-\u1fff\u200b-\u200f\ufeff\ufffd]", text
        )

    assert offending(practices, wrong) == []


def test_no_contact_to_a_person(practices):
    assert offending(practices, lambda text: re.search(r"\S@\S+\.\S|\d{3}[ -]\d{3}[ -]\d{3}", text)) == []


def test_years_run_forward(practices):
    wrong = []
    for practice in practices:
        years = practice["years"]
        if years is None:
            continue
        first, last = years["from"], years["to"]
        if not 1990 <= first <= 2026 or (last is not None and not first <= last <= 2026):
            wrong.append((practice["id"], years))
    assert wrong == []


def test_amounts_fit_their_band(practices, vocabularies):
    assert set(BANDS) == set(vocabularies["cost"]) - {"nie-podano"}
    wrong = []
    for practice in practices:
        band, amount = practice["cost"]["band"], practice["cost"]["amount_pln"]
        lowest, highest = BANDS.get(band, (None, None))
        if (amount is None) != (lowest is None) or (amount is not None and not lowest <= amount <= highest):
            wrong.append((practice["id"], practice["cost"]))
    assert wrong == []


def test_participants_are_a_positive_number_or_unknown(practices):
    counts = {practice["id"]: practice["participants"] for practice in practices}
    assert [
        record
        for record, count in counts.items()
        if count is not None and not (type(count) is int and count > 0)
    ] == []


def test_sources_are_web_addresses_read_on_a_day(practices):
    wrong = []
    for practice in practices:
        address = urlsplit(practice["source_url"])
        if (
            address.scheme not in ("http", "https")
            or not address.netloc
            or re.search(r"\s", practice["source_url"])
        ):
            wrong.append((practice["id"], practice["source_url"]))
        assert datetime.date.fromisoformat(practice["read_on"]) >= datetime.date(2026, 11, 1)
    assert wrong == []


def test_confidence_is_one_of_three(practices):
    assert {practice["confidence"] for practice in practices} == {"high", "medium", "low"}


def test_other_names_are_named_once(practices):
    names = {
        practice["id"]: [name.casefold() for name in practice["also_known_as"]] for practice in practices
    }
    assert [record for record, other in names.items() if len(set(other)) != len(other)] == []

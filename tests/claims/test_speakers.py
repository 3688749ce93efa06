"""Who says what: subjects of verbs of saying, and whose word a claim is."""

from __future__ import annotations

import pytest

from pipeline.claims.mentions.speakers import find_speakers, find_statements
from pipeline.claims.mentions.statements import without_title
from pipeline.claims.sentences import read_passage
from tests.claims.reading import after_lead, read


def statements(text: str) -> list[tuple[str, str]]:
    """Verb and subject of each statement of a text."""
    passage = read_passage(text)
    speakers = [s for sentence in passage.sentences for s in find_speakers(passage.plain, sentence)]
    return [(s.verb, s.speaker.text) for s in find_statements(passage.plain, passage.sentences, speakers)]


SAID = [
    ("Meta said it was down.", ("said", "Meta")),
    ("Meta later said it was down.", ("said", "Meta")),
    ("Mr Holt told reporters that it was down.", ("told", "Holt")),
    ("Meta spokesman Ben Ray said it was down.", ("said", "Meta spokesman Ben Ray")),
    ("Orbit, the country's largest carrier, said on Friday it was down.", ("said", "Orbit")),
    ("Ada Holt, who runs the tracker NetBlocks, said it was down.", ("said", "Ada Holt")),
    ("It was down, said Ada Holt.", ("said", "Ada Holt")),
    ('"It is down," wrote Ada Holt.', ("wrote", "Ada Holt")),
    ("The company said it was down.", ("said", "company")),
    ("An anonymous industry source said it was down.", ("said", "anonymous industry source")),
    ("A source in the infrastructure industry says it was down.", ("says", "source")),
    ("Security researchers believe it was an attack.", ("believe", "security researchers")),
    ("According to Downdetector, it was down.", ("according to", "Downdetector")),
    ("It was down, as per NetBlocks.", ("according to", "NetBlocks")),
    ("He added that it was down.", ("added", "He")),
    ("Prof Martin called it garbage.", ("called", "Martin")),
]


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_a_verb_of_saying_has_the_subject_that_grammar_gives_it(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in statements(text)


TITLES = [("Mr Holt", "Holt"), ("Dr. Ada Holt", "Ada Holt"), ("The company", "company"), ("Holt", "Holt"), ("Mr", "Mr")]


@pytest.mark.parametrize(("name", "wanted"), TITLES)
def test_titles_and_articles_are_no_part_of_a_name(name: str, wanted: str) -> None:
    assert without_title(name) == wanted


SOURCES = [
    ("Alan Marsh said it was a DDoS attack.", "Alan Marsh"),
    ("It was a DDoS attack, Alan Marsh said.", "Alan Marsh"),
    ("It was a DDoS attack, said Alan Marsh.", "Alan Marsh"),
    ("According to Alan Marsh, it was a DDoS attack.", "Alan Marsh"),
    ("It was a DDoS attack, according to Alan Marsh.", "Alan Marsh"),
    ("A DDoS attack took it down.", None),
]


@pytest.mark.parametrize(("sentence", "source"), SOURCES)
def test_the_source_of_a_claim_is_who_says_it(sentence: str, source: str | None) -> None:
    assert [c.source for c in after_lead(sentence, "cause")] == [source]


def test_a_surname_becomes_the_full_name_that_the_text_gave() -> None:
    causes = after_lead("Ada Holt, an analyst, watched. Holt said it was a DDoS attack.", "cause")
    assert [c.source for c in causes] == ["Ada Holt"]


def test_he_and_she_are_the_person_who_spoke_last() -> None:
    causes = after_lead("Alan Marsh told us he was sure. He said it was a DDoS attack.", "cause")
    assert [c.source for c in causes] == ["Alan Marsh"]


def test_the_company_is_the_operator_by_the_name_that_the_text_uses() -> None:
    causes = read(
        "Instagram, owned by Meta, was down on Monday.\nThe company said a bug had caused the failure.",
        "cause",
        title="Instagram down",
    )
    assert [(c.source, c.stance) for c in causes] == [("Meta", "confirmed")]


def test_a_quotation_goes_on_in_the_voice_of_who_spoke_before() -> None:
    causes = after_lead('Alan Marsh said he had looked. "It was a DDoS attack."', "cause")
    assert [c.source for c in causes] == ["Alan Marsh"]


def test_users_who_report_are_counted_and_are_no_source() -> None:
    [count] = after_lead("Thousands of users reported problems.", "affected_count")
    assert count.source is None

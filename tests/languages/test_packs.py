"""What every language pack keeps to: the tests run over whatever folders lie in languages."""

from __future__ import annotations

import pytest

from policydiff.languages import PACK, load_pack, pack_names
from policydiff.languages.fact_tables import FactPatterns, Lexicon
from policydiff.languages.pack import FurnitureWords, HeaderWords, LanguagePack, Numbering, SentenceMarks


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_has_all_its_tables(name: str) -> None:
    pack = load_pack(name)
    assert isinstance(pack, LanguagePack)
    assert pack.name.lower().replace("-", "_") == name
    tables = (pack.numbering, pack.sentences, pack.header, pack.furniture, pack.lexicon(), pack.fact_patterns())
    classes = (Numbering, SentenceMarks, HeaderWords, FurnitureWords, Lexicon, FactPatterns)
    assert [type(table) for table in tables] == list(classes)


@pytest.mark.parametrize("name", pack_names())
def test_tables_that_are_made_on_demand_are_made_once(name: str) -> None:
    pack = load_pack(name)
    for table in (pack.lexicon, pack.fact_patterns):
        assert table() is table()


@pytest.mark.parametrize("name", pack_names())
def test_the_styles_of_a_pack_fit_together(name: str) -> None:
    styles = load_pack(name).numbering.styles
    names = {style.name for style in styles}
    assert {style.alternative_to for style in styles} <= {*names, ""}
    for style in styles:
        assert style.opens
        assert style.largest_number > 0
        # Such beginnings and characters mean headings, bullets and indents in the styles of paragraphs.
        assert not style.name.startswith(("h", "r(", "bullet", "caption", "lead-in", "“"))
        assert not set(style.name) & set("@#“")
        alike = [other for other in styles if other.name == style.name]
        assert len({other._replace(example="", pattern=style.pattern, refused=()) for other in alike}) == 1


def test_documents_are_read_with_the_chinese_pack() -> None:
    assert load_pack("zh") is PACK


def test_what_is_no_folder_of_a_pack_is_refused() -> None:
    with pytest.raises(ValueError, match="no language pack is called 'pack'"):
        load_pack("pack")

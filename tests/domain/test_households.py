"""Doors as people write them: one door is one household, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.households import Door, read_door

ONE_DOOR = (
    *("3号楼2单元501", "3号楼2单元501室", "三号楼二单元501", "3栋2单元501", "3幢2单元501室"),
    *("3-2-501", "３－２－５０１", "3 2 501", "3/2/501", "03-02-0501", "3#2单元501"),
    *("三号楼二单元五〇一", "三号楼二单元五零一室", "3号楼 2单元 501室", "3号楼，2单元，501"),
    *("幸福里3号楼2单元501", "我住在3号楼2单元501室。", "3号楼2门501", "3楼2单元501"),
    *(
        "3号楼2单元5楼501",
        "3号楼2单元五层501室",
        "building 3 unit 2 room 501",
        "Bldg 3, Unit 2, 501",
    ),
)
OTHERS = {
    "3-501": Door("3", "", "501"),
    "3栋501室": Door("3", "", "501"),
    "十二号楼一百零一": Door("12", "", "101"),
    "A座1203": Door("A", "", "1203"),
    "a座1203室": Door("A", "", "1203"),
    "3号楼501A": Door("3", "", "501A"),
    "88弄12号501室": Door("88弄12", "", "501"),
    "88弄12号": Door("88弄12"),
    "东区3号楼2单元501": Door("东区3", "2", "501"),
    "二期3号楼2单元501": Door("2期3", "2", "501"),
    "12号楼3单元1201室": Door("12", "3", "1201"),
}
NO_DOOR = (
    *("", "501", "3号楼", "3号楼2单元", "我家", "三楼", "1-3-2-501", "3号楼2单元501和502"),
    *("3号楼2单元6楼501", "3号楼2单元5层1号", "2026-11-22-3", "3-2-", "王阿姨家", "搬走了"),
    *("0号楼501", "3号楼000"),
)


@pytest.mark.parametrize("words", ONE_DOOR)
def test_one_door_is_one_household_however_it_is_written(words: str) -> None:
    assert read_door(words) == Door("3", "2", "501")


@pytest.mark.parametrize("words", OTHERS)
def test_other_houses_have_other_numbers(words: str) -> None:
    assert read_door(words) == OTHERS[words]


@pytest.mark.parametrize("words", NO_DOOR)
def test_what_might_be_another_door_is_none(words: str) -> None:
    assert read_door(words) is None


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3404))
def test_figures_and_words_for_them_name_the_same_door(house: int, unit: int, door: int) -> None:
    expected = Door(str(house), str(unit), str(door))
    assert read_door(f"{house}号楼{unit}单元{door}室") == expected
    assert read_door(f"{house}-{unit}-{door}") == expected
    assert read_door(f"{house:02}栋{unit}单元{door:04}") == expected


@given(st.text(max_size=40))
def test_whatever_is_written_is_a_door_or_none(words: str) -> None:
    found = read_door(words)
    assert found is None or found.building

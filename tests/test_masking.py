"""Telephone and identity numbers in units' own words are not printed; amounts and codes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.masking import masked


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("联系人李某，13800001234", "联系人李某，138****1234"),
        ("手机138-0000-1234或139 0000 1234", "手机138****1234或139****1234"),
        ("电话0731-88880000转", "电话0731-****转"),
        ("(0731)-88880000", "(0731)-****"),
        ("身份证430102199001011234", "身份证430102****"),
        ("身份证43010219900101123X，已核", "身份证430102****，已核"),
    ],
)
def test_numbers_of_people_are_hidden(written: str, printed: str) -> None:
    assert masked(written) == printed


@pytest.mark.parametrize(
    "written",
    [
        "累计到位13800001234567元",
        "到位138000.01234万元",
        "13800001234.56元",
        "13800001234元",
        "报关单号532020240000012345678",
        "海关统计2024-03-31",
        "统一社会信用代码91430100MA4L0000XX",
        "长政办发〔2021〕51号",
        "同比0.0731-0.1",
        "",
    ],
)
def test_amounts_dates_and_codes_stay(written: str) -> None:
    assert masked(written) == written


@given(st.text())
def test_hiding_twice_hides_no_more(written: str) -> None:
    assert masked(masked(written)) == masked(written)

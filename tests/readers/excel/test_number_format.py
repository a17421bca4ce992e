"""Numbers as a spreadsheet shows them. The values are those of Excel for China."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.readers.excel.number_format import (
    BUILT_IN,
    NotADateError,
    shown_number,
    shown_text,
)

CASES = [
    # General: eleven characters
    ("General", "21.0", "21"),
    ("General", "0.30000000000000004", "0.3"),
    ("General", "12345678901.5", "12345678902"),
    ("General", "123456789012", "1.23457E+11"),
    ("General", "1234567.891234", "1234567.891"),
    ("General", "0.000123456789", "0.000123457"),
    ("General", "0.00001", "0.00001"),
    ("General", "0.0000123456789", "1.23457E-05"),
    ("General", "-1E+20", "-1E+20"),
    ("General", "0", "0"),
    ("G/通用格式", "12.5", "12.5"),
    ('G/通用格式"万"', "-12.5", "-12.5万"),
    ("@", "21.0", "21"),
    # digits, with halves rounded up
    ("0", "2.5", "3"),
    ("0.00", "2.675", "2.68"),
    ("0.0", "0.25", "0.3"),
    ("0.00%", "0.3576", "35.76%"),
    ("0.0%", "0.35759999999999997", "35.8%"),
    ("0%", "0.125", "13%"),
    ("000", "21", "021"),
    ("000-0000", "1234567", "123-4567"),
    ("0.0#", "1.2", "1.2"),
    ("#", "0", ""),
    ("#.##", "1", "1."),
    (".00", "12.5", "12.50"),
    ("?0.0", "1.2", " 1.2"),
    ("#,##0.00", "1234567.891", "1,234,567.89"),
    ("#,##0", "999", "999"),
    ("0,000", "12", "0,012"),
    ("#,##0,", "1234567", "1,235"),
    ("0.0,,", "1234567", "1.2"),
    ('0!.0,"万"', "12345", "1.2万"),
    ('0.00,,"百万"', "12345678", "12.35百万"),
    ('0"户"', "12", "12户"),
    ("0\\%", "12", "12%"),
    ('"约"0', "-5", "-约5"),
    # sections, colours, conditions
    ("0.00_);(0.00)", "-1.5", "(1.50)"),
    ("0.00_);(0.00)", "1.5", "1.50 "),
    ('[Red]0.0;[Blue]-0.0;"零"', "-3.14", "-3.1"),
    ('[Red]0.0;[Blue]-0.0;"零"', "0", "零"),
    ("[红色]0;0", "5", "5"),
    (";;;", "5", ""),
    ('[>=10000]0!.0,"万元";0"元"', "12345", "1.2万元"),
    ('[>=10000]0!.0,"万元";0"元"', "123", "123元"),
    ('[>=10000]0!.0,"万元";0"元"', "-123", "-123元"),
    ('[<0]"减"0;"增"0', "-5", "减5"),
    ('[=1]"是";[=0]"否";0', "0", "否"),
    ('[=1]"是";[=0]"否";0', "7", "7"),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "1234.5", " ¥1,234.50 "),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "0", " ¥-   "),
    ("[$￥-804]#,##0.00", "5", "￥5.00"),
    # powers and fractions
    ("0.00E+00", "12345", "1.23E+04"),
    ("0.00E+00", "0.00012345", "1.23E-04"),
    ("0E+0", "9.99", "1E+1"),
    ("##0.0E+0", "12345", "12.3E+3"),
    ("# ?/?", "1.25", "1 1/4"),
    ("# ?/?", "2", "2"),
    ("# ??/??", "3.14159265", "3 14/99"),
    ("# ?/?", "3.14159265", "3 1/7"),
    ("?/8", "0.3576", "3/8"),
    ("# ?/?", "0.999", "1"),
    # dates and times
    ('yyyy"年"m"月"d"日";@', "44377", "2021年6月30日"),
    ("yyyy-mm-dd", "44377.99", "2021-06-30"),
    ("m/d/yy", "44377", "6/30/21"),
    ("[$-F800]dddd, mmmm dd, yyyy", "44377", "2021年6月30日"),
    ("[$-x-systime]h:mm:ss AM/PM", "0.75", "18:00:00"),
    ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "44377", "二〇二一年六月三十日"),
    ('[DBNum1]m"月"d"日"', "44541", "十二月十一日"),
    ("[$-804]aaaa", "44377", "星期三"),
    ("aaa", "44377", "三"),
    ("[$-804]ddd mmm", "44377", "周三 六月"),
    ("dddd d mmmm", "44377", "Wednesday 30 June"),
    ("d-mmm-yy", "44377", "30-Jun-21"),
    ("mmmmm", "44377", "J"),
    ("yyyy/m/d h:mm", "44377.5", "2021/6/30 12:00"),
    ("h:mm:ss AM/PM", "0.75", "6:00:00 PM"),
    ('上午/下午h"时"mm"分"', "0.25", "上午6时00分"),
    ("[$-804]AM/PM h", "0", "上午 12"),
    ("[h]:mm", "1.5", "36:00"),
    ("[mm]:ss", "0.5", "720:00"),
    ("mm:ss.0", "0.000123456789", "00:10.7"),
    ("m/d h:m", "44377.003", "6/30 0:4"),
    ("yyyy-mm-dd", "60", "1900-02-29"),
    ("yyyy-mm-dd", "59", "1900-02-28"),
    ("yyyy-mm-dd", "0", "1900-01-00"),
    # Chinese numerals
    ("[DBNum1][$-804]General", "123", "一百二十三"),
    ("[DBNum1][$-804]General", "100020", "一十万〇二十"),
    ("[DBNum2][$-804]General", "1234", "壹仟贰佰叁拾肆"),
    ("[DBNum1]0", "2021", "二〇二一"),
]


@pytest.mark.parametrize(("code", "value", "shown"), CASES)
def test_a_number_is_shown(code: str, value: str, shown: str) -> None:
    assert shown_number(Decimal(value), code) == shown


def test_days_may_be_counted_from_1904() -> None:
    assert shown_number(Decimal(42915), "yyyy-mm-dd", since_1904=True) == "2021-06-30"


@pytest.mark.parametrize("value", ["-1", "2958466"])
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(NotADateError):
        shown_number(Decimal(value), "yyyy-mm-dd;@")


@pytest.mark.parametrize("code", ["reserved", "0.00 kg", "x0"])
def test_what_is_no_format(code: str) -> None:
    with pytest.raises(ValueError, match="not in any number format"):
        shown_number(Decimal(1), code)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "=1+1"),
        ("@", "=1+1"),
        ("0.00", "=1+1"),
        ('"第"@"号"', "第=1+1号"),
        ('0;0;0;"文："@', "文：=1+1"),
        (";;;", ""),
        ('yyyy"年";@', "=1+1"),
    ],
)
def test_a_text_is_shown(code: str, shown: str) -> None:
    assert shown_text("=1+1", code) == shown


def test_codes_known_by_number() -> None:
    assert {number: shown_number(Decimal("44377.75"), BUILT_IN[number]) for number in (2, 10)} == {
        2: "44377.75",
        10: "4437775.00%",
    }
    dates = {number: shown_number(Decimal(44377), BUILT_IN[number]) for number in (14, 31, 57, 58)}
    assert dates == {14: "2021/6/30", 31: "2021年6月30日", 57: "2021年6月", 58: "6月30日"}


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.text('0#?.,%/E+-_*"\\!;[]@ymdhsa万:Red<>=1', max_size=12),
)
def test_any_code_is_applied_or_refused(value: Decimal, code: str) -> None:
    try:
        assert isinstance(shown_number(value, code), str)
        assert isinstance(shown_text("文", code), str)
    except ValueError:
        pass


@given(st.integers(-(10**10), 10**10), st.integers(0, 4))
def test_grouping_and_decimals_agree_with_python(cents: int, places: int) -> None:
    value = Decimal(cents).scaleb(-places)
    code = "#,##0" + ("." + "0" * places if places else "")
    assert shown_number(value, code) == f"{value:,.{places}f}"


def test_a_code_with_more_places_than_any_number_has_is_refused() -> None:
    assert shown_number(Decimal(1), "0" * 300) == "1".zfill(300)
    with pytest.raises(ValueError, match="too many places"):
        shown_number(Decimal(1), "0" * 301)

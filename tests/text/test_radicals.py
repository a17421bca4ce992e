"""Radicals that PDF files put in place of characters, and the characters they look like."""

import pytest

from progress_report.text.radicals import plain_radicals


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("⾏⽅⼈⼤⾼", "行方人大高"),
        ("推进⾏动。", "推进行动。"),
        ("⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛", "母民虎西见角贝车长门青页风"),
        ("⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "飞食马骨鬼鱼鸟麦黄齐齿龙龟"),
        ("⺀", "⺀"),
        ("行", "行"),
        ("已\uf92e\U0002f800\ufa1a", "已冷丽祥"),
        ("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩", "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"),
    ],
)
def test_each_becomes_the_character_it_looks_like(text: str, plain: str) -> None:
    assert plain_radicals(text) == plain

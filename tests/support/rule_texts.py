"""What readers see of all rules, in one language."""

from progress_report.check.rule import Family, rule_texts


def summaries_and_reasons(language: str) -> list[str]:
    return [
        text[language]
        for family in Family
        for texts in rule_texts(family).values()
        for text in (texts["summary"], texts["reason"])
    ]

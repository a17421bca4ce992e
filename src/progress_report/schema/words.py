"""What an editor shows of each key: Chinese first, then English.

A schema is one file for all readers, so both languages stand in it side by side.
"""

from progress_report.schema import layout_words, table_words, task_words

PARTS = {**task_words.PARTS, **layout_words.PARTS, **table_words.PARTS}
"""Title, Chinese, English, and the JSON type: a part that may be left blank is null as well."""
KEYS = {**task_words.KEYS, **layout_words.KEYS, **table_words.KEYS}
"""By model and key: title, Chinese, English, then examples."""

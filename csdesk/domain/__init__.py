"""The domain: vocabulary, rules, dates, money. No database, no terminal."""

"""What a desk knows: words, rules, dates, money. No database, no terminal."""

"""The desk file: tables, transactions, the journal, and what is read back."""

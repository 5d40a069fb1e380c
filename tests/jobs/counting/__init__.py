"""An app of the kill test only: its one kind of work counts to 100,000, a row for each number."""

"""The `shuping` command: one small module per verb; offline verbs never load Django."""

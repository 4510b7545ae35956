"""All SQL: tables, one file of queries per noun, engines and migrations."""

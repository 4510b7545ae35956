"""The rooms of data, on real files."""

"""What a person sees: pure functions from facts to cards that no channel has touched yet."""

"""What things cost, as ratios within one run: ours with a million cases against ours with few."""

"""What a build knows, written for others: an OC4IDS package, or every model table as it is."""

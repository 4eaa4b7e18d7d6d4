"""What a reader may do besides reading: map a file, judge a match, ask for a build."""

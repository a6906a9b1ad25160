"""What teaches: claims, verdicts on answers, questions, numbers in the prose."""

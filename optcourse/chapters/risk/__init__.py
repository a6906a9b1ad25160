"""The chapter on risk and empirical risk."""

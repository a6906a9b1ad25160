"""The chapter on saddle points."""

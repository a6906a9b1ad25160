"""The chapter on surrogate losses."""

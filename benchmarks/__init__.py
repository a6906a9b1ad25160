"""How fast the course's engines are beside what people use: `make bench`."""

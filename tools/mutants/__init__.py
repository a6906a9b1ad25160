"""Small mistakes put into the package, one at a time: do the tests notice?"""

"""The tests; a package, so that test modules can import ``tests.doubles`` however pytest is started."""

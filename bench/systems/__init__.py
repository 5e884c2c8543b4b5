"""One module per system, named as in `bench.contender`; each has a class ``System``, made from the model's folder."""

"""Which assumptions an outcome hangs on: Sobol indices, shares of variance, PRIM boxes."""

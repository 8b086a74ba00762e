"""One ensemble: asked for, simulated, kept on disk, simulated again and compared."""

"""Records of experiments: kept on disk, made in parallel, on any device."""

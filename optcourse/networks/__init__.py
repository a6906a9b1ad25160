"""Networks: models, data, losses, training many at once, curvature, slices of the loss."""

"""The chapter on minibatches."""

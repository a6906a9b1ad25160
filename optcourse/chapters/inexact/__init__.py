"""The chapter on Inexact gradients."""

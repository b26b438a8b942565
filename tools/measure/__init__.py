"""The parts of `make measure-site`."""

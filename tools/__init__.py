"""Commands for people; `make` names them all."""

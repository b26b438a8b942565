"""What the project holds, read once and checked. It can be imported without any site generator."""

"""What is made of the finished site."""

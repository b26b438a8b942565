VERSION = "1"  # written by your build

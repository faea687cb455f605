"""What the extras need: each module here is for one library that a plain installation has not."""

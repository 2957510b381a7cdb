"""Problems and plans: what they hold, what is wrong with them, and their files."""

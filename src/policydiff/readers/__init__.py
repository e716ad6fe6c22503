"""Input: files, folders, JSON Lines and git trees as documents."""

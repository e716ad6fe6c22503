"""What a provision says: quantities, deadlines, duties, agencies, penalties, references."""

"""Banks of questions in the formats of learning platforms. What a format cannot hold is said, not dropped."""

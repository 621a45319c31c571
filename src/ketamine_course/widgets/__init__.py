"""What learners touch: live figures and explorers."""

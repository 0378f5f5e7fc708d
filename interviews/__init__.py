"""What is asked: interviews, their versions and questions."""

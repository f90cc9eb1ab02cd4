"""What is uploaded, judged; pictures are decoded in a process of their own and made anew."""

"""The university's old syllabus application, which Aurora replaces: a FastAPI monolith on one MariaDB database."""

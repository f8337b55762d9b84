"""The one database: subjects, the syllabi of each, and who may log in."""

from datetime import datetime
from typing import Iterator

from sqlalchemy import Column, ForeignKey, Integer, String, Text, create_engine
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.orm import Session, declarative_base, sessionmaker

from . import settings

engine = create_engine(settings.DATABASE_URL, pool_size=10, max_overflow=30, pool_pre_ping=True)
new_session = sessionmaker(engine, expire_on_commit=False)
Base = declarative_base()


def now() -> datetime:
    """UTC, as exact as a column keeps it: milliseconds."""
    time = datetime.utcnow()
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


class Subject(Base):
    __tablename__ = "subjects"
    id = Column(Integer, primary_key=True)
    name = Column(String(300), nullable=False)
    code = Column(String(64, collation="utf8mb4_general_ci"), nullable=False, unique=True)
    description = Column(Text)
    department_id = Column(Integer)
    credits = Column(Integer)
    created_at = Column(DATETIME(fsp=3), nullable=False, default=now)
    updated_at = Column(DATETIME(fsp=3), nullable=False, default=now, onupdate=now)


class Syllabus(Base):
    __tablename__ = "syllabi"
    id = Column(Integer, primary_key=True)
    subject_id = Column(ForeignKey("subjects.id"), nullable=False)
    file_id = Column(String(64), nullable=False)
    file_url = Column(String(500), nullable=False)
    created_at = Column(DATETIME(fsp=3), nullable=False, default=now)
    updated_at = Column(DATETIME(fsp=3), nullable=False, default=now, onupdate=now)
    version = Column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class User(Base):
    __tablename__ = "users"
    name = Column(String(100), primary_key=True)
    password_hash = Column(String(200), nullable=False)
    role = Column(String(20), nullable=False)


def session() -> Iterator[Session]:
    """A dependency: the session of one request, rolled back unless a command has committed."""
    with new_session() as opened:
        yield opened

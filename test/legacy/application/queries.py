"""What only reads: straight from the tables, past repositories and their objects."""

from typing import List

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from .database import Subject, Syllabus
from .errors import not_found

subjects = Subject.__table__
syllabi = Syllabus.__table__


def list_subjects(session: Session, offset: int, limit: int) -> List[Row]:
    return session.execute(select(subjects).order_by(subjects.c.id).offset(offset).limit(limit)).all()


def get_subject(session: Session, subject_id: int) -> Row:
    row = session.execute(select(subjects).where(subjects.c.id == subject_id)).first()
    if row is None:
        raise not_found("subject")
    return row


def current_syllabus(session: Session, subject_id: int) -> Row:
    """The latest of a subject."""
    latest = select(syllabi).where(syllabi.c.subject_id == subject_id).order_by(syllabi.c.created_at.desc(), syllabi.c.id.desc())
    row = session.execute(latest.limit(1)).first()
    if row is None:
        raise not_found("syllabus")
    return row


def file_url(session: Session, file_id: str) -> str:
    url = session.scalar(select(syllabi.c.file_url).where(syllabi.c.file_id == file_id).limit(1))
    if url is None:
        raise not_found("file")
    return url


def yearly_report(session: Session) -> List[dict]:
    """How many subjects and syllabi each year brought, the newest year first."""

    def per_year(table) -> dict:
        year = func.year(table.c.created_at)
        return dict(session.execute(select(year, func.count()).group_by(year)).all())

    new_subjects, new_syllabi = per_year(subjects), per_year(syllabi)
    years = sorted({*new_subjects, *new_syllabi}, reverse=True)
    return [{"year": year, "subjects": new_subjects.get(year, 0), "syllabi": new_syllabi.get(year, 0)} for year in years]

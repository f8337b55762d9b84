"""What commands load, keep and remove."""

from typing import Optional

from sqlalchemy.orm import Session

from .database import Subject, Syllabus


class SubjectRepository:
    def __init__(self, session: Session):
        self.session = session

    def find(self, subject_id: int) -> Optional[Subject]:
        return self.session.get(Subject, subject_id)

    def add(self, subject: Subject) -> None:
        self.session.add(subject)

    def remove(self, subject: Subject) -> None:
        self.session.delete(subject)


class SyllabusRepository:
    def __init__(self, session: Session):
        self.session = session

    def find(self, syllabus_id: int) -> Optional[Syllabus]:
        return self.session.get(Syllabus, syllabus_id)

    def add(self, syllabus: Syllabus) -> None:
        self.session.add(syllabus)

    def remove(self, syllabus: Syllabus) -> None:
        self.session.delete(syllabus)

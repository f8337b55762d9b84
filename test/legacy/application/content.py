"""Subjects and syllabi: what Aurora's modules take over, path by path."""

from typing import List

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from . import commands, queries
from .auth import may_read, may_write
from .database import session
from .schemas import FileUrl, NewSubject, NewSyllabus, Subject, SubjectChange, Syllabus, SyllabusChange

router = APIRouter(prefix="/api/v1")


@router.post("/subjects/", status_code=201, response_model=Subject, dependencies=[may_write])
def create_subject(given: NewSubject, database: Session = Depends(session)):
    return commands.create_subject(database, given)


@router.get("/subjects/", response_model=List[Subject])
def list_subjects(offset: int = Query(0, ge=0), limit: int = Query(50, ge=1, le=200), database: Session = Depends(session)):
    """A bare list, by offset: the one answer that Aurora gives in another shape."""
    return queries.list_subjects(database, offset, limit)


@router.get("/subjects/{subject_id}", response_model=Subject)
def get_subject(subject_id: int, database: Session = Depends(session)):
    return queries.get_subject(database, subject_id)


@router.put("/subjects/{subject_id}", response_model=Subject, dependencies=[may_write])
def update_subject(subject_id: int, given: SubjectChange, database: Session = Depends(session)):
    return commands.update_subject(database, subject_id, given)


@router.delete("/subjects/{subject_id}", status_code=204, response_class=Response, dependencies=[may_write])
def delete_subject(subject_id: int, database: Session = Depends(session)):
    commands.delete_subject(database, subject_id)


@router.post("/syllabus/", status_code=201, response_model=Syllabus, dependencies=[may_write])
def create_syllabus(given: NewSyllabus, database: Session = Depends(session)):
    return commands.create_syllabus(database, given)


@router.get("/syllabus/{subject_id}", response_model=Syllabus, dependencies=[may_read])
def current_syllabus(subject_id: int, database: Session = Depends(session)):
    return queries.current_syllabus(database, subject_id)


@router.put("/syllabus/{syllabus_id}", response_model=Syllabus, dependencies=[may_write])
def update_syllabus(syllabus_id: int, given: SyllabusChange, database: Session = Depends(session)):
    return commands.update_syllabus(database, syllabus_id, given)


@router.delete("/syllabus/{syllabus_id}", status_code=204, response_class=Response, dependencies=[may_write])
def delete_syllabus(syllabus_id: int, database: Session = Depends(session)):
    commands.delete_syllabus(database, syllabus_id)


@router.get("/files/{file_id}/url", response_model=FileUrl, dependencies=[may_read])
def file_url(file_id: str, database: Session = Depends(session)):
    return FileUrl(url=queries.file_url(database, file_id), expires_at=None)

"""What changes the data. Each is one transaction, and tells who listens once it is done."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from .database import Subject, Syllabus
from .errors import ApiError, not_found
from .notifications import broker
from .repositories import SubjectRepository, SyllabusRepository
from .schemas import NewSubject, NewSyllabus, SubjectChange, SyllabusChange

STALE = "It has been changed since it was read."


def commit(session: Session, event: str, changed, refusal: ApiError) -> None:
    """A constraint that the change breaks becomes `refusal`: unique code, foreign key."""
    try:
        session.commit()
    except IntegrityError:
        raise refusal from None
    except StaleDataError:
        raise ApiError(412, "STALE_VERSION", STALE) from None
    broker.publish({"event": event, "id": changed.id})


def code_taken(code: str) -> ApiError:
    return ApiError(409, "CONFLICT", f"The code {code} is taken.")


def unknown_subject(subject_id: int) -> ApiError:
    fields = [{"path": "subject_id", "code": "unknown", "message": f"There is no subject {subject_id}."}]
    return ApiError(422, "INVALID_REFERENCE", "Does not exist: subject_id.", {"fields": fields})


def create_subject(session: Session, given: NewSubject) -> Subject:
    subject = Subject(**given.dict())
    SubjectRepository(session).add(subject)
    commit(session, "subject_created", subject, code_taken(given.code))
    return subject


def subject_to_change(session: Session, subject_id: int) -> Subject:
    subject = SubjectRepository(session).find(subject_id)
    if subject is None:
        raise not_found("subject")
    return subject


def update_subject(session: Session, subject_id: int, given: SubjectChange) -> Subject:
    subject = subject_to_change(session, subject_id)
    for field, value in given.dict(exclude_unset=True).items():
        setattr(subject, field, value)
    commit(session, "subject_updated", subject, code_taken(subject.code))
    return subject


def delete_subject(session: Session, subject_id: int) -> None:
    subject = subject_to_change(session, subject_id)
    SubjectRepository(session).remove(subject)
    commit(session, "subject_deleted", subject, ApiError(409, "IN_USE", "It has syllabi."))


def create_syllabus(session: Session, given: NewSyllabus) -> Syllabus:
    syllabus = Syllabus(**given.dict(), file_url=file_url(given.file_id))
    SyllabusRepository(session).add(syllabus)
    commit(session, "syllabus_created", syllabus, unknown_subject(given.subject_id))
    return syllabus


def syllabus_to_change(session: Session, syllabus_id: int) -> Syllabus:
    syllabus = SyllabusRepository(session).find(syllabus_id)
    if syllabus is None:
        raise not_found("syllabus")
    return syllabus


def update_syllabus(session: Session, syllabus_id: int, given: SyllabusChange) -> Syllabus:
    syllabus = syllabus_to_change(session, syllabus_id)
    if given.version is not None and given.version != syllabus.version:
        raise ApiError(412, "STALE_VERSION", STALE)
    if given.subject_id is not None:
        syllabus.subject_id = given.subject_id
    if given.file_id is not None:
        syllabus.file_id, syllabus.file_url = given.file_id, file_url(given.file_id)
    commit(session, "syllabus_updated", syllabus, unknown_subject(syllabus.subject_id))
    return syllabus


def delete_syllabus(session: Session, syllabus_id: int) -> None:
    syllabus = syllabus_to_change(session, syllabus_id)
    SyllabusRepository(session).remove(syllabus)
    commit(session, "syllabus_deleted", syllabus, not_found("syllabus"))


def file_url(file_id: str) -> str:
    """Where the file lies, kept with each syllabus as the old application did."""
    return f"/legacy/files/{file_id}"

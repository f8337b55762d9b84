"""The JSON that goes in and out."""

from datetime import datetime
from typing import Any, Optional

from pydantic import BaseModel, conint, constr, validator

Name = constr(strip_whitespace=True, min_length=1, max_length=300)
Code = constr(strip_whitespace=True, min_length=1, max_length=64)
Id = conint(gt=0, lt=2**31)
FileId = constr(regex=r"^[A-Za-z0-9_-]{1,64}$")


def not_null(value: Any) -> Any:
    if value is None:
        raise ValueError("must not be null")
    return value


class SubjectFields(BaseModel):
    description: Optional[constr(max_length=20_000)]
    department_id: Optional[Id]
    credits: Optional[conint(ge=0, le=1000)]


class NewSubject(SubjectFields):
    name: Name
    code: Code


class SubjectChange(SubjectFields):
    """What is absent stays, null clears."""

    name: Optional[Name]
    code: Optional[Code]
    check_null = validator("name", "code", pre=True, allow_reuse=True)(not_null)


class NewSyllabus(BaseModel):
    subject_id: Id
    file_id: FileId


class SyllabusChange(BaseModel):
    subject_id: Optional[Id]
    file_id: Optional[FileId]
    version: Optional[int]
    """The version that the change is based on."""
    check_null = validator("subject_id", "file_id", pre=True, allow_reuse=True)(not_null)


class Credentials(BaseModel):
    username: str
    password: str


class Answer(BaseModel):
    class Config:
        orm_mode = True
        json_encoders = {datetime: lambda time: time.isoformat(timespec="milliseconds") + "Z"}


class Subject(Answer):
    id: int
    name: str
    code: str
    description: Optional[str]
    department_id: Optional[int]
    credits: Optional[int]
    created_at: datetime
    updated_at: datetime


class Syllabus(Answer):
    id: int
    subject_id: int
    file_id: str
    created_at: datetime
    updated_at: datetime
    version: int


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int


class YearlyReport(BaseModel):
    year: int
    subjects: int
    syllabi: int


class FileUrl(BaseModel):
    url: str
    expires_at: Optional[datetime]

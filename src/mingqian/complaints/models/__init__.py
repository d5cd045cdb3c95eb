"""What is kept about complaints."""

from mingqian.complaints.models.arrangement import Arrangement
from mingqian.complaints.models.complaint import Attachment, Complaint, Person, Step
from mingqian.complaints.models.shift import Shift

__all__ = ["Arrangement", "Attachment", "Complaint", "Person", "Shift", "Step"]

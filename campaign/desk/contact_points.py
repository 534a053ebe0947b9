"""The ways to reach an authority of the directory, each with its source and when it was checked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.database import writing
from campaign.campaigns.authorities import changing, subject_of
from campaign.desk.authorities import acting, back
from campaign.desk.directory_forms import CorrectionForm, PointForm
from campaign.desk.let_in import desk, me, needs
from campaign.directory import find, points
from campaign.directory.models import Authority, ContactPoint

Act = Callable[[Session, Authority, ContactPoint], object]

_ONE = "/authorities/<uuid:authority_id>/points/<uuid:point_id>"


@desk.post("/authorities/<uuid:authority_id>/points")
@needs("edit")
def add_point(authority_id: UUID) -> tuple[str, int] | Response:
    """Add an address or number; it stands behind those of its way."""
    form = PointForm()

    def add(session: Session, one: Authority) -> None:
        channel, typed, source = form.channel.data, form.address.data, form.source.data
        points.verify_point(session, points.add_point(session, one, channel, typed, source))

    return acting(authority_id, "address added", add, point_form=form)


@desk.post(_ONE)
@needs("edit")
def correct_point(authority_id: UUID, point_id: UUID) -> tuple[str, int] | Response:
    """Put another address in its place."""
    form = CorrectionForm()

    def correct(session: Session, one: Authority) -> None:
        point = points.point_of(one, point_id)
        points.correct_point(session, one, point, form.address.data, form.source.data)

    return acting(authority_id, "address corrected", correct, **{f"point-{point_id}": form})


@desk.post(f"{_ONE}/checked")
@needs("edit")
def check_point(authority_id: UUID, point_id: UUID) -> Response:
    """This person looked up today that it is so."""
    return _noted(
        authority_id, point_id, "address checked", lambda s, _, p: points.verify_point(s, p)
    )


@desk.post(f"{_ONE}/trust")
@needs("resume")
def trust_point(authority_id: UUID, point_id: UUID) -> Response:
    """Use a suspended address or number again, on this person's word."""
    action = "address trusted again"
    return _noted(
        authority_id, point_id, action, lambda s, one, p: points.trust_again(s, one, p.id)
    )


@desk.post(f"{_ONE}/up")
@needs("edit")
def prefer_point(authority_id: UUID, point_id: UUID) -> Response:
    """Let it stand one place higher."""
    return _changed(authority_id, point_id, "order of addresses changed", points.prefer)


@desk.post(f"{_ONE}/retire")
@needs("edit")
def retire_point(authority_id: UUID, point_id: UUID) -> Response:
    """Use it no more; what went there keeps its record."""
    return _changed(authority_id, point_id, "address taken out", points.retire_point)


def _noted(authority_id: UUID, point_id: UUID, action: str, act: Act) -> Response:
    """Do what alters no letter; the record names the address."""
    with writing() as session:
        one = find.one_of(me().org_id, authority_id)
        point = points.point_of(one, point_id)
        act(session, one, point)
        record(session, one.org_id, me().id, action, subject_of(one), point.address)
    return back(authority_id, "points")


def _changed(authority_id: UUID, point_id: UUID, action: str, act: Act) -> Response:
    """Do what letters that wait may follow."""
    with writing() as session:
        one = find.one_of(me().org_id, authority_id)
        with changing(session, one, me().id, action):
            act(session, one, points.point_of(one, point_id))
    return back(authority_id, "points")

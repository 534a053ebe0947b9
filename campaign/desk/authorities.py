"""The directory: authorities of all campaigns, one of them, who holds it, two that are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from campaign.accounts.audit import record
from campaign.base.countries import names_in
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import authorities
from campaign.campaigns.authorities import changing, subject_of
from campaign.campaigns.languages import name_of
from campaign.desk.directory_forms import (
    CorrectionForm,
    HolderForm,
    MergeForm,
    OfficeForm,
    PointForm,
    names_as_lines,
    styles_as_lines,
)
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts_on
from campaign.directory import find, holders
from campaign.directory.kinds import NAMES
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.office import add_office, edit_office
from campaign.directory.points import CHANNELS
from campaign.directory.salutations import salutation
from campaign.letters.fates import fates

Act = Callable[[Session, Authority], None]
ON_A_PAGE = 100  # authorities
MOST_TO_CHOOSE = 300  # authorities that another could be

# What became of letters, as `letters.fates` groups them.
FATES = {
    "arrived": "arrived",
    "handed_over": "handed over, no error reported",
    "unsettled": "may have arrived",
    "came_back": "came back",
    "failed": "did not get through",
}


@desk.get("/authorities")
@needs("see")
def authority_list() -> str:
    """All authorities, or those of a country, of a kind, or that lack something."""
    chosen = {name: request.args.get(name, "") for name in ("country", "kind", "lacks")}
    return _list(chosen, OfficeForm(formdata=None))


@desk.post("/authorities")
@needs("edit")
def add_authority() -> tuple[str, int] | Response:
    """Add one that no appeal has named yet."""
    form = OfficeForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                added = add_office(session, me().org_id, form.said())
                record(session, me().org_id, me().id, "authority added", subject_of(added))
                page = url_for("desk.authority", authority_id=added.id)
            return redirect(page, 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return _list({}, form), 422


@desk.get("/authorities/<uuid:authority_id>")
@needs("see")
def authority(authority_id: UUID) -> str:
    """All that is known of one."""
    return authority_page(find.one_of(me().org_id, authority_id))


@desk.post("/authorities/<uuid:authority_id>/office")
@needs("edit")
def edit_authority(authority_id: UUID) -> tuple[str, int] | Response:
    """Change title, kind, country and titles in other languages."""
    form = OfficeForm()
    return acting(
        authority_id,
        "authority corrected",
        lambda session, one: edit_office(session, one, form.said()),
        office_form=form,
    )


@desk.post("/authorities/<uuid:authority_id>/holders")
@needs("edit")
def new_holder(authority_id: UUID) -> tuple[str, int] | Response:
    """Somebody else holds the office now."""
    form = HolderForm()

    def succeed(session: Session, one: Authority) -> None:
        holders.verify_holder(session, holders.succeed(session, one, form.person()))

    return acting(authority_id, "new office holder", succeed, new_holder_form=form)


@desk.post("/authorities/<uuid:authority_id>/holders/<uuid:holder_id>")
@needs("edit")
def edit_holder(authority_id: UUID, holder_id: UUID) -> tuple[str, int] | Response:
    """Mend what is said of one, present or former."""
    form = HolderForm()

    def correct(session: Session, one: Authority) -> None:
        holders.correct_holder(session, one, holders.holder_of(one, holder_id), form.person())

    return acting(authority_id, "office holder corrected", correct, holder_form=form)


@desk.post("/authorities/<uuid:authority_id>/holders/<uuid:holder_id>/checked")
@needs("edit")
def check_holder(authority_id: UUID, holder_id: UUID) -> Response:
    """This person looked up today that it is so."""
    with writing() as session:
        one = find.one_of(me().org_id, authority_id)
        holder = holders.holder_of(one, holder_id)
        holders.verify_holder(session, holder)
        said = holder.name or ""
        record(session, one.org_id, me().id, "office holder checked", subject_of(one), said)
    return back(authority_id, "holders")


@desk.post("/authorities/<uuid:authority_id>/merge")
@needs("edit")
def merge_authority(authority_id: UUID) -> tuple[str, int] | Response:
    """Let another stand for this one in all campaigns."""
    form = MergeForm()
    gone = find.one_of(me().org_id, authority_id)
    try:
        kept = find.one_of(me().org_id, _id(form.kept.data))
        with writing() as session:
            authorities.merge(session, gone, kept, me().id)
    except Problem as problem:
        form.form_errors.append(str(problem))
        return authority_page(find.one_of(me().org_id, authority_id), merge_form=form), 422
    flash("They are one now, in all campaigns.", "good")
    return back(kept.id)


def acting(
    authority_id: UUID, action: str, act: Act, /, **filled: Any
) -> tuple[str, int] | Response:
    """Do what a form says to an authority; the page with the form again if it cannot be done.

    `filled` is the form, by the name under which the page knows it.
    """
    [form] = filled.values()
    if form.validate_on_submit():
        try:
            with writing() as session:
                one = find.one_of(me().org_id, authority_id)
                with changing(session, one, me().id, action):
                    act(session, one)
            flash("Saved. Letters that wait, if any, are written anew.", "good")
            return back(authority_id)
        except NotFound:
            raise
        except Problem as problem:
            form.form_errors.append(str(problem))
    return authority_page(find.one_of(me().org_id, authority_id), **filled), 422


def back(authority_id: UUID, part: str = "") -> Response:
    """To the page of an authority, or a part of it."""
    page = url_for("desk.authority", authority_id=authority_id, _anchor=part or None)
    return redirect(page, 303)


def authority_page(one: Authority, **filled: Any) -> str:
    """The page of an authority; a form that is given is shown as it was filled in."""
    holder, others = one.holder, _others(one)
    merge_form = filled.get("merge_form") or MergeForm(formdata=None)
    merge_form.kept.choices = others
    known = {
        "office_form": OfficeForm(
            formdata=None,
            office=one.office,
            kind=one.kind,
            country=one.country or "",
            names=names_as_lines({name.language: name.name for name in one.names}),
        ),
        "new_holder_form": HolderForm(formdata=None),
        "holder_form": _holder_form(holder) if holder else None,
        "point_form": PointForm(formdata=None),
    }
    shown = known | filled | {"merge_form": merge_form}
    _mark_ids(shown["new_holder_form"], "new")
    return render_template(
        "desk/authority.html",
        **shown,
        corrections=[_correction(point, filled) for point in one.contact_points],
        authority=one,
        kept=find.one_of(one.org_id, one.merged_into) if one.merged_into else None,
        points=find.all_points(one),
        fates=fates(one),
        fate_words=FATES,
        used=authorities.used_by(one),
        merged=find.merged_into(one),
        salutation=salutation(one, "en"),
        kinds=NAMES,
        channels=CHANNELS,
        country=country_name(one.country),
        language_name=name_of,
        acts=acts_on(one.org_id, [subject_of(one)]),
    )


def country_name(code: str | None) -> str:
    """A country in English words."""
    return names_in("en").get(code or "", code or "Country not known")


def _list(chosen: dict[str, str], form: OfficeForm) -> str:
    known = find.countries(me().org_id)
    number = request.args.get("page", 1, int)
    page = find.page_of(me().org_id, number, ON_A_PAGE, **chosen)
    return render_template(
        "desk/authorities.html",
        groups=_by_country(page.rows),
        page=page,
        chosen=chosen,
        asked={name: value for name, value in chosen.items() if value},
        countries=sorted(((code, country_name(code)) for code in known), key=lambda one: one[1]),
        kinds=NAMES,
        lacks=find.LACKS,
        channels=CHANNELS,
        form=form,
    )


def _by_country(rows: Sequence[Authority]) -> list[tuple[str, str, list[Authority]]]:
    """Code (or empty), name and authorities of each country, as they come."""
    found: dict[str, list[Authority]] = {}
    for row in rows:
        found.setdefault(row.country or "", []).append(row)
    return [(code, country_name(code), rows) for code, rows in found.items()]


def _holder_form(holder: OfficeHolder) -> HolderForm:
    styles = {s.language: (s.honorific or "", s.salutation or "") for s in holder.styles}
    return HolderForm(
        formdata=None,
        name=holder.name or "",
        honorific=holder.honorific or "",
        salutation=holder.salutation or "",
        since=holder.since,
        until=holder.until,
        styles=styles_as_lines(styles),
    )


def _correction(point: ContactPoint, filled: dict[str, Any]) -> CorrectionForm:
    """The form that corrects a way, as it was filled in if it was."""
    known = CorrectionForm(formdata=None, address=point.address, source=point.source)
    form: CorrectionForm = filled.get(f"point-{point.id}", known)
    _mark_ids(form, str(point.id))
    return form


def _mark_ids(form: FlaskForm, mark: str) -> None:
    """Ids of their own for the fields of a form that a page has more than once."""
    for field in form:
        field.id = f"{field.name}-{mark}"


def _others(one: Authority) -> list[SelectChoice]:
    """Authorities of the same country that this one could be."""
    rows = find.listed(one.org_id, one.country or "", most=MOST_TO_CHOOSE)
    named = [SelectChoice(str(row.id), _told_apart(row)) for row in rows if row.id != one.id]
    return [SelectChoice("", "Choose an authority"), *named]


def _told_apart(one: Authority) -> str:
    """Its title with what tells it from another of the same title."""
    holder = one.holder.name if one.holder else None
    address = one.contact_points[0].address if one.contact_points else None
    return ", ".join(filter(None, [one.office, holder, address]))


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Problem("Choose the authority that it is.") from None

"""The least that a site can do on signing: a form with CSRF and one insert, by the same server."""

from __future__ import annotations

import os

from flask import Flask, redirect, render_template_string
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import BooleanField, StringField
from wtforms.validators import Email, InputRequired

PAGE = """<form method="post">{{ form.csrf_token }}{{ form.name }}{{ form.email }}{{ form.consent }}
<button>Sign</button></form>"""


class Base(DeclarativeBase):
    """Its one table."""


class Supporter(Base):
    __tablename__ = "supporter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]


class Form(FlaskForm):
    name = StringField(validators=[InputRequired()])
    email = StringField(validators=[InputRequired(), Email()])
    consent = BooleanField(validators=[InputRequired()])


app = Flask(__name__)
app.config.update(
    SECRET_KEY="only for benchmarks",
    SQLALCHEMY_DATABASE_URI=os.environ.get("MINIMAL_DATABASE", "sqlite://"),
)
db = SQLAlchemy(app, model_class=Base)
with app.app_context():
    db.create_all()


@app.route("/sign", methods=["GET", "POST"])
def sign() -> ResponseReturnValue:
    form = Form()
    if form.validate_on_submit():
        db.session.add(Supporter(name=form.name.data, email=form.email.data))
        db.session.commit()
        return redirect("/sent", 303)
    return render_template_string(PAGE, form=form)

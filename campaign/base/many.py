"""Many rows in one go, each time by the same statement.

On PostgreSQL columns travel as arrays, however many rows there are; SQLite, whose one writer holds
everything, goes row by row, each value made ready a column at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Row, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.database import Base


def insert(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], summed: str = ""
) -> None:
    """Insert rows in this order; every row names the same columns, and all that must be set.

    Where the key of a row is there already, its column `summed` is added to what is there. On
    PostgreSQL many rows are one statement, the same for any number of them: a column travels as one
    array, or as one value where all rows agree.
    """
    if not rows:
        return
    if len(rows) == 1:
        plain = _added(dialects.insert(session, table), table, summed)
        session.connection().execute(plain, rows)
        return
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    if dialects.is_sqlite(session):
        words, ready = _insert_row(table, tuple(columns), summed)
        made = [map(make, columns[name]) for name, make in ready.items()]
        session.connection().exec_driver_sql(words, list(zip(*made, strict=True)))
        return
    varied = tuple(name for name, has in columns.items() if has.count(has[0]) < len(has))
    values = {name: has if name in varied else has[0] for name, has in columns.items()}
    statement = _insert_columns(table, tuple(columns), varied, summed)
    session.connection().execute(statement, values)


@cache
def _insert_row(
    table: type[Base], columns: tuple[str, ...], summed: str
) -> tuple[str, dict[str, Callable[[Any], Any]]]:
    """SQLite's way: the statement's words; by column, in their order, what makes a value ready."""
    dialect = sqlite.dialect(paramstyle="qmark")
    compiled = _added(sqlite.insert(table), table, summed).compile(
        dialect=dialect, column_keys=columns
    )
    kinds = {name: table.__table__.c[name].type for name in compiled.positiontup}
    ready = {
        name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()
    }
    return str(compiled), {name: make or _as_it_is for name, make in ready.items()}


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _insert_columns(
    table: type[Base], columns: tuple[str, ...], varied: tuple[str, ...], summed: str
) -> Any:
    value = {name: bindparam(name, type_=table.__table__.c[name].type) for name in columns}
    arrays = [
        bindparam(name, type_=postgresql.ARRAY(table.__table__.c[name].type)) for name in varied
    ]
    rows = func.unnest(*arrays).table_valued(*varied).render_derived(name="new")
    chosen = select(*(rows.c[name] if name in varied else value[name] for name in columns))
    statement = postgresql.insert(table).from_select(columns, chosen, include_defaults=False)
    return _added(statement, table, summed)


def _added(statement: Any, table: type[Base], summed: str) -> Any:
    if not summed:
        return statement
    key = [column.name for column in table.__table__.primary_key]
    total = table.__table__.c[summed] + statement.excluded[summed]
    return statement.on_conflict_do_update(index_elements=key, set_={summed: total})


def update_by(
    session: Session, table: type[Base], key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Update rows, each found by the columns of `key`; every row names the same columns."""
    if not rows:
        return
    names = tuple(rows[0])
    if dialects.is_sqlite(session) or len(rows) == 1:
        values = [{f"new_{name}": row[name] for name in names} for row in rows]
        session.connection().execute(_updating(table, key, names), values)
        return
    columns = {f"all_{name}": [row[name] for row in rows] for name in names}
    session.connection().execute(_updating_all(table, key, names), columns)


@cache
def _updating(table: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Any:
    t: Any = table.__table__
    new = {name: bindparam(f"new_{name}", type_=t.c[name].type) for name in names}
    found = [t.c[name] == new.pop(name) for name in key]
    return update(t).where(*found).values(new)


@cache
def _updating_all(table: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Any:
    """PostgreSQL's way: columns travel as arrays."""
    t: Any = table.__table__
    arrays = [bindparam(f"all_{n}", type_=postgresql.ARRAY(t.c[n].type)) for n in names]
    new = func.unnest(*arrays).table_valued(*names).render_derived(name="new")
    found = [t.c[name] == new.c[name] for name in key]
    return update(t).where(*found).values({n: new.c[n] for n in names if n not in key})


def change_held(
    session: Session,
    table: type[Base],
    which: Sequence[UUID] | Mapping[UUID, int],
    sources: tuple[str, ...],
    told: tuple[str, ...],
    new: Mapping[str, Any],
    each: Mapping[str, Mapping[UUID, Any]],
) -> list[tuple[Row[Any], str]]:
    """Lock rows in the order of their keys and change them; the table has a state and a fence.

    Changed are those of `which` whose state is among `sources` and, if it maps ids to fences, whose
    fence is the one given. `new` are values or expressions by column, `each` values by column and
    id. Returns the columns `told` of every changed row as they are now, and the state that it had.
    """
    run = session.connection().execute
    said = {name: value for name, value in new.items() if isinstance(value, ClauseElement)}
    plain = tuple(name for name in new if name not in said)
    values = {f"new_{name}": new[name] for name in plain}
    if dialects.is_sqlite(session):
        query = _holding(table, sources)
        held = {row.id: row for row in run(query, {"ids": list(which)})}
        if isinstance(which, Mapping):
            held = {key: row for key, row in held.items() if row.fence == which[key]}
        statement = _changing_one_by_one(table, told, plain + tuple(each)).values(said)
        changed = []
        for key, row in held.items():
            own = {f"new_{name}": varied[key] for name, varied in each.items()}
            changed += [(now, row.state) for now in run(statement, values | own | {"one": key})]
        return changed
    fenced = isinstance(which, Mapping)
    statement = _changing(table, sources, told, plain, tuple(each), fenced)
    if said:
        statement = statement.values(said)
    arrays = {f"each_{name}": [varied[key] for key in which] for name, varied in each.items()}
    if isinstance(which, Mapping):
        arrays["fences"] = list(which.values())
    rows = run(statement, values | arrays | {"ids": list(which)})
    return [(row, row.before) for row in rows]


@cache
def _holding(table: type[Base], sources: tuple[str, ...]) -> Any:
    """SQLite's first step; its one writer holds every row."""
    t = table.__table__.c
    which = t.id.in_(bindparam("ids", expanding=True))
    return select(t.id, t.state, t.fence).where(which, t.state.in_(sources)).order_by(t.id)


@cache
def _changing_one_by_one(table: type[Base], told: tuple[str, ...], new: tuple[str, ...]) -> Any:
    t: Any = table.__table__
    return (
        update(t)
        .where(t.c.id == bindparam("one"))
        .values({name: bindparam(f"new_{name}", type_=t.c[name].type) for name in new})
        .returning(*(t.c[name] for name in told))
    )


@cache
def _changing(
    table: type[Base],
    sources: tuple[str, ...],
    told: tuple[str, ...],
    new: tuple[str, ...],
    each: tuple[str, ...],
    fenced: bool,
) -> Any:
    """PostgreSQL's one step; `held` are the rows as they were when we got the lock."""
    t: Any = table.__table__
    names = {"id": "ids"} | ({"fence": "fences"} if fenced else {})
    names |= {name: f"each_{name}" for name in each}
    arrays = [bindparam(given, type_=postgresql.ARRAY(t.c[n].type)) for n, given in names.items()]
    wanted = func.unnest(*arrays).table_valued(*names).render_derived(name="wanted")
    held = (
        select(t.c.id, t.c.state.label("before"), *(wanted.c[name] for name in each))
        .join(wanted, wanted.c.id == t.c.id)
        .where(t.c.state.in_(sources), *([t.c.fence == wanted.c.fence] if fenced else []))
        .order_by(t.c.id)
        .with_for_update(key_share=True, of=t)
        .cte("held")
    )
    return (
        update(t)
        .where(t.c.id == held.c.id)
        .values({name: bindparam(f"new_{name}", type_=t.c[name].type) for name in new})
        .values({name: held.c[name] for name in each})
        .returning(*(t.c[name] for name in told), held.c.before)
    )

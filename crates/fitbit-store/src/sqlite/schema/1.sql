-- Times are milliseconds since 1970, UTC.
create table fitbit_schema (version integer not null);
insert into fitbit_schema (version) values (1);

create table fitbit_tokens (
    app text not null,
    person text not null,
    state text not null,
    key text,
    tokens blob,
    refresh blob not null,
    fence integer not null,
    leased_until integer,
    marked_at integer,
    primary key (app, person)
) without rowid;
create index fitbit_tokens_by_state on fitbit_tokens (app, state, person);

create table fitbit_budgets (
    key blob not null primary key,
    ledger text not null,
    kept_until integer not null
) without rowid;
create index fitbit_budgets_by_end on fitbit_budgets (kept_until);
